"""Coverage as a program: what is left after reduction, with rules, solved exactly."""

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting._exchange import exchanged, greedy, greedy_under_rules
from geo.siting._program import Program, solve
from geo.siting._reduction import Coverage, reduced
from geo.siting.results import Limits, Rules, SitePlan, site_plan

# Above this many entries a backup model keeps one row per demand and whole variables instead.
_SPLIT_ENTRIES = 40_000


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
    case = case_of(covers, weight, existing, need, rules)
    start = preview(case, covers.shape[1], sites, rules)
    if not len(case.weight) and (rules is None or (rules.at_most and not rules.forced)):
        return _trivial(case, covers.shape[1], sites, existing, rules)
    program = cover_program(case, sites, rules, whole=needs_whole(case))
    outcome = solve(program, limits=limits, start=point_of(case, start, program))
    if outcome.infeasible:
        raise InputError(impossible(sites))
    if outcome.values is None and start is None:
        raise InputError("Expected time to find one choice, found none; raise the limit.")
    taken = start if outcome.values is None else _taken(outcome.values, case)
    objective = case.fixed + covered_weight(case, taken)
    known = np.isfinite(outcome.bound)
    bound = case.fixed + (-outcome.bound if known else case.weight.sum())
    chosen = case.columns[np.flatnonzero(taken)]
    if rules is None:
        chosen = _filled(chosen, covers.shape[1], sites, existing)
    return site_plan(
        chosen, objective, bound, proven=outcome.proven, uncoverable=case.uncoverable,
        nodes=outcome.nodes, stopped=outcome.stopped,
    )  # fmt: skip


def case_of(
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


def needs_whole(case: Coverage) -> bool:
    """Whether a row's variable must be whole: where it needs two and the model is not split."""
    return bool((case.need > 1).any()) and case.matrix.nnz > _SPLIT_ENTRIES


def cover_program(case: Coverage, sites: int, rules: Rules | None, *, whole: bool) -> Program:
    """Variables: kept columns, then rows. A row counts when enough of its columns are open."""
    columns, rows = len(case.columns), len(case.weight)
    enough = sparse.hstack(
        [-case.matrix.astype(float), sparse.diags_array(case.need.astype(float))]
    )
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


def point_of(case: Coverage, taken: np.ndarray | None, program: Program) -> np.ndarray | None:
    """A choice as values of all variables."""
    if taken is None or len(program.cost) != len(taken) + len(case.weight):
        return None
    held = case.matrix @ taken.astype(np.int64)
    return np.concatenate([taken.astype(float), (held >= case.need).astype(float)])


def _taken(values: np.ndarray, case: Coverage) -> np.ndarray:
    return values[: len(case.columns)] > 0.5


def _filled(chosen: np.ndarray, count: int, sites: int, existing: np.ndarray) -> np.ndarray:
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


def impossible(sites: int) -> str:
    return (
        f"Expected rules that allow a choice of {sites} sites, found that no choice keeps all of "
        "them; loosen the numbers per country, the budget, the mirror rule or the spacing."
    )
