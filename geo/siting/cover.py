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
from geo.siting._exchange import exchanged, greedy, greedy_under_rules
from geo.siting._program import Program, solve
from geo.siting._reduction import Coverage, reduced
from geo.siting.results import Limits, Rules, SitePlan, site_plan

# Above this many entries a backup model keeps one row per demand and whole variables instead.
_SPLIT_ENTRIES = 40_000
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
    full: float,
    none: float,
    steps: int = 10,
    sites: int,
    existing: Sequence[int] = (),
    rules: Rules | None = None,
    limits: Limits | None = None,
) -> SitePlan:  # fmt: skip
    """Cover that falls in equal steps from all at ``full`` to nothing beyond ``none``.

    Each demand counts by its nearest open site. Solved as maximal cover on one row per step.
    """
    distance, weight, fixed = checked(
        distance, weight, existing=existing, sites=sites, radius=none, rules=rules
    )
    if not 0 <= full < none or steps < 1:
        raise InputError(
            f"Expected 0 <= full < none and one step or more, found full {full!r}, none {none!r} "
            f"and {steps!r} steps."
        )
    radii = np.linspace(full, none, steps)
    covers = sparse.vstack([sparse.csr_array(distance <= radius) for radius in radii]).tocsr()
    stacked = np.tile(weight / steps, steps)
    plan = cover_plan(covers, stacked, sites=sites, existing=fixed, rules=rules, limits=limits)
    beyond = np.flatnonzero(~(distance <= none).any(axis=1))
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
    case = _case(covers, np.ones(covers.shape[0]), fixed, 1, rules)
    if len(case.uncoverable):
        raise InputError(_unreachable(case.uncoverable, covers.shape[0]))
    return _fewest(case, covers.shape[1], rules, limits)


def cover_plan(
    covers: sparse.csr_array,
    weight: np.ndarray,
    *,
    sites: int,
    existing: np.ndarray,
    need: int = 1,
    rules: Rules | None = None,
    limits: Limits | None = None,
) -> SitePlan:
    """As ``maximal_cover`` on a matrix of what covers what (demand x candidate, sparse 0/1)."""
    case = _case(covers, weight, existing, need, rules)
    start = preview(case, covers.shape[1], sites, rules)
    if not len(case.weight) and (rules is None or (rules.at_most and not rules.forced)):
        return _trivial(case, covers.shape[1], sites, existing, rules)
    program = _program(case, covers.shape[1], sites, rules, whole=_whole(case))
    outcome = solve(program, limits=limits, start=_point(case, start, program))
    if outcome.infeasible:
        raise InputError(_impossible(sites))
    if outcome.values is None and start is None:
        raise InputError("Expected time to find one choice, found none; raise the limit.")
    taken = start if outcome.values is None else _taken(outcome.values, case)
    objective = case.fixed + covered_weight(case, taken)
    bound = case.fixed - outcome.bound if np.isfinite(outcome.bound) else case.fixed + case.weight.sum()
    chosen = case.columns[np.flatnonzero(taken)]
    if rules is None:
        chosen = _filled(chosen, covers.shape[1], sites, existing)
    return site_plan(
        chosen, objective, bound, proven=outcome.proven, uncoverable=case.uncoverable,
        nodes=outcome.nodes, stopped=outcome.stopped,
    )  # fmt: skip


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
    case = _case(covers, weight, fixed, need, rules)
    taken = preview(case, covers.shape[1], sites, rules)
    taken = np.zeros(len(case.columns), dtype=bool) if taken is None else taken
    objective = case.fixed + covered_weight(case, taken)
    return site_plan(
        case.columns[taken], objective, case.fixed + case.weight.sum(), proven=False,
        uncoverable=case.uncoverable,
    )  # fmt: skip


def _case(
    covers: sparse.csr_array, weight: np.ndarray, existing: np.ndarray, need: int,
    rules: Rules | None,
) -> Coverage:  # fmt: skip
    closed = None if rules is None else np.array(rules.forbidden, dtype=np.int64)
    return reduced(
        covers.astype(np.int32), weight, existing=existing, need=need, closed=closed,
        dominance=rules is None,
    )  # fmt: skip


def preview(case: Coverage, count: int, sites: int, rules: Rules | None) -> np.ndarray | None:
    """A good choice found quickly, bool per kept column; None where greed breaks the rules."""
    taken = np.zeros(len(case.columns), dtype=bool)
    if rules is None:
        chosen = greedy(case.matrix, case.weight, case.need, sites)
        if len(case.weight):
            chosen = exchanged(case.matrix, case.weight, case.need, chosen)
        taken[chosen] = True
        return taken
    kept = kept_rules(rules, case.columns)
    taken = greedy_under_rules(case.matrix, case.weight, case.need, sites, kept)
    whole = np.zeros(count, dtype=bool)
    whole[case.columns[taken]] = True
    enough = rules.at_most or taken.sum() == sites
    return taken if rules.allows(whole) and enough and taken.sum() <= sites else None


