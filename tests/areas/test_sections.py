"""Which districts face each section: complete, of the right side, near the published km."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from data.build import section_districts as builder
from geo import areas, borders
from geo.schema.vocabularies import CORE_COUNTRIES, PAIRS


@pytest.fixture(scope="module")
def rows():
    return areas.section_districts()


def test_every_core_side_of_every_section_is_there(rows):
    index = borders.index()
    wanted = {
        (section, side)
        for section, pair in zip(index.ids, index.pair, strict=True)
        for side in PAIRS[pair].split("-")
        if side in CORE_COUNTRIES
    }
    assert set(zip(rows["section_id"], rows["side"], strict=True)) == wanted
    assert not rows.duplicated(["section_id", "side", "district_code"]).any()


def test_a_side_adds_up_to_its_section(rows):
    index = borders.index()
    length_km = dict(zip(index.ids, index.km_to - index.km_from, strict=True))
    sums = rows.groupby(["section_id", "side"])["km"].sum()
    expected = sums.index.get_level_values("section_id").map(length_km)
    assert np.abs(sums.to_numpy() - expected.to_numpy()).max() < 0.01


def test_districts_are_of_the_stated_side(rows):
    country = rows["district_code"].map(areas.districts()["country"])
    assert (country == rows["side"]).all()


@pytest.mark.parametrize(
    ("pair", "districts", "provinces"),
    [("LAO-THA", 49, 12), ("KHM-THA", 19, 7)],
)
def test_thai_border_districts_are_the_known_number(rows, pair, districts, provinces):
    thai = rows[rows["section_id"].str.startswith(pair) & (rows["side"] == "THA")]
    assert thai["district_code"].nunique() == districts
    assert thai["district_code"].str[:4].nunique() == provinces


@pytest.mark.parametrize(
    ("pair", "code", "km"),
    [("LAO-THA", "TH5306", 88.5), ("LAO-THA", "TH4804", 24.2), ("LAO-THA", "TH5512", 74.2)],
)
def test_border_km_of_known_districts(rows, pair, code, km):
    own = rows[rows["section_id"].str.startswith(pair) & (rows["district_code"] == code)]
    assert own["km"].sum() == pytest.approx(km, abs=1.5)


def test_poipet_faces_aranyaprathet(rows):
    both = rows.groupby("section_id")["district_code"].agg(set)
    assert any({"KH0110", "TH2706"} <= facing for facing in both)


def test_pieces_of_a_line():
    # 0.1 degree of the equator: 11.13 km, so eleven pieces of 1.012 km, all on the line.
    points, km = builder.pieces(shapely.LineString([(0, 0), (0.1, 0)]))
    assert len(points) == 11
    assert km * 11 == pytest.approx(11.132, abs=0.001)
    assert points[:, 0].tolist() == pytest.approx(((np.arange(11) + 0.5) / 110).tolist())
    assert (points[:, 1] == 0).all()


def test_districts_away_from_the_line_still_face_it():
    # Two districts whose outlines stop 2 km short of a line along 15 N, meeting at 101.05 E.
    shapes = [shapely.box(101.0, 14.5, 101.05, 14.98), shapely.box(101.05, 14.5, 101.1, 14.98)]
    units = gpd.GeoDataFrame(geometry=shapes, index=["A", "B"], crs="EPSG:4326")
    line = shapely.LineString([(101.0, 15.0), (101.1, 15.0)])
    sections = gpd.GeoDataFrame(geometry=[line], index=["S"], crs="EPSG:4326")
    found = builder.facing(sections, units, side="THA").set_index("district_code")["km"]
    assert found.index.tolist() == ["A", "B"]
    assert found.sum() == pytest.approx(10.76, abs=0.02)
    assert found["A"] == pytest.approx(found["B"], abs=1.0)


def test_the_shipped_table_is_what_the_builder_writes(rows):
    again = builder.build().reset_index(drop=True)
    assert again[["section_id", "side", "district_code"]].equals(
        rows[["section_id", "side", "district_code"]]
    )
    assert np.abs(again["km"].to_numpy() - rows["km"].to_numpy()).max() < 0.0011
