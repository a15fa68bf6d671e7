"""The same event told twice: near in time and place, of the same substance and amount.

Two rows are one event when their dates lie within 2 days, their points within 10 km, category and
substance agree, and the quantities differ by 5 per cent at most. Rows that agree in all but the
quantity are told of, not joined: sources often differ on the count of one event.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.crs import geod, to_geocentric

DAYS: Final = 2
DISTANCE_KM: Final = 10.0
QUANTITY_SHARE: Final = 0.05
_CHUNK_POINTS = 200_000
# A chord is a little shorter than the way over the ground, and heights differ: reach a bit further.
_REACH_M = DISTANCE_KM * 1000 * 1.001


@dataclass(frozen=True, slots=True)
class Matches:
    """Pairs of positions, ``first`` the earlier row of each. same: whether the quantities agree."""

    first: np.ndarray
    second: np.ndarray
    same: np.ndarray


def matches(rows: pd.DataFrame) -> Matches:
    """Pairs of rows that may be one event.

    rows: day (whole days since 1970-01-01; rows without a day of their own negative beyond
    -1,000,000), lon, lat (degrees, NaN where there is no point), kind (codes of category with
    substance and unit), quantity (NaN where not stated). Rows without day, point or quantity match
    nothing. Method: nearest neighbours in east-centred metres and days (k-d tree, maximum norm),
    then the exact distance on the ellipsoid.
    """
    usable = np.flatnonzero(
        (rows["day"].to_numpy() > -1_000_000)
        & rows[["lon", "lat", "quantity"]].notna().all(axis=1).to_numpy()
    )
    if len(usable) < 2:
        none = np.empty(0, dtype=np.int64)
        return Matches(none, none, none.astype(bool))
    part = rows.iloc[usable]
    found = _near(part)
    first, second = usable[found[:, 0]], usable[found[:, 1]]
    quantity = rows["quantity"].to_numpy(float)
    larger = np.maximum(np.abs(quantity[first]), np.abs(quantity[second]))
    same = np.abs(quantity[first] - quantity[second]) <= QUANTITY_SHARE * larger + 1e-9
    return Matches(first, second, same)


def _near(part: pd.DataFrame) -> np.ndarray:
    """Pairs (earlier, later) within the days and the distance, of one kind."""
    lon, lat = part["lon"].to_numpy(float), part["lat"].to_numpy(float)
    kinds = part["kind"].to_numpy(np.int64)
    # One unit of every axis is the widest that may match; kinds stand far apart.
    axes = np.column_stack(
        [
            to_geocentric(lon, lat) / _REACH_M,
            part["day"].to_numpy(float) / (DAYS + 0.25),
            kinds * 1e5,
        ]
    )
    pairs = cKDTree(axes).query_pairs(1.0, p=np.inf, output_type="ndarray")
    pairs = np.sort(pairs, axis=1)
    apart_m = np.empty(len(pairs))
    for start in range(0, len(pairs), _CHUNK_POINTS):
        some = pairs[start : start + _CHUNK_POINTS]
        ends = (lon[some[:, 0]], lat[some[:, 0]], lon[some[:, 1]], lat[some[:, 1]])
        apart_m[start : start + _CHUNK_POINTS] = geod().inv(*ends)[2]
    pairs = pairs[apart_m <= DISTANCE_KM * 1000]
    return pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]


def repeats(rows: pd.DataFrame, *, held: int = 0) -> tuple[dict[int, int], dict[int, int]]:
    """Which rows repeat an earlier one, and which tell another amount of what may be one event.

    rows: as for ``matches``; the first ``held`` are already stored and repeat nothing. Returns two
    mappings of a row's position to the earlier row's: repeats, and differing quantities. A row that
    repeats is not itself repeated: the third telling points to the first.
    """
    found = matches(rows)
    repeated: dict[int, int] = {}
    differing: dict[int, int] = {}
    for first, second, same in zip(
        found.first.tolist(), found.second.tolist(), found.same.tolist(), strict=True
    ):
        if second < held or first in repeated or second in repeated:
            continue
        if same:
            repeated[second] = first
        else:
            differing.setdefault(second, first)
    return repeated, {row: of for row, of in differing.items() if row not in repeated}
