"""What a file is taken for before it is read: its shape, and the column of each field."""

from dataclasses import dataclass
from types import ModuleType
from typing import BinaryIO

from geo.importers.fields import known_headings
from geo.importers.formats import read_sheets
from geo.importers.options import Options
from geo.importers.shapes import SHAPES, hxl
from geo.importers.sheets import Table, find_header
from geo.search import fold


@dataclass(frozen=True, slots=True)
class Recognised:
    """One sheet: its shape, all its columns, the column of each field, and what is missing."""

    sheet: str
    shape: str
    columns: tuple[str, ...]
    used: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


def recognised(name: str, handle: BinaryIO, options: Options) -> tuple[Recognised, ...]:
    """What each sheet with a header is taken for; rows are not read.

    Errors: FileNotUnderstoodError for another ending or a damaged file.
    """
    found = []
    for sheet in read_sheets(name, handle):
        table = find_header(sheet, known_headings())
        if table is not None:
            shape, used, missing = shape_of(table, options)
            found.append(
                Recognised(
                    sheet.name, shape.NAME, table.columns, tuple(used.items()), tuple(missing)
                )
            )
    return tuple(found)


def shape_of(table: Table, options: Options) -> tuple[ModuleType, dict[str, str], list[str]]:
    """The shape that matches, its columns with the person's own mapping over them, and what is
    missing. A field mapped to a blank is not read."""
    headings = frozenset(
        fold(part) for column in table.columns for part in (column, column.split("(")[0])
    )
    if hxl.matches_columns(table.columns):
        shape: ModuleType = hxl
    else:
        shape = next(one for one in SHAPES if one.matches(headings))
    found = shape.columns(table.columns)
    own = {f: c for f, c in options.mapping.items() if c in table.columns or not c}
    found = {f: c for f, c in found.items() if c not in own.values()} | own
    found = {f: c for f, c in found.items() if c}
    missing = [] if "date" in found else ["date"]
    missing += [] if {"category", "goods"} & found.keys() else ["category"]
    placed = {"place", "district", "province", "subdistrict", "coords"} & found.keys()
    placed = placed or ({"lat", "lon"} <= found.keys())
    return shape, found, missing + ([] if placed else ["place (or lat and lon)"])
