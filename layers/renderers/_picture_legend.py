"""A picture's legend: entries with swatches and notes, flowed into columns and made to fit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from geo.layerspec import LayerSpec, LegendEntry, Text
from geo.messages import message
from layers._style import SYMBOLS, Style
from layers.renderers._picture_marks import dash_pattern, symbol
from layers.renderers._picture_text import LINE_HEIGHT, POINTS_PER_PX, Ruler, Translate, font

SWATCH_PX = 30.0
GAP_PX = 5.0
TITLE_SIZE_PX, ENTRY_SIZE_PX, NOTE_SIZE_PX = 12.5, 11.5, 10.0
SHRINK_STEPS = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6)


@dataclass(frozen=True, slots=True)
class Row:
    """A block of lines that stays together. kind: title, entry or note.

    symbol_px: height of the symbol beside the first line, 0 without one.
    """

    kind: str
    lines: tuple[str, ...]
    size_px: float
    entry: LegendEntry | None = None
    symbol_px: float = 0.0

    @property
    def lead_px(self) -> float:
        """Room above the first line, where a symbol is taller than a line, CSS pixels."""
        return max(0.0, (self.symbol_px - self.size_px * LINE_HEIGHT) / 2)

    @property
    def height_px(self) -> float:
        """Height with the gap below it, CSS pixels."""
        gap = GAP_PX * (1.0 if self.kind == "note" else 0.45) * self.size_px / ENTRY_SIZE_PX
        lines = len(self.lines) * self.size_px * LINE_HEIGHT
        return max(self.lead_px + lines, self.symbol_px) + gap


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page in CSS pixels, y downwards."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of the page."""

    text: str
    muted: str
    paper: str


def rows(
    layers: tuple[LayerSpec, ...],
    ruler: Ruler,
    translator: Translate,
    styles: Mapping[str, Style],
    *,
    width: float,
    shrink: float,
) -> list[Row]:
    """Every layer's title, entries and notes as wrapped rows for one column width."""
    sizes = {"title": TITLE_SIZE_PX, "entry": ENTRY_SIZE_PX, "note": NOTE_SIZE_PX}
    found = []
    for layer in layers:
        items: list[tuple[str, Text, LegendEntry | None]] = [("title", layer.title, None)]
        items += [("entry", entry.text, entry) for entry in layer.legend]
        items += [("note", text, None) for text in layer.notes]
        for kind, text, entry in items:
            size = sizes[kind] * shrink
            room = width - (SWATCH_PX * shrink + GAP_PX if kind == "entry" else 0)
            lines = ruler.wrap(translator(text), room, size, bold=kind == "title")
            tall = _symbol_px(_in_line(styles[entry.token], shrink)) if entry else 0.0
            found.append(Row(kind, tuple(lines), size, entry, tall))
    return found


def _symbol_px(style: Style) -> float:
    """Height of a symbol with its rim, both ways alike from its middle; 0 for lines and areas."""
    if style.shape not in SYMBOLS:
        return 0.0
    reach = max(abs(y) for part in SYMBOLS[style.shape] for _, y in part.points)
    return reach * style.size_px + style.width_px


def _in_line(style: Style, shrink: float) -> Style:
    """A symbol's look beside words of that size: as on the map where it is no taller than a line,
    else smaller, at most by as much as the words. Lines and areas stay as they are."""
    tall, line = _symbol_px(style), ENTRY_SIZE_PX * shrink * LINE_HEIGHT
    share = min(1.0, max(shrink, line / tall)) if tall else 1.0
    dash = tuple(length * share for length in style.dash)
    return replace(style, size_px=style.size_px * share, width_px=style.width_px * share, dash=dash)


def flow(found: list[Row], *, columns: int, height: float) -> list[list[Row]] | None:
    """Rows put into columns from the left, no title last in one; None where they do not fit."""
    filled: list[list[Row]] = [[]]
    used = 0.0
    for i, row in enumerate(found):
        needed = row.height_px
        if row.kind == "title" and i + 1 < len(found):
            needed += found[i + 1].height_px
        if used + needed > height and filled[-1]:
            filled.append([])
            used = 0.0
        used += row.height_px
        filled[-1].append(row)
    tallest = max(sum(row.height_px for row in column) for column in filled)
    return filled if len(filled) <= columns and tallest <= height else None


