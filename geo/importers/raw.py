"""A user's file as a plain table of cells: CSV, XLSX or GeoJSON, before anything is understood."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import openpyxl

from geo.errors import FileNotUnderstoodError

MAX_BYTES = 20_000_000
MAX_ROWS = 50_000
MAX_UNPACKED_BYTES = 400_000_000
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class RawTable:
    """Cells by column name. first_row: the file's number of the first row of ``rows``."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    first_row: int


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
            f"Expected at most {MAX_ROWS:,} rows, found {len(table.rows):,}; cut the file in parts."
        )
    return table


def decode(content: bytes) -> str:
    """Text of a CSV: UTF-8 (with or without mark), UTF-16 with mark, else Thai Windows (cp874)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp874", errors="replace")


def _csv(content: bytes) -> RawTable:
    text = decode(content)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:5000], delimiters=_DELIMITERS)
    except csv.Error:
        dialect = csv.excel
    try:
        lines = list(csv.reader(io.StringIO(text), dialect))
    except csv.Error as error:
        raise FileNotUnderstoodError(f"Expected a table in CSV, found {error}.") from error
    return _table(lines)


def _xlsx(content: bytes) -> RawTable:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise FileNotUnderstoodError(
                f"Expected a workbook of at most {MAX_UNPACKED_BYTES // 1_000_000} MB unpacked."
            )
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        lines = [list(line) for line in book.worksheets[0].iter_rows(values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise FileNotUnderstoodError(f"Expected an Excel workbook, found {error}.") from error
    return _table(lines)


def _table(lines: list[list[Any]]) -> RawTable:
    """The first line with two filled cells is the header; empty lines below are passed over."""
    header_at = next((at for at, line in enumerate(lines) if _filled(line) >= 2), None)
    if header_at is None:
        return RawTable((), (), 0)
    columns = tuple(
        str(cell).strip() if cell not in (None, "") else f"column {at + 1}"
        for at, cell in enumerate(lines[header_at])
    )
    rows = tuple(
        dict(zip(columns, [*line, *[None] * (len(columns) - len(line))], strict=False))
        for line in lines[header_at + 1 :]
        if _filled(line)
    )
    return RawTable(columns, rows, header_at + 2)


def _filled(line: list[Any]) -> int:
    return sum(cell is not None and str(cell).strip() != "" for cell in line)


def _geojson(content: bytes) -> RawTable:
    try:
        features = json.loads(content.decode("utf-8-sig"))["features"]
        rows = tuple(_feature(feature) for feature in features)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileNotUnderstoodError(
            f"Expected a GeoJSON FeatureCollection, found {type(error).__name__}: {error}."
        ) from error
    columns = dict.fromkeys(name for row in rows for name in row)
    return RawTable(tuple(columns), rows, 1)


def _feature(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature's properties, with the point's lon and lat; other geometry has none."""
    row = dict(feature.get("properties") or {})
    geometry = feature.get("geometry") or {}
    if geometry.get("type") == "Point":
        row["lon"], row["lat"] = geometry["coordinates"][:2]
    return row
