"""Contested and undemarcated stretches along the lines, from ``data/contested_stretches.csv``."""

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.borders.lines import land_chain
from geo.borders.spots import km_on_line, on_lines
from geo.borders.table import FOLDER, index
from geo.crs import chord_to_arc_km, to_geocentric
from geo.schema.vocabularies import PAIRS

# The weightier kind of two at the same place comes first.
KINDS: Final = ("contested", "islet", "undemarcated")
INSIDE_KM: Final = 3.0  # tolerance of outlines against stated countries
OFF_LINE_KM: Final = 25.0  # a point row further from the land line than this is not on it


@dataclass(frozen=True, slots=True)
class ContestedStretch:
    """One row that has a place.

    kind: one of KINDS. scope: "stretch" with km_from and km_to along the pair's land line, or
    "point" with lon, lat, radius_km and the km of the nearest part of the line (equal ends where
    the radius does not reach it). off_line: a point too far from the land line to be tied to it.
    """

    id: str
    pair: str
    kind: str
    scope: str
    km_from: float
    km_to: float
    lon: float
    lat: float
    radius_km: float
    off_line: bool


@functools.cache
def contested_stretches() -> tuple[ContestedStretch, ...]:
    """Every stretch and point that can be placed, in file order; whole-pair notes are left out."""
    rows = pd.read_csv(FOLDER / "contested_stretches.csv")
    found = (_placed(row) for row in rows[rows["kind"].isin(KINDS)].to_dict("records"))
    return tuple(stretch for stretch in found if stretch is not None)


def _placed(row: dict) -> ContestedStretch | None:
    if row["scope"] == "stretch":
        lon = np.array([row["from_lon"], row["to_lon"]], dtype=float)
        lat = np.array([row["from_lat"], row["to_lat"]], dtype=float)
        low, high = np.sort(km_on_line(row["border_pair"], lon, lat)).tolist()
        place = (low, high, np.nan, np.nan, np.nan, False)
    elif row["scope"] == "point":
        place = _around(row)
    else:
        return None
    return ContestedStretch(row["id"], row["border_pair"], row["kind"], row["scope"], *place)


def _around(row: dict) -> tuple[float, float, float, float, float, bool]:
    lon, lat, radius_km = float(row["lon"]), float(row["lat"]), float(row["radius_km"])
    at = np.array([lon]), np.array([lat])
    centre_km = float(km_on_line(row["border_pair"], *at)[0])
    away_km = float(row["dist_point_km"])
    half_km = np.sqrt(max(radius_km**2 - away_km**2, 0.0))
    low, high = max(centre_km - half_km, 0.0), centre_km + half_km
    return low, high, lon, lat, radius_km, away_km > OFF_LINE_KM


def kind_along(pair: np.ndarray, along_km: np.ndarray) -> np.ndarray:
    """Kind of the stretch that each place on a land line lies in: position in KINDS (int8), -1.

    pair: positions in PAIRS. along_km: km on that pair's line, NaN allowed.
    """
    kinds = np.full(len(pair), -1, dtype=np.int8)
    stretches = [row for row in contested_stretches() if row.scope == "stretch"]
    for row in sorted(stretches, key=lambda row: -KINDS.index(row.kind)):
        here = (pair == PAIRS.index(row.pair)) & (along_km >= row.km_from)
        kinds[here & (along_km <= row.km_to)] = KINDS.index(row.kind)
    return kinds


def within_points(lon: np.ndarray, lat: np.ndarray, *, off_line: bool) -> np.ndarray:
    """Points inside the radius of a point row: bool; NaN is outside."""
    inside = np.zeros(len(lon), dtype=bool)
    for row in contested_stretches():
        if row.scope != "point" or row.off_line != off_line:
            continue
        reach = row.radius_km / 90.0
        near = np.flatnonzero((np.abs(lon - row.lon) < reach) & (np.abs(lat - row.lat) < reach))
        if len(near):
            centre = to_geocentric(np.array([row.lon]), np.array([row.lat]))
            gap = np.linalg.norm(to_geocentric(lon[near], lat[near]) - centre, axis=1)
            inside[near] |= chord_to_arc_km(gap) <= row.radius_km
    return inside


def contested(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Whether each point lies in a contested place, where no side is stated: bool.

    Inside the radius of a point row of any kind, or within INSIDE_KM of a stretch whose kind is
    contested. Stretches that are only undemarcated, or a river line with islets, do not count:
    they would take the side from almost every record of a pair. NaN is outside.
    """
    lon, lat = (np.asarray(values, dtype=float).ravel() for values in (lon, lat))
    inside = within_points(lon, lat, off_line=False) | within_points(lon, lat, off_line=True)
    rows = np.flatnonzero(_may_be_near(lon, lat) & ~inside)
    if len(rows):
        found, pair, is_link = on_lines(lon[rows], lat[rows])
        near = (found.away_km <= INSIDE_KM) & ~is_link
        inside[rows] = near & (kind_along(pair, found.along_km) == KINDS.index("contested"))
    return inside


def _may_be_near(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Points in the boxes of contested stretches with INSIDE_KM around; NaN is outside."""
    found = np.zeros(len(lon), dtype=bool)
    for west, south, east, north in _contested_boxes():
        found |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return found


@functools.cache
def _contested_boxes() -> tuple[tuple[float, float, float, float], ...]:
    reach = INSIDE_KM / 90.0
    boxes = []
    for row in contested_stretches():
        if row.scope == "stretch" and row.kind == "contested":
            vertices, km = land_chain(row.pair)
            first = max(int(np.searchsorted(km, row.km_from)) - 1, 0)
            part = vertices[first : int(np.searchsorted(km, row.km_to)) + 1]
            boxes.append((*(part.min(axis=0) - reach), *(part.max(axis=0) + reach)))
    return tuple(boxes)


@functools.cache
def contested_marks() -> pd.DataFrame:
    """Which sections each stretch or point touches, to mark them.

    Columns stretch_id, kind, section (position in ``index()``), section_id, km_from, km_to (the
    part of the section inside); one row per stretch and section, in file order.
    """
    table = index()
    rows = []
    for stretch in contested_stretches():
        if stretch.off_line:
            continue
        low = np.maximum(table.km_from, stretch.km_from)
        high = np.minimum(table.km_to, stretch.km_to)
        same = (table.pair == PAIRS.index(stretch.pair)) & ~table.is_link & (low <= high)
        rows += [
            (stretch.id, stretch.kind, int(row), table.ids[row], low[row], high[row])
            for row in np.flatnonzero(same)
        ]
    columns = ["stretch_id", "kind", "section", "section_id", "km_from", "km_to"]
    return pd.DataFrame(rows, columns=columns)
