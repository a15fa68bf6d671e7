"""OpenDocument spreadsheets, streamed from their content.xml; repeats are spread within reason."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, iterparse

from geo.errors import FileNotUnderstoodError
from geo.importers.formats.archives import open_archive, told
from geo.importers.sheets import Line, RawSheet

WHAT = "an OpenDocument spreadsheet"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MOST_COLUMNS = 1_024
_MOST_REPEATED_ROWS = 10_000


def read(_: str, handle: BinaryIO) -> Iterator[RawSheet]:
    """Sheets in order, each read wholly before the next."""
    archive = open_archive(handle, WHAT)
    with told(WHAT), archive.open("content.xml") as part:
        if b"<!DOCTYPE" in part.read(4_096):
            raise FileNotUnderstoodError(f"Expected {WHAT} without document type, found one.")
        part.seek(0)
        lines: list[Line] = []
        number = 0
        for event, element in iterparse(part, events=("start", "end")):  # noqa: S314
            if event == "start" and element.tag == f"{_TABLE}table":
                lines, number = [], 0
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                number = _row(element, lines, number)
                element.clear()
            elif event == "end" and element.tag == f"{_TABLE}table":
                yield RawSheet(element.get(f"{_TABLE}name", ""), iter(lines))


def _row(element: Element, lines: list[Line], number: int) -> int:
    """Append a row as often as it is repeated; a blank one is only counted."""
    times = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
    cells = _cells(element)
    if cells and times > _MOST_REPEATED_ROWS:
        raise FileNotUnderstoodError(
            f"Expected rows of an OpenDocument spreadsheet, found one repeated {times:,} times."
        )
    if cells:
        lines += [(number + at, list(cells)) for at in range(1, times + 1)]
    return number + times


def _cells(row: Element) -> list[Any]:
    cells: list[Any] = []
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        cells += [_value(cell)] * min(times, _MOST_COLUMNS)
        cells = cells[:_MOST_COLUMNS]
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return cells


def _value(cell: Element) -> Any:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        return _date(cell.get(f"{_OFFICE}date-value", ""))
    if kind in ("float", "currency", "percentage"):
        return float(cell.get(f"{_OFFICE}value", "nan"))
    texts = ("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
    return "\n".join(texts) or None


def _date(text: str) -> Any:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text
