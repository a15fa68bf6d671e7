"""Road files of every kind, kept under their hash, and plans that are made with them."""

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import CRSError, FileNotUnderstoodError, InputError
from geo.planning import Scenario, planned, problem, to_json
from geo.planning.input_notes import input_notes
from geo.planning.inputs import RoadFile
from geo.planning.problem import cover_problem
from geo.planning.reach import reach_of
from geo.planning.report import report, to_bytes
from geo.planning.road_store import keep_road_file
from geo.siting.roads_files import file_hash, read_road_lines

WAYS = [
    ({"highway": "primary", "surface": "asphalt"}, [(102.1, 17.0), (102.2, 17.05), (102.3, 17.0)]),
    ({"highway": "track", "surface": "laterite"}, [(102.3, 17.0), (102.4, 17.1)]),
    ({"highway": "service"}, [(102.3, 17.0), (102.3, 17.2)]),
]


def frame(crs=4326):
    return gpd.GeoDataFrame(
        [dict(tags) for tags, _ in WAYS],
        geometry=[shapely.LineString(points) for _, points in WAYS], crs=crs,
    )  # fmt: skip


def same(found):
    assert found.classes.tolist() == ["primary", "track", "service"]
    assert found.unpaved.tolist() == [0, 1, -1]
    points = [point for _, line in WAYS for point in line]
    np.testing.assert_allclose(found.coordinates, points, atol=1e-6)
    assert found.line.tolist() == [0, 0, 0, 1, 1, 2, 2]
    assert found.classed


def test_all_three_kinds_of_file_read_the_same(toys, tmp_path):
    frame().to_file(tmp_path / "a.gpkg")
    frame().to_file(tmp_path / "a.geojson")
    frame().to_crs(24047).to_file(tmp_path / "metres.gpkg")
    river = ({"waterway": "river"}, [(102.0, 17.0), (103.0, 18.0)])
    (tmp_path / "a.osm.pbf").write_bytes(toys.pbf([*WAYS, river]))
    for name in ("a.gpkg", "a.geojson", "metres.gpkg", "a.osm.pbf"):
        same(read_road_lines(tmp_path / name))


def test_a_layer_with_lines_is_found_or_named(tmp_path):
    path = tmp_path / "two.gpkg"
    gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(1, 2)], crs=4326).to_file(
        path, layer="points"
    )
    frame().to_file(path, layer="roads")
    same(read_road_lines(path))
    same(read_road_lines(path, layer="roads"))
    with pytest.raises(FileNotUnderstoodError, match="found points, roads"):
        read_road_lines(path, layer="moon")
    with pytest.raises(FileNotUnderstoodError, match="found none; choose the layer"):
        read_road_lines(path, layer="points")


