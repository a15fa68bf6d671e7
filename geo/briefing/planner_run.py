"""A plan as it grows: the choice first, then step by step how sure it is; it may be stopped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from geo.planning import Planned, Problem, Scenario, planned, problem
from geo.planning.explain import site_cards
from geo.planning.honesty import curve, near_ties, pareto, stability, worths
from geo.planning.problem import cover_problem
from geo.planning.report import Trust, report, today
from geo.siting import Limits, SitePlan

# From what is known at once to what takes longest; each is a field of ``Trust``.
TRUST_STEPS = ("steps", "ties", "worth", "fair", "steady")
STEPS = ("plan", *TRUST_STEPS)
_MAKERS: MappingProxyType[str, Callable[..., Any]] = MappingProxyType(
    {
        "steps": lambda found, _, between: curve(found, between=between),
        "ties": lambda found, best, between: near_ties(found, best, between=between),
        "worth": lambda found, best, between: worths(found, best, between=between),
        "fair": lambda found, best, between: pareto(found, best, between=between),
        "steady": lambda found, best, between: stability(found, best, between=between),
    }
)


class _StoppedError(Exception):
    """Raised between two solutions of a step that nobody waits for any more."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanRun:
    """A solved question as far as it has come.

    record: the plan as ``geo.planning.report.report`` gives it, the same as the command writes.
    done: of STEPS, those that have ended.
    """

    found: Problem
    best: Planned
    trust: Trust
    as_of: date
    record: dict[str, Any]
    done: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every step has ended."""
        return len(self.done) == len(STEPS)


def plan_runs(
    world: object, scenario: Scenario, *, as_of: date, stop: Callable[[], bool]
) -> Iterator[PlanRun]:
    """The plan, then the same plan with one more answer about how sure it is, until all are there.

    stop: asked often; once it says True the best plan so far is given and nothing after it.
    Errors: InputError, one sentence, before anything is solved.
    """
    found = problem(world, scenario, as_of=as_of)
    limits = Limits(time_s=scenario.time_s, nodes=scenario.nodes, stop=stop)
    best = planned(found, limits=limits)
    bases = today(world, scenario, as_of=as_of)

    def between() -> None:
        if stop():
            raise _StoppedError

    run = _run(PlanRun(found, best, Trust(), as_of, {"today": bases}, ("plan",)))
    yield run
    for name in TRUST_STEPS:
        try:
            between()
            part = _MAKERS[name](found, best, between)
        except _StoppedError:
            return
        trust = replace(run.trust, **{name: part})
        run = _run(replace(run, trust=trust, done=(*run.done, name)))
        yield run


def standing(world: object, scenario: Scenario, *, as_of: date) -> PlanRun:
    """The network as it stands, with nothing proposed: what offices cover on each basis.

    Errors: InputError, one sentence with every fault of the scenario.
    """
    found = cover_problem(world, scenario, as_of=as_of)
    covered = float(found.weight[found.held > 0].sum())
    nothing = SitePlan((), covered, covered, 0.0, proven=True, uncoverable=())
    best = Planned(nothing, (), (), found.held, found.held, float(found.weight.sum()))
    bases = today(world, scenario, as_of=as_of)
    return _run(PlanRun(found, best, Trust(), as_of, {"today": bases}, ()))


def _run(run: PlanRun) -> PlanRun:
    """With its record made anew."""
    cards = site_cards(run.found, run.best, run.trust.worth)
    record = report(
        run.found,
        run.best,
        as_of=run.as_of,
        bases=run.record["today"],
        cards=cards,
        trust=run.trust,
    )
    return replace(run, record=record)
