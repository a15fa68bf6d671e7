"""How sure a plan is: near-ties, what each site is worth, stability, the curve, the trade-off."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.planning.plan import Planned, most_sites, planned, widened
from geo.planning.problem import Problem, costs, rules
from geo.planning.reach import reach_between
from geo.schema.vocabularies import COUNTRIES
from geo.siting import Limits, Rules
from geo.siting.fairness import fair_cover

NEAR = 0.01
MOST_TIES = 20
RESAMPLES = 20
MOVES = 10
RADII = (0.8, 1.2)
# Weights of an incident against a kilometre that stability is asked at, times the user's own.
WEIGHTS = (0.0, 0.2, 5.0)
FAIR_STEPS = 6
# Called before each of the many solutions of a step; what it raises ends the step.
Between = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Tie:
    """Another choice within 1 % of the optimum: candidate ids, its value, how many sites differ."""

    sites: tuple[str, ...]
    counterparts: tuple[str, ...]
    value: float
    differs: int


@dataclass(frozen=True, slots=True)
class Worth:
    """Of one candidate: the optimum without it and with it, NaN where the rules then allow none."""

    site: str
    chosen: bool
    without: float
    forced: float


@dataclass(frozen=True, slots=True)
class Stability:
    """Share of runs in which a site is chosen again, by what was changed; runs is their number."""

    site: str
    resampled: float
    moved: float
    radius: float
    weights: float
    runs: int


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the curve: new sites allowed, the optimum, and whether it is proven."""

    sites: int
    value: float
    covered_share: float
    proven: bool


@dataclass(frozen=True, slots=True)
class Fair:
    """One point of the trade-off.

    floor: smallest covered share of length over the pairs that was asked for; fairness: reached.
    """

    floor: float
    fairness: float
    value: float
    covered_share: float
    opened: int
    cost_low: float
    cost_high: float
    gap: float
    proven: bool


def with_row(ruled: Rules, row: np.ndarray, low: float, high: float) -> Rules:
    """Rules with one more."""
    matrix = sparse.vstack([ruled.matrix, sparse.csr_array(row[None, :])]).tocsr()
    return replace(
        ruled, matrix=matrix, lower=np.append(ruled.lower, low), upper=np.append(ruled.upper, high)
    )


def _on() -> None:
    """Go on: nobody waits to stop a step."""


def near_ties(found: Problem, best: Planned, *, between: Between = _on) -> tuple[Tie, ...]:
    """Up to 20 diverse choices within 1 % of the optimum, best first.

    Each differs from the plan and from every other in two sites or more (one where one is asked).
    """
    names, ruled, ties = found.sites.index, rules(found), []
    last, least = best, 2 if len(best.sites) > 1 else 1
    while best.sites and len(ties) < MOST_TIES:
        between()
        row = np.zeros(len(names))
        row[list(last.sites)] = 1.0
        ruled = with_row(ruled, row, -np.inf, max(len(last.sites) - least, 0))
        try:
            last = planned(found, ruled=ruled)
        except InputError:
            break
        if last.plan.objective < best.plan.objective * (1 - NEAR) or not last.sites:
            break
        ties.append(
            Tie(
                tuple(names[list(last.sites)]), tuple(names[list(last.counterparts)]),
                last.plan.objective, len(set(best.sites) - set(last.sites)),
            )
        )  # fmt: skip
    return tuple(ties)


def worths(found: Problem, best: Planned, *, between: Between = _on) -> tuple[Worth, ...]:
    """Necessity and possibility of every candidate of the asking countries, in their order."""
    ruled, value = rules(found), best.plan.objective
    rows = []
    for site in np.flatnonzero(found.asked).tolist():
        between()
        taken = site in best.sites
        out, into = (
            replace(ruled, forbidden=(*ruled.forbidden, site)),
            replace(ruled, forced=tuple(sorted({*ruled.forced, site}))),
        )
        rows.append(
            Worth(
                str(found.sites.index[site]), taken,
                optimum(found, out) if taken else value,
                value if taken else optimum(found, into),
            )
        )  # fmt: skip
    return tuple(rows)


