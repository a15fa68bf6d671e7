"""Questions about hotspots, each answered by a method behind it: one sentence, a table, a map."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from geo.briefing import _hotspots_ahead as ahead
from geo.briefing import _hotspots_trend as trend
from geo.briefing import _hotspots_trust as trust
from geo.briefing import _hotspots_when as when
from geo.briefing import _hotspots_where as where
from geo.briefing._hotspots_compare import Comparison, compare_methods, compare_periods
from geo.briefing._hotspots_types import (
    SIMULATIONS,
    Answer,
    Asking,
    Chart,
    Found,
    Series,
    answer_of,
)
from geo.briefing.hotspot_choice import METHODS, QUESTIONS
from geo.briefing.situation import situation
from geo.errors import InputError
from geo.messages import message
from geo.profile import Profile
from geo.query import Query
from geo.world import World

__all__ = [
    "METHODS",
    "QUESTIONS",
    "Answer",
    "Chart",
    "Comparison",
    "Series",
    "ask",
    "beside",
    "compare_methods",
    "question_of",
]

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
        "back_test": ahead.pointing_ahead,
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
    the same answer. Stopped half-way it is one sentence and no number. Raises InputError for an
    unknown method.
    """
    question = question_of(method)
    asked = replace(query, measure=_MEASURES.get(method, "counts"), layers=_layers(query, method))
    base = situation(world, asked, as_of=as_of, profile=profile)
    watch = _Watch(progress)
    asking = Asking(world, asked, as_of, profile, base, since, simulations, watch.told)
    found = _ANSWERS[method](asking)
    return answer_of(question, method, asking, watch.stopped() or found)


class _Watch:
    """Passes on how far a simulation is, and remembers whether it was told to stop."""

    def __init__(self, progress: Callable[[int, int], bool] | None) -> None:
        self._progress, self._broken = progress, (0, 0)

    def told(self, done: int, wanted: int) -> bool:
        """Whether to go on; a stop at the very end leaves a whole result."""
        going = self._progress is None or self._progress(done, wanted)
        if not going and done < wanted:
            self._broken = done, wanted
        return going

    def stopped(self) -> Found | None:
        """The sentence where it was stopped, None where it ran through."""
        done, wanted = self._broken
        if not wanted:
            return None
        return Found(message("hotspots.stopped", done=done, wanted=wanted), enough=False)


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
