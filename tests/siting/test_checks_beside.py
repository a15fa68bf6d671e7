"""What stands beside a plan: the greedy check, offices that are not located, what is lost."""

import numpy as np
import pandas as pd
import pytest

from geo.briefing import planner
from geo.briefing.plan_takeaway import how_sure
from geo.briefing.planner_map import BOTH, stretches
from geo.planning import planned
from geo.planning.offices import unlocated_offices
from geo.planning.problem import with_scenario
from geo.planning.quick import greedy_value
from tests.siting.test_briefing import border, held, record
from tests.siting.test_planning import made


class World:
    """Offices on record and published totals alone."""

    def __init__(self, offices, totals):
        self.snapshot = self
        self.offices = pd.DataFrame(
            offices, columns=["country", "status", "coord_precision", "lon"]
        )
        columns = ["id", "date", "countries", "counted", "qualifier", "number"]
        self.tables = {"office_counts": pd.DataFrame(totals, columns=columns)}


def test_greed_never_beats_the_plan_and_is_a_number_for_cover_models_alone():
    found = made()
    assert 0 < greedy_value(found) <= planned(found).plan.objective + 1e-9
    assert greedy_value(with_scenario(found, model="p_median")) is None


@pytest.mark.parametrize(("quick", "kind"), [(14.0, "same"), (11.5, "less")])
def test_the_check_says_by_how_much_greed_falls_short(quick, kind):
    (line,) = planner.checks(record(greedy=quick))
    assert line.id == f"planner.greedy.{kind}"
    assert planner.checks(record(greedy=None)) == ()


def test_offices_not_located_are_those_reported_or_documented_less_those_on_the_map():
    rows = [
        ("THA", "operating", "exact", 100.0), ("THA", "operating", "none", np.nan),
        ("LAO", "unknown", "town", 102.0), ("LAO", "unknown", "none", np.nan),
        ("KHM", "planned", "none", np.nan),
    ]  # fmt: skip
    totals = [
        ("a", "2019", "THA", "offices", "stated", 40), ("b", "2021", "THA", "offices", "stated", 9),
        ("c", "2022", "THA", "officers", "stated", 90), ("d", "2023", "THA;LAO", "offices", "stated", 99),  # noqa: E501
        ("e", "2024", "THA", "offices", "own_count", 77),
    ]  # fmt: skip
    assert unlocated_offices(World(rows, totals)) == (("LAO", 1), ("THA", 8))


@pytest.mark.parametrize("side", ["THA", BOTH])
def test_what_is_covered_no_longer_is_told_apart_from_what_never_was(side):
    before, after = held("1111100000", "1111100000"), held("1111100000", "1101100000")
    found = stretches(border(), before, after, side=side)
    words = [(part.state, part.km_to - part.km_from) for part in found]
    assert words == [("held", 2.0), ("lost", 1.0), ("held", 2.0), ("gap", 5.0)]


def test_nothing_is_said_of_other_choices_before_they_were_looked_for():
    step = {"sites": 1, "value": 1.0, "covered_share": 0.5, "proven": True}
    said = [m.id for m in planner.told(record(curve=[step]))]
    assert "planner.no_ties" not in said
    assert all("near_ties" not in m.id for m in how_sure(record(curve=[step])))
    worth = [{"site": "a", "chosen": True, "without": 1.0, "forced": 2.0}]
    assert "planner.no_ties" in [m.id for m in planner.told(record(worth=worth))]
    assert "plan.sure.near_ties" in [m.id for m in how_sure(record(worth=worth))]
