"""Is something new building up here? Kulldorff's scan in space and time, with cylinders.

A cylinder is a circle of areas over some periods in a row. With a population its cases are compared
with what the population and the time explain (Kulldorff 1997, 2001); without one, each case is
compared with the same cases at shuffled times, so that neither a busy place nor a busy period can
make a cluster by itself (Kulldorff et al. 2005).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.hotspots._arrays import Floats, not_negative, planar_points
from geo.hotspots._simulated import Progress, told
from geo.hotspots.scan import distances

MOST_CLUSTERS = 10
CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Cylinders:
    """Which cylinders are tried. max_radius: metres for haversine, None for any. max_share: largest
    share of what is expected in a circle. max_periods: longest, None for half of all. prospective:
    only those still open in the last period. earliest: first period a cylinder may begin in."""

    max_radius: float | None = None
    max_share: float = 0.5
    max_periods: int | None = None
    prospective: bool = False
    earliest: int = 0
    metric: str = "haversine"


@dataclass(frozen=True, slots=True, eq=False)
class SpaceTimeCluster:
    """One cylinder. members: positions of areas by distance from ``centre``; radius to the
    farthest. first, last: positions of its periods, both inclusive. expected: cases without a
    cluster. p: rank among simulations, (M + 1) / (R + 1)."""

    members: tuple[int, ...]
    centre: int
    radius: float
    first: int
    last: int
    cases: int
    expected: float
    log_likelihood_ratio: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class _Windows:
    """Circles by centre and spans of periods; expected cases per circle and span, by centre."""

    order: np.ndarray
    distance: Floats
    ends: tuple[np.ndarray, ...]
    spans: npt.NDArray[np.int64]
    expected: tuple[Floats, ...]


def space_time_scan(
    centres: npt.ArrayLike,
    cases: npt.ArrayLike,
    *,
    population: npt.ArrayLike | None = None,
    cylinders: Cylinders | None = None,
    simulations: int = 999,
    seed: int,
    progress: Progress | None = None,
) -> tuple[SpaceTimeCluster, ...]:
    """Cylinders that hold more cases than expected, the likeliest first, sharing no area.

    centres: (n, 2), lon and lat in degrees for "haversine", metres for "euclidean". cases: whole
    numbers (n, periods), periods of one length, oldest first. population: per area, or None to
    shuffle times (see above). progress: called with simulations done and wanted; returning False
    stops there, and p rests on those done. The same seed gives the same bytes. Raises InputError
    for NaN, fewer than two areas, periods or cases, cases without population, or a bad option.
    """
    options = cylinders or Cylinders()
    centres = planar_points("centres", centres)
    counts = _counts(cases, len(centres), options)
    expected = _expected(counts, population)
    _check(options, counts.shape[1])
    windows = _windows(centres, expected, options)
    total = int(counts.sum())
    highest, rng = np.zeros(0), np.random.default_rng(seed)
    batch = max(1, min(250, CELLS_AT_ONCE // max(counts.size, len(centres) * len(windows.spans))))
    for done in told(simulations, progress, at_once=batch):
        fair = None if population is None else expected
        drawn = _drawn(rng, counts, fair, done - len(highest))
        highest = np.append(highest, _highest(windows, drawn, total))
    return _clusters(windows, counts, np.sort(highest))


def _counts(cases: npt.ArrayLike, areas: int, options: Cylinders) -> npt.NDArray[np.int64]:
    table = np.asarray(cases, dtype=float)
    if table.ndim != 2 or len(table) != areas:
        raise InputError(f"cases must have shape ({areas}, periods); it has {table.shape}.")
    if not np.isfinite(table).all() or (table < 0).any() or (table != np.floor(table)).any():
        raise InputError("cases must be whole numbers, none negative, none NaN.")
    if min(table.shape) < 2 or table.sum() < 2:
        raise InputError(
            "A scan in space and time needs at least two areas, periods and cases; found "
            f"{table.shape[0]}, {table.shape[1]} and {table.sum():g}."
        )
    if options.metric not in ("haversine", "euclidean"):
        raise InputError(f"metric must be haversine or euclidean; got {options.metric!r}.")
    return table.astype(np.int64)


def _expected(counts: npt.NDArray[np.int64], population: npt.ArrayLike | None) -> Floats:
    """Expected cases per area and period, summing to all cases."""
    if population is None:
        return np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    weight = not_negative("population", population, size=len(counts))
    if np.any((weight == 0) & (counts.sum(axis=1) > 0)):
        raise InputError("An area with cases needs a population; at least one has none.")
    per_period = counts.sum() * weight / weight.sum() / counts.shape[1]
    return np.repeat(per_period[:, None], counts.shape[1], axis=1)


def _check(options: Cylinders, periods: int) -> None:
    if not 0 < options.max_share <= 1:
        raise InputError(f"max_share must be above 0 and at most 1; got {options.max_share!r}.")
    if not 0 <= options.earliest < periods:
        raise InputError(f"earliest must lie in 0…{periods - 1}; got {options.earliest!r}.")
    if options.max_periods is not None and options.max_periods < 1:
        raise InputError(f"max_periods must be at least 1; got {options.max_periods!r}.")


def _spans(periods: int, options: Cylinders) -> npt.NDArray[np.int64]:
    """First period and the one after the last, per span; never all periods."""
    longest = min(options.max_periods or max(periods // 2, 1), periods - 1)
    lasts = [periods] if options.prospective else range(1, periods + 1)
    found = [
        (start, end) for end in lasts for start in range(max(options.earliest, end - longest), end)
    ]
    if not found:
        raise InputError("No span of periods is left to try; widen max_periods or earliest.")
    return np.array(found, dtype=np.int64)


def _windows(centres: Floats, expected: Floats, options: Cylinders) -> _Windows:
    apart = distances(centres, options.metric)
    order = np.argsort(apart, axis=1, kind="stable")
    apart = np.take_along_axis(apart, order, axis=1)
    by_area = expected.sum(axis=1)
    held = np.cumsum(by_area[order], axis=1)
    last = np.ones(apart.shape, dtype=bool)
    last[:, :-1] = np.diff(apart, axis=1) > 1e-9 * np.maximum(apart[:, 1:], 1e-300)
    fits = last & (held <= options.max_share * by_area.sum() * (1 + 1e-12)) & (held > 0)
    if options.max_radius is not None:
        fits &= apart <= options.max_radius
    spans = _spans(expected.shape[1], options)
    through = _over(expected, spans)
    ends = tuple(np.flatnonzero(row) for row in fits)
    sums = tuple(
        np.cumsum(through[order[k, : row[-1] + 1]], axis=0)[row] if len(row) else through[:0]
        for k, row in enumerate(ends)
    )
    return _Windows(order, apart, ends, spans, sums)


def _over(table: np.ndarray, spans: np.ndarray) -> np.ndarray:
    """Sums over each span. table: (areas, periods, …) to (areas, spans, …)."""
    summed = np.concatenate([np.zeros_like(table[:, :1]), np.cumsum(table, axis=1)], axis=1)
    return summed[:, spans[:, 1]] - summed[:, spans[:, 0]]


def _drawn(
    rng: np.random.Generator, counts: np.ndarray, expected: Floats | None, size: int
) -> np.ndarray:
    """Worlds without a cluster: (areas, periods, size)."""
    areas, periods = counts.shape
    if expected is not None:
        drawn = rng.multinomial(counts.sum(), expected.ravel() / expected.sum(), size=size)
        return np.moveaxis(drawn.reshape(size, areas, periods), 0, -1)
    area, period = (np.repeat(at, counts.ravel()) for at in np.indices(counts.shape).reshape(2, -1))
    shuffled = rng.permuted(np.tile(period, (size, 1)), axis=1)
    place = (area * periods + shuffled) * size + np.arange(size)[:, None]
    flat = np.bincount(place.ravel(), minlength=areas * periods * size)
    return flat.reshape(areas, periods, size)


def _ratio(inside: np.ndarray, expected: Floats, total: int) -> Floats:
    """Log-likelihood ratio, 0 where there is no excess. Shapes broadcast."""
    rest, left = total - inside, np.clip(total - expected, 1e-300, None)
    table = np.arange(total + 1) * np.log(np.maximum(np.arange(total + 1), 1))
    within = np.clip(expected, 1e-300, None)
    ratio = table.take(inside) - inside * np.log(within) + table.take(rest) - rest * np.log(left)
    return np.where(inside > expected * (1 + 1e-12), np.maximum(ratio, 0.0), 0.0)


def _highest(windows: _Windows, drawn: np.ndarray, total: int) -> Floats:
    through = _over(drawn, windows.spans)
    best = np.zeros(drawn.shape[2])
    for k, ends in enumerate(windows.ends):
        if len(ends):
            inside = np.cumsum(through[windows.order[k, : ends[-1] + 1]], axis=0)[ends]
            ratio = _ratio(inside, windows.expected[k][:, :, None], total)
            np.maximum(best, ratio.max(axis=(0, 1)), out=best)
    return best


def _clusters(
    windows: _Windows, counts: np.ndarray, highest: Floats
) -> tuple[SpaceTimeCluster, ...]:
    through, total, rows = _over(counts, windows.spans), int(counts.sum()), []
    for k, ends in enumerate(windows.ends):
        if len(ends):
            inside = np.cumsum(through[windows.order[k, : ends[-1] + 1]], axis=0)[ends]
            ratio = _ratio(inside, windows.expected[k], total)
            for at in zip(*np.nonzero(ratio), strict=True):
                key = (-round(float(ratio[at]), 9), windows.distance[k, ends[at[0]]], k, *at)
                rows.append((key, float(ratio[at]), int(inside[at])))
    found: list[SpaceTimeCluster] = []
    taken = np.zeros(len(counts), dtype=bool)
    for (_, radius, k, end, span), ratio, cases in sorted(rows):
        members = windows.order[k, : windows.ends[k][end] + 1]
        if taken[members].any():
            continue
        taken[members] = True
        reached = len(highest) - np.searchsorted(highest, ratio * (1 - 1e-12), side="left")
        found.append(
            SpaceTimeCluster(
                members=tuple(int(member) for member in members),
                centre=k,
                radius=float(radius),
                first=int(windows.spans[span, 0]),
                last=int(windows.spans[span, 1]) - 1,
                cases=cases,
                expected=float(windows.expected[k][end, span]),
                log_likelihood_ratio=ratio,
                p=float((reached + 1) / (len(highest) + 1)),
            )
        )
        if len(found) == MOST_CLUSTERS:
            break
    return tuple(found)
