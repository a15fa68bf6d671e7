"""Covering models: most weight within a radius, covered twice, by degrees, or all by fewest sites.

Maximal cover: Church and ReVelle 1974. Backup cover: Hogan and ReVelle 1986. Gradual cover: Church
and Roberts 1983. Set cover: Toregas and others 1971. Exact by HiGHS on a reduced instance.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting._checks import checked
from geo.siting._cover_plan import case_of, cover_plan, covered_weight, preview
from geo.siting._program import Program, solve
from geo.siting._reduction import Coverage
from geo.siting.results import Limits, Rules, SitePlan, site_plan

_NAMED_ROWS = 10


def maximal_cover(
    distance: np.ndarray,
    weight: np.ndarray,
    *,
    radius: float,
    sites: int,
    existing: Sequence[int] = (),
    rules: Rules | None = None,
    limits: Limits | None = None,
) -> SitePlan:
    """The sites that cover most weight within ``radius``.

    Parameters: distance, demand x candidate in any unit, inf where out of reach; weight per demand,
    0 or more; sites, how many new ones (at most so many where ``rules`` say at_most); existing,
    candidate columns open already.
    Returns a SitePlan whose objective is the weight covered with the existing sites.
    Errors: InputError with every fault of the input; or when the rules allow no choice.
    """
    distance, weight, fixed = checked(
        distance, weight, existing=existing, sites=sites, radius=radius, rules=rules
    )
    covers = sparse.csr_array(distance <= radius)
    return cover_plan(covers, weight, sites=sites, existing=fixed, rules=rules, limits=limits)


def backup_cover(
    distance: np.ndarray,
    weight: np.ndarray,
    *,
    radius: float,
    sites: int,
    existing: Sequence[int] = (),
    rules: Rules | None = None,
    limits: Limits | None = None,
) -> SitePlan:
    """The sites that leave most weight covered at least twice; as ``maximal_cover`` otherwise."""
    distance, weight, fixed = checked(
        distance, weight, existing=existing, sites=sites, radius=radius, rules=rules
    )
    covers = sparse.csr_array(distance <= radius)
    return cover_plan(
        covers, weight, sites=sites, existing=fixed, need=2, rules=rules, limits=limits
    )


def gradual_cover(
    distance: np.ndarray,
    weight: np.ndarray,
    *,
    radii: Sequence[float],
    sites: int,
    existing: Sequence[int] = (),
    rules: Rules | None = None,
    limits: Limits | None = None,
) -> SitePlan:
    """Cover by degrees: demand counts by the share of ``radii`` that its nearest site is within.

    Even steps from where cover is whole to where it ends make a straight fall. Solved as maximal
    cover on one row per step. Other parameters and errors as ``maximal_cover``.
    """
    steps = np.unique(np.asarray(radii, dtype=float))
    widest = float(steps[-1]) if len(steps) else float("nan")
    distance, weight, fixed = checked(
        distance, weight, existing=existing, sites=sites, radius=widest, rules=rules
    )
    if not steps[0] >= 0:
        raise InputError(f"Expected radii of 0 or more, found {steps[0]:g}.")
    covers = sparse.vstack([sparse.csr_array(distance <= radius) for radius in steps]).tocsr()
    stacked = np.tile(weight / len(steps), len(steps))
    plan = cover_plan(covers, stacked, sites=sites, existing=fixed, rules=rules, limits=limits)
    beyond = np.flatnonzero(~(distance <= widest).any(axis=1))
    return replace(plan, uncoverable=tuple(int(row) for row in beyond))


def set_cover(
    distance: np.ndarray,
    *,
    radius: float,
    existing: Sequence[int] = (),
    rules: Rules | None = None,
    limits: Limits | None = None,
) -> SitePlan:
    """The fewest new sites that leave no demand beyond ``radius`` of an open one.

    Errors: InputError naming how many demand rows no candidate reaches, and which.
    """
    distance, _, fixed = checked(distance, None, existing=existing, radius=radius, rules=rules)
    covers = sparse.csr_array(distance <= radius)
    case = case_of(covers, np.ones(covers.shape[0]), fixed, 1, rules)
    if len(case.uncoverable):
        raise InputError(_unreachable(case.uncoverable, covers.shape[0]))
    return _fewest(case, rules, limits)


def greedy_cover(
    covers: sparse.csr_array,
    weight: np.ndarray,
    *,
    sites: int,
    existing: Sequence[int] = (),
    need: int = 1,
    rules: Rules | None = None,
) -> SitePlan:
    """A quick preview, never the answer: greedy with exchange, bounded by all coverable weight."""
    fixed = np.asarray(list(existing), dtype=np.int64)
    case = case_of(covers, weight, fixed, need, rules)
    taken = preview(case, covers.shape[1], sites, rules)
    taken = np.zeros(len(case.columns), dtype=bool) if taken is None else taken
    objective = case.fixed + covered_weight(case, taken)
    return site_plan(
        case.columns[taken], objective, case.fixed + case.weight.sum(), proven=False,
        uncoverable=case.uncoverable,
    )  # fmt: skip


def _fewest(case: Coverage, rules: Rules | None, limits: Limits | None) -> SitePlan:
    columns, rows = len(case.columns), len(case.weight)
    if not rows and (rules is None or not (rules.forced or (rules.lower > 0).any())):
        return site_plan(np.empty(0), 0.0, 0.0, proven=True, uncoverable=case.uncoverable)
    matrix, lower = [case.matrix.astype(float)], [np.ones(rows)]
    upper, floor = [np.full(rows, np.inf)], np.zeros(columns)
    if rules is not None:
        matrix.append(rules.matrix[:, case.columns])
        lower.append(rules.lower)
        upper.append(rules.upper)
        floor[np.isin(case.columns, rules.forced)] = 1.0
    program = Program(
        np.ones(columns), sparse.vstack(matrix).tocsr(), np.concatenate(lower),
        np.concatenate(upper), floor, np.ones(columns), np.ones(columns, bool),
    )  # fmt: skip
    start = None
    if rules is None:
        start = np.zeros(columns)
        start[_greedy_set(case)] = 1.0
    outcome = solve(program, limits=limits, start=start)
    if outcome.infeasible or (outcome.values is None and start is None):
        raise InputError("Expected rules that allow all demand to be covered, found none such.")
    values = start if outcome.values is None else outcome.values
    chosen = case.columns[np.flatnonzero(values > 0.5)]
    bound = max(np.ceil(outcome.bound - 1e-6), 0.0) if np.isfinite(outcome.bound) else 0.0
    proven = outcome.proven or bound >= len(chosen)
    return site_plan(
        chosen, float(len(chosen)), bound, proven=proven, uncoverable=case.uncoverable,
        nodes=outcome.nodes, stopped=outcome.stopped,
    )  # fmt: skip


def _greedy_set(case: Coverage) -> list[int]:
    open_rows, chosen = np.ones(len(case.weight), dtype=bool), []
    by_row = case.matrix.T.tocsr()
    while open_rows.any():
        best = int(np.argmax(by_row @ open_rows.astype(float)))
        chosen.append(best)
        open_rows[by_row.indices[by_row.indptr[best] : by_row.indptr[best + 1]]] = False
    return chosen


def _unreachable(rows: np.ndarray, total: int) -> str:
    listed = ", ".join(str(row) for row in rows[:_NAMED_ROWS])
    more = f" and {len(rows) - _NAMED_ROWS} more" if len(rows) > _NAMED_ROWS else ""
    return (
        f"Expected every demand row within the radius of a candidate, found {len(rows)} of {total} "
        f"out of reach of all (rows {listed}{more}); raise the radius or add candidates there."
    )
