"""A user's file as a plain table of cells: CSV, XLSX or GeoJSON, before anything is understood."""

import csv
import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl

from geo.errors import FileNotUnderstoodError

MAX_BYTES = 20_000_000
MAX_ROWS = 50_000
MAX_UNPACKED_BYTES = 400_000_000
_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 50
# What openpyxl lets through when a workbook's parts are cut short, locked or not what they say.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, ParseError, LookupError, ValueError, TypeError, AttributeError,
    OSError, EOFError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RawTable:
    """Cells by column name. numbers: each row's number in the file, blank lines counted."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    numbers: tuple[int, ...]


def read_raw(name: str, content: bytes) -> RawTable:
    """Read a file by its ending.

    Errors: FileNotUnderstoodError for another ending, a file too large, damaged or without rows.
    """
    if len(content) > MAX_BYTES:
        raise FileNotUnderstoodError(
            f"Expected a file of at most {MAX_BYTES // 1_000_000} MB, found "
            f"{len(content) / 1e6:.0f} MB; cut it into parts."
        )
    ending = name.lower().rsplit(".", 1)[-1]
    readers = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson, "json": _geojson}
    if ending not in readers:
        raise FileNotUnderstoodError(
            f"Expected a file ending in .csv, .xlsx or .geojson, found {name[-40:]!r}."
        )
    table = readers[ending](content)
    if not table.rows:
        raise FileNotUnderstoodError("Expected a header line and at least one row, found none.")
    if len(table.rows) > MAX_ROWS:
        raise FileNotUnderstoodError(
            f"Expected at most {MAX_ROWS:,} rows, found more; cut the file in parts."
        )
    return table


def decode(content: bytes) -> str:
    """Text of a CSV: UTF-8 (with or without mark), UTF-16 with mark, else Thai Windows (cp874)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp874", errors="replace")


def _csv(content: bytes) -> RawTable:
    text = decode(content)
    try:
        delimiter = max(_DELIMITERS, key=lambda mark: _evenness(text, mark))
        return _table(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FileNotUnderstoodError(f"Expected a table in CSV, found {error}.") from error


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first lines this delimiter cuts into one and the same number of cells.

    The standard library's own guess also changes how quotes are read, which loses cells.
    """
    lines = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _SAMPLE_LINES)
    widths = Counter(len(line) for line in lines if len(line) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _xlsx(content: bytes) -> RawTable:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise FileNotUnderstoodError(
                f"Expected a workbook of at most {MAX_UNPACKED_BYTES // 1_000_000} MB unpacked."
            )
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # The stated size may be that of a whole empty sheet; each row then ends at its last cell.
        sheet.reset_dimensions()
        return _table(sheet.iter_rows(values_only=True))
    except _DAMAGED as error:
        raise FileNotUnderstoodError(f"Expected an Excel workbook, found {error}.") from error


def _table(lines: Iterable[Iterable[Any]]) -> RawTable:
    """The first line with two filled cells is the header; empty lines below are passed over."""
    numbered = enumerate(map(_trimmed, lines), start=1)
    header = next((line for _, line in numbered if sum(map(_filled, line)) >= 2), None)
    if header is None:
        return RawTable((), (), ())
    found = list(islice(((at, line) for at, line in numbered if line), MAX_ROWS + 1))
    width = max((len(line) for _, line in found), default=0)
    columns = _names(header, max(width, len(header)))
    rows = (dict.fromkeys(columns) | dict(zip(columns, line, strict=False)) for _, line in found)
    return RawTable(columns, tuple(rows), tuple(at for at, _ in found))


def _trimmed(line: Iterable[Any]) -> list[Any]:
    """The cells up to the last filled one."""
    cells = list(line)
    while cells and not _filled(cells[-1]):
        cells.pop()
    return cells


def _names(header: list[Any], width: int) -> tuple[str, ...]:
    """A name of its own for every column: a blank or repeated heading gets its column's number."""
    names: dict[str, None] = {}
    for at, cell in enumerate(chain(header, [None] * (width - len(header))), start=1):
        name = str(cell).strip() if _filled(cell) else f"column {at}"
        names[name if name not in names else f"{name} (column {at})"] = None
    return tuple(names)


def _filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _geojson(content: bytes) -> RawTable:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileNotUnderstoodError(
            f"Expected a GeoJSON FeatureCollection, found {type(error).__name__}: {error}."
        ) from error
    features = _part(found, "features", list)
    if features is None:
        raise FileNotUnderstoodError(
            "Expected a GeoJSON FeatureCollection, found no list of features in the file."
        )
    rows = tuple(map(_feature, features))
    columns = dict.fromkeys(name for row in rows for name in row)
    return RawTable(tuple(columns), rows, tuple(range(1, len(rows) + 1)))


def _feature(feature: Any) -> dict[str, Any]:
    """A feature's properties, with the point's lon and lat; other or broken geometry has none."""
    row = dict(_part(feature, "properties", dict) or {})
    geometry = _part(feature, "geometry", dict)
    place = _part(geometry, "coordinates", list) or []
    if _part(geometry, "type", str) == "Point" and len(place) >= 2:
        row["lon"], row["lat"] = place[:2]
    return row


def _part(whole: Any, name: str, kind: type) -> Any:
    """A member of a JSON object where it is of this kind, else None."""
    found = whole.get(name) if isinstance(whole, dict) else None
    return found if isinstance(found, kind) else None
