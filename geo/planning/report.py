"""A plan as plain values: the same numbers on screen and in files, the same bytes twice."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from geo.borders import index
from geo.coverage import both_sides, coverage_lines, gaps
from geo.crs import geod
from geo.planning.cover_tables import district_table, section_table
from geo.planning.explain import SiteCard
from geo.planning.honesty import Fair, Stability, Step, Tie, Worth
from geo.planning.plan import Planned
from geo.planning.problem import Problem, cover_problem
from geo.planning.quick import greedy_value
from geo.planning.reach import per_straight_km
from geo.planning.scenario import Scenario, to_json
from geo.schema.vocabularies import COUNTRIES, PAIRS

_DIGITS = 6
# Below this share of the weight the incidents say little beside the length of the line.
MAINLY_LENGTH = 0.25


def solver_version() -> str:
    """Name and version of the solver."""
    return f"highspy {installed('highspy')}"


def records_hash(found: Problem) -> str:
    """A word that changes with the kilometres and records that were to be covered."""
    rows, digest = found.demand, hashlib.blake2b(digest_size=8)
    for array in (rows.lon, rows.lat, rows.side, rows.km, rows.incident):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def data_hash(found: Problem) -> str:
    """A word that changes with anything the plan was computed from."""
    digest = hashlib.blake2b(digest_size=8)
    arrays = (found.demand.lon, found.demand.lat, found.weight, found.reach_km, found.office_km)
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    for frame in (found.sites, found.offices):
        digest.update("\n".join(frame.index.astype(str)).encode())
    return digest.hexdigest()


def coverage_table(found: Problem, held: np.ndarray) -> list[dict[str, Any]]:
    """Covered length and incidents of every pair and side, and both sides of each pair."""
    rows = found.demand
    both = both_sides(held, rows.pair, rows.km_along, rows.km)
    lines = coverage_lines(
        held, rows.km, rows.incident, keys=np.column_stack([rows.pair, rows.side])
    )
    table = []
    for line in lines:
        pair, side = line.key
        table.append({
            "pair": PAIRS[pair], "side": COUNTRIES[side], "km": line.km,
            "covered_km": line.covered_km, "covered_share": line.covered_share,
            "backup_km": line.backup_km, "overlap": line.overlap, "incidents": line.incidents,
            "covered_incidents": line.covered_incidents,
            "both_sides_km": both[pair][1] if pair in both else None,
            "one_side_km": both[pair][2] if pair in both else None,
        })  # fmt: skip
    return table


def gap_table(found: Problem, held: np.ndarray) -> list[dict[str, Any]]:
    """Uncovered stretches by km along the line."""
    rows = found.demand
    return [
        {
            "pair": PAIRS[gap.pair],
            "side": COUNTRIES[gap.side],
            "km_from": gap.km_from,
            "km_to": gap.km_to,
        }
        for gap in gaps(held, rows.pair, rows.side, rows.km_along, rows.km)
    ]


def held_range(found: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Offices that surely hold each row and that may, as those known by district only may stand."""
    reach = found.scenario.reach
    spread = found.spread_km[None, :] * per_straight_km(found.scenario)
    sure = (found.office_km + spread <= reach).sum(axis=1)
    may = (found.office_km - spread <= reach).sum(axis=1)
    return sure, may


def rests_on_length(found: Problem) -> bool:
    """Whether the plan rests mainly on border length, since all else weighs little."""
    other = float(found.weight[found.demand.km == 0].sum())
    return other < MAINLY_LENGTH * float(found.weight.sum())


def today(world: object, scenario: Scenario, *, as_of: date) -> dict[str, list[dict[str, Any]]]:
    """Coverage as it is, operating offices only and all documented ones.

    Each also by straight line, labelled so, and as a range where an office is known by district.
    """
    tables = {}
    for basis in ("documented", "operating"):
        one = replace(scenario, basis=basis, chosen=(), forced=(), budget=None)
        found = cover_problem(world, one, as_of=as_of)
        tables[basis] = coverage_table(found, found.held)
        tables[f"{basis}_straight"] = coverage_table(found, held_straight(found))
        least, most = held_range(found)
        tables[f"{basis}_least"] = coverage_table(found, least)
        tables[f"{basis}_most"] = coverage_table(found, most)
    return tables


