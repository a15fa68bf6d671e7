"""Scenarios: every fault at once, there and back through JSON, the command line."""

import json

import pytest

from geo.__main__ import main
from geo.errors import InputError
from geo.planning import Scenario, from_json, read_scenario, to_json
from geo.planning.scenario import Point, faults

GOOD = Scenario(pairs=("LAO-THA",), sites={"THA": (0, 3)}, points=(Point("a", "THA", 102.0, 18.0),))


def test_a_good_scenario_has_no_fault():
    assert faults(GOOD) == []


def test_there_and_back():
    assert from_json(json.loads(json.dumps(to_json(GOOD)))) == GOOD


def test_all_faults_at_once():
    bad = Scenario(
        pairs=("THA-LAO",), sites={"FRA": (3, 1)}, reach_km=0, mirror_km=-1, detour=0.5,
        weights={"km": 0.0}, costs={"THA": (-5, 3)}, budget=-1, kinds=("moon",), model="guess",
    )  # fmt: skip
    text = "; ".join(faults(bad))
    for word in ("THA-LAO", "FRA", "3 and 1", "reach_km", "mirror_km", "0.5", "only zeros",
                 "-5 and 3", "-1", "moon", "guess"):  # fmt: skip
        assert word in text


def test_a_budget_needs_costs():
    bad = Scenario(pairs=("LAO-THA",), sites={"THA": (0, 3)}, budget=10.0, costs={"THA": (1, 2)})
    assert any("LAO" in fault for fault in faults(bad))


def test_unreadable_entries_are_all_named():
    with pytest.raises(InputError, match=r"reach.*sites|sites.*reach"):
        from_json({"pairs": ["LAO-THA"], "sites": 4, "reach_km": "far"})
    with pytest.raises(InputError, match="unknown entry 'reach'"):
        from_json({"pairs": ["LAO-THA"], "sites": {"THA": [0, 1]}, "reach": 4})
    with pytest.raises(InputError, match="line 1"):
        read_scenario("{")


def test_the_command_tells_what_is_missing(capsys):
    assert main(["plan", "--country", "THA"]) == 1
    assert "--pairs" in capsys.readouterr().err
