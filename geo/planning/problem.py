"""The problem record: demand, candidates, offices, what reaches what, and the rules."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import sparse

from geo.areas import districts, locate_district
from geo.coverage import existing
from geo.crs import chord_to_arc_km, to_geocentric
from geo.errors import InputError
from geo.planning.candidates import UNPLACED, candidates
from geo.planning.demand import Demand, demand
from geo.planning.scenario import Scenario, faults
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES
from geo.siting import Rules
from geo.siting._checks import sentence
from geo.siting.access import country_land, own_country_km

# Radii up to a fifth above the reach are looked at for stability.
WIDEST = 1.2
FAR_KM = 150.0
_FAR_MODELS = ("p_median", "p_center")


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything a model needs, in rows of demand and columns of candidates.

    looked_at: every candidate with its reason; sites: those that may be chosen, in columns' order.
    offices: those that count. reach_km, office_km: own-country distance times detour, demand x
    candidates and demand x offices, float32, inf out of reach. spread_km: how far an office known
    by its district only may stand from its point. weight: per demand row on the sides of the asking
    countries, 0 elsewhere. asked: bool per candidate. unlocated: documented offices without a
    usable point, by country.
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
        both = np.hstack([self.reach_km, self.office_km]) <= self.scenario.reach_km
        return sparse.csr_array(both.astype(np.int32))

    @property
    def existing(self) -> np.ndarray:
        """Columns of ``covers`` that are open already."""
        return np.arange(len(self.sites), len(self.sites) + len(self.offices))

    @property
    def held(self) -> np.ndarray:
        """How many existing offices hold each demand row."""
        return (self.office_km <= self.scenario.reach_km).sum(axis=1)


def problem(world: object, scenario: Scenario, *, as_of: date) -> Problem:
    """Put the record together.

    Errors: InputError, one sentence with every fault of the scenario, before anything is solved.
    """
    wrong = faults(scenario)
    if wrong:
        raise InputError(sentence(wrong))
    offices, unlocated = _offices(world.snapshot.offices, scenario)
    rows = demand(world, scenario.pairs, as_of=as_of)
    looked_at = candidates(world, scenario, offices, as_of=as_of)
    open_rows = (looked_at["reason"] == "").to_numpy()
    reach = reach_of(rows, looked_at[open_rows], scenario)
    sides = np.isin(rows.side, [COUNTRIES.index(country) for country in scenario.countries])
    useful = (reach <= scenario.reach_km * WIDEST).any(axis=0)
    looked_at.loc[looked_at.index[open_rows][~useful], "reason"] = "no_demand"
    sites = looked_at[looked_at["reason"] == ""]
    found = Problem(
        scenario=scenario, demand=rows, looked_at=looked_at, sites=sites, offices=offices,
        reach_km=reach[:, useful], office_km=reach_of(rows, offices, scenario),
        spread_km=_spread(offices),
        weight=(scenario.weights.get("km", 0.0) * rows.km
                + scenario.weights.get("incident", 0.0) * rows.incident) * sides,
        asked=sites["country"].isin(scenario.countries).to_numpy(), unlocated=unlocated,
    )  # fmt: skip
    _check(found)
    return found


def _offices(
    table: pd.DataFrame, scenario: Scenario
) -> tuple[pd.DataFrame, tuple[tuple[str, int], ...]]:
    """Offices that count with a usable point, and how many of each country have none."""
    unknown = [key for key in (*scenario.chosen, *scenario.closed) if key not in table.index]
    if unknown:
        raise InputError(
            f"Expected ids of offices in the table, found {', '.join(unknown)}; "
            "see the list of offices under Network."
        )
    basis = "operating" if scenario.basis == "operating" else "documented"
    rows = existing(table, basis=basis)
    if scenario.basis == "chosen":
        rows = rows[rows.index.isin(scenario.chosen)]
    rows = rows[~rows.index.isin(scenario.closed) & rows["country"].isin(CORE_COUNTRIES)]
    blank = rows["coord_precision"].isin(UNPLACED) | rows["lon"].isna()
    lost = rows.loc[blank, "country"].value_counts()
    columns = ["country", "name_en", "lon", "lat", "coord_precision", "border_pair", "status"]
    own = pd.DataFrame(
        [(p.country, p.name or p.id, p.lon, p.lat, "exact", "", "operating")
         for p in scenario.offices],
        columns=columns, index=[f"own:{p.id}" for p in scenario.offices],
    )  # fmt: skip
    kept = rows.loc[~blank, columns]
    kept = pd.concat([kept, own]) if len(own) else kept
    return kept, tuple((str(country), int(lost[country])) for country in sorted(lost.index))


def reach_of(rows: Demand, places: pd.DataFrame, scenario: Scenario) -> np.ndarray:
    """Own-country distance times detour, km: demand x places."""
    widest = FAR_KM if scenario.model in _FAR_MODELS else scenario.reach_km * WIDEST
    found = np.full((len(rows), len(places)), np.inf, dtype=np.float32)
    for country in sorted(set(places["country"])):
        side = np.flatnonzero(rows.side == COUNTRIES.index(country))
        here = np.flatnonzero((places["country"] == country).to_numpy())
        points = places.iloc[here][["lon", "lat"]].to_numpy(float)
        km = distances(country, points, rows.points(side), limit_km=widest / scenario.detour)
        found[np.ix_(side, here)] = km * np.float32(scenario.detour)
    return found


def distances(
    country: str, sources: np.ndarray, targets: np.ndarray, *, limit_km: float
) -> np.ndarray:
    """Own-country distance, targets x sources, kept for the next call with the same points."""
    shapes = np.ascontiguousarray(sources), np.ascontiguousarray(targets)
    return _kept(country, shapes[0].tobytes(), shapes[1].tobytes(), float(limit_km))


@lru_cache(maxsize=24)
def _kept(country: str, sources: bytes, targets: bytes, limit_km: float) -> np.ndarray:
    points = [np.frombuffer(part).reshape(-1, 2) for part in (sources, targets)]
    found = own_country_km(country_land(country), *points, limit_km=limit_km)
    found.setflags(write=False)
    return found


def _spread(offices: pd.DataFrame) -> np.ndarray:
    """Radius of a circle of the district's area, km, for offices known by their district only."""
    spread = np.zeros(len(offices))
    vague = np.flatnonzero((offices["coord_precision"] == "district").to_numpy())
    if len(vague):
        rows = offices.iloc[vague]
        codes = locate_district(
            rows["lon"].to_numpy(float), rows["lat"].to_numpy(float),
            country=rows["country"].to_numpy(object),
        )  # fmt: skip
        frame = districts()
        known = np.isin(codes, frame.index)
        area = frame.loc[codes[known]].geometry.to_crs("ESRI:54034").area.to_numpy()
        spread[vague[known]] = np.sqrt(area / np.pi) / 1000.0
    return spread


