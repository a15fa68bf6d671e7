"""Options of the command that lay over a scenario."""

import json

import pytest

from geo.__main__ import parser
from geo.commands._plan_inputs import applied
from geo.errors import FileNotUnderstoodError, InputError
from geo.planning import Point, Scenario

START = Scenario(pairs=("KHM-THA",), sites={"THA": (0, 2)}, detour=1.5)
LINE = {
    "type": "FeatureCollection",
    "features": [{"type": "Feature", "properties": {"highway": "primary"}, "geometry": {
        "type": "LineString", "coordinates": [[102.4, 13.7], [102.5, 13.7]]}}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(tmp_path / "home"))


def given(*words, start=START):
    return applied(start, parser().parse_args(["plan", *map(str, words)]))


def test_without_options_the_scenario_stays():
    assert given() == START


def test_options_lie_over_the_scenario():
    found = given(
        "--detour", 1.2, "--weights", "km=1, incident:arms=5", "--chosen", "a,b", "--precision",
        "site", "--date-from", "2024-01-01", "--contested-km", 3, "--exclude-closed",
        "--closed-crossings", "gate", "--kinds", "town,crossing", "--reach-by", "straight",
    )  # fmt: skip
    assert (found.detour, found.precision, found.contested_km) == (1.2, "site", 3.0)
    assert found.weights == {"incident:arms": 5.0, "km": 1.0}
    assert (found.basis, found.chosen) == ("chosen", ("a", "b"))
    assert found.date_from.isoformat() == "2024-01-01"
    assert found.exclude_closed
    assert (found.closed_crossings, found.kinds) == (("gate",), ("town", "crossing"))
    assert found.measure == "straight"


def test_a_road_file_brings_reach_by_road(tmp_path):
    path = tmp_path / "roads.geojson"
    path.write_text(json.dumps(LINE))
    found = given("--roads", path, "--reach-minutes", 45, "--season", "wet", "--wet-factor", 0.6,
                  "--speeds", "track=12", "--road-parts")  # fmt: skip
    assert (found.reach_by, found.measure, found.reach) == ("road", "road_minutes", 45.0)
    roads = found.roads
    assert (roads.name, roads.season, roads.wet_factor) == ("roads.geojson", "wet", 0.6)
    assert (dict(roads.speeds), roads.parts) == ({"track": 12.0}, True)
    again = given("--roads", path, "--snap-km", 2, start=found)
    assert (again.roads.season, again.roads.snap_km) == ("wet", 2.0)
    dry = given("--season", "dry", start=found)
    assert dry.roads.season == "dry"
    km = given("--reach-by", "own_country", start=found)
    assert km.reach_by == "own_country"


def test_lists_are_read_from_files(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("country,lon,lat,name\nTHA,102.5,13.7,One\n")
    layer = tmp_path / "layer.csv"
    layer.write_text("lon,lat,weight\n102.5,13.7,4\n")
    found = given("--own-offices", own, "--candidates", own, "--layer", layer)
    assert found.offices == found.points == (Point("row-2", "THA", 102.5, 13.7, "One"),)
    assert found.layer[0].weight == 4.0
    with pytest.raises(FileNotUnderstoodError, match="columns for weight"):
        given("--layer", own)
    with pytest.raises(InputError, match=r"'none\.csv', but it cannot be read"):
        given("--layer", tmp_path / "none.csv")


def test_what_cannot_be_read_is_told():
    with pytest.raises(InputError, match="--weights as WORD=NUMBER"):
        given("--weights", "km=much,zone")
    with pytest.raises(InputError, match="--roads FILE beside"):
        given("--season", "wet")
