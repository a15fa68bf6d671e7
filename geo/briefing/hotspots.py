"""Questions about hotspots, each answered by a method behind it: one sentence, a table, a map."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from geo.briefing import _hotspots_trend as trend
from geo.briefing import _hotspots_trust as trust
from geo.briefing import _hotspots_when as when
from geo.briefing import _hotspots_where as where
from geo.briefing._hotspots_compare import Comparison, compare_methods, compare_periods
from geo.briefing._hotspots_types import SIMULATIONS, Answer, Asking, Chart, Found, answer_of
from geo.briefing.situation import situation
from geo.errors import InputError
from geo.profile import Profile
from geo.query import Query
from geo.world import World

__all__ = [
    "METHODS",
    "QUESTIONS",
    "Answer",
    "Chart",
    "Comparison",
    "ask",
    "beside",
    "compare_methods",
    "question_of",
]

# The first method of a question is its answer; the others can be put beside it.
QUESTIONS = MappingProxyType(
    {
        "elsewhere": ("chance", "counts", "cells", "density"),
        "changed": ("change",),
        "cluster": ("scan",),
        "new": ("alerts", "space_time"),
        "repeat": ("near_repeat",),
        "direction": ("trend", "emerging"),
        "gather": ("groups", "concentration"),
        "ahead": ("back_test",),
        "reports": ("reporting",),
    }
)
METHODS = tuple(method for methods in QUESTIONS.values() for method in methods)
_ANSWERS: MappingProxyType[str, Callable[[Asking], Found]] = MappingProxyType(
    {
        "chance": where.chance,
        "counts": where.counts,
        "cells": where.cells,
        "density": where.density,
        "change": when.change,
        "scan": trust.cluster,
        "alerts": when.new,
        "space_time": when.building_up,
        "near_repeat": when.repeats,
        "trend": trend.direction,
        "emerging": trend.emerging,
        "groups": where.gathered,
        "concentration": where.concentrated,
        "back_test": trust.pointing_ahead,
        "reporting": trust.reports,
    }
)
# What the map colours under each method; all others keep counts.
_MEASURES = MappingProxyType({"chance": "chance", "cells": "cells", "density": "density"})


def question_of(method: str) -> str:
    """The question that a method answers; raises InputError for an unknown word."""
    for question, methods in QUESTIONS.items():
        if method in methods:
            return question
    raise InputError(f"Expected a method of {', '.join(METHODS)}; found {method!r}.")


def ask(
    world: World,
    query: Query,
    *,
    method: str,
    as_of: date,
    profile: Profile,
    since: date | None = None,
    simulations: int = SIMULATIONS,
    progress: Callable[[int, int], bool] | None = None,
) -> Answer:
    """Answer the question behind a method.

    since: the day from which a record counts as new (default: the last year covered). simulations:
    of methods that simulate; progress as in ``geo.hotspots.scan``. The same world and query give
    the same answer. Raises InputError for an unknown method.
    """
    question = question_of(method)
    asked = replace(query, measure=_MEASURES.get(method, "counts"), layers=_layers(query, method))
    base = situation(world, asked, as_of=as_of, profile=profile)
    asking = Asking(world, asked, as_of, profile, base, since, simulations, progress)
    return answer_of(question, method, asking, _ANSWERS[method](asking))


def beside(world: World, query: Query, *, as_of: date, profile: Profile) -> Comparison:
    """The period asked for beside as long a time before it, on one scale."""
    asked = replace(query, measure="counts", layers=_layers(query, "counts"))
    base = situation(world, asked, as_of=as_of, profile=profile)
    return compare_periods(Asking(world, asked, as_of, profile, base))


def _layers(query: Query, method: str) -> tuple[str, ...]:
    """The query's layers, with the one that the method draws on."""
    others = tuple(name for name in query.layers if name not in ("cells", "density"))
    wanted = method if method in ("cells", "density") else "sections"
    return (*others, wanted) if wanted not in others else others
