"""The planner: a scenario, the record of its problem, the plan, how sure it is, and why."""

from geo.planning.plan import Planned, planned
from geo.planning.problem import Problem, problem
from geo.planning.scenario import Point, Scenario, from_json, read_scenario, to_json

__all__ = [
    "Planned",
    "Point",
    "Problem",
    "Scenario",
    "from_json",
    "planned",
    "problem",
    "read_scenario",
    "to_json",
]