def optimum(
    found: Problem, ruled: Rules, weight: np.ndarray | None = None,
    covers: sparse.csr_array | None = None,
) -> float:  # fmt: skip
    """The best value under other rules, NaN where they allow no choice."""
    try:
        return planned(found, ruled=ruled, weight=weight, covers=covers).plan.objective
    except InputError:
        return float("nan")


def stability(found: Problem, best: Planned, *, between: Between = _on) -> tuple[Stability, ...]:
    """How often each chosen site comes back when the inputs are shaken."""

    def chosen(**changed: object) -> tuple[int, ...]:
        between()
        return planned(found, **changed).sites

    runs = {
        "resampled": [chosen(weight=weight) for weight in _resampled(found)],
        "moved": [chosen(covers=covers) for covers in _moved(found)],
        "radius": [chosen(covers=_wider(found, times)) for times in RADII],
        "weights": [chosen(weight=weight) for weight in _weighted(found)],
    }
    total = sum(len(part) for part in runs.values())
    return tuple(
        Stability(
            str(found.sites.index[site]),
            *(float(np.mean([site in sites for sites in part])) if part else float("nan")
              for part in runs.values()),
            runs=total,
        )
        for site in best.sites
    )  # fmt: skip


def _resampled(found: Problem) -> list[np.ndarray]:
    """Weights with the incidents drawn anew, with replacement."""
    rng = np.random.default_rng(found.scenario.seed)
    rows = np.flatnonzero((found.demand.incident > 0) & (found.weight > 0))
    if not len(rows):
        return []
    drawn = []
    for _ in range(RESAMPLES):
        weight = found.weight.copy()
        times = np.bincount(rng.integers(0, len(rows), len(rows)), minlength=len(rows))
        weight[rows] *= times
        drawn.append(weight)
    return [weight for weight in drawn if weight.any()]


def _moved(found: Problem) -> list[sparse.csr_array]:
    """What covers what with incidents moved inside their uncertainty, uniform by area."""
    demand, scenario = found.demand, found.scenario
    rows = np.flatnonzero((demand.incident > 0) & (found.weight > 0) & (demand.uncertainty_m > 0))
    if not len(rows):
        return []
    rng = np.random.default_rng(scenario.seed + 1)
    copies = np.tile(rows, MOVES)
    away = demand.uncertainty_m[copies] * np.sqrt(rng.random(len(copies))) / 111_195.0
    turn = rng.random(len(copies)) * 2 * np.pi
    points = demand.points(copies)
    points[:, 1] += away * np.sin(turn)
    points[:, 0] += away * np.cos(turn) / np.cos(np.radians(points[:, 1]))
    near = _moved_cover(found, copies, points)
    shaken = []
    for copy in np.split(near, MOVES):
        covers = found.covers.tolil()
        covers[rows] = copy
        shaken.append(covers.tocsr())
    return shaken


