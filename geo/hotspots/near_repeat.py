"""Near repeat: do records follow each other closely in place and time more often than chance?"""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from geo.errors import InputError
from geo.hotspots._arrays import Floats, numbers, planar_points
from geo.hotspots._simulated import Progress, told

LEAST_POINTS = 3
_NORMS = {"euclidean": 2.0, "manhattan": 1.0}
_CHUNK_PAIRS = 4_000_000


def near_repeat(
    points_m: npt.ArrayLike,
    days: npt.ArrayLike,
    *,
    distance_edges_m: npt.ArrayLike,
    day_edges: npt.ArrayLike,
    simulations: int = 999,
    seed: int,
    metric: str = "euclidean",
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Pairs of records per band of distance and of days, against dates shuffled over places.

    Knox 1964 with the Monte Carlo test of Johnson et al. 2007. points_m: shape (n, 2), metres of a
    metric CRS. days: day number per record. distance_edges_m, day_edges: rising band edges; bands
    are left-closed, so with edges 0, 4, 7 a gap of 3 days lies in the band 0-3 and one of 4 days in
    4-6. metric: "euclidean" or "manhattan". progress: called with shuffles done and wanted;
    returning False stops there, and p rests on those done.

    Result: one row per band pair: distance_from_m, distance_to_m, day_from, day_to (each band from
    its lower edge up to, not including, its upper), observed, expected (exact mean under
    shuffling), ratio (NaN where nothing is expected), p = (M + 1) / (R + 1), M the shuffles with at
    least as many pairs. The same seed gives the same bytes. Raises InputError for NaN, fewer than
    three records, bad edges, an unknown metric or no simulation.
    """
    points = planar_points("points_m", points_m)
    days = numbers("days", days, size=len(points))
    near_edges, gap_edges = (
        _edges("distance_edges_m", distance_edges_m),
        _edges("day_edges", day_edges),
    )
    if len(points) < LEAST_POINTS:
        raise InputError(f"Near repeat needs at least {LEAST_POINTS} records; found {len(points)}.")
    if metric not in _NORMS:
        raise InputError(f"metric must be one of {', '.join(_NORMS)}; got {metric!r}.")
    # Order of records must not change the shuffles.
    order = np.lexsort((days, points[:, 1], points[:, 0]))
    points, days = points[order], days[order]
    pairs, near = _near_pairs(points, near_edges, _NORMS[metric])
    observed = _table(days, pairs, near, near_edges, gap_edges)
    rng = np.random.default_rng(seed)
    reached, shuffles = np.zeros(observed.shape, dtype=np.int64), 0
    for done in told(simulations, progress):
        reached += _table(rng.permutation(days), pairs, near, near_edges, gap_edges) >= observed
        shuffles = done
    expected = np.outer(
        np.bincount(near, minlength=len(near_edges) - 1), _pairs_by_gap(days, gap_edges)
    ) / (len(days) * (len(days) - 1) / 2)
    return _frame(near_edges, gap_edges, observed, expected, (reached + 1) / (shuffles + 1))


def _edges(name: str, edges: npt.ArrayLike) -> Floats:
    edges = numbers(name, edges)
    if len(edges) < 2 or edges[0] < 0 or np.any(np.diff(edges) <= 0):
        raise InputError(f"{name} must hold at least two edges, none negative, in rising order.")
    return edges


def _near_pairs(points: Floats, edges: Floats, norm: float) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of records in a distance band, shape (m, 2), and the band of each."""
    pairs = cKDTree(points).query_pairs(edges[-1], p=norm, output_type="ndarray")
    apart = np.abs(points[pairs[:, 0]] - points[pairs[:, 1]])
    distance = apart.sum(axis=1) if norm == 1 else np.hypot(apart[:, 0], apart[:, 1])
    band = np.searchsorted(edges, distance, side="right") - 1
    inside = (band >= 0) & (band < len(edges) - 1)
    return pairs[inside], band[inside]


def _table(
    days: Floats, pairs: np.ndarray, near: np.ndarray, near_edges: Floats, gap_edges: Floats
) -> np.ndarray:
    """Pairs per distance band and day band."""
    gaps = len(gap_edges) - 1
    counts = np.zeros((len(near_edges) - 1) * gaps, dtype=np.int64)
    for start in range(0, len(pairs), _CHUNK_PAIRS):
        part = pairs[start : start + _CHUNK_PAIRS]
        gap = np.abs(days[part[:, 0]] - days[part[:, 1]])
        band = np.searchsorted(gap_edges, gap, side="right") - 1
        inside = (band >= 0) & (band < gaps)
        at = near[start : start + _CHUNK_PAIRS][inside] * gaps + band[inside]
        counts += np.bincount(at, minlength=len(counts))
    return counts.reshape(-1, gaps)


def _pairs_by_gap(days: Floats, edges: Floats) -> np.ndarray:
    """All pairs of records per day band, near or far, without listing them."""
    days, records = np.unique(days, return_counts=True)
    upto = np.concatenate([[0], np.cumsum(records)])
    same = np.sum(records * (records - 1)) / 2
    closer = []
    for edge in edges:
        first = _first_apart(days, edge)
        others = upto[first] - upto[1:]
        closer.append(same + np.sum(records * others) if edge > 0 else 0.0)
    return np.diff(np.array(closer, dtype=float))


def _first_apart(days: Floats, edge: float) -> np.ndarray:
    """Per day, the position of the first later one whose difference reaches ``edge``.

    The search adds where bands are told by subtracting; rounding may set it off by a step.
    """
    last, places = len(days), np.arange(len(days))
    first = np.maximum(np.searchsorted(days, days + edge, side="left"), places + 1)
    while True:
        short = (first < last) & (days[np.minimum(first, last - 1)] - days < edge)
        far = (first > places + 1) & (days[first - 1] - days >= edge)
        if not (short | far).any():
            return first
        first = first + short - far


def _frame(
    near: Floats, gap: Floats, observed: np.ndarray, expected: np.ndarray, p: np.ndarray
) -> pd.DataFrame:
    bands, gaps = observed.shape
    ratio = np.divide(observed, expected, out=np.full(observed.shape, np.nan), where=expected > 0)
    return pd.DataFrame(
        {
            "distance_from_m": np.repeat(near[:-1], gaps),
            "distance_to_m": np.repeat(near[1:], gaps),
            "day_from": np.tile(gap[:-1], bands),
            "day_to": np.tile(gap[1:], bands),
            "observed": observed.ravel(),
            "expected": expected.ravel(),
            "ratio": ratio.ravel(),
            "p": p.ravel(),
        }
    )
