"""The shipped files: sizes, same bytes on a second build, names beside them, and clear faults."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from data.build import area_display, districts, provinces, rivers
from geo import areas
from geo.errors import DataFileError

DATA = Path(__file__).resolve().parents[2] / "data"


def features(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))["features"]


@pytest.mark.parametrize(
    ("name", "limit_kb"),
    [
        ("districts.geojson", 4000),
        ("provinces.geojson", 4000),
        ("places.csv", 1000),
        ("display/provinces.json", 250),
        ("display/districts.json", 700),
        ("display/rivers.json", 250),
    ],
)
def test_sizes(name, limit_kb):
    assert (DATA / name).stat().st_size < limit_kb * 1000


def test_provinces_are_built_to_the_same_bytes(tmp_path):
    units = gpd.read_file(DATA / "districts.geojson")
    districts.write(provinces.build(units), tmp_path / "again.geojson")
    assert (tmp_path / "again.geojson").read_bytes() == (DATA / "provinces.geojson").read_bytes()


def test_border_rivers_are_built_to_the_same_bytes(tmp_path):
    districts.write(rivers.border_rivers(), tmp_path / "again.geojson", decimals=6)
    assert (tmp_path / "again.geojson").read_bytes() == (DATA / "rivers.geojson").read_bytes()


@pytest.mark.parametrize("name", ["provinces", "districts"])
def test_display_files_are_built_to_the_same_bytes(tmp_path, name):
    units = gpd.read_file(DATA / f"{name}.geojson")
    drawn = area_display.simplified(units, tolerance_m=area_display.TOLERANCE_M[name])
    districts.write(drawn, tmp_path / "again.json", decimals=area_display.DECIMALS[name])
    assert (tmp_path / "again.json").read_bytes() == (DATA / f"display/{name}.json").read_bytes()


def test_equal_shapes_give_equal_bytes(tmp_path):
    rings = [[(0, 0), (1, 0), (1, 1), (0, 1)], [(1, 1), (0, 1), (0, 0), (1, 0)]]
    for number, ring in enumerate(rings):
        frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Polygon(ring)], crs="EPSG:4326")
        districts.write(frame, tmp_path / f"{number}.json")
    assert (tmp_path / "0.json").read_bytes() == (tmp_path / "1.json").read_bytes()


@pytest.mark.parametrize("name", ["districts", "provinces"])
def test_display_files_carry_every_unit(name):
    drawn = [feature["properties"] for feature in features(f"display/{name}.json")]
    frame = getattr(areas, name)()
    assert [row["id"] for row in drawn] == frame.index.tolist()
    assert [row["name"] for row in drawn] == frame["name_en"].tolist()
    assert [row["name_local"] for row in drawn] == frame["name_local"].tolist()


def test_display_shapes_are_drawable():
    for name in ("districts", "provinces", "rivers"):
        shapes = gpd.read_file(DATA / f"display/{name}.json").geometry
        assert not shapes.is_empty.any()


def test_display_rivers_are_the_rivers():
    drawn = {feature["properties"]["id"] for feature in features("display/rivers.json")}
    assert drawn == set(areas.rivers().index)


def test_cleaning_closes_gaps_and_overlaps():
    shapes = [
        shapely.Polygon([(0, 0), (1.004, 0), (1.004, 1), (0, 1)]),
        shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1)]),
        shapely.Polygon([(2.003, 0), (3, 0), (3, 1), (2.003, 1)]),
    ]
    cleaned = districts.clean_coverage(gpd.GeoSeries(shapes, crs="EPSG:4326"))
    assert shapely.coverage_is_valid(cleaned.to_numpy())
    assert shapely.union_all(cleaned.to_numpy()).area == pytest.approx(3.0, abs=0.01)
    assert shapely.equals(
        cleaned.to_numpy(), shapely.transform(cleaned, lambda xy: xy.round(5))
    ).all()


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(areas, "DATA", tmp_path)
    with pytest.raises(DataFileError, match=r"data/nothing\.geojson"):
        areas._features("nothing.geojson")
    (tmp_path / "half.geojson").write_text('{"type":"FeatureCollection","features":[{"ty')
    with pytest.raises(DataFileError, match=r"data/half\.geojson"):
        areas._features("half.geojson")
    with pytest.raises(DataFileError, match=r"data/nothing\.csv"):
        areas._table("nothing.csv")
