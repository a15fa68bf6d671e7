"""The problem record: demand, candidates, offices, what reaches what, and the rules."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import sparse

from geo.crs import chord_to_arc_km, to_geocentric
from geo.planning.bad_input import check_places, check_words, checked_places, site_cost
from geo.planning.candidates import no_candidates
from geo.planning.demand import Demand, demand, weighed
from geo.planning.offices import offices_of, spread_km, unlocated_offices
from geo.planning.reach import WIDEST, per_straight_km, reach_of
from geo.planning.scenario import Scenario
from geo.siting import Rules


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything a model needs, in rows of demand and columns of candidates.

    looked_at: every candidate with its reason; sites: those that may be chosen, in columns' order.
    offices: those that count. reach_km, office_km: reach in the scenario's unit (own-country
    distance times detour in km unless it asks by road or straight), demand x candidates and demand
    x offices, float32, inf out of reach. spread_km: how far an office known
    by its district only may stand from its point. weight: per demand row on the sides of the asking
    countries, 0 elsewhere. asked: bool per candidate. unlocated: offices that are reported or
    documented and stand at no usable point, by country.
    """

    scenario: Scenario
    demand: Demand
    looked_at: pd.DataFrame
    sites: pd.DataFrame
    offices: pd.DataFrame
    reach_km: np.ndarray
    office_km: np.ndarray
    spread_km: np.ndarray
    weight: np.ndarray
    asked: np.ndarray
    unlocated: tuple[tuple[str, int], ...]

    @property
    def covers(self) -> sparse.csr_array:
        """Demand x (candidates, then offices): 1 within reach."""
        both = np.hstack([self.reach_km, self.office_km]) <= self.scenario.reach
        return sparse.csr_array(both.astype(np.int32))

    @property
    def existing(self) -> np.ndarray:
        """Columns of ``covers`` that are open already."""
        return np.arange(len(self.sites), len(self.sites) + len(self.offices))

    @property
    def held(self) -> np.ndarray:
        """How many existing offices hold each demand row."""
        return (self.office_km <= self.scenario.reach).sum(axis=1)


def problem(world: object, scenario: Scenario, *, as_of: date) -> Problem:
    """Put the record together.

    Errors: InputError, one sentence with every fault of the scenario, before anything is solved.
    """
    offices, looked_at = checked_places(world, scenario, as_of=as_of)
    rows = demand(world, scenario.pairs, as_of=as_of, scenario=scenario)
    open_rows = (looked_at["reason"] == "").to_numpy()
    reach = reach_of(rows, looked_at[open_rows], scenario)
    useful = (reach <= scenario.reach * WIDEST).any(axis=0)
    looked_at.loc[looked_at.index[open_rows][~useful], "reason"] = "no_demand"
    check_places(scenario, looked_at)
    sites = looked_at[looked_at["reason"] == ""]
    office_km, spread = _office_reach(rows, offices, scenario)
    return Problem(
        scenario=scenario, demand=rows, looked_at=looked_at, sites=sites, offices=offices,
        reach_km=reach[:, useful], office_km=office_km,
        spread_km=spread, weight=weighed(rows, scenario),
        asked=sites["country"].isin(scenario.countries).to_numpy(),
        unlocated=unlocated_offices(world),
    )  # fmt: skip


def _office_reach(
    rows: Demand, offices: pd.DataFrame, scenario: Scenario
) -> tuple[np.ndarray, np.ndarray]:
    """Reach of the offices, so far that none is missed which may stand nearer, and their spread."""
    spread = spread_km(offices)
    further = float(spread.max(initial=0.0)) * per_straight_km(scenario)
    return reach_of(rows, offices, scenario, further=further), spread


def cover_problem(world: object, scenario: Scenario, *, as_of: date) -> Problem:
    """The record without candidates: what the offices that count cover, and nothing to choose.

    For cover as it is, and for what closing or adding an office does to it at once.
    Errors: InputError as ``problem``, numbers of candidates aside.
    """
    check_words(world, scenario)
    offices = offices_of(world.snapshot.offices, scenario)
    rows = demand(world, scenario.pairs, as_of=as_of, scenario=scenario)
    none = no_candidates()
    office_km, spread = _office_reach(rows, offices, scenario)
    return Problem(
        scenario=scenario, demand=rows, looked_at=none, sites=none, offices=offices,
        reach_km=reach_of(rows, none, scenario), office_km=office_km,
        spread_km=spread, weight=weighed(rows, scenario),
        asked=np.empty(0, dtype=bool), unlocated=unlocated_offices(world),
    )  # fmt: skip


