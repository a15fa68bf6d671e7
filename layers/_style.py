"""How every style token looks, once, for the light and dark screens and for print.

A layer names a token ("office.operating"); all renderers read its look here. Colours follow
cividis for counts and PuOr for findings, categories follow Okabe and Ito; no meaning rests on red
against green, and a shape, a width or a dash stands beside each colour as a second cue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from geo.errors import InputError
from geo.schema.vocabularies import CATEGORIES
from layers._symbols import SYMBOLS, Part

__all__ = ["LABELS", "SYMBOLS", "TOKENS", "LabelStyle", "Part", "Style", "label_style", "style"]

THEMES: Final = ("light", "dark", "print")
FONT_FAMILIES: Final = (
    "Noto Sans",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
)
ACCENT: Final = "#1F3A5F"
PROPOSED: Final = "#AA3377"
PUOR_HOT: Final = ("#B35806", "#F1A340", "#FEE0B6")
PUOR_COLD: Final = ("#542788", "#998EC3", "#D8DAEB")
# cividis, light to dark on pale land and dark to light on dark land, so that more is always
# further from the ground.
CIVIDIS_ON_LIGHT: Final = ("#E5CF52", "#B9AB6D", "#908B78", "#6B6D72", "#404C6C", "#002A5F")
CIVIDIS_ON_DARK: Final = ("#45506C", "#6B6D72", "#8B8778", "#AEA371", "#D4C15F", "#FEE838")
CLASS_WIDTHS_PX: Final = (3.0, 4.0, 5.0, 6.0, 7.0, 8.0)


@dataclass(frozen=True, slots=True)
class Style:
    """The look of one token.

    shape: "fill" (ground), "line", "area" (soft circle) or a symbol of ``SYMBOLS``. fill, stroke:
    "#RRGGBB" or "" for none. width_px: width of the stroke. size_px: height of a symbol, 0 where
    it has none. opacity: 0…1, of the fill of grounds and areas, else of the whole mark. dash:
    lengths on, off in px, () for a solid line. letter: drawn inside the symbol, or "".
    """

    shape: str
    fill: str = ""
    stroke: str = ""
    width_px: float = 1.0
    size_px: float = 0.0
    opacity: float = 1.0
    dash: tuple[float, ...] = ()
    letter: str = ""


@dataclass(frozen=True, slots=True)
class LabelStyle:
    """The look of a token's label: colour, halo, size, spacing between letters in em, weight."""

    colour: str
    halo: str
    halo_px: float = 2.0
    size_px: float = 12.0
    spacing_em: float = 0.0
    weight: int = 400


_CATEGORY_LOOK = MappingProxyType(
    {
        "drug_smuggling": ("circle", "#0072B2", ""),
        "human_trafficking": ("triangle", "#D55E00", ""),
        "migrant_smuggling": ("diamond", "#E69F00", ""),
        "irregular_migration": ("square", "#56B4E9", ""),
        "online_scam": ("pentagon", "#CC79A7", ""),
        "wildlife_timber": ("hexagon", "#009E73", "W"),
        "arms": ("plus", "#332288", ""),
        "money_laundering": ("hexagon_flat", "#999999", "L"),
        "armed_clash": ("cross", "#000000", ""),
        "other": ("ring", "#666666", ""),
    }
)
_CROSSING_SHAPE = MappingProxyType(
    {
        "international": "diamond",
        "bilateral": "diamond_half",
        "local": "diamond_hollow",
    }
)


@dataclass(frozen=True, slots=True)
class _Palette:
    """What differs between themes."""

    land: str
    neighbour: str
    water: str
    river: str
    border: str
    province: str
    district: str
    none: str
    rim: str
    ink: str
    muted: str
    accent: str
    zone: str
    site: str
    grey: str
    ramp: tuple[str, ...]
    halo: str
    hot: str = PUOR_HOT[0]
    gained: str = "#E0A3C5"


