"""Everything that is wrong with a question, told in one sentence before anything is solved."""

from datetime import date

import numpy as np
import pandas as pd

from geo.errors import AtlasError, CRSError, FileNotUnderstoodError, InputError
from geo.planning.candidates import candidates
from geo.planning.offices import offices_of, unknown_offices
from geo.planning.reach import roads_of
from geo.planning.scenario import Scenario, faults, place_faults, reach_faults
from geo.siting._checks import sentence
from geo.world import World

_LISTED = 8


def checked_places(
    world: World, scenario: Scenario, *, as_of: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Offices that count and all candidates looked at.

    The scenario, the road file, the offices and crossings that it names are looked at first.
    Errors: InputError, one sentence with every fault, so that a person mends all of them at once.
    """
    wrong = [*faults(scenario), *_unknown(world, scenario), *_road_file(scenario)]
    if not place_faults(scenario):
        offices = offices_of(world.snapshot.offices, scenario)
        looked_at = candidates(world, scenario, offices, as_of=as_of)
        wrong += candidate_faults(scenario, looked_at)
    if wrong:
        raise InputError(sentence(wrong))
    return offices, looked_at


def check_words(world: World, scenario: Scenario) -> None:
    """Look at everything but the candidates; errors as above."""
    wrong = [*faults(scenario), *_unknown(world, scenario), *_road_file(scenario)]
    if wrong:
        raise InputError(sentence(wrong))


def check_places(scenario: Scenario, looked_at: pd.DataFrame) -> None:
    """Look again once candidates that reach no demand are left out; errors as above."""
    wrong = candidate_faults(scenario, looked_at)
    if wrong:
        raise InputError(sentence(wrong))


def _unknown(world: World, scenario: Scenario) -> list[str]:
    found = []
    offices = unknown_offices(world.snapshot.offices, scenario)
    if offices:
        found.append(
            f"expected ids of offices in the table, found {_listed(offices)}; see the list of "
            "offices under Network"
        )
    crossings = world.snapshot.crossings.index
    lost = [key for key in dict.fromkeys(scenario.closed_crossings) if key not in crossings]
    if lost:
        found.append(f"expected ids of crossings in the table, found {_listed(lost)}")
    return found


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
    return ", ".join(word[:60] for word in words[:_LISTED]) + more


def _road_file(scenario: Scenario) -> list[str]:
    """What opening the road file says; its options were looked at before."""
    if scenario.reach_by != "road" or place_faults(scenario) or reach_faults(scenario):
        return []
    try:
        roads_of(scenario)
    except (InputError, CRSError, FileNotUnderstoodError) as error:
        return [clause(error)]
    return []


def clause(error: AtlasError) -> str:
    """An error's sentence as a part of a longer one."""
    text = str(error).strip().removesuffix(".")
    return text[:1].lower() + text[1:]


def candidate_faults(scenario: Scenario, looked_at: pd.DataFrame) -> list[str]:
    """Numbers of sites that the candidates cannot meet, with both totals and the list."""
    free = looked_at[looked_at["reason"] == ""]
    wrong = []
    for country, (least, most) in scenario.sites.items():
        there = int((free["country"] == country).sum())
        if most and not there:
            wrong.append(
                f"expected candidates in {country}, found none that may be chosen out of "
                f"{int((looked_at['country'] == country).sum())} looked at"
                f"{_reasons(looked_at, country)}; widen the kinds of candidates or their distance "
                "to the line"
            )
        elif most > there or least > there:
            wrong.append(
                f"expected at most {there} sites in {country}, the number of candidates"
                f"{_reasons(looked_at, country)}, found {most}"
            )
    wrong += _forced(scenario, looked_at, free)
    return wrong + _dear(scenario, free)


def _reasons(looked_at: pd.DataFrame, country: str) -> str:
    """Why the others were left out: " (too_far 12, contested 3)"."""
    reasons = looked_at.loc[looked_at["country"] == country, "reason"]
    counts = reasons[reasons != ""].value_counts().sort_index()
    listed = ", ".join(f"{word} {number}" for word, number in counts.items())
    return f" ({listed})" if listed else ""


def _forced(scenario: Scenario, looked_at: pd.DataFrame, free: pd.DataFrame) -> list[str]:
    lost = [key for key in scenario.forced if key not in free.index]
    if not lost:
        return []
    reasons = looked_at["reason"].reindex(lost).fillna("unknown")
    listed = ", ".join(f"{key} ({reasons[key]})" for key in lost)
    return [f"expected forced sites among the candidates, found {listed}"]


def _dear(scenario: Scenario, free: pd.DataFrame) -> list[str]:
    """A budget that the least number of sites passes even at the cheapest candidates."""
    if scenario.budget is None or not scenario.budget >= 0:
        return []
    parts, total = [], 0.0
    for country, (least, _) in sorted(scenario.sites.items()):
        kinds = free.loc[free["country"] == country, "kind"]
        costs = np.sort([site_cost(scenario, country, kind)[1] for kind in kinds])[:least]
        if len(costs):
            parts.append(f"{country} {len(costs)} for {costs.sum():g}")
            total += float(costs.sum())
    if total <= scenario.budget:
        return []
    listed = "; ".join(parts)
    wanted = f"{total:g} or more for the least number of sites ({listed})"
    return [f"expected a budget of {wanted}, found {scenario.budget:g}"]


def site_cost(scenario: Scenario, country: str, kind: str) -> tuple[float, float]:
    """Low and high cost of a candidate; strengthening an office has its own entry."""
    given = scenario.costs
    return given.get(f"{country}:{kind}", given.get(country, (0.0, 0.0)))
