"""New offices, strengthening existing ones, or a mix: three packages under one budget."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from geo.errors import InputError
from geo.planning.plan import planned
from geo.planning.problem import costs, problem, rules, with_scenario
from geo.planning.scenario import Scenario

# Strengthening makes a documented office one that is known to operate: it counts like a new one.
PACKAGES = ("mix", "new", "strengthen")


@dataclass(frozen=True, slots=True)
class Package:
    """One package at one end of the cost range ("low", "high").

    opened: ids of new sites and strengthened offices, counterparts included. value: weight covered
    by operating offices and the package. km: of it, length. same: whether the choice is the one at
    the other end of the range.
    """

    package: str
    end: str
    opened: tuple[str, ...]
    value: float
    covered_share: float
    cost: float
    proven: bool
    same: bool


def packages(world: object, scenario: Scenario, *, as_of: date) -> tuple[Package, ...]:
    """Three packages, each at both ends of the cost range.

    scenario: with a budget and costs by country; "THA:office" is the cost of strengthening one in
    Thailand. Existing offices count where they are known to operate.
    Errors: InputError without a budget.
    """
    if scenario.budget is None:
        raise InputError("Expected a budget to compare packages under, found none; state one.")
    rows = []
    for name in PACKAGES:
        new = tuple(kind for kind in scenario.kinds if kind != "office")
        kinds = {"new": new, "strengthen": ("office",), "mix": (*new, "office")}[name]
        one = replace(scenario, basis="operating", kinds=kinds)
        rows += _both_ends(world, name, one, as_of)
    return tuple(rows)


def _both_ends(world: object, name: str, scenario: Scenario, as_of: date) -> list[Package]:
    # No kind of candidate may have as many places as are asked for: what there is, is the most.
    few = {country: (0, min(most, 1)) for country, (_, most) in scenario.sites.items()}
    found = problem(world, replace(scenario, sites=few), as_of=as_of)
    there = found.sites["country"].value_counts()
    most = {country: (0, min(number, int(there.get(country, 0))))
            for country, (_, number) in scenario.sites.items()}  # fmt: skip
    found = with_scenario(found, sites=most)
    ends = [planned(found, ruled=rules(found, cost_end=end)) for end in (0, 1)]
    same = ends[0].plan.chosen == ends[1].plan.chosen
    return [
        Package(
            name, word, tuple(str(found.sites.index[j]) for j in done.plan.chosen),
            done.plan.objective, done.plan.objective / done.total,
            float(costs(found, end)[np.array(done.plan.chosen, dtype=np.int64)].sum()),
            done.plan.proven, same,
        )
        for end, (word, done) in enumerate(zip(("low", "high"), ends, strict=True))
    ]  # fmt: skip