def fitted(
    layers: tuple[LayerSpec, ...],
    ruler: Ruler,
    translator: Translate,
    styles: Mapping[str, Style],
    box: Box,
    *,
    columns: int,
) -> tuple[list[list[Row]], float]:
    """The legend in columns with its shrink; the longest notes go first where nothing else fits.

    Returns rows per column and the part of full size. A last line tells how many rows were left
    out, so that the picture never hides that something is missing.
    """
    width = (box.width - (columns - 1) * 3 * GAP_PX) / columns
    for shrink in SHRINK_STEPS:
        found = rows(layers, ruler, translator, styles, width=width, shrink=shrink)
        if placed := flow(found, columns=columns, height=box.height):
            return placed, shrink
    left_out = 0
    while any(row.kind == "note" for row in found):
        longest = max((row for row in found if row.kind == "note"), key=lambda row: len(row.lines))
        found.remove(longest)
        left_out += 1
        more = translator(message("picture.more_legend", n=left_out))
        size = NOTE_SIZE_PX * shrink
        rest = Row("note", tuple(ruler.wrap(more, width, size)), size)
        if placed := flow([*found, rest], columns=columns, height=box.height):
            return placed, shrink
    return [found], shrink


def draw_legend(
    page: Axes,
    placed: list[list[Row]],
    styles: Mapping[str, Style],
    ink: Ink,
    box: Box,
    *,
    columns: int,
    shrink: float,
) -> None:
    """Draw fitted rows into a box of the page."""
    gutter = 3 * GAP_PX
    width = (box.width - (columns - 1) * gutter) / columns
    for i, column in enumerate(placed):
        left, top = box.left + i * (width + gutter), box.top
        for row in column:
            _row(page, row, styles, ink, left, top, shrink)
            top += row.height_px


def _row(
    page: Axes,
    row: Row,
    styles: Mapping[str, Style],
    ink: Ink,
    left: float,
    top: float,
    shrink: float,
) -> None:
    step = row.size_px * LINE_HEIGHT
    indent = SWATCH_PX * shrink + GAP_PX if row.kind == "entry" else 0.0
    top += row.lead_px
    if row.entry is not None:
        middle = top + step / 2
        _swatch(page, row.entry, styles[row.entry.token], left, middle, shrink)
    colour = ink.muted if row.kind == "note" else ink.text
    prop = font(row.size_px, bold=row.kind == "title")
    for k, text in enumerate(row.lines):
        page.text(
            left + indent,
            top + step * (k + 0.78),
            text,
            fontproperties=prop,
            color=colour,
            va="baseline",
            parse_math=False,
        )


def _swatch(
    page: Axes, entry: LegendEntry, style: Style, left: float, middle: float, shrink: float
) -> None:
    width, line_pt = SWATCH_PX * shrink, style.width_px * POINTS_PER_PX
    common = {"linestyle": dash_pattern(style, line_pt), "linewidth": line_pt}
    if style.shape in SYMBOLS:
        symbol(page, _in_line(style, shrink), np.array([[left + width / 2, middle]]))
    elif entry.kind == "line" or style.shape == "line":
        ends = [left + 2, left + width - 2], [middle, middle]
        line = Line2D(*ends, color=style.stroke, alpha=style.opacity, **common)
        line.set_dash_capstyle("butt")
        line.set_solid_capstyle("butt")
        page.add_line(line)
    else:
        edge, fill = style.stroke or "none", style.fill or "none"
        faint = max(style.opacity, 0.0) if style.fill else 0.0
        half = width * 0.27
        patch = (
            Circle((left + width / 2, middle), half)
            if style.shape == "area"
            else Rectangle((left + 3, middle - half * 0.9), width - 6, half * 1.8)
        )
        _painted(page, patch, fill, faint, edge, common)


def _painted(
    page: Axes, patch: Circle | Rectangle, fill: str, opacity: float, edge: str, common: dict
) -> None:
    patch.set(
        facecolor=to_rgba(fill, opacity) if fill != "none" else "none", edgecolor=edge, **common
    )
    page.add_patch(patch)
