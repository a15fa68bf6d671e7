"""A table on a drawn page: wrapped cells, rules between rows, shrunk until it fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from layers.renderers._picture_legend import Box, Ink
from layers.renderers._picture_text import LINE_HEIGHT, Ruler, font

CELL_PAD_PX = 4.0
ROW_GAP_PX = 3.0
SIZES_PX = (10.0, 9.5, 9.0, 8.5, 8.0)


@dataclass(frozen=True, slots=True)
class Column:
    """head: its words. share: of the table's width. right: numbers stand to the right."""

    head: str
    share: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """A table whose cells are broken into lines. heights: of the head and each row, CSS pixels."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]
    heights: tuple[float, ...]
    size_px: float

    @property
    def height(self) -> float:
        """Of the whole table."""
        return sum(self.heights)


def laid(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], ruler: Ruler, *, width: float,
    height: float,
) -> tuple[Laid, int]:  # fmt: skip
    """The table at the largest size that fits, and how many of its last rows did not."""
    for size in SIZES_PX:
        found = _at_size(columns, rows, ruler, width, size)
        if found.height <= height:
            return found, 0
    kept = list(rows)
    while kept and _at_size(columns, kept, ruler, width, SIZES_PX[-1]).height > height:
        kept.pop()
    return _at_size(columns, kept, ruler, width, SIZES_PX[-1]), len(rows) - len(kept)


def _at_size(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], ruler: Ruler, width: float,
    size: float,
) -> Laid:  # fmt: skip
    heads = tuple(column.head for column in columns)
    cells = tuple(
        tuple(
            tuple(ruler.wrap(text, column.share * width - 2 * CELL_PAD_PX, size, bold=not i))
            for text, column in zip(row, columns, strict=True)
        )
        for i, row in enumerate((heads, *rows))
    )
    heights = tuple(
        max(len(cell) for cell in row) * size * LINE_HEIGHT + ROW_GAP_PX for row in cells
    )
    return Laid(tuple(columns), cells, heights, size)


def draw_table(page: Axes, table: Laid, box: Box, ink: Ink) -> float:
    """Draw a table from the top of a box down; returns the y below it."""
    top = box.top
    for i, (row, height) in enumerate(zip(table.cells, table.heights, strict=True)):
        left = box.left
        for cell, column in zip(row, table.columns, strict=True):
            width = column.share * box.width
            _cell(
                page, cell, (left, top, width), table.size_px, ink, right=column.right, bold=not i
            )
            left += width
        top += height
        page.plot(
            [box.left, box.left + box.width], [top - ROW_GAP_PX / 2] * 2, color=ink.muted,
            linewidth=0.8 if i == 0 else 0.25,
        )  # fmt: skip
    return top


def _cell(
    page: Axes, lines: Sequence[str], place: tuple[float, float, float], size: float, ink: Ink, *,
    right: bool, bold: bool,
) -> None:  # fmt: skip
    left, top, width = place
    x = left + width - CELL_PAD_PX if right else left + CELL_PAD_PX
    for k, text in enumerate(lines):
        page.text(
            x, top + size * LINE_HEIGHT * (k + 0.78), text, fontproperties=font(size, bold=bold),
            color=ink.text, va="baseline", ha="right" if right else "left", parse_math=False,
        )  # fmt: skip
