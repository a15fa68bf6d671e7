"""The same event told twice: near in time and place, of the same substance and amount.

Two rows are one event when their dates lie within 2 days, their points within 10 km, category and
substance agree, and the quantities differ by 5 per cent at most. Rows that agree in all but the
quantity are told of, not joined: sources often differ on the count of one event.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.crs import chord_to_arc_km, geod, to_geocentric

DAYS: Final = 2
DISTANCE_KM: Final = 10.0
QUANTITY_SHARE: Final = 0.05
_WINDOW_ROWS = 50_000
# More days than any two events lie apart; few enough that quarters of a day are still told.
_KINDS_APART = 1e7
# The straight distance tells the one over the ground this well.
_SURE_KM = 0.005
# A chord is a little shorter than the way over the ground, and heights differ: reach a bit further.
_REACH_M = DISTANCE_KM * 1000 * 1.001


@dataclass(frozen=True, slots=True)
class Matches:
    """first, second: positions of two rows that are one event, the earlier row first. other: per
    row the earliest row that tells another amount of what may be the same event, -1 for none."""

    first: np.ndarray
    second: np.ndarray
    other: np.ndarray


def matches(rows: pd.DataFrame) -> Matches:
    """Rows that may be one event.

    rows: day (whole days since 1970-01-01; rows without a day of their own negative beyond
    -1,000,000), lon, lat (degrees, NaN where there is no point), kind (codes of category with
    substance and unit), quantity (NaN where not stated). Rows without day, point or quantity match
    nothing. Method: nearest neighbours in east-centred metres and days (k-d tree, maximum norm),
    some days at a time so that a long file needs no more memory than a short one, then the distance
    over the ground.
    """
    usable = np.flatnonzero(
        (rows["day"].to_numpy() > -1_000_000)
        & rows[["lon", "lat", "quantity"]].notna().all(axis=1).to_numpy()
    )
    other = np.full(len(rows), len(rows), dtype=np.int64)
    quantity = rows["quantity"].to_numpy(float)
    found = [np.empty((0, 2), dtype=np.int64)]
    for pairs in _near(rows.iloc[usable]):
        first, second = usable[pairs[:, 0]], usable[pairs[:, 1]]
        larger = np.maximum(np.abs(quantity[first]), np.abs(quantity[second]))
        same = np.abs(quantity[first] - quantity[second]) <= QUANTITY_SHARE * larger + 1e-9
        np.minimum.at(other, second[~same], first[~same])
        found.append(np.column_stack([first[same], second[same]]))
    pairs = np.concatenate(found)
    pairs = pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]
    return Matches(pairs[:, 0], pairs[:, 1], np.where(other < len(rows), other, -1))


def _near(part: pd.DataFrame) -> Iterator[np.ndarray]:
    """Pairs (earlier, later) within the days and the distance, of one kind."""
    lon, lat = part["lon"].to_numpy(float), part["lat"].to_numpy(float)
    day, kind = part["day"].to_numpy(np.int64), part["kind"].to_numpy()
    for rows, first in _windows(day):
        # One unit of every axis is the widest that may match; kinds stand far apart in time.
        points = to_geocentric(lon[rows], lat[rows])
        days = day[rows] / (DAYS + 0.25) + kind[rows] * _KINDS_APART
        # The axis along which the points differ least finds few pairs; the distance below does.
        axes = np.sort(np.argsort(points.var(axis=0))[1:])
        tree = cKDTree(
            np.column_stack([points[:, axes] / _REACH_M, days]),
            balanced_tree=False,
            compact_nodes=False,
        )
        pairs = tree.query_pairs(1.0, p=np.inf, output_type="ndarray")
        pairs = pairs[day[rows[pairs]].max(axis=1) >= first]
        apart_m = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
        away_km = chord_to_arc_km(apart_m)
        close = np.flatnonzero(np.abs(away_km - DISTANCE_KM) < _SURE_KM)
        one, two = rows[pairs[close]].T
        away_km[close] = geod().inv(lon[one], lat[one], lon[two], lat[two])[2] / 1000
        yield np.sort(rows[pairs[away_km <= DISTANCE_KM]], axis=1)


def _windows(day: np.ndarray) -> Iterator[tuple[np.ndarray, int]]:
    """Rows of some days with those of the two days before, and the first of these days. A pair
    belongs to the window that holds the day of its later event."""
    order = np.argsort(day, kind="stable")
    days = day[order]
    start = 0
    while start < len(days):
        last = days[min(start + _WINDOW_ROWS, len(days)) - 1]
        end = int(np.searchsorted(days, last, side="right"))
        before = int(np.searchsorted(days, days[start] - DAYS, side="left"))
        yield order[before:end], int(days[start])
        start = end


def repeats(rows: pd.DataFrame, *, held: int = 0) -> tuple[dict[int, int], dict[int, int]]:
    """Which rows repeat an earlier one, and which tell another amount of what may be one event.

    rows: as for ``matches``; the first ``held`` are already stored and repeat nothing. Returns two
    mappings of a row's position to the earlier row's: repeats, and differing quantities. A row that
    repeats is not itself repeated: the third telling points to the first.
    """
    found = matches(rows)
    repeated: dict[int, int] = {}
    new = found.second >= held
    for first, second in zip(found.first[new].tolist(), found.second[new].tolist(), strict=True):
        if first not in repeated and second not in repeated:
            repeated[second] = first
    told = np.flatnonzero(found.other[held:] >= 0) + held
    differing = {
        second: repeated.get(first, first)
        for second, first in zip(told.tolist(), found.other[told].tolist(), strict=True)
        if second not in repeated
    }
    return repeated, differing