def kept_rules(rules: Rules, columns: np.ndarray) -> Rules:
    """Rules on some columns only; the others stay shut."""
    place = {int(column): at for at, column in enumerate(columns)}
    forced = tuple(place[j] for j in rules.forced if j in place)
    return Rules(rules.matrix[:, columns].tocsr(), rules.lower, rules.upper, forced, ())


def covered_weight(case: Coverage, taken: np.ndarray) -> float:
    """Weight of the case's rows that have what they need."""
    held = case.matrix @ np.asarray(taken, dtype=np.int64)
    return float(case.weight[held >= case.need].sum())


def _whole(case: Coverage) -> bool:
    """Whether a row's variable must be whole: where it needs two and the model is not split."""
    return bool((case.need > 1).any()) and case.matrix.nnz > _SPLIT_ENTRIES


def _program(
    case: Coverage, count: int, sites: int, rules: Rules | None, *, whole: bool
) -> Program:
    """Variables: kept columns, then rows. A row counts when enough of its columns are open."""
    columns, rows = len(case.columns), len(case.weight)
    enough = sparse.hstack([-case.matrix.astype(float), sparse.diags_array(case.need.astype(float))])
    blocks, upper = [enough], [np.zeros(rows)]
    lower = [np.full(rows, -np.inf)]
    if not whole and (case.need > 1).any():
        split = _split(case)
        blocks.append(split)
        upper.append(np.zeros(split.shape[0]))
        lower.append(np.full(split.shape[0], -np.inf))
    total = sparse.csr_array(np.concatenate([np.ones(columns), np.zeros(rows)])[None, :])
    blocks.append(total)
    exact = rules is None or not rules.at_most
    lower.append(np.array([min(sites, columns) if exact else 0.0]))
    upper.append(np.array([float(sites)]))
    if rules is not None:
        kept = rules.matrix[:, case.columns]
        blocks.append(sparse.hstack([kept, sparse.csr_array((kept.shape[0], rows))]))
        lower.append(rules.lower)
        upper.append(rules.upper)
    floor = np.zeros(columns + rows)
    if rules is not None:
        floor[np.flatnonzero(np.isin(case.columns, rules.forced))] = 1.0
    return Program(
        cost=np.concatenate([np.zeros(columns), -case.weight]),
        matrix=sparse.vstack(blocks).tocsr(),
        row_lower=np.concatenate(lower), row_upper=np.concatenate(upper),
        lower=floor, upper=np.ones(columns + rows),
        integer=np.concatenate([np.ones(columns, bool), np.full(rows, whole)]),
    )  # fmt: skip


def _split(case: Coverage) -> sparse.csr_array:
    """For a row that needs two: without any one of its columns another must be open."""
    twice = np.flatnonzero(case.need > 1)
    part = case.matrix[twice].tocsr()
    owner = np.repeat(np.arange(len(twice)), np.diff(part.indptr))
    others = -part[owner].astype(float)
    own = sparse.csr_array(
        (np.ones(part.nnz), (np.arange(part.nnz), part.indices)), shape=others.shape
    )
    row_part = sparse.csr_array(
        (np.ones(part.nnz), (np.arange(part.nnz), twice[owner])),
        shape=(part.nnz, len(case.weight)),
    )
    return sparse.hstack([others + own, row_part]).tocsr()


def _point(case: Coverage, taken: np.ndarray | None, program: Program) -> np.ndarray | None:
    """A choice as values of all variables."""
    if taken is None or len(program.cost) != len(taken) + len(case.weight):
        return None
    held = case.matrix @ taken.astype(np.int64)
    return np.concatenate([taken.astype(float), (held >= case.need).astype(float)])


def _taken(values: np.ndarray, case: Coverage) -> np.ndarray:
    return values[: len(case.columns)] > 0.5


def _filled(
    chosen: np.ndarray, count: int, sites: int, existing: np.ndarray
) -> np.ndarray:
    """As many sites as asked for: those that add nothing are the first free columns."""
    free = np.setdiff1d(np.arange(count), np.union1d(chosen, existing))
    return np.concatenate([chosen, free[: sites - len(chosen)]])


def _trivial(
    case: Coverage, count: int, sites: int, existing: np.ndarray, rules: Rules | None
) -> SitePlan:
    """Nothing is left to cover: any choice is optimal."""
    none = np.empty(0, dtype=np.int64)
    chosen = none if rules is not None else _filled(none, count, sites, existing)
    return site_plan(chosen, case.fixed, case.fixed, proven=True, uncoverable=case.uncoverable)


def _fewest(
    case: Coverage, count: int, rules: Rules | None, limits: Limits | None
) -> SitePlan:
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


def _impossible(sites: int) -> str:
    return (
        f"Expected rules that allow a choice of {sites} sites, found that no choice keeps all of "
        "them; loosen the numbers per country, the budget, the mirror rule or the spacing."
    )