_LIGHT = _Palette(
    land="#FAF8F3", neighbour="#ECEAE4", water="#D6E4EC", river="#8FB3C9", border="#3C3C3C",
    province="#CFCAC0", district="#E0DCD3", none="#8A867E", rim="#FFFFFF", ink="#26241F",
    muted="#6A665E", accent=ACCENT, zone="#117733", site="#6B4E2E", grey="#9A9790",
    ramp=CIVIDIS_ON_LIGHT, halo="#FFFFFF",
)  # fmt: skip
_DARK = _Palette(
    land="#22282C", neighbour="#1B2023", water="#16232B", river="#3F6478", border="#C9C4BA",
    province="#4A4F52", district="#373D40", none="#7C7A74", rim="#10161A", ink="#ECE8DF",
    muted="#A8A498", accent="#8FB4E3", zone="#58B97A", site="#C7A27B", grey="#8C8A84",
    ramp=CIVIDIS_ON_DARK, halo="#10161A", hot=PUOR_HOT[1], gained="#8C4A72",
)  # fmt: skip
_PRINT = replace(_LIGHT, border="#1E1E1E", province="#BDB7AB", ink="#111111", muted="#4E4B45")
_PALETTES = MappingProxyType({"light": _LIGHT, "dark": _DARK, "print": _PRINT})


def _ground(c: _Palette) -> dict[str, Style]:
    return {
        "land.core": Style("fill", c.land, "", 0.0),
        "land.neighbour": Style("fill", c.neighbour, "", 0.0),
        "water": Style("fill", c.water, "", 0.0),
        "river": Style("line", "", c.river, 1.0, opacity=0.9),
        "border.country": Style("line", "", c.border, 1.6),
        "border.contested.ground": Style("line", "", c.land, 3.0),
        "border.contested": Style("line", "", c.border, 1.6, dash=(5.0, 4.0)),
        "border.contested.point": Style("ring", "", c.border, 1.4, 15.0, dash=(3.0, 2.5)),
        "border.province": Style("line", "", c.province, 0.8),
        "border.district": Style("line", "", c.district, 0.5),
        "place": Style("circle", c.muted, c.rim, 0.8, 5.0),
    }


def _measures(c: _Palette) -> dict[str, Style]:
    styles = {
        "section.none": Style("line", "", c.none, 1.0, opacity=0.55),
        "section.untested": Style("line", "", c.none, 1.0, opacity=0.55, dash=(2.0, 4.0)),
        "section.stands_out": Style("line", "", c.hot, 12.0, opacity=0.9),
        "section.selected": Style("line", "", c.accent, 14.0, opacity=0.45),
        "section.end": Style("line", "", c.ink, 1.4),
        "cell.none": Style("fill", "", c.none, 0.8, opacity=0.0),
        "cell.stands_out": Style("fill", "", c.hot, 2.6, opacity=0.0),
    }
    for i, (colour, width) in enumerate(zip(c.ramp, CLASS_WIDTHS_PX, strict=True), start=1):
        styles[f"section.class.{i}"] = Style("line", "", colour, width)
        styles[f"cell.class.{i}"] = Style("fill", colour, c.rim, 0.6, opacity=0.78)
        styles[f"density.class.{i}"] = Style("fill", colour, "", 0.0, opacity=0.25 + 0.09 * i)
    # A difference: orange, ever wider, for more; violet and dashed for fewer.
    for i, (hot, cold) in enumerate(zip(PUOR_HOT[1::-1], PUOR_COLD[1::-1], strict=True), start=1):
        styles[f"section.more.{i}"] = Style("line", "", hot, 3.0 + 2.5 * i)
        styles[f"section.fewer.{i}"] = Style("line", "", cold, 3.0 + 2.5 * i, dash=(5.0, 2.5))
    return styles


