"""Everything that is wrong with a question is one sentence, before anything is solved."""

from dataclasses import replace

import pytest

from geo.errors import FileNotUnderstoodError, InputError
from geo.planning import Area, Point, RoadFile, Scenario, WeightedPoint, from_json, problem, to_json
from geo.planning.own_files import read_areas, read_layer, read_points
from geo.planning.scenario import faults

ASKED = Scenario(
    pairs=("KHM-THA",), sites={"THA": (0, 1)}, reach_by="straight", mirror_km=0.0, kinds=("town",)
)
ROADS = RoadFile("roads.gpkg", "0" * 64)


def town_world(ground):
    return ground.world(
        towns=[ground.town("aran", "THA", (102.51, 13.69)),
               ground.town("surin", "THA", (103.49, 14.50))],
        offices=[ground.office("tha-a", "THA", (102.3, 13.9))],
        crossings=[ground.crossing("gate", ground.POIPET)],
    )  # fmt: skip


def told(ground, scenario):
    with pytest.raises(InputError) as error:
        problem(town_world(ground), scenario, as_of=ground.AS_OF)
    text = str(error.value)
    assert text[0] == "E"
    assert text.endswith(".")
    assert ". " not in text
    return text


def test_a_sound_question_passes(ground):
    found = problem(town_world(ground), ASKED, as_of=ground.AS_OF)
    assert len(found.sites) == 2


def test_all_faults_are_told_at_once(ground):
    bad = replace(
        ASKED, sites={"THA": (0, 9)}, reach_km=0.0, weights={"km": 0.0}, costs={"THA": (-4, 2)},
        chosen=("no-office",), closed=("no-office-2",), closed_crossings=("no-gate",),
        reach_by="road", forced=("place:moon",), budget=-1.0,
    )  # fmt: skip
    text = told(ground, bad)
    for word in (
        "reach_km above 0", "only zeros", "-4 and 2", "no-office, no-office-2", "no-gate",
        "xpected a road file", "at most 2 sites in THA", "place:moon (unknown)", "found -1",
    ):  # fmt: skip
        assert word in text


def test_no_candidates_are_told_with_why(ground):
    text = told(ground, replace(ASKED, near_km=0.5))
    assert "candidates in THA, found none that may be chosen out of 2 looked at (too_far 2)" in text


def test_more_sites_than_candidates_are_told_with_both_numbers(ground):
    text = told(ground, replace(ASKED, sites={"THA": (0, 3)}))
    assert "at most 2 sites in THA" in text
    assert "found 3" in text


def test_a_budget_below_the_least_number_of_sites_is_told_with_both_totals(ground):
    costs = {"THA": (1.0, 10.0), "KHM": (1.0, 10.0)}
    text = told(ground, replace(ASKED, sites={"THA": (2, 2)}, costs=costs, budget=15.0))
    assert "budget of 20 or more" in text
    assert "found 15" in text
    assert problem(
        town_world(ground), replace(ASKED, sites={"THA": (2, 2)}, costs=costs, budget=20.0),
        as_of=ground.AS_OF,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"reach_km": 0.0}, "reach_km above 0"),
        ({"reach_km": float("nan")}, "reach_km above 0"),
        ({"detour": 0.9}, "detour factor of 1"),
        ({"weights": {"km": -1.0}}, "weights of 0 or more, found -1"),
        ({"weights": {"moon": 1.0}}, "weights among crossing"),
        ({"weights": {"km": 1.0, "layer": 1.0}}, "layer of one's own"),
        ({"costs": {"THA": (5.0, 2.0)}}, "low <= high cost for THA"),
        ({"costs": {"THA:moon": (1.0, 2.0)}}, "'THA:moon'"),
        ({"reach_minutes": 30.0}, "found minutes"),
        ({"precision": "district"}, "precision among exact"),
        ({"contested_km": -1.0}, "contested_km of 0 or more"),
        ({"points": (Point("p", "FRA", 102, 13),)}, "point 'p'"),
        ({"new_zones": (Point("z", "THA", 300, 13),)}, "point 'z'"),
        ({"exclusions": (Area("two", ((102, 13), (103, 13))),)}, "corners in degrees"),
        (
            {"layer": (WeightedPoint("w", "THA", 102, 13, -2.0),)},
            "weights of 0 or more in layer, found -2",
        ),
        ({"layer": (WeightedPoint("w", "THA", 102, 13, 0.0),)}, "above 0 in layer"),
        ({"reach_by": "road"}, "expected a road file"),
        ({"reach_by": "air"}, "reach_by among own_country"),
    ],
)
def test_each_fault_has_its_words(changes, word):
    assert any(word in fault for fault in faults(replace(ASKED, **changes)))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"sha256": "../../etc/passwd"}, "SHA-256"),
        ({"season": "monsoon"}, "season among dry, wet"),
        ({"season": "wet"}, "give your own"),
        ({"season": "wet", "wet_factor": 1.5}, "factor above 0 and up to 1"),
        ({"speeds": {"track": 0.0}}, "track 0"),
        ({"snap_km": 0.0}, "snap_km"),
        ({"blank_surface": "mud"}, "blank_surface among"),
    ],
)
def test_road_options_are_looked_at_before_the_file(changes, word):
    asked = replace(ASKED, reach_by="road", reach_minutes=30.0, roads=replace(ROADS, **changes))
    assert any(word in fault for fault in faults(asked))