def _check(found: Problem) -> None:
    """Stop what cannot be solved, with both totals and the list of what is missing."""
    wrong = []
    for country, (least, most) in found.scenario.sites.items():
        there = int((found.sites["country"] == country).sum())
        if most and not there:
            wrong.append(
                f"expected candidates in {country}, found none that may be chosen out of "
                f"{int((found.looked_at['country'] == country).sum())} looked at; widen the kinds "
                "of candidates or their distance to the line"
            )
        elif most > there or least > there:
            wrong.append(
                f"expected at most {there} sites in {country}, the number of candidates, "
                f"found {most}"
            )
    lost = [key for key in found.scenario.forced if key not in found.sites.index]
    if lost:
        reasons = found.looked_at["reason"].reindex(lost).fillna("unknown")
        listed = ", ".join(f"{key} ({reasons[key]})" for key in lost)
        wrong.append(f"expected forced sites among the candidates, found {listed}")
    if wrong:
        raise InputError(sentence(wrong))


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


def opposite(found: Problem) -> tuple[sparse.csr_array, np.ndarray]:
    """Which candidates stand opposite which (sparse bool), and whether an office does (bool).

    Opposite: of the other country of the candidate's own pair, within mirror_km, geodesic.
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
    """Cost per candidate; strengthening an office has its own entry, "THA:office"."""
    given = found.scenario.costs
    return np.array([
        given.get(f"{country}:{kind}", given.get(country, (0.0, 0.0)))[end]
        for country, kind in zip(found.sites["country"], found.sites["kind"], strict=True)
    ], dtype=float)  # fmt: skip


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
