"""p-center: the least radius within which all demand has an open site (Hakimi 1964).

By bisection over the distances that occur, each step a set cover (Minieka 1970).
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting._checks import checked
from geo.siting._cover_plan import kept_rules
from geo.siting._program import Program, solve
from geo.siting._reduction import reduced
from geo.siting.results import Limits, Rules, SitePlan, site_plan


def p_center(
    distance: np.ndarray,
    *,
    sites: int,
    existing: Sequence[int] = (),
    rules: Rules | None = None,
    limits: Limits | None = None,
) -> SitePlan:
    """The sites of least largest distance from demand to its nearest open one.

    Parameters as in ``p_median`` without weights; limits hold for each step. Demand that no
    candidate reaches is listed as uncoverable and left out.
    Errors: InputError for faulty input, or when no choice of so many sites reaches all demand.
    """
    distance, _, fixed = checked(distance, None, existing=existing, sites=sites, rules=rules)
    reachable = np.isfinite(distance).any(axis=1)
    lost, rows = np.flatnonzero(~reachable), distance[reachable]
    radii = _radii(rows, fixed)
    if not len(radii):
        return site_plan(np.empty(0), 0.0, 0.0, proven=True, uncoverable=lost)
    low, high, undecided = 0, len(radii) - 1, False
    found = _within(rows, radii[high], sites, fixed, rules, limits)
    if found[0] is None:
        raise InputError(
            f"Expected {sites} sites to reach all demand under the rules, found no such choice; "
            "ask for more sites, loosen the rules or add candidates."
        )
    best, nodes, ended = found[0], 0, ""
    while low < high:
        middle = (low + high) // 2
        chosen, shown, used, stopped = _within(rows, radii[middle], sites, fixed, rules, limits)
        nodes, ended = nodes + used, ended or stopped
        if chosen is not None:
            reached = _reached(rows, chosen, fixed)
            best, high = chosen, int(np.searchsorted(radii, reached))
        else:
            undecided = undecided or not shown
            bound_at = middle + 1 if shown else low
            if not shown:
                return _plan(rows, best, fixed, radii[bound_at], False, lost, nodes, ended)
            low = middle + 1
    return _plan(rows, best, fixed, radii[low], not undecided, lost, nodes, ended)


def _plan(
    rows: np.ndarray, chosen: np.ndarray, fixed: np.ndarray, bound: float, proven: bool,
    lost: np.ndarray, nodes: int, stopped: str,
) -> SitePlan:  # fmt: skip
    objective = _reached(rows, chosen, fixed)
    return site_plan(
        chosen, objective, bound, proven=proven, uncoverable=lost, nodes=nodes, stopped=stopped
    )


def _radii(rows: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Radii that can be the answer: distances no smaller than the largest nearest one."""
    if not len(rows):
        return np.empty(0)
    values = np.unique(rows[np.isfinite(rows)])
    least = rows.min(axis=1).max()
    most = rows[:, fixed].min(axis=1).max() if len(fixed) else np.inf
    return values[(values >= least) & (values <= most)]


def _reached(rows: np.ndarray, chosen: np.ndarray, fixed: np.ndarray) -> float:
    taken = np.concatenate([np.asarray(chosen, dtype=np.int64), fixed])
    return float(rows[:, taken].min(axis=1).max())


def _within(
    rows: np.ndarray, radius: float, sites: int, fixed: np.ndarray, rules: Rules | None,
    limits: Limits | None,
) -> tuple[np.ndarray | None, bool, int, str]:  # fmt: skip
    """At most ``sites`` new columns that cover all rows: (choice or None, shown, nodes, stop)."""
    covers = sparse.csr_array((rows <= radius).astype(np.int32))
    closed = None if rules is None else np.array(rules.forbidden, dtype=np.int64)
    case = reduced(
        covers, np.ones(len(rows)), existing=fixed, closed=closed, dominance=rules is None
    )
    if len(case.uncoverable):
        return None, True, 0, ""
    count = len(case.columns)
    matrix, lower, upper = [case.matrix.astype(float)], [np.ones(len(case.weight))], []
    upper, floor = [np.full(len(case.weight), np.inf)], np.zeros(count)
    matrix.append(sparse.csr_array(np.ones((1, count))))
    exact = rules is not None and not rules.at_most
    lower.append(np.array([float(sites) if exact else 0.0]))
    upper.append(np.array([float(sites)]))
    if rules is not None:
        kept = kept_rules(rules, case.columns)
        matrix.append(kept.matrix)
        lower.append(rules.lower)
        upper.append(rules.upper)
        floor[list(kept.forced)] = 1.0
    outcome = solve(
        Program(
            np.ones(count), sparse.vstack(matrix).tocsr(), np.concatenate(lower),
            np.concatenate(upper), floor, np.ones(count), np.ones(count, dtype=bool),
        ),
        limits=limits,
    )  # fmt: skip
    if outcome.values is None:
        return None, outcome.infeasible, outcome.nodes, outcome.stopped
    chosen = case.columns[outcome.values > 0.5]
    if rules is None:
        free = np.setdiff1d(np.arange(rows.shape[1]), np.union1d(chosen, fixed))
        chosen = np.concatenate([chosen, free[: sites - len(chosen)]])
    return chosen, True, outcome.nodes, outcome.stopped
