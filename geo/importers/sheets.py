"""What every reader gives: lines of cells, sheet by sheet; and how the header is found in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from geo.cleaning.texts import clean, text_of
from geo.search import fold

BLOCK_ROWS = 25_000
HEADER_LINES = 30
MAX_CELL_LETTERS = 32_767
_LEAST_FILLED = 2

Line = tuple[int, list[Any]]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One table of a file before anything is understood.

    lines: row number and cells, in order. hidden: row numbers that the workbook hides. epoch: 1900
    or 1904, of Excel's day numbers. notes: words for what the reader met (formulas, hidden_rows,
    encoding names).
    """

    name: str
    lines: Iterator[Line]
    hidden: frozenset[int] = frozenset()
    epoch: int = 1900
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """A line that is no record: its number, a word for why, and its cells."""

    row: int
    reason: str
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its header found. blocks: lines below it, up to BLOCK_ROWS at a time."""

    name: str
    columns: tuple[str, ...]
    aside: tuple[Aside, ...]
    blocks: Iterator[list[Line]]
    epoch: int = 1900
    hidden: frozenset[int] = frozenset()
    notes: tuple[str, ...] = field(default=())


def find_header(sheet: RawSheet, known: frozenset[str]) -> Table | None:
    """Find the header among the first lines: the one with most known headings, else the first
    with two filled cells. None for a sheet without any.

    known: folded headings that mean something. Lines above it are titles; a line of tags under it
    (HXL) becomes the header and the words above it are set aside; a second header line fills the
    first one's blanks.
    """
    lines = iter(sheet.lines)
    first = list(islice(lines, HEADER_LINES))
    tags = next((at for at, (_, cells) in enumerate(first) if is_tag_row(cells)), None)
    at = tags if tags is not None else _header_at(first, known)
    if at is None:
        return None
    header, below = _joined_header(first, at, known, tagged=tags is not None)
    width = max((len(cells) for _, cells in first), default=0)
    columns = _names(header, width)
    aside = [_set_aside(line, "title", columns) for line in first[:at] if _filled(line[1])]
    aside += [_set_aside(line, "header", columns) for line in first[at + 1 : below]]
    if tags is not None:
        aside.append(_set_aside(first[at], "tags", columns))
    blocks = _blocks(chain(first[below:], lines))
    return Table(sheet.name, columns, tuple(aside), blocks, sheet.epoch, sheet.hidden, sheet.notes)


def is_tag_row(cells: Iterable[Any]) -> bool:
    """Whether a line holds HXL tags: every filled cell starts with #, at least two of them."""
    texts = [text for text in map(text_of, cells) if text]
    tags = [text for text in texts if text.startswith("#") and text[1:2].isalpha()]
    return len(tags) >= _LEAST_FILLED and len(tags) == len(texts)


def _header_at(first: list[Line], known: frozenset[str]) -> int | None:
    scores = [sum(_is_known(cell, known) for cell in cells) for _, cells in first]
    if scores and max(scores) >= _LEAST_FILLED:
        return scores.index(max(scores))
    wide = (at for at, (_, cells) in enumerate(first) if _filled(cells) >= _LEAST_FILLED)
    return next(wide, None)


def _is_known(cell: Any, known: frozenset[str]) -> bool:
    """Whether a cell is a heading, alone or before a bracket: "date (วันที่)"."""
    text = text_of(cell)
    return len(text) < 200 and not known.isdisjoint({fold(text), fold(text.split("(")[0])})


def _joined_header(
    first: list[Line], at: int, known: frozenset[str], *, tagged: bool
) -> tuple[list[Any], int]:
    """The header's cells and where the rows begin; a second line fills the blanks of the first."""
    header = first[at][1]
    if tagged or at + 1 >= len(first) or all(map(text_of, header)):
        return header, at + 1
    below = [text_of(cell) for cell in first[at + 1][1]]
    blank = [i for i, text in enumerate(below) if text and not text_of(_cell(header, i))]
    if not blank or not all(_is_known(below[i], known) for i in blank):
        return header, at + 1
    width = max(len(header), len(below))
    return [text_of(_cell(header, i)) or _cell(below, i) for i in range(width)], at + 2


def _cell(cells: list[Any], at: int) -> Any:
    return cells[at] if at < len(cells) else None


def _filled(cells: list[Any]) -> int:
    return sum(1 for cell in cells if text_of(cell))


def _names(header: list[Any], width: int) -> tuple[str, ...]:
    """A name of its own for every column: a blank or repeated heading gets its column's number."""
    names: dict[str, None] = {}
    for at in range(1, max(width, len(header)) + 1):
        name = clean(text_of(_cell(header, at - 1)))[:200] or f"column {at}"
        names[name if name not in names else f"{name} (column {at})"] = None
    return tuple(names)


def _set_aside(line: Line, reason: str, columns: tuple[str, ...]) -> Aside:
    return Aside(line[0], reason, dict(zip(columns, line[1], strict=False)))


def _blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    lines = iter(lines)
    while block := list(islice(lines, BLOCK_ROWS)):
        yield block
