"""A scenario solved: sites, counterparts, the proof, and what is covered before and after."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from geo.planning.problem import Problem, opposite, rules
from geo.planning.reach import far
from geo.siting import Limits, Rules, SitePlan, p_center, p_median
from geo.siting._cover_plan import cover_plan
from geo.siting._program import Program, solve
from geo.siting.cover import set_cover

_TIE = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """plan: as the model gave it. sites, counterparts: columns of the problem's candidates, in
    order: those that the asking countries open, and those that the other side is asked for. held_*:
    how many offices hold each demand row before and after. total: all weight on the asking sides.
    """

    plan: SitePlan
    sites: tuple[int, ...]
    counterparts: tuple[int, ...]
    held_before: np.ndarray
    held_after: np.ndarray
    total: float


def planned(
    found: Problem,
    *,
    ruled: Rules | None = None,
    weight: np.ndarray | None = None,
    covers: sparse.csr_array | None = None,
    limits: Limits | None = None,
) -> Planned:
    """Solve a problem. ruled, weight, covers: in place of the problem's own, to ask what if.

    Errors: InputError where the rules allow no choice.
    """
    ruled = rules(found) if ruled is None else ruled
    weight = found.weight if weight is None else weight
    covers = found.covers if covers is None else covers
    given = limits or Limits(time_s=found.scenario.time_s, nodes=found.scenario.nodes)
    plan = _solved(found, ruled, weight, covers, given)
    sites = np.array([j for j in plan.chosen if found.asked[j]], dtype=np.int64)
    counterparts = _counterparts(found, ruled, plan, covers)
    opened = np.concatenate([sites, counterparts]).astype(np.int64)
    before = np.diff(covers[:, found.existing].tocsr().indptr)
    after = before + np.diff(covers[:, opened].tocsr().indptr) if len(opened) else before
    return Planned(
        plan=replace(plan, chosen=tuple(sorted(opened.tolist()))),
        sites=tuple(sites.tolist()), counterparts=tuple(counterparts.tolist()),
        held_before=before, held_after=after, total=float(weight.sum()),
    )  # fmt: skip


def _solved(
    found: Problem, ruled: Rules, weight: np.ndarray, covers: sparse.csr_array, limits: Limits
) -> SitePlan:
    scenario = found.scenario
    most = most_sites(found)
    wide = widened(ruled, len(found.offices))
    if scenario.model in ("maximal_cover", "backup_cover"):
        need = 1 + (scenario.model == "backup_cover")
        return cover_plan(
            covers,
            weight,
            sites=most,
            existing=found.existing,
            need=need,
            rules=wide,
            limits=limits,
        )
    return _by_distance(found, wide, weight, most, limits)


def most_sites(found: Problem) -> int:
    """Sites that a plan may open: those asked for, and under the mirror rule as many again."""
    most = sum(number for _, number in found.scenario.sites.values())
    if found.scenario.mirror_km > 0 and not found.asked.all():
        most *= 2
    return min(most, len(found.sites))


def _by_distance(
    found: Problem, wide: Rules, weight: np.ndarray, most: int, limits: Limits
) -> SitePlan:
    """Models that need distances, on the demand of the asking sides."""
    rows = np.flatnonzero(weight > 0)
    distance = np.hstack([found.reach_km[rows], found.office_km[rows]]).astype(float)
    model, reach = found.scenario.model, found.scenario.reach
    if model == "gradual_cover":
        radii = np.linspace(reach / 2, reach, 6)
        stacked = sparse.vstack([sparse.csr_array((distance <= r).astype(np.int32)) for r in radii])
        parts = np.tile(weight[rows] / len(radii), len(radii))
        return cover_plan(
            stacked.tocsr(), parts, sites=most, existing=found.existing, rules=wide, limits=limits
        )
    if model == "set_cover":
        within = (distance <= reach).any(axis=1)
        return set_cover(
            distance[within], radius=reach, existing=found.existing, rules=wide, limits=limits
        )
    # Beyond the far limit a distance counts as that limit: a column that is always open.
    distance = np.column_stack([distance, np.full(len(rows), far(found.scenario))])
    always = (*found.existing.tolist(), distance.shape[1] - 1)
    wide = widened(wide, 1)
    if model == "p_median":
        return p_median(
            distance, weight[rows], sites=most, existing=always, rules=wide, limits=limits
        )
    return p_center(distance, sites=most, existing=always, rules=wide, limits=limits)


def widened(ruled: Rules, more: int) -> Rules:
    """Rules with columns added for sites that are open already."""
    blank = sparse.csr_array((ruled.matrix.shape[0], more))
    return replace(ruled, matrix=sparse.hstack([ruled.matrix, blank]).tocsr())


def _counterparts(
    found: Problem, ruled: Rules, plan: SitePlan, covers: sparse.csr_array
) -> np.ndarray:
    """The fewest counterparts that the chosen sites need; of equal ones those that cover most."""
    sites = [j for j in plan.chosen if found.asked[j]]
    near, faced = opposite(found)
    alone = [j for j in sites if not faced[j]]
    others = np.flatnonzero(~found.asked)
    if found.scenario.mirror_km <= 0 or not len(others):
        return np.empty(0, dtype=np.int64)
    others = np.setdiff1d(others, np.array(ruled.forbidden, dtype=np.int64))
    held = np.diff(covers[:, found.existing].tocsr().indptr)
    gain = covers[:, others].T @ (found.demand.km * (held == 0))
    taken = np.zeros(len(found.sites))
    taken[sites] = 1.0
    own = np.isin(np.arange(len(found.sites)), others)
    fixed = ruled.matrix @ (taken * ~own)
    needs = near[alone][:, others].astype(float)
    # A site whose counterpart is a site of an asking country has it already.
    met = np.asarray(near[alone][:, sites].sum(axis=1)).ravel() > 0
    program = Program(
        cost=1.0 - _TIE * gain / (1.0 + gain.sum()),
        matrix=sparse.vstack([needs, ruled.matrix[:, others]]).tocsr(),
        row_lower=np.concatenate([np.where(met, 0.0, 1.0), ruled.lower - fixed]),
        row_upper=np.concatenate([np.full(len(alone), np.inf), ruled.upper - fixed]),
        lower=np.isin(others, ruled.forced).astype(float), upper=np.ones(len(others)),
        integer=np.ones(len(others), dtype=bool),
    )  # fmt: skip
    outcome = solve(program)
    if outcome.values is None:
        return np.array([j for j in plan.chosen if not found.asked[j]], dtype=np.int64)
    return others[outcome.values > 0.5]
