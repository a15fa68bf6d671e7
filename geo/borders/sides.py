"""Which country a point lies in by the full-resolution outlines, not what a record states."""

import functools
import re
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.borders.table import FOLDER
from geo.errors import DataFileError
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES

# Cells of the lookup: (west, south, columns, rows, degrees).
_WEST, _SOUTH, _COLUMNS, _ROWS, _CELL = 91.0, 4.0, 400, 520, 0.05
_UNDECIDED: Final = -2
_FEW: Final = 20_000


@functools.cache
def outlines() -> dict[str, BaseGeometry]:
    """Full-resolution outlines by ISO3: the four countries whole, the neighbours within 50 km."""
    names = [*CORE_COUNTRIES, "neighbours"]
    found: dict[str, BaseGeometry] = {}
    for name in names:
        found |= _outlines_of(FOLDER / "countries" / f"{name}.geojson")
    for outline in found.values():
        shapely.prepare(outline)
    return found


def _outlines_of(path: Path) -> dict[str, BaseGeometry]:
    """Outlines of one file; its coordinates are too many to pass through Python lists."""
    try:
        text = path.read_text(encoding="utf-8")
        shapes = shapely.get_parts(shapely.from_geojson(text))
    except (FileNotFoundError, shapely.GEOSException) as error:
        raise DataFileError(
            f"Expected country outlines at {path}, but the file is missing or damaged; "
            "rebuild it with `make data`."
        ) from error
    return dict(zip(re.findall(r'"id":"([A-Z]{3})"', text), shapes, strict=True))


def country_at(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Country of each point by geometry: position in COUNTRIES (int8), -1 where none.

    lon, lat: degrees, NaN where blank. Points at sea, on a line, or more than about 50 km inside a
    neighbour of the four countries are -1. It only flags a disagreement; never a record's side.
    """
    lon, lat = (np.asarray(values, dtype=float).ravel() for values in (lon, lat))
    codes = np.full(len(lon), -1, dtype=np.int8)
    rows = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    if len(rows) > _FEW:
        codes[rows] = _looked_up(lon[rows], lat[rows])
        rows = rows[codes[rows] == _UNDECIDED]
    codes[rows] = _tested(lon[rows], lat[rows])
    return codes


def _tested(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    codes = np.full(len(lon), -1, dtype=np.int8)
    for iso, outline in outlines().items():
        west, south, east, north = outline.bounds
        near = (codes < 0) & (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        rows = np.flatnonzero(near)
        inside = shapely.contains_xy(outline, lon[rows], lat[rows])
        codes[rows[inside]] = COUNTRIES.index(iso)
    return codes


def _looked_up(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Country by cell, _UNDECIDED where an outline passes through the cell or beyond the grid."""
    column = np.floor((lon - _WEST) / _CELL).astype(int)
    row = np.floor((lat - _SOUTH) / _CELL).astype(int)
    inside = (column >= 0) & (column < _COLUMNS) & (row >= 0) & (row < _ROWS)
    codes = np.full(len(lon), _UNDECIDED, dtype=np.int8)
    codes[inside] = _grid()[row[inside], column[inside]]
    return codes


@functools.cache
def _grid() -> np.ndarray:
    """Country of every cell that lies wholly in one, so that most points need no polygon test."""
    grid = np.full((_ROWS, _COLUMNS), _UNDECIDED, dtype=np.int8)
    row, column = np.nonzero(~_crossed())
    lon, lat = _WEST + (column + 0.5) * _CELL, _SOUTH + (row + 0.5) * _CELL
    grid[row, column] = _tested(lon, lat)
    grid.setflags(write=False)
    return grid


def _crossed() -> np.ndarray:
    """Cells that an outline touches, with a ring of one cell around them."""
    rings = shapely.segmentize(shapely.boundary(list(outlines().values())), _CELL / 2)
    lon, lat = shapely.get_coordinates(rings).T
    touched = np.zeros((_ROWS + 2, _COLUMNS + 2), dtype=bool)
    column = np.clip(np.floor((lon - _WEST) / _CELL).astype(int), -1, _COLUMNS) + 1
    row = np.clip(np.floor((lat - _SOUTH) / _CELL).astype(int), -1, _ROWS) + 1
    touched[row, column] = True
    wide = np.zeros((_ROWS, _COLUMNS), dtype=bool)
    for down in range(3):
        for right in range(3):
            wide |= touched[down : down + _ROWS, right : right + _COLUMNS]
    return wide
