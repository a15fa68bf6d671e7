"""One file from bytes to understood rows: sheets, shapes, damaged text, then rows by block."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import Any, BinaryIO

from geo.cleaning.quantities import writes_decimal_commas
from geo.cleaning.texts import text_of
from geo.errors import FileNotUnderstoodError
from geo.importers.fields import known_headings
from geo.importers.formats import read_sheets
from geo.importers.options import Options, Reading, Rejected
from geo.importers.persons_first import widened
from geo.importers.placing import PlaceNames
from geo.importers.points import PointReader
from geo.importers.recognising import shape_of
from geo.importers.repairs import Repairer
from geo.importers.rows import SheetReader
from geo.importers.sheets import Line, Table, find_header
from geo.importers.sides import with_sides
from geo.importers.styles import date_style
from geo.importers.tally import Tally
from geo.messages import message


def read_file(name: str, handle: BinaryIO, options: Options, *, names: PlaceNames) -> Reading:
    """Understand a file; nothing is stored.

    Errors: FileNotUnderstoodError when it is no table of a known format, or no sheet has columns
    for date, for category or goods, and for any kind of place.
    """
    tally, parts, rejected = Tally(), [], []
    shapes, origins, used, ignored = [], [], {}, {}
    encodings: dict[str, None] = {}
    samples: tuple[tuple[str, str], ...] = ()
    rows, lacking = 0, []
    for sheet in read_sheets(name, handle):
        table = find_header(sheet, known_headings())
        if table is None:
            continue
        shape, found, missing = shape_of(table, options)
        if missing:
            lacking.append((table, missing))
            continue
        blocks = iter(table.blocks)
        first = next(blocks, [])
        first, samples_here, repairer = _repaired(first, options, tally)
        samples = samples or samples_here
        reader = _reader(name, table, shape, found, options, names, tally, first)
        rejected += _aside(name, table, tally)
        for block in chain([first] if first else [], blocks):
            lines = repairer.lines(block) if repairer and block is not first else block
            frame, refused = reader.block(lines, shape.prepare(_values(lines, table, found)))
            _tell_hidden(table, frame["row"], tally)
            frame = widened(with_sides(frame, tally), tally)
            parts += [frame] if len(frame) else []
            rejected += refused
            rows += len(lines)
        shapes.append(shape.NAME)
        origins.append(shape.ORIGIN)
        used |= found
        ignored |= dict.fromkeys(column for column in table.columns if column not in found.values())
        encodings |= dict.fromkeys(table.notes)
    if not shapes:
        raise _not_understood(name, lacking)
    rejected += _whole_sheets(name, lacking, tally)
    return Reading(
        name, tuple(parts), tuple(rejected), tuple(shapes), MappingProxyType(used), tuple(ignored),
        tally.steps(), tuple(encodings), samples, rows + sum(1 for r in rejected if r.reasons[0].id in _LINES),  # noqa: E501
        tuple(origins),
    )  # fmt: skip


_LINES = (
    "import.reason.title",
    "import.reason.tags",
    "import.reason.header",
    "import.reason.sheet",
)


def _reader(
    name: str,
    table: Table,
    shape: Any,
    found: Mapping[str, str],
    options: Options,
    names: PlaceNames,
    tally: Tally,
    first: list[Line],
) -> SheetReader:
    values = _values(first, table, found)
    dates = (*values.get("date", ()), *values.get("source_date", ()))
    style, how = date_style(dates, options, epoch=table.epoch)
    number = first[0][0] if first else 0
    if how == "inferred" and any(_short_year(cell) for cell in values.get("date", ())):
        tally.add("two_digit_told", number)
    for word in table.notes:
        if word in ("formulas", "hidden_rows"):
            tally.add(word, number)
    commas = writes_decimal_commas(values.get("quantity", []))
    origin = shape.ORIGIN
    points = PointReader(names, options.datum)
    return SheetReader(
        name, table, found, options, names, style, commas, origin, tally, points
    )  # fmt: skip


def _short_year(cell: Any) -> bool:
    text = text_of(cell)
    return len(text) > 4 and not any(len(part) >= 4 and part.isdecimal() for part in _numbers(text))


def _numbers(text: str) -> list[str]:
    return "".join(char if char.isdecimal() else " " for char in text).split()


def _values(lines: list[Line], table: Table, found: Mapping[str, str]) -> dict[str, list[Any]]:
    """Cells by field, one list each; a row that ends early has none in its last columns."""
    rows = [cells for _, cells in lines]
    places = {column: at for at, column in enumerate(table.columns)}
    if min(map(len, rows), default=0) >= len(table.columns):
        columns = list(zip(*rows, strict=False))
        return {field: list(columns[places[column]]) for field, column in found.items()}
    return {
        field: [cells[at] if at < len(cells) else None for cells in rows]
        for field, at in ((field, places[column]) for field, column in found.items())
    }


def _repaired(
    block: list[Line], options: Options, tally: Tally
) -> tuple[list[Line], tuple[tuple[str, str], ...], Repairer | None]:
    """Read damaged Thai text again where the file holds some; the three readings of a sample."""
    repairer = Repairer(options.reading)
    lines = [(number, [cell for cell in cells if repairer.is_damaged(cell)])
             for number, cells in block]  # fmt: skip
    damaged = [(number, texts) for number, texts in lines if texts]
    if not damaged:
        return block, (), None
    for number, _ in damaged:
        tally.add("repaired", number)
    some = [text for _, texts in damaged[:200] for text in texts]
    shown = tuple((word, one.text if one else "") for word, one in repairer.offered(some))
    return repairer.lines(block), (("as_it_came", max(some, key=len)), *shown), repairer


def _aside(name: str, table: Table, tally: Tally) -> list[Rejected]:
    for line in table.aside:
        tally.add(f"rejected:{line.reason}", line.row)
    words = {"title": message("import.reason.title"), "tags": message("import.reason.tags"),
             "header": message("import.reason.header")}  # fmt: skip
    return [
        Rejected(name, table.name, one.row, (words[one.reason],), one.cells) for one in table.aside
    ]


def _tell_hidden(table: Table, numbers: Iterable[int], tally: Tally) -> None:
    if table.hidden:
        for number in numbers:
            if number in table.hidden:
                tally.add("hidden_rows", number)


def _whole_sheets(
    name: str, lacking: list[tuple[Table, list[str]]], tally: Tally
) -> list[Rejected]:
    """Rows of sheets without the needed columns, beside others that have them."""
    found = []
    for table, missing in lacking:
        why = message("import.reason.sheet", columns=", ".join(missing))
        for block in table.blocks:
            for number, cells in block:
                tally.add("rejected:sheet", number)
                original = dict(zip(table.columns, cells, strict=False))
                found.append(Rejected(name, table.name, number, (why,), original))
    return found


def _not_understood(name: str, lacking: list[tuple[Table, list[str]]]) -> FileNotUnderstoodError:
    if not lacking:
        return FileNotUnderstoodError(
            f"Expected a header line and at least one row in {name[-60:]!r}, found none."
        )
    table, missing = min(lacking, key=lambda item: len(item[1]))
    return FileNotUnderstoodError(
        f"Expected columns for {', '.join(missing)} in {name[-60:]!r}; found "
        f"{', '.join(table.columns)[:300]}. Name the columns with a mapping, or rename them."
    )


def with_mapping(options: Options, mapping: Mapping[str, str]) -> Options:
    """The same choices with a mapping of field to column."""
    return replace(options, mapping=MappingProxyType(dict(mapping)))
