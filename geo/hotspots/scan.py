"""Is this cluster chance? Kulldorff's circular scan for counts (Poisson)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.hotspots._arrays import Floats, not_negative, planar_points, whole_counts
from geo.hotspots._simulated import Progress, told

EARTH_RADIUS_M = 6371008.8
SIMULATIONS_AT_ONCE = 250
MOST_CLUSTERS = 10


@dataclass(frozen=True, slots=True, eq=False)
class ScanCluster:
    """One circle. members: positions of areas, by distance from its centre. centre: position of the
    area it is drawn about. radius: to the farthest member, metres for haversine, else the unit of
    the centres. expected: cases if all areas were alike. relative_risk: inside against outside.
    p: rank of the log-likelihood ratio among simulations, (M + 1) / (R + 1)."""

    members: tuple[int, ...]
    centre: int
    radius: float
    cases: int
    expected: float
    relative_risk: float
    log_likelihood_ratio: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class _Windows:
    """Circles about each area: members in order of distance, and which lengths close a circle."""

    order: np.ndarray
    distance: Floats
    expected: Floats
    closes: npt.NDArray[np.bool_]


def scan(
    centres: npt.ArrayLike,
    cases: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    max_share: float = 0.5,
    simulations: int = 999,
    seed: int,
    metric: str = "haversine",
    progress: Progress | None = None,
) -> tuple[ScanCluster, ...]:
    """Circles that hold more cases than their population explains (Kulldorff 1997).

    centres: shape (n, 2), lon and lat in degrees for "haversine" (great-circle distance), x and y
    of a metric CRS for "euclidean". cases: whole numbers per area. population: what cases are
    expected in proportion to (people, km, km²). max_share: largest share of the population in a
    circle. progress: called with simulations done and wanted; returning False stops there, and p
    rests on those done.

    Result: the likeliest cluster first, then those that share no member with one before, at most
    ten. The same seed gives the same bytes. Raises InputError for NaN, fewer than two areas or
    cases, cases without population, or an option out of range.
    """
    centres = planar_points("centres", centres)
    cases = whole_counts("cases", cases, size=len(centres))
    population = not_negative("population", population, size=len(centres))
    _check(centres, cases, population, max_share, metric)
    total = int(cases.sum())
    windows = _windows(centres, population, total, max_share, metric)
    own = _ratios(windows, cases[:, None], total)
    rng, highest = np.random.default_rng(seed), np.zeros(0)
    for done in told(simulations, progress, at_once=SIMULATIONS_AT_ONCE):
        chance = population / population.sum()
        drawn = rng.multinomial(total, chance, size=done - len(highest))
        highest = np.append(highest, _highest(windows, drawn.T, total))
    return _clusters(windows, own, cases, total, np.sort(highest))


def _check(
    centres: Floats,
    cases: Floats,
    population: Floats,
    max_share: float,
    metric: str,
) -> None:
    if len(centres) < 2:
        raise InputError(f"A scan needs at least two areas; found {len(centres)}.")
    if cases.sum() < 2:
        raise InputError(f"A scan needs at least two cases; found {cases.sum():g}.")
    if np.any((population == 0) & (cases > 0)):
        where = np.flatnonzero((population == 0) & (cases > 0))[0]
        raise InputError(f"An area with cases needs a population; area {where} has none.")
    if not 0 < max_share <= 1:
        raise InputError(f"max_share must be above 0 and at most 1; got {max_share!r}.")
    if metric not in ("haversine", "euclidean"):
        raise InputError(f"metric must be haversine or euclidean; got {metric!r}.")
    if metric == "haversine" and (np.abs(centres) > [360, 90]).any():
        raise InputError("centres must be lon, lat in degrees for haversine; found larger values.")


def _windows(
    centres: Floats, population: Floats, total: int, max_share: float, metric: str
) -> _Windows:
    distance = distances(centres, metric)
    order = np.argsort(distance, axis=1, kind="stable")
    distance = np.take_along_axis(distance, order, axis=1)
    whole = population.sum()
    held = np.cumsum(population[order], axis=1)
    # Areas equally far from a centre enter its circle together.
    last = np.ones(distance.shape, dtype=bool)
    last[:, :-1] = np.diff(distance, axis=1) > 1e-9 * np.maximum(distance[:, 1:], 1e-300)
    fits = (held <= max_share * whole * (1 + 1e-12)) & (held < whole * (1 - 1e-12)) & (held > 0)
    widest = int(fits.sum(axis=1).max())
    expected = held * (total / whole)
    cut = slice(0, max(widest + int((population == 0).sum()), 1))
    return _Windows(order[:, cut], distance[:, cut], expected[:, cut], (last & fits)[:, cut])


def distances(centres: Floats, metric: str) -> Floats:
    """Distance between all pairs, (n, n): metres for haversine, else the unit of the centres."""
    if metric == "euclidean":
        return np.hypot(*(np.subtract.outer(c, c) for c in centres.T))
    lon, lat = np.radians(centres).T
    north, east = np.subtract.outer(lat, lat), np.subtract.outer(lon, lon)
    half = np.sin(north / 2) ** 2 + np.outer(np.cos(lat), np.cos(lat)) * np.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0)))


def _split(windows: _Windows, total: int) -> tuple[Floats, Floats, Floats]:
    """The log-likelihood ratio at c cases is table[c] - c * slope - level, per window.

    That is c log(c / E) + (N - c) log((N - c) / (N - E)) with its logarithms taken once.
    """
    c = np.arange(total + 1, dtype=float)
    table = c * np.log(np.maximum(c, 1)) + (total - c) * np.log(np.maximum(total - c, 1))
    inside = np.clip(windows.expected, 1e-300, None)
    outside = np.clip(total - windows.expected, 1e-300, None)
    return table, np.log(inside) - np.log(outside), total * np.log(outside)


def _ratios(windows: _Windows, cases: np.ndarray, total: int) -> Floats:
    """Log-likelihood ratio per centre and circle, 0 where there is no excess."""
    table, slope, level = _split(windows, total)
    inside = np.cumsum(cases[:, 0][windows.order], axis=1).astype(np.int64)
    ratio = table[inside] - inside * slope - level
    return np.where(windows.closes & (inside > windows.expected), np.maximum(ratio, 0.0), 0.0)


def _highest(windows: _Windows, cases: np.ndarray, total: int) -> Floats:
    """The highest ratio of each simulation. cases: areas by simulations."""
    table, slope, level = _split(windows, total)
    best = np.zeros(cases.shape[1])
    cases = np.ascontiguousarray(cases, dtype=np.int32)
    for k in range(len(windows.order)):
        ends = np.flatnonzero(windows.closes[k])
        if not len(ends):
            continue
        inside = np.cumsum(cases[windows.order[k, : ends[-1] + 1]], axis=0, dtype=np.int32)
        if len(ends) < len(inside):
            inside = inside[ends]
        ratio = table.take(inside)
        ratio -= inside * slope[k, ends, None]
        ratio -= level[k, ends, None]
        ratio *= inside > np.floor(windows.expected[k, ends, None]).astype(np.int32)
        np.maximum(best, ratio.max(axis=0), out=best)
    return best


def _clusters(
    windows: _Windows, ratios: Floats, cases: Floats, total: int, highest: Floats
) -> tuple[ScanCluster, ...]:
    """The likeliest circles without a common member."""
    taken = np.zeros(len(cases), dtype=bool)
    found: list[ScanCluster] = []
    # Equal ratios (one set of areas about several centres): the smaller circle, then the order.
    candidates = np.flatnonzero(ratios.ravel() > 0)
    key = -np.round(ratios.ravel()[candidates], 9), windows.distance.ravel()[candidates]
    for at in candidates[np.lexsort((candidates, key[1], key[0]))]:
        centre, end = divmod(int(at), ratios.shape[1])
        members = windows.order[centre, : end + 1]
        if taken[members].any():
            continue
        taken[members] = True
        found.append(_cluster(windows, ratios, cases, total, highest, (centre, end)))
        if len(found) == MOST_CLUSTERS:
            break
    return tuple(found)


def _cluster(
    windows: _Windows,
    ratios: Floats,
    cases: Floats,
    total: int,
    highest: Floats,
    at: tuple[int, int],
) -> ScanCluster:
    members = windows.order[at[0], : at[1] + 1]
    inside, expected, ratio = cases[members].sum(), windows.expected[at], float(ratios[at])
    outside = (total - inside) / (total - expected)
    reached = len(highest) - np.searchsorted(highest, ratio * (1 - 1e-12), side="left")
    return ScanCluster(
        members=tuple(int(member) for member in members),
        centre=at[0],
        radius=float(windows.distance[at]),
        cases=int(inside),
        expected=float(expected),
        relative_risk=float(inside / expected / outside) if outside > 0 else float("inf"),
        log_likelihood_ratio=ratio,
        p=float((reached + 1) / (len(highest) + 1)),
    )