def held_straight(found: Problem) -> np.ndarray:
    """Offices within reach by straight line, detour left out: only ever shown beside the other."""
    rows, held = found.demand, np.zeros(len(found.demand), dtype=np.int64)
    for _, office in found.offices.iterrows():
        own = np.flatnonzero(rows.side == COUNTRIES.index(office["country"]))
        here = np.full(len(own), office["lon"]), np.full(len(own), office["lat"])
        metres = geod().inv(*here, rows.lon[own], rows.lat[own])[2]
        held[own] += metres / 1000.0 <= found.scenario.reach_km
    return held


@dataclass(frozen=True, slots=True)
class Trust:
    """How sure a plan is, as ``geo.planning.honesty`` found it; empty where it was not asked."""

    ties: tuple[Tie, ...] = ()
    worth: tuple[Worth, ...] = ()
    steady: tuple[Stability, ...] = ()
    steps: tuple[Step, ...] = ()
    fair: tuple[Fair, ...] = ()


def report(
    found: Problem,
    best: Planned,
    *,
    as_of: date,
    bases: dict[str, Any] | None = None,
    cards: tuple[SiteCard, ...] = (),
    trust: Trust | None = None,
) -> dict[str, Any]:
    """Everything of a plan but timings, keys in alphabetical order."""
    trust = trust or Trust()
    plan, sites = best.plan, found.sites
    reasons = found.looked_at["reason"].value_counts()
    values = {
        "as_of": as_of.isoformat(), "scenario": to_json(found.scenario),
        "data": data_hash(found), "records": records_hash(found),
        "solver": solver_version(),
        "objective": plan.objective, "bound": plan.bound, "gap": plan.gap, "proven": plan.proven,
        "stopped": plan.stopped, "nodes": plan.nodes, "weight": best.total,
        "sites": [str(sites.index[j]) for j in best.sites],
        "counterparts": [str(sites.index[j]) for j in best.counterparts],
        "asked_of": _asked_of(found, best), "places": place_table(found, best),
        "before": coverage_table(found, best.held_before),
        "after": coverage_table(found, best.held_after),
        "districts": district_table(found, best.held_before, best.held_after),
        "sections": section_table(found, best.held_before, best.held_after),
        "measure": found.scenario.measure,
        "gaps": gap_table(found, best.held_after), "today": bases or {},
        "unlocated_offices": dict(found.unlocated),
        "mainly_length": rests_on_length(found), "uncoverable_rows": len(plan.uncoverable),
        "greedy": greedy_value(found),
        "incidents_set_aside": dict(found.demand.set_aside),
        "candidates": {"chosen_from": len(sites), "excluded": {
            str(word): int(reasons[word]) for word in sorted(reasons.index) if word}},
        "cards": [asdict(card) for card in cards], "near_ties": [asdict(tie) for tie in trust.ties],
        "worth": [asdict(item) for item in trust.worth],
        "stability": [asdict(item) for item in trust.steady],
        "curve": [asdict(step) for step in trust.steps],
        "pareto": [asdict(point) for point in trust.fair],
    }  # fmt: skip
    return plain(values)


def place_table(found: Problem, best: Planned) -> list[dict[str, Any]]:
    """Every place that the plan opens, in order of pair and km; asked: of an asking country."""
    opened = found.sites.iloc[[*best.sites, *best.counterparts]]
    asked = np.repeat([True, False], [len(best.sites), len(best.counterparts)])
    rows = opened.assign(asked=asked).sort_values(["pair", "km_along", "country"], kind="stable")
    ids, texts = index().ids, ["name", "country", "pair", "kind", "precision", "status"]
    return [
        {"id": str(key), **{name: str(row[name]) for name in texts}, "asked": bool(row["asked"]),
         "section": ids[int(row["section"])], "km_along": float(row["km_along"]),
         "lon": float(row["lon"]), "lat": float(row["lat"])}
        for key, row in rows.iterrows()
    ]  # fmt: skip


def _asked_of(found: Problem, best: Planned) -> dict[str, int]:
    """How many counterparts each other country would be asked for."""
    countries = found.sites["country"].iloc[list(best.counterparts)]
    return {country: int((countries == country).sum()) for country in sorted(set(countries))}


def plain(value: Any) -> Any:
    """Values that JSON can hold: sorted keys, six decimals, blank for what is no number."""
    if isinstance(value, dict):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return round(float(value), _DIGITS) if np.isfinite(value) else None
    if isinstance(value, np.integer):
        return int(value)
    return value


def to_bytes(values: dict[str, Any]) -> bytes:
    """JSON as it is written to a file."""
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
