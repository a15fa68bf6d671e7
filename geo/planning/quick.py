"""A choice made step by step, beside which a plan stands: a check, never the answer."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from geo.planning.plan import most_sites, widened
from geo.planning.problem import Problem, rules
from geo.siting import greedy_cover

_NEED: Mapping[str, int] = MappingProxyType({"maximal_cover": 1, "backup_cover": 2})


# Kept, since the record of a plan is made anew after each of its steps.
@lru_cache(maxsize=4)
def greedy_value(found: Problem) -> float | None:
    """Weight that greedy additions and exchanges cover under the problem's rules.

    None for models by distance, and where no choice under the rules is found step by step.
    """
    need = _NEED.get(found.scenario.model)
    if need is None:
        return None
    plan = greedy_cover(
        found.covers, found.weight, sites=most_sites(found), existing=found.existing, need=need,
        rules=widened(rules(found), len(found.offices)),
    )  # fmt: skip
    return plan.objective if plan.chosen else None
