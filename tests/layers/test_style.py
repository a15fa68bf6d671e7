"""Colours that do not depend on telling red from green, and every token that layers may name."""

from itertools import pairwise

import pytest
from matplotlib import colormaps
from matplotlib.colors import to_rgb

from geo.errors import InputError
from geo.schema.vocabularies import CATEGORIES, OFFICE_STATUSES
from layers._style import (
    CIVIDIS_ON_DARK,
    CIVIDIS_ON_LIGHT,
    FONT_FAMILIES,
    PUOR_COLD,
    PUOR_HOT,
    SYMBOLS,
    TOKENS,
    label_style,
    style,
)
from layers.renderers import _svg

GROUND_SHAPES = {"fill", "line", "area"}


def grey(colour: str) -> float:
    """Luminance of a colour as a greyscale print shows it (Rec. 709, linear light)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "ramp", [CIVIDIS_ON_LIGHT, CIVIDIS_ON_DARK[::-1], PUOR_HOT[::-1], PUOR_COLD[::-1]]
)
def test_ramps_stay_in_order_in_greyscale(ramp):
    greys = [grey(colour) for colour in ramp]
    assert all(a - b > 0.008 for a, b in pairwise(greys))


def test_counts_use_cividis():
    nearest = colormaps["cividis"].resampled(512)
    for colour in (*CIVIDIS_ON_LIGHT, *CIVIDIS_ON_DARK):
        away = min(
            max(abs(a - b) for a, b in zip(nearest(i)[:3], to_rgb(colour), strict=True))
            for i in range(512)
        )
        assert away < 0.012, colour


@pytest.mark.parametrize("theme", TOKENS)
def test_no_two_categories_share_shape_and_no_look_is_incomplete(theme):
    looks = [style(f"category.{name}", theme=theme) for name in CATEGORIES]
    assert len({look.shape for look in looks}) == len(looks)
    assert {look.shape for look in TOKENS[theme].values()} <= GROUND_SHAPES | set(SYMBOLS)
    for look in TOKENS[theme].values():
        assert (look.size_px > 0) == (look.shape in SYMBOLS)
        assert 0 <= look.opacity <= 1


@pytest.mark.parametrize("theme", TOKENS)
def test_a_moved_record_is_an_open_broken_outline_of_its_category(theme):
    for name in CATEGORIES:
        held, moved = (style(f"category.{name}{end}", theme=theme) for end in ("", ".approximate"))
        assert (moved.shape, moved.letter) == (held.shape, held.letter)
        assert (moved.fill, moved.stroke) == ("", held.fill or held.stroke)
        assert moved.dash
        assert not held.dash


def test_the_letter_in_an_outline_can_be_read():
    held, moved = (_svg.symbol(style(f"category.arms{end}")) for end in ("", ".approximate"))
    assert 'fill="none"' not in held
    assert "stroke-dasharray" in moved
    lettered = _svg.symbol(style("category.wildlife_timber.approximate"))
    assert f'fill="{style("category.wildlife_timber").fill}">W' in lettered


def test_classes_differ_by_width_as_well_as_colour():
    widths = [style(f"section.class.{i}").width_px for i in range(1, 7)]
    assert widths == sorted(set(widths))
    assert style("section.stands_out").width_px > widths[-1]


def test_themes_hold_the_same_tokens_and_status_words_have_one_each():
    assert len({frozenset(tokens) for tokens in TOKENS.values()}) == 1
    assert {f"office.{status}" for status in OFFICE_STATUSES} <= set(TOKENS["light"])
    assert (
        len({style(f"crossing.{s}.local") for s in ("open", "restricted", "closed", "unknown")})
        == 4
    )
    assert style("border.contested").dash
    assert not style("office.link.stated").dash
    assert style("office.link.inferred").dash


def test_named_places_have_no_alarm_colour():
    """Zones and sites are green and brown: red is never the leading part by much."""
    for token in ("zone.economic", "site.casino_area", "site.listed"):
        red, green, blue = to_rgb(style(token).stroke)
        assert red - max(green, blue) < 0.2, token


def test_an_unknown_token_is_named():
    with pytest.raises(InputError, match="zone\\.risky"):
        style("zone.risky")
    with pytest.raises(InputError, match="sepia"):
        style("land.core", theme="sepia")
    assert label_style("no.such.token") == label_style("")
    assert len(FONT_FAMILIES) == 5
