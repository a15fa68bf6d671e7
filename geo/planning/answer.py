"""One scenario answered from end to end: the record that the command writes and replay compares."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from geo.planning.explain import site_cards
from geo.planning.honesty import curve, near_ties, pareto, stability, worths
from geo.planning.plan import Planned, planned
from geo.planning.problem import Problem, problem
from geo.planning.report import Trust, report, today
from geo.planning.scenario import Scenario

# How sure a plan is, by the name under which the record holds each part.
STEPS = ("near_ties", "worth", "stability", "curve", "pareto")
Progress = Callable[[str], None]


def answer(
    world: object,
    scenario: Scenario,
    *,
    as_of: date,
    steps: Sequence[str] = STEPS,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The plan's record. steps: which of STEPS to take; none for the plan alone.

    progress: told the step before each of its many solutions; what it raises ends the run.
    Errors: InputError, one sentence.
    """
    found = problem(world, scenario, as_of=as_of)
    best = planned(found)
    bases = today(world, scenario, as_of=as_of)
    trust = trusted(found, best, steps=steps, progress=progress)
    cards = site_cards(found, best, trust.worth)
    return report(found, best, as_of=as_of, bases=bases, cards=cards, trust=trust)


def trusted(
    found: Problem, best: Planned, *, steps: Sequence[str] = STEPS, progress: Progress | None = None
) -> Trust:
    """How sure the plan is; a step that is not taken leaves its part empty."""
    makers = (
        partial(near_ties, found, best), partial(worths, found, best),
        partial(stability, found, best), partial(curve, found), partial(pareto, found, best),
    )  # fmt: skip
    return Trust(
        *(
            make(between=partial(progress, name) if progress else _on) if name in steps else ()
            for name, make in zip(STEPS, makers, strict=True)
        )
    )


def _on() -> None:
    """Go on: nobody listens."""
