"""The planner: a scenario, the record of its problem, the plan, how sure it is, and why."""

from geo.planning.inputs import Area, Point, RoadFile, WeightedPoint
from geo.planning.plan import Planned, planned
from geo.planning.problem import Problem, problem
from geo.planning.scenario import Scenario, from_json, read_scenario, to_json

__all__ = [
    "Area",
    "Planned",
    "Point",
    "Problem",
    "RoadFile",
    "Scenario",
    "WeightedPoint",
    "from_json",
    "planned",
    "problem",
    "read_scenario",
    "to_json",
]
