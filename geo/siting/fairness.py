"""Most weight covered while every group keeps at least so much: the epsilon-constraint method."""

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting._cover_plan import case_of, cover_program, covered_weight
from geo.siting._program import Program, solve
from geo.siting._reduction import Coverage
from geo.siting.results import Limits, Rules, SitePlan, site_plan


def fair_cover(
    covers: sparse.csr_array,
    weight: np.ndarray,
    *,
    amounts: np.ndarray,
    least: np.ndarray,
    sites: int,
    existing: np.ndarray,
    rules: Rules,
    limits: Limits | None = None,
) -> SitePlan | None:
    """Maximal cover with floors (Haimes, Lasdon and Wismer 1971).

    Parameters: covers, demand x candidate, 1 within reach; amounts, groups x demand, what each row
    counts toward a group; least, what each group must have covered; others as ``maximal_cover``.
    Returns None where no choice keeps the floors. Errors: InputError when time ran out before one
    was found.
    """
    case = case_of(covers, weight, existing, 1, rules)
    parts = [case_of(covers, amount, existing, 1, rules) for amount in amounts]
    program = cover_program(case, sites, rules, whole=False)
    outcome = solve(_with_floors(program, case, parts, least), limits=limits)
    if outcome.infeasible:
        return None
    if outcome.values is None:
        raise InputError("Expected time to find one choice, found none; raise the limit.")
    taken = outcome.values[: len(case.columns)] > 0.5
    return site_plan(
        case.columns[taken], case.fixed + covered_weight(case, taken), case.fixed - outcome.bound,
        proven=outcome.proven, uncoverable=case.uncoverable, nodes=outcome.nodes,
        stopped=outcome.stopped,
    )  # fmt: skip


def _with_floors(
    program: Program, case: Coverage, parts: list[Coverage], least: np.ndarray
) -> Program:
    """Each group brings its own merged rows, covered when a column opens; their sum has a floor."""
    columns, old = len(case.columns), len(program.cost)
    more = [len(part.weight) for part in parts]
    blocks, upper = [], [program.row_upper]
    lower = [program.row_lower]
    start = 0
    for part, size, floor in zip(parts, more, least, strict=True):
        before = sparse.csr_array((size, old - columns + start))
        after = sparse.csr_array((size, sum(more) - start - size))
        blocks.append(
            sparse.hstack([-part.matrix.astype(float), before, sparse.eye_array(size), after])
        )
        total = np.zeros((1, old + sum(more)))
        total[0, old + start : old + start + size] = part.weight
        blocks.append(sparse.csr_array(total))
        lower.append(np.append(np.full(size, -np.inf), floor - part.fixed))
        upper.append(np.append(np.zeros(size), np.inf))
        start += size
    first = sparse.hstack([program.matrix, sparse.csr_array((program.matrix.shape[0], sum(more)))])
    return Program(
        cost=np.concatenate([program.cost, np.zeros(sum(more))]),
        matrix=sparse.vstack([first, *blocks]).tocsr(),
        row_lower=np.concatenate(lower), row_upper=np.concatenate(upper),
        lower=np.concatenate([program.lower, np.zeros(sum(more))]),
        upper=np.concatenate([program.upper, np.ones(sum(more))]),
        integer=np.concatenate([program.integer, np.zeros(sum(more), dtype=bool)]),
    )  # fmt: skip