def test_a_road_file_that_is_not_kept_here_is_told(ground, monkeypatch, tmp_path):
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(tmp_path))
    text = told(ground, replace(ASKED, reach_by="road", roads=ROADS, reach_km=-1.0))
    assert "'roads.gpkg' that the scenario was made with" in text
    assert "reach_km above 0" in text


def test_everything_brought_goes_there_and_back_through_json():
    whole = replace(
        ASKED, reach_by="road", reach_minutes=45.0, precision="site", contested_km=2.0,
        roads=replace(ROADS, season="wet", wet_factor=0.5, speeds={"track": 10.0}, parts=True),
        layer=(WeightedPoint("w", "", 102.0, 13.0, 2.0, "name"),),
        exclusions=(Area("a", ((102.0, 13.0), (103.0, 13.0), (103.0, 14.0))),),
        new_crossings=(Point("c", "THA", 102.0, 13.0),), closed_crossings=("gate",),
        weights={"incident:arms": 2.0, "km": 1.0}, date_from=None,
    )  # fmt: skip
    import json
    from datetime import date

    whole = replace(whole, date_from=date(2024, 1, 1))
    assert from_json(json.loads(json.dumps(to_json(whole)))) == whole
    with pytest.raises(InputError, match=r"exclusions.*layer.*roads"):
        from_json({"pairs": [], "sites": {}, "layer": [{"id": 1}], "exclusions": "x",
                   "roads": {"moon": 1}})  # fmt: skip


def test_own_offices_from_csv_and_geojson_are_the_same():
    csv = "ชื่อ,ประเทศ,ละติจูด,ลองจิจูด\nด่านหนึ่ง,Thailand,13.69,๑๐๒.51\n,KHM,13.66,102.56\n".encode()
    found = read_points("own.csv", csv)
    assert found == (
        Point("row-2", "THA", 102.51, 13.69, "ด่านหนึ่ง"), Point("row-3", "KHM", 102.56, 13.66, ""),
    )  # fmt: skip
    geojson = (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a",'
        b'"country":"lao"},"geometry":{"type":"Point","coordinates":[102.6,17.9]}}]}'
    )
    assert read_points("own.geojson", geojson) == (Point("a", "LAO", 102.6, 17.9, ""),)


def test_every_bad_row_and_missing_column_is_told():
    with pytest.raises(FileNotUnderstoodError, match="columns for country, lon, lat"):
        read_points("own.csv", b"name,where\nA,B\n")
    rows = b"country,lon,lat,weight\nTHA,2,13,1\nFRA,102,13,1\nTHA,102,13,-1\n,102,,5\n"
    with pytest.raises(FileNotUnderstoodError) as error:
        read_layer("layer.csv", rows)
    for word in ("row 2: lon 2", "row 3: no country", "row 4: no weight", "row 5: no lon"):
        assert word in str(error.value)
    assert read_layer("l.csv", b"lon,lat,value\n102,13,5\n")[0].weight == 5.0


def test_areas_are_outer_rings_and_anything_else_is_refused():
    ring = [[102, 13], [103, 13], [103, 14], [102, 13]]
    import json

    parts = [{"type": "Polygon", "coordinates": [ring]},
             {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}]  # fmt: skip
    features = [{"type": "Feature", "properties": {}, "geometry": part} for part in parts]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    found = read_areas("a.geojson", content)
    assert [area.name for area in found] == ["area 1", "area 2", "area 2"]
    assert found[0].ring[1] == (103.0, 13.0)
    for bad in (b"[]", b"{", b'{"type":"Point","coordinates":[1,2]}', b"null"):
        with pytest.raises(FileNotUnderstoodError):
            read_areas("a.geojson", bad)
