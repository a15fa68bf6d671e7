"""What if: an office closes or opens, a crossing closes, a zone comes: cover before and after."""

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geo.briefing.planner_run import PlanRun
from geo.briefing.planner_tables import Share, Table, columns
from geo.messages import message
from geo.planning import Point, Problem, Scenario
from geo.planning.problem import cover_problem
from geo.planning.reach import reach_between
from geo.planning.report import coverage_table
from geo.world import World

_LOOKED_KM = 400.0


@dataclass(frozen=True, slots=True)
class Change:
    """What is taken to be otherwise. closed, closed_crossings: ids; opened, crossings, zones:
    places; wet: roads as in the wet season, with the question's own factor."""

    closed: tuple[str, ...] = ()
    opened: tuple[Point, ...] = ()
    closed_crossings: tuple[str, ...] = ()
    crossings: tuple[Point, ...] = ()
    zones: tuple[Point, ...] = ()
    wet: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is otherwise."""
        places = (self.closed, self.opened, self.closed_crossings, self.crossings, self.zones)
        return not (any(places) or self.wet)


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """Cover before and after a change. *_held: how many offices hold each row of ``found``'s
    kilometres and incidents. zones: per new zone its name, country, and the nearest office's name
    and distance in the scenario's unit, NaN where none is near. sites_at: sites of the plan at a
    crossing that is taken as closed. seconds: that it took.
    """

    found: Problem
    before: np.ndarray
    after: np.ndarray
    zones: tuple[tuple[str, str, str, float], ...]
    sites_at: tuple[str, ...]
    seconds: float


def what_if(world: World, run: PlanRun, change: Change, *, with_plan: bool) -> WhatIf:
    """Recompute cover at once, nothing solved. with_plan: the plan's places count as offices.

    Errors: InputError where the change names what is not there.
    """
    began = time.perf_counter()
    # Zones and crossings are no length and no incident: without their weights the rows stay alike.
    counted = {"incident": 1.0, "km": 1.0}
    former = replace(base_of(run, with_plan=with_plan), weights=counted)
    first = cover_problem(world, former, as_of=run.as_of)
    second = cover_problem(world, changed(former, change), as_of=run.as_of)
    zones = tuple(_nearest(second, zone) for zone in change.zones)
    at = _sites_at(run, change) if with_plan else ()
    return WhatIf(first, first.held, second.held, zones, at, time.perf_counter() - began)


def base_of(run: PlanRun, *, with_plan: bool) -> Scenario:
    """The run's question with every place that its plan opens as an office that is there."""
    scenario = run.found.scenario
    if not with_plan:
        return scenario
    opened = tuple(
        Point(place["id"], place["country"], place["lon"], place["lat"], place["name"])
        for place in run.record["places"]
    )
    return replace(scenario, offices=(*scenario.offices, *opened))


def changed(scenario: Scenario, change: Change) -> Scenario:
    """A question in which the change has come to be."""
    closed = {*scenario.closed, *change.closed}
    wet = change.wet and scenario.roads is not None
    left = {key.removeprefix("own:") for key in closed if key.startswith("own:")}
    return replace(
        scenario,
        closed=tuple(sorted(key for key in closed if not key.startswith("own:"))),
        offices=tuple(p for p in (*scenario.offices, *change.opened) if p.id not in left),
        closed_crossings=tuple(sorted({*scenario.closed_crossings, *change.closed_crossings})),
        new_crossings=(*scenario.new_crossings, *change.crossings),
        new_zones=(*scenario.new_zones, *change.zones),
        roads=replace(scenario.roads, season="wet") if wet else scenario.roads,
    )


def _sites_at(run: PlanRun, change: Change) -> tuple[str, ...]:
    """Places of the plan at a crossing that is taken as closed."""
    shut = set(change.closed_crossings)
    return tuple(
        place["name"]
        for place in run.record["places"]
        if place["id"].startswith("crossing:") and place["id"].split(":")[1] in shut
    )


def _nearest(found: Problem, zone: Point) -> tuple[str, str, str, float]:
    offices = found.offices[found.offices["country"] == zone.country]
    name = zone.name or zone.id
    if not len(offices):
        return name, zone.country, "", float("nan")
    points = offices[["lon", "lat"]].to_numpy(float)
    target = np.array([[zone.lon, zone.lat]])
    far = reach_between(found.scenario, zone.country, points, target, limit=_LOOKED_KM)[0]
    at = int(np.argmin(far))
    if not np.isfinite(far[at]):
        return name, zone.country, "", float("nan")
    return name, zone.country, str(offices["name_en"].iloc[at]), float(far[at])


def change_table(found: WhatIf) -> Table:
    """Every pair and side before and after, the same columns for each."""
    kept = found.found
    former, latter = (_rows(kept, held) for held in (found.before, found.after))
    names = ("pair", "side", "km", "cover_before", "cover_after", "change_km", "both_before",
             "both_after", "incidents", "incidents_before", "incidents_after")  # fmt: skip
    rows = []
    for key in sorted(latter):
        one, two = former[key], latter[key]
        rows.append((
            message(f"pair.{key[0]}"), message(f"country.{key[1]}"), two["km"],
            Share(one["covered_share"]), Share(two["covered_share"]),
            two["covered_km"] - one["covered_km"], _both(one), _both(two), two["incidents"],
            one["covered_incidents"], two["covered_incidents"],
        ))  # fmt: skip
    return Table(columns(*names), tuple(rows))


def _both(row: dict[str, Any]) -> Share:
    both = row["both_sides_km"]
    return Share(float("nan") if both is None else both / row["km"])


def _rows(found: Problem, held: np.ndarray) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["pair"], row["side"]): row for row in coverage_table(found, held)}


def changed_km(found: WhatIf) -> float:
    """Covered length after less covered length before, over all sides."""
    km = found.found.demand.km
    return float((km * (found.after > 0)).sum() - (km * (found.before > 0)).sum())
