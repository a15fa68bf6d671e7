"""p-median: the sites of least weighted distance (Hakimi 1964).

A Lagrangian bound (assignment relaxed; Cornuejols, Fisher and Nemhauser 1977) with interchange
(Teitz and Bart 1968) gives a choice and its bound in small memory; reduced costs then shut sites
and assignments that no better choice can use, and HiGHS proves what is left where it is small.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting._checks import checked
from geo.siting._interchange import Case, interchanged, value_of
from geo.siting._program import Program, solve
from geo.siting.cover import set_cover
from geo.siting.results import SAME, Limits, Rules, SitePlan, site_plan

_ROUNDS = 600
_PATIENCE = 20
_EXACT_ENTRIES = 60_000
_FAR = 1e18  # stands for out of reach where sums must stay finite


@dataclass(frozen=True, slots=True, eq=False)
class _Bound:
    """Best multipliers found, their bound and the reduced cost of opening each candidate."""

    prices: np.ndarray
    bound: float
    opening: np.ndarray


def p_median(
    distance: np.ndarray,
    weight: np.ndarray,
    *,
    sites: int,
    existing: Sequence[int] = (),
    rules: Rules | None = None,
    limits: Limits | None = None,
) -> SitePlan:
    """The sites of least total weight x distance to the nearest open one.

    Parameters: distance, demand x candidate in any unit, inf where out of reach; weight per demand;
    sites, how many new ones; existing, columns open already. Demand that no candidate reaches is
    left out of the total and listed as uncoverable.
    Returns a SitePlan; the bound is honest where the search ends before the proof.
    Errors: InputError with every fault of the input, or when the rules allow no choice.
    """
    distance, weight, fixed = checked(distance, weight, existing=existing, sites=sites, rules=rules)
    limits = limits or Limits()
    reachable = np.isfinite(distance).any(axis=1)
    used = np.flatnonzero(reachable & (weight > 0))
    case = _case(distance[used], weight[used], fixed, sites, rules)
    lost = np.flatnonzero(~reachable)
    if sites == 0:
        total = float(case.base.sum())
        return site_plan(np.empty(0), total, total, proven=True, uncoverable=lost)
    if rules is None:
        taken, bound = _search(case, _first(case), limits)
    else:
        taken, bound = _under_rules(case, limits)
    return _proved(case, taken, bound, limits, lost)


def _case(
    distance: np.ndarray, weight: np.ndarray, fixed: np.ndarray, sites: int, rules: Rules | None
) -> Case:
    shut = fixed if rules is None else np.union1d(fixed, np.array(rules.forbidden, dtype=np.int64))
    free = np.setdiff1d(np.arange(distance.shape[1]), shut)
    base = np.full(len(distance), np.inf)
    if len(fixed):
        base = distance[:, fixed].min(axis=1) * weight
    cost = distance[:, free] * weight[:, None]
    np.minimum(cost, base[:, None], out=cost)
    return Case(cost, base, free, min(sites, len(free)), rules)


def _first(case: Case) -> np.ndarray:
    """A choice that reaches all demand: greedy, or from set cover where greed leaves some out."""
    current, chosen = case.base.copy(), []
    for _ in range(case.sites):
        capped = np.minimum(current, _FAR)
        totals = np.minimum(np.minimum(case.cost, _FAR), capped[:, None]).sum(axis=0)
        totals[chosen] = np.inf
        best = int(np.argmin(totals))
        chosen.append(best)
        current = np.minimum(current, case.cost[:, best])
    taken = np.array(chosen, dtype=np.int64)
    if np.isfinite(value_of(case, taken)):
        return taken
    return _reaching(case)


def _reaching(case: Case) -> np.ndarray:
    """Sites within whose finite reach all demand lies; InputError where ``sites`` are too few."""
    open_rows = ~np.isfinite(case.base)
    steps = np.where(np.isfinite(case.cost[open_rows]), 0.0, np.inf)
    needed = set_cover(steps, radius=1.0)
    if len(needed.chosen) > case.sites:
        raise InputError(
            f"Expected {case.sites} sites to reach all demand, found that at least "
            f"{int(needed.bound)} are needed; ask for more sites or add candidates."
        )
    rest = np.setdiff1d(np.arange(case.cost.shape[1]), needed.chosen)
    filled = [*needed.chosen, *rest[: case.sites - len(needed.chosen)]]
    return np.array(filled, dtype=np.int64)


def _stops(limits: Limits) -> Callable[[], bool]:
    """Whether the search should end now; a time limit counts from here."""
    from time import monotonic

    end = None if limits.time_s is None else monotonic() + limits.time_s

    def asked() -> bool:
        over = end is not None and monotonic() >= end
        return over or (limits.stop is not None and limits.stop())

    return asked


def _search(case: Case, taken: np.ndarray, limits: Limits) -> tuple[np.ndarray, _Bound]:
    """Subgradient rounds; the sites of least reduced cost are tried as a choice on the way."""
    stops = _stops(limits)
    best = interchanged(case, taken)
    value = value_of(case, best)
    prices = _start_prices(case)
    top = _Bound(prices, -np.inf, np.zeros(case.cost.shape[1]))
    pace, quiet = 2.0, 0
    for _ in range(_ROUNDS):
        opening, order, bound = _relaxed(case, prices)
        if bound > top.bound:
            better = bound > top.bound + SAME * max(abs(bound), 1.0)
            top, quiet = _Bound(prices, bound, opening), 0 if better else quiet + 1
        else:
            quiet += 1
        tried = order[: case.sites]
        if quiet == 0 and value_of(case, tried) < value * (1 + 0.02):
            tried = interchanged(case, tried)
            if value_of(case, tried) < value:
                best, value = tried, value_of(case, tried)
        if quiet >= _PATIENCE:
            pace, quiet, prices = pace / 2, 0, top.prices
            continue
        if value - top.bound <= SAME * max(value, 1.0) or pace < 1e-3 or stops():
            break
        prices = _moved(case, prices, order[: case.sites], pace, 1.001 * value - bound)
    return best, top


def _start_prices(case: Case) -> np.ndarray:
    finite = np.where(np.isfinite(case.cost), case.cost, np.nan)
    cheapest = np.sort(finite, axis=1)[:, : max(2, case.cost.shape[1] // max(case.sites, 1) // 4)]
    prices = np.nanmean(cheapest, axis=1)
    return np.minimum(prices, case.base)


def _relaxed(case: Case, prices: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Reduced cost of opening each candidate, their order and the bound of the relaxation."""
    opening = np.minimum(case.cost - prices[:, None], 0.0).sum(axis=0)
    order = np.argsort(opening, kind="stable")
    held = np.minimum(case.base - prices, 0.0).sum()
    return opening, order, float(prices.sum() + held + opening[order[: case.sites]].sum())


