"""The map of the planner: ground, offices and crossings of the pairs, and what a plan adds."""

from collections.abc import Iterable
from dataclasses import replace

from geo.briefing.frame import seen_by
from geo.briefing.planner_map import (
    Mark,
    PlanScene,
    candidate_marks,
    mirror_links,
    point_marks,
    site_marks,
    stretches,
)
from geo.briefing.planner_run import PlanRun
from geo.layerspec import Furniture, MapSpec
from geo.messages import Message, message
from geo.query import Query
from layers import _plan_cover, _plan_places
from screens import _cached, _viewer
from screens._asked import asked

GROUND = ("countries", "provinces", "rivers", "places", "border", "contested")
PLACES = ("crossings", "offices")

__all__ = ["closed_marks", "held_map", "plan_map", "point_marks", "seen"]


def seen() -> Message:
    """Label and audience of whatever this session makes."""
    here = _cached.world(_cached.stamp()).snapshot
    return seen_by(here, written=_viewer.viewer().organisation)


def _ground(pairs: tuple[str, ...]) -> MapSpec:
    """The map below a plan, looking at some pairs."""
    here = replace(asked(), query=Query(layers=(*GROUND, *PLACES), measure="none", pairs=pairs))
    return _cached.map_spec(here)


def plan_map(
    run: PlanRun, *, side: str, candidates: bool = False, place: tuple[float, float] | None = None
) -> MapSpec:
    """A plan on the map, or the offices that count where it opens nothing.

    candidates: also every place that was looked at. place: that was asked about, lon and lat.
    """
    best, record, scenario = run.best, run.record, run.found.scenario
    marks = [*site_marks(record), *point_marks(scenario.offices, "own")]
    looked_at = candidate_marks(run.found.looked_at) if candidates else ()
    marks += looked_at or point_marks(scenario.points, "candidate")
    if place:
        marks.append(Mark("here", "", "", "asked_about", *place))
    scene = PlanScene(
        side=side,
        stretches=stretches(run.found.demand, best.held_before, best.held_after, side=side),
        marks=tuple(marks),
        links=mirror_links(record, run.found.offices),
        areas=tuple((area.name, area.ring) for area in scenario.exclusions),
    )
    n = len(record["sites"])
    title = message("planner.frame.title" if n else "planner.frame.today", n=n)
    return held_map(run, scene, title=title)


def held_map(run: PlanRun, scene: PlanScene, *, title: Message) -> MapSpec:
    """The ground with a scene's layers and the planner's frame."""
    whole = _ground(run.found.scenario.pairs)
    added = (_plan_cover.build(scene), _plan_places.build(scene))
    layers = sorted((*whole.layers, *added), key=lambda spec: spec.order)
    return replace(whole, layers=tuple(layers), furniture=_framed(whole.furniture, run, title))


def _framed(whole: Furniture, run: PlanRun, title: Message) -> Furniture:
    """The planner's frame: reach, day and audience inside it."""
    scenario, demand = run.found.scenario, run.found.demand
    return replace(
        whole,
        title=title,
        verdict=None,
        notes=(),
        window=message(f"planner.frame.{scenario.measure}", reach=scenario.reach,
                       detour=scenario.detour),
        as_of=message("planner.frame.as_of", day=run.as_of),
        counts=message("planner.frame.counts", km=float(demand.km.sum()),
                       n=int(demand.incident.sum()), offices=len(run.found.offices)),
        credits=(message("credit.short"),),
        audience=seen(),
    )  # fmt: skip


def closed_marks(run: PlanRun, ids: Iterable[str]) -> tuple[Mark, ...]:
    """Offices and places of the plan that are taken as closed."""
    offices = run.found.offices
    held = {f"own:{place['id']}": place for place in run.record["places"]}
    found = []
    for key in ids:
        if key in offices.index:
            row = offices.loc[key]
            values = (row["name_en"], row["country"], "closed", row["lon"], row["lat"])
            found.append(Mark(key, *values))
        elif key in held:
            row = held[key]
            found.append(Mark(key, row["name"], row["country"], "closed", row["lon"], row["lat"]))
    return tuple(found)
