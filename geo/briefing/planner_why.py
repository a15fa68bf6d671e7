"""Why not here? What a place would add, what it would push out, which rule speaks against it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from geo.briefing.planner_run import PlanRun
from geo.messages import Message, listing, message
from geo.planning.explain import WhyNot, why_not
from geo.world import World


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """The answer for one place. lines: in words, most telling first; seconds: that it took."""

    lon: float
    lat: float
    found: WhyNot
    headline: Message
    lines: tuple[Message, ...]
    seconds: float


def why_here(
    world: World, run: PlanRun, *, lon: float, lat: float, country: str | None = None
) -> WhyAnswer:
    """Ask about a place in degrees. country: of the office, by the outlines where it is None.

    Errors: InputError where the place is in no country that asks for sites.
    """
    began = time.perf_counter()
    found = why_not(
        world, run.found, run.best, lon=lon, lat=lat, as_of=run.as_of, country=country
    )  # fmt: skip
    names = run.found.sites["name"].to_dict()
    lines = (*_rules(found), *_best_with(run, found, names), *_wins(run, found), _adds(found))
    return WhyAnswer(
        lon, lat, found, _headline(run, found), lines, time.perf_counter() - began
    )  # fmt: skip


def _headline(run: PlanRun, found: WhyNot) -> Message:
    country = message(f"country.{found.country}")
    if found.excluded:
        return message("planner.why.excluded", country=country, km=found.added.km)
    if isfinite(found.lack) and found.lack <= 1e-6 * max(run.best.plan.objective, 1.0):
        return message("planner.why.as_good", country=country, km=found.added.km)
    return message("planner.why.less", country=country, lack=found.lack)


def _rules(found: WhyNot) -> tuple[Message, ...]:
    return tuple(
        message("planner.why.rule", reason=message(f"planner.reason.{word}"))
        for word in found.excluded
    )


def _best_with(run: PlanRun, found: WhyNot, names: Mapping[str, str]) -> list[Message]:
    if not isfinite(found.value):
        return []
    best = run.best.plan.objective
    lines = [message("planner.why.value", value=found.value, best=best, lack=found.lack)]
    if found.displaces:
        pushed = listing(message("planner.name", name=names.get(key, key))
                         for key in found.displaces)  # fmt: skip
        lines.append(message("planner.why.displaces", n=len(found.displaces), names=pushed))
    return lines


def _wins(run: PlanRun, found: WhyNot) -> list[Message]:
    if not isfinite(found.value) or run.found.scenario.model != "maximal_cover":
        return []
    if not isfinite(found.wins_at):
        return [message("planner.why.wins_never", bonus=found.bonus)]
    return [message("planner.why.wins", weight=found.wins_at, bonus=found.bonus)]


def _adds(found: WhyNot) -> Message:
    added = found.added
    sections = added.sections
    return message(
        "planner.why.adds", km=added.km, n=added.incidents, alone=added.alone_km,
        sections=len(sections), districts=len(added.districts),
    )  # fmt: skip