def _moved(
    case: Case, prices: np.ndarray, taken: np.ndarray, pace: float, distance: float
) -> np.ndarray:
    served = (case.cost[:, taken] < prices[:, None]).sum(axis=1) + (case.base < prices)
    slope = 1.0 - served
    norm = float(slope @ slope)
    if norm == 0:
        return prices
    return np.minimum(prices + pace * max(distance, 0.0) / norm * slope, case.base)


def _under_rules(case: Case, limits: Limits) -> tuple[np.ndarray, _Bound]:
    """With rules the relaxed choice is a small program of its own, and keeps the rules."""
    loose = Case(case.cost, case.base, case.free, case.sites, None)
    _, top = _search(loose, _first(loose), limits)
    taken, bound = _ruled_choice(case, top)
    return taken, _Bound(top.prices, max(bound, -np.inf), top.opening)


def _ruled_choice(case: Case, top: _Bound) -> tuple[np.ndarray, float]:
    outcome = solve(_sites_program(case, top.opening))
    if outcome.infeasible or outcome.values is None:
        raise InputError(
            "Expected rules that allow a choice of sites, found that no choice keeps all of them; "
            "loosen the numbers per country, the budget, the mirror rule or the spacing."
        )
    held = float(top.prices.sum() + np.minimum(case.base - top.prices, 0.0).sum())
    return np.flatnonzero(outcome.values > 0.5), held + outcome.bound


def _sites_rows(case: Case) -> tuple[sparse.csr_array, np.ndarray, np.ndarray, np.ndarray]:
    """Rules on the free candidates: matrix, lower, upper, and the least value of each variable."""
    count = len(case.free)
    total = sparse.csr_array(np.ones((1, count)))
    least = np.array([float(case.sites)])
    if case.rules is None:
        return total, least, least, np.zeros(count)
    lower = np.zeros(1) if case.rules.at_most else least
    matrix = sparse.vstack([total, case.rules.matrix[:, case.free]]).tocsr()
    floor = np.isin(case.free, case.rules.forced).astype(float)
    return (
        matrix, np.concatenate([lower, case.rules.lower]),
        np.concatenate([least, case.rules.upper]), floor,
    )  # fmt: skip


def _sites_program(case: Case, opening: np.ndarray) -> Program:
    matrix, lower, upper, floor = _sites_rows(case)
    count = len(case.free)
    return Program(opening, matrix, lower, upper, floor, np.ones(count), np.ones(count, dtype=bool))