def _offices(c: _Palette) -> dict[str, Style]:
    return {
        "office.operating": Style("square", c.accent, c.rim, 1.4, 13.0),
        "office.unknown": Style("square", c.grey, c.accent, 1.6, 13.0),
        "office.planned": Style("square_hollow", "", c.accent, 1.8, 13.0),
        "office.closed": Style("square_hollow_barred", "", c.grey, 1.6, 13.0),
        "office.proposed": Style("star", PROPOSED, c.rim, 1.2, 25.0),
        "office.link.stated": Style("line", "", c.accent, 1.2),
        "office.link.inferred": Style("line", "", c.accent, 1.2, dash=(1.5, 3.5)),
        "office.asked": Style("star", c.land, PROPOSED, 1.8, 21.0),
        "office.own": Style("square", PROPOSED, c.rim, 1.4, 13.0),
        "office.area": Style("area", c.accent, c.accent, 1.0, opacity=0.10, dash=(3.0, 3.0)),
    }


def _plan(c: _Palette) -> dict[str, Style]:
    """Stretches by whether offices hold them: what a plan adds is widest, gaps are dashed."""
    return {
        "plan.held": Style("line", "", c.accent, 4.0, opacity=0.9),
        "plan.new": Style("line", "", c.gained, 7.0),
        "plan.lost": Style("line", "", c.hot, 5.0, dash=(2.0, 5.0)),
        "plan.one": Style("line", "", c.accent, 3.0, opacity=0.9, dash=(6.0, 4.0)),
        "plan.gap": Style("line", "", c.muted, 2.6, dash=(1.5, 3.5)),
        "plan.link": Style("line", "", PROPOSED, 1.4),
        "plan.area": Style("fill", c.grey, c.muted, 1.2, opacity=0.25, dash=(4.0, 3.0)),
        "plan.asked_about": Style("cross", PROPOSED, c.rim, 1.0, 15.0),
        "plan.candidate": Style("ring", "", PROPOSED, 1.0, 6.0, opacity=0.8),
        "plan.excluded": Style("cross", c.grey, c.grey, 0.5, 6.0, opacity=0.8),
    }


def _crossings(c: _Palette) -> dict[str, Style]:
    styles = {}
    for kind, shape in _CROSSING_SHAPE.items():
        ink = Style(shape, c.ink, c.ink, 1.4, 11.0)
        styles[f"crossing.open.{kind}"] = ink
        # A bar or slash in the ink of a filled diamond would not be seen on it.
        crossed = replace(ink, stroke=c.rim, size_px=12.0) if shape == "diamond" else ink
        styles[f"crossing.restricted.{kind}"] = replace(crossed, shape=f"{shape}_slashed")
        styles[f"crossing.closed.{kind}"] = replace(crossed, shape=f"{shape}_barred")
        styles[f"crossing.unknown.{kind}"] = replace(ink, fill=c.grey, stroke=c.grey)
    return styles


def _zones(c: _Palette) -> dict[str, Style]:
    zone = Style("rounded_hollow", "", c.zone, 1.8, 12.0)
    area = Style("triangle_hollow", "", c.site, 1.6, 13.0)
    listed = replace(area, shape="triangle_down_hollow")
    named = {"zone.economic": zone, "site.casino_area": area, "site.listed": listed}
    aged = {f"{name}.aged": replace(style, stroke=c.grey) for name, style in named.items()}
    soft = Style("area", c.muted, c.muted, 0.8, opacity=0.08, dash=(3.0, 3.0))
    areas = {
        "area.approximate": soft,
        "zone.economic.area": replace(soft, fill=c.zone, stroke=c.zone),
        "site.casino_area.area": replace(soft, fill=c.site, stroke=c.site),
        "site.listed.area": replace(soft, fill=c.site, stroke=c.site),
    }
    return named | aged | areas