@pytest.mark.filterwarnings("ignore")
def test_a_file_without_a_coordinate_system_is_refused(tmp_path):
    frame(crs=None).to_file(tmp_path / "a.gpkg")
    with pytest.raises(CRSError, match="coordinate reference system, but it has none"):
        read_road_lines(tmp_path / "a.gpkg")
    content = json.loads(frame().to_json())
    (tmp_path / "a.geojson").write_text(json.dumps({"crs": None} | content))
    with pytest.raises(CRSError, match="has none"):
        read_road_lines(tmp_path / "a.geojson")
    metres = frame().to_crs(24047).to_json(to_wgs84=False)
    (tmp_path / "b.geojson").write_text(json.dumps(json.loads(metres) | {"crs": {}}))
    with pytest.raises(CRSError, match="on the globe"):
        read_road_lines(tmp_path / "b.geojson")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gpkg", b"<OGRVRTDataSource/>"), ("a.geojson", b"<xml/>"), ("a.osm.pbf", b"PK\x03\x04"),
        ("a.shp", b"SQLite format 3\0"), ("a.gpkg", b"SQLite format 3\0" + b"x" * 99),
        ("a.geojson", b'{"type": "FeatureCollection"'),
        ("a.osm.pbf", b"\0\0\0\x0d\x0a\x09OSMHeader"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore")
def test_files_that_hold_something_else_are_refused_in_one_sentence(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileNotUnderstoodError) as error:
        read_road_lines(path)
    assert str(tmp_path) not in str(error.value)


# The real line between Cambodia and Thailand, at Aranyaprathet and Poipet.
ARAN, POIPET = (102.51, 13.69), (102.57, 13.65)
THAI = [(102.30, 13.90), (102.45, 13.75), ARAN, (102.54, 13.67)]
KHMER = [(102.564, 13.655), POIPET, (102.80, 13.60)]
ASKED = Scenario(
    pairs=("KHM-THA",), sites={"THA": (0, 1)}, mirror_km=0.0, kinds=("town",), reach_by="road",
    reach_km=40.0,
)  # fmt: skip


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Keep a file of these roads in a home of its own."""
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(tmp_path / "home"))

    def keep(*lines, name="roads.geojson", **options):
        made = gpd.GeoDataFrame(
            {"highway": ["primary"] * len(lines), "surface": ["gravel"] * len(lines)},
            geometry=[shapely.LineString(line) for line in lines], crs=4326,
        )  # fmt: skip
        path = tmp_path / name
        made.to_file(path)
        return keep_road_file(path, **options)

    return keep


def made(ground):
    return ground.world(towns=[ground.town("aran", "THA", ARAN)],
                        offices=[ground.office("khm-a", "KHM", POIPET)])  # fmt: skip


def test_a_plan_by_road_holds_what_the_road_reaches(ground, kept):
    asked = replace(ASKED, roads=kept(THAI, KHMER))
    found = problem(made(ground), asked, as_of=ground.AS_OF)
    assert asked.measure == "road_km"
    best = planned(found)
    assert len(best.sites) == 1
    held = np.flatnonzero(found.reach_km[:, 0] <= 40.0)
    straight = reach_of(found.demand, found.sites, replace(ASKED, reach_by="straight", detour=1.0))
    assert len(held) > 5
    assert (found.reach_km >= straight * (1 - 1e-6)).all()
    ids = [note.id for note in input_notes(found)]
    assert ids.count("siting_inputs.roads.country") == 2
    assert "siting_inputs.roads.file" in ids


def test_minutes_and_the_wet_season(ground, kept):
    def minutes(**options):
        asked = replace(ASKED, roads=kept(THAI, KHMER, **options), reach_minutes=90.0)
        found = cover_problem(made(ground), asked, as_of=ground.AS_OF)
        return found.office_km[np.isfinite(found.office_km)].min(), found.held.sum()

    dry, wet = minutes(), minutes(season="wet", wet_factor=0.25)
    assert wet[0] >= dry[0]
    assert 0 < wet[1] <= dry[1]


def test_the_hash_of_the_file_is_part_of_the_scenario_and_of_the_plan(ground, kept, tmp_path):
    def record(roads):
        found = problem(made(ground), replace(ASKED, roads=roads), as_of=ground.AS_OF)
        return report(found, planned(found), as_of=ground.AS_OF)

    first = kept(THAI, KHMER)
    assert first.sha256 == file_hash(tmp_path / "roads.geojson")
    assert to_json(replace(ASKED, roads=first))["roads"]["sha256"] == first.sha256
    assert to_bytes(record(first)) == to_bytes(record(kept(THAI, KHMER)))
    other = kept([*THAI[:2], (102.47, 13.70), *THAI[2:]], KHMER, name="other.geojson")
    assert other.sha256 != first.sha256
    assert record(other)["data"] != record(first)["data"]


def test_a_disconnected_file_is_told_with_all_other_faults(ground, kept):
    roads = kept(THAI, KHMER, [(102.9, 14.1), (103.2, 14.3)])
    with pytest.raises(InputError, match=r"reach_km above 0.*disconnected network \(KHM"):
        problem(made(ground), replace(ASKED, roads=roads, reach_km=0.0), as_of=ground.AS_OF)
    parts = replace(ASKED, roads=replace(roads, parts=True))
    assert problem(made(ground), parts, as_of=ground.AS_OF)


def test_a_country_without_roads_is_named(ground, kept):
    with pytest.raises(InputError, match="roads inside KHM, found none"):
        problem(made(ground), replace(ASKED, roads=kept(THAI)), as_of=ground.AS_OF)


def test_minutes_need_classes(ground, kept, tmp_path):
    plain = gpd.GeoDataFrame(geometry=[shapely.LineString(THAI), shapely.LineString(KHMER)],
                             crs=4326)  # fmt: skip
    kept(THAI)
    plain.to_file(tmp_path / "plain.geojson")
    roads = keep_road_file(tmp_path / "plain.geojson")
    asked = replace(ASKED, roads=roads, reach_minutes=60.0)
    with pytest.raises(InputError, match="column of road classes"):
        problem(made(ground), asked, as_of=ground.AS_OF)
    given = replace(asked, roads=replace(roads, speeds={"unclassified": 40.0}))
    assert problem(made(ground), given, as_of=ground.AS_OF)
    assert problem(made(ground), replace(asked, reach_minutes=None), as_of=ground.AS_OF)


def test_a_file_is_kept_once_under_its_hash(kept, tmp_path):
    first = kept(THAI)
    again = keep_road_file(tmp_path / "roads.geojson", name="Straßen.geojson", season="dry")
    assert (again.sha256, again.name) == (first.sha256, "Straßen.geojson")
    assert [path.name for path in (tmp_path / "home" / "roads").iterdir()] == [
        f"{first.sha256}.geojson"
    ]


def test_a_name_of_the_user_stands_in_errors_and_no_path(kept, tmp_path):
    kept(THAI)
    (tmp_path / "upload").write_bytes(b"x")
    with pytest.raises(FileNotUnderstoodError, match=r"found 'my roads\.shp'"):
        keep_road_file(tmp_path / "upload", name="my roads.shp")
    assert RoadFile("a", "b").season == "dry"