def _proved(
    case: Case, taken: np.ndarray, top: _Bound, limits: Limits, lost: np.ndarray
) -> SitePlan:
    """Prove or improve the choice on what reduced costs leave open, where that is small enough."""
    value, stopped, nodes = value_of(case, taken), "", 0
    proven = np.isfinite(value) and value - top.bound <= SAME * max(value, 1.0)
    bound = top.bound
    if not proven and not _stops(limits)():
        program, entries, sites = _remaining(case, top, value)
        if len(entries[0]) <= _EXACT_ENTRIES:
            start = _start(case, taken, sites, entries, program)
            outcome = solve(program, limits=limits, start=start)
            if outcome.infeasible and not np.isfinite(value):
                raise InputError(
                    "Expected rules that let the sites reach all demand, found none such; "
                    "loosen the rules or ask for more sites."
                )
            bound = max(bound, min(outcome.bound, value)) if np.isfinite(outcome.bound) else bound
            nodes, stopped = outcome.nodes, outcome.stopped
            proven = outcome.proven or (outcome.infeasible and np.isfinite(value))
            if outcome.values is not None:
                found = sites[outcome.values[: len(sites)] > 0.5]
                if value_of(case, found) < value:
                    taken, value = found, value_of(case, found)
            bound = value if proven else bound
    return site_plan(
        case.free[taken], value, min(bound, value), proven=proven, uncoverable=lost, nodes=nodes,
        stopped=stopped or _ended_by(limits),
    )  # fmt: skip


def _ended_by(limits: Limits) -> str:
    """What ends a search that the solver did not end itself."""
    if limits.stop is not None and limits.stop():
        return "stop"
    return "time" if limits.time_s is not None else ""


def _remaining(
    case: Case, top: _Bound, value: float
) -> tuple[Program, tuple[np.ndarray, np.ndarray], np.ndarray]:
    """The strong model (x <= y per pair) on sites and pairs that a better choice could use."""
    slack = value - top.bound if np.isfinite(value) else np.inf
    slack += SAME * max(abs(top.bound), 1.0)
    sites = np.arange(len(case.free))
    if case.rules is None and np.isfinite(slack):
        last = np.partition(top.opening, case.sites - 1)[case.sites - 1]
        sites = np.flatnonzero(top.opening - last <= slack)
    part = case.cost[:, sites]
    useful = (part - top.prices[:, None] <= slack) & np.isfinite(part) & (part < case.base[:, None])
    row, column = np.nonzero(useful)
    return _strong(case, sites, row, column), (row, column), sites


def _strong(case: Case, sites: np.ndarray, row: np.ndarray, column: np.ndarray) -> Program:
    """Variables: sites, pairs, then one per demand that an existing site may serve."""
    held = np.flatnonzero(np.isfinite(case.base))
    y, x, e, rows = len(sites), len(row), len(held), len(case.cost)
    pairs = np.arange(x)
    assign = sparse.csr_array(
        (np.ones(x + e), (np.concatenate([row, held]), y + np.arange(x + e))),
        shape=(rows, y + x + e),
    )
    link = sparse.csr_array(
        (np.concatenate([np.ones(x), -np.ones(x)]),
         (np.concatenate([pairs, pairs]), np.concatenate([y + pairs, column]))),
        shape=(x, y + x + e),
    )  # fmt: skip
    matrix, lower, upper, floor = _sites_rows(case)
    counted = sparse.hstack([matrix[:, sites], sparse.csr_array((matrix.shape[0], x + e))])
    return Program(
        cost=np.concatenate([np.zeros(y), case.cost[row, sites[column]], case.base[held]]),
        matrix=sparse.vstack([assign, link, counted]).tocsr(),
        row_lower=np.concatenate([np.ones(rows), np.full(x, -np.inf), lower]),
        row_upper=np.concatenate([np.ones(rows), np.zeros(x), upper]),
        lower=np.concatenate([floor[sites], np.zeros(x + e)]),
        upper=np.ones(y + x + e),
        integer=np.concatenate([np.ones(y, bool), np.zeros(x + e, bool)]),
    )


def _start(
    case: Case, taken: np.ndarray, sites: np.ndarray, entries: tuple[np.ndarray, np.ndarray],
    program: Program,
) -> np.ndarray | None:  # fmt: skip
    """The choice as values of all variables; None where it uses a pair that was taken out."""
    row, column = entries
    values = np.zeros(len(program.cost))
    opened = np.isin(sites, taken)
    values[: len(sites)] = opened
    cost = np.where(opened[column], case.cost[row, sites[column]], np.inf)
    order = np.lexsort((cost, row))
    first = order[np.unique(row[order], return_index=True)[1]]
    first = first[np.isfinite(cost[first]) & (cost[first] < case.base[row[first]])]
    values[len(sites) + first] = 1.0
    held = np.flatnonzero(np.isfinite(case.base))
    alone = ~np.isin(held, row[first])
    values[len(sites) + len(row) :] = alone
    served = np.isin(np.arange(len(case.cost)), np.concatenate([row[first], held[alone]]))
    return values if served.all() and opened.sum() == len(taken) else None