def geodesic_km(first: pd.DataFrame, second: pd.DataFrame) -> np.ndarray:
    """Km over the ground between the rows of two frames with lon, lat: first x second."""
    one, two = (
        to_geocentric(rows["lon"].to_numpy(float), rows["lat"].to_numpy(float))
        for rows in (first, second)
    )
    return chord_to_arc_km(np.linalg.norm(one[:, None] - two[None], axis=2))


def with_scenario(found: Problem, **changes: object) -> Problem:
    """The same record under a scenario that leaves demand, candidates and distances as they are."""
    return replace(found, scenario=replace(found.scenario, **changes))


# Two at a time: a question of what if is asked beside the problem itself.
@lru_cache(maxsize=2)
def opposite(found: Problem) -> tuple[sparse.csr_array, np.ndarray]:
    """Which candidates stand opposite which (sparse bool), and whether an office does (bool).

    Opposite: of the other country of the candidate's own pair, within mirror_km, geodesic. Kept for
    the next call; not to be written into.
    """
    sites, offices = found.sites, found.offices
    other = np.array([
        next(side for side in pair.split("-") if side != country)
        for pair, country in zip(sites["pair"], sites["country"], strict=True)
    ], dtype=object)  # fmt: skip
    near = geodesic_km(sites, sites) <= found.scenario.mirror_km
    near &= other[:, None] == sites["country"].to_numpy(object)[None, :]
    near &= sites["pair"].to_numpy(object)[:, None] == sites["pair"].to_numpy(object)[None, :]
    faced = np.zeros(len(sites), dtype=bool)
    if len(offices):
        close = geodesic_km(sites, offices) <= found.scenario.mirror_km
        close &= other[:, None] == offices["country"].to_numpy(object)[None, :]
        faced = close.any(axis=1)
    return sparse.csr_array(near), faced


def rules(found: Problem, *, cost_end: int = 1) -> Rules:
    """The scenario's rules on the candidates. cost_end: 0 for low costs, 1 for high ones."""
    rows: list[sparse.csr_array] = []
    lower: list[np.ndarray] = []
    upper: list[np.ndarray] = []

    def add(block: object, low: object, high: object) -> None:
        matrix = sparse.csr_array(np.atleast_2d(block) if isinstance(block, np.ndarray) else block)
        rows.append(matrix.astype(float))
        lower.append(np.broadcast_to(np.asarray(low, float), matrix.shape[0]))
        upper.append(np.broadcast_to(np.asarray(high, float), matrix.shape[0]))

    scenario, sites = found.scenario, found.sites
    for country in scenario.countries:
        least, most = scenario.sites[country]
        add((sites["country"] == country).to_numpy(float), least, most)
    _mirror(found, add)
    if scenario.budget is not None:
        add(costs(found, cost_end), -np.inf, scenario.budget)
    if scenario.spacing_km > 0:
        add(*_spaced(found))
    shut = () if scenario.mirror_km > 0 else tuple(np.flatnonzero(~found.asked).tolist())
    forced = tuple(int(sites.index.get_loc(key)) for key in scenario.forced)
    matrix = sparse.vstack(rows).tocsr()
    return Rules(matrix, np.concatenate(lower), np.concatenate(upper), forced, shut)


def _mirror(found: Problem, add: object) -> None:
    """y_j <= sum of opposite y_k + e_j; a counterpart may open for a site that asks for it only."""
    if found.scenario.mirror_km <= 0:
        return
    near, faced = opposite(found)
    asked = np.flatnonzero(found.asked)
    own = sparse.eye_array(len(found.sites)).tocsr()
    add(own[asked] - near[asked].astype(float), -np.inf, faced[asked].astype(float))
    others = np.flatnonzero(~found.asked)
    if len(others):
        add(own[others] - near[others].astype(float), -np.inf, 0.0)


def costs(found: Problem, end: int) -> np.ndarray:
    """Cost per candidate, at the low (0) or high (1) end."""
    columns = zip(found.sites["country"], found.sites["kind"], strict=True)
    return np.array([site_cost(found.scenario, *column)[end] for column in columns], dtype=float)


def _spaced(found: Problem) -> tuple[sparse.csr_array, float, float]:
    """At most one of every two sites of one country that stand closer than the spacing."""
    sites = found.sites
    same = sites["country"].to_numpy(object)[:, None] == sites["country"].to_numpy(object)[None, :]
    close = np.triu(same & (geodesic_km(sites, sites) < found.scenario.spacing_km), k=1)
    first, second = np.nonzero(close)
    at = np.arange(len(first))
    shape = (len(first), len(sites))
    block = sparse.csr_array(
        (np.ones(2 * len(at)), (np.concatenate([at, at]), np.concatenate([first, second]))),
        shape=shape,
    )
    return block, -np.inf, 1.0