def _moved_cover(found: Problem, rows: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Whether each column of ``covers`` reaches the moved points: rows x columns, int32."""
    scenario, near = found.scenario, np.zeros((len(rows), found.covers.shape[1]), dtype=np.int32)
    places = [found.sites, found.offices]
    country = np.concatenate([frame["country"].to_numpy(object) for frame in places])
    where = np.vstack([frame[["lon", "lat"]].to_numpy(float) for frame in places])
    for side in sorted(set(country)):
        mine = np.flatnonzero(found.demand.side[rows] == COUNTRIES.index(side))
        here = np.flatnonzero(country == side)
        reach = reach_between(scenario, side, where[here], points[mine], limit=scenario.reach)
        near[np.ix_(mine, here)] = reach <= scenario.reach
    return near


def _wider(found: Problem, times: float) -> sparse.csr_array:
    both = np.hstack([found.reach_km, found.office_km]) <= found.scenario.reach * times
    return sparse.csr_array(both.astype(np.int32))


def _weighted(found: Problem) -> list[np.ndarray]:
    incident = found.demand.incident > 0
    shaken = [np.where(incident, found.weight * times, found.weight) for times in WEIGHTS]
    return [weight for weight in shaken if weight.any()] if incident.any() else []


def curve(found: Problem, *, most: int | None = None, between: Between = _on) -> tuple[Step, ...]:
    """The optimum with 0, 1, … new sites of the asking countries, other rules unchanged."""
    limit = sum(number for _, number in found.scenario.sites.values())
    ruled, steps = rules(found), []
    asked = found.asked.astype(float)
    for number in range((limit if most is None else most) + 1):
        between()
        try:
            done = planned(found, ruled=with_row(ruled, asked, -np.inf, number))
        except InputError:
            continue
        share = done.plan.objective / done.total if done.total else float("nan")
        steps.append(Step(number, done.plan.objective, share, done.plan.proven))
    return tuple(steps)


def pareto(found: Problem, best: Planned, *, between: Between = _on) -> tuple[Fair, ...]:
    """Coverage against fairness on an even grid of floors, from the plan's own to what can be had.

    Floors that lead to the same point are given once, with the lowest of them.
    Fairness: the smallest covered share of length over the pairs, on the asking sides.
    """
    groups = [
        found.demand.km * (found.demand.pair == pair) * (found.weight > 0)
        for pair in np.unique(found.demand.pair[found.weight > 0])
    ]
    amounts = np.array([group for group in groups if group.any()])
    if not len(amounts):
        return ()
    fairness = _fairness(amounts, best.held_after)
    top = _highest_floor(found, amounts, between)
    floors = np.unique(np.linspace(min(fairness, top), top, FAIR_STEPS))
    points = []
    for floor in floors.tolist():
        between()
        points.append(_at_floor(found, amounts, floor))
    kept: dict[tuple[float, float], Fair] = {}
    for point in points:
        if point is not None:
            kept.setdefault((round(point.fairness, 6), round(point.value, 6)), point)
    return tuple(kept.values())


def _fairness(amounts: np.ndarray, held: np.ndarray) -> float:
    return float(((amounts * (held >= 1)).sum(axis=1) / amounts.sum(axis=1)).min())


def _highest_floor(found: Problem, amounts: np.ndarray, between: Between) -> float:
    """By bisection, to a tenth of a per cent."""
    low, high = 0.0, 1.0
    while high - low > 1e-3:
        between()
        middle = (low + high) / 2
        low, high = (middle, high) if _at_floor(found, amounts, middle) else (low, middle)
    return low


def _at_floor(found: Problem, amounts: np.ndarray, floor: float) -> Fair | None:
    scenario, covers = found.scenario, found.covers
    plan = fair_cover(
        covers, found.weight, amounts=amounts, least=(floor - 1e-9) * amounts.sum(axis=1),
        sites=most_sites(found), existing=found.existing,
        rules=widened(rules(found), len(found.offices)), limits=Limits(nodes=scenario.nodes),
    )  # fmt: skip
    if plan is None:
        return None
    opened = np.array(plan.chosen, dtype=np.int64)
    held = np.diff(covers[:, np.concatenate([opened, found.existing])].tocsr().indptr)
    low, high = (costs_of(found, opened, end) for end in (0, 1))
    total = float(found.weight.sum())
    return Fair(
        floor, _fairness(amounts, held), plan.objective, plan.objective / total, len(opened), low,
        high, plan.gap, plan.proven,
    )  # fmt: skip


def costs_of(found: Problem, opened: np.ndarray, end: int) -> float:
    """Cost of some candidates at the low (0) or high (1) end."""
    return float(costs(found, end)[opened].sum())