def _categories(c: _Palette, *, dark: bool) -> dict[str, Style]:
    styles = {}
    for name in CATEGORIES:
        shape, colour, letter = _CATEGORY_LOOK[name]
        if dark and name in ("armed_clash", "arms", "other"):
            colour = {"armed_clash": "#F2EFE8", "arms": "#8C7FE0", "other": "#B4B1AA"}[name]
        stroke = colour if shape == "ring" else c.rim
        styles[f"category.{name}"] = Style(
            shape, "" if shape == "ring" else colour, stroke, 1.0, 11.0, letter=letter
        )
        styles[f"category.{name}.approximate"] = _outline(shape, colour, letter)
    styles["category.approximate"] = _outline("circle", c.muted)
    return styles


def _outline(shape: str, colour: str, letter: str = "") -> Style:
    """A record whose point is not the one on record: a broken outline, nothing in it."""
    return Style(shape, "", colour, 1.7, 10.5, dash=(3.0, 1.3), letter=letter)


def _centres(c: _Palette) -> dict[str, Style]:
    base = Style("fill", c.accent, c.accent, 1.2, opacity=0.30)
    return {
        "district.centre.stated_target": base,
        "district.centre.centre_reported": replace(base, opacity=0.20, dash=(6.0, 2.0)),
        "district.centre.visited": replace(base, opacity=0.10, dash=(3.0, 3.0)),
        "district.centre.unknown": replace(base, fill="", stroke=c.grey, width_px=0.8, opacity=0.0),
    }


def _table(theme: str) -> Mapping[str, Style]:
    c = _PALETTES[theme]
    marks = _offices(c) | _crossings(c)
    return MappingProxyType(
        _ground(c) | _measures(c) | _plan(c) | marks | _approximate(marks) | _zones(c)
        | _categories(c, dark=theme == "dark") | _centres(c)
    )  # fmt: skip


def _approximate(styles: dict[str, Style]) -> dict[str, Style]:
    """The smaller, paler look of symbols whose place is known only by district."""
    return {
        f"{token}.approximate": replace(look, size_px=look.size_px * 0.75, opacity=0.6)
        for token, look in styles.items()
        if look.shape in SYMBOLS
    }


def _label_table(theme: str) -> Mapping[str, LabelStyle]:
    c = _PALETTES[theme]
    return MappingProxyType(
        {
            "land.core": LabelStyle(c.ink, c.halo, 2.5, 15.0, 0.22, 600),
            "land.neighbour": LabelStyle(c.muted, c.halo, 2.0, 12.0, 0.22, 400),
            "border.province": LabelStyle(c.muted, c.halo, 2.0, 10.5),
            "border.district": LabelStyle(c.muted, c.halo, 2.0, 9.5),
            "river": LabelStyle(c.river, c.halo, 2.0, 10.0),
            "place": LabelStyle(c.ink, c.halo, 2.0, 11.0),
            "section.end": LabelStyle(c.ink, c.halo, 2.0, 10.0),
            "": LabelStyle(c.ink, c.halo, 2.0, 11.0),
        }
    )


TOKENS: Final[Mapping[str, Mapping[str, Style]]] = MappingProxyType(
    {theme: _table(theme) for theme in THEMES}
)
LABELS: Final[Mapping[str, Mapping[str, LabelStyle]]] = MappingProxyType(
    {theme: _label_table(theme) for theme in THEMES}
)


def style(token: str, *, theme: str = "light") -> Style:
    """The look of ``token``; an unknown token or theme raises ``InputError``."""
    if theme not in TOKENS:
        raise InputError(f"Expected a theme among {', '.join(THEMES)}, got {theme!r}.")
    if token not in TOKENS[theme]:
        raise InputError(f"No style token is called {token!r}; add it to layers/_style.py.")
    return TOKENS[theme][token]


def label_style(token: str, *, theme: str = "light") -> LabelStyle:
    """The look of a label on ``token``; tokens without their own take the plain one."""
    return LABELS[theme].get(token, LABELS[theme][""])
