"""Which district a point lies in: known towns, stated countries, blanks, overlaps."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import areas
from geo.errors import InputError

KNOWN = [
    ("Mae Sai", 99.876, 20.428, "TH5709"),
    ("Mae Sot", 98.57, 16.713, "TH6306"),
    ("Mueang Nong Khai", 102.742, 17.878, "TH4301"),
    ("Aranyaprathet", 102.506, 13.692, "TH2706"),
    ("Poipet", 102.563, 13.657, "KH0110"),
    ("Myawaddy", 98.49, 16.69, "MMR003005"),
    ("Tonpheung", 100.13, 20.31, "LAO-BK-05"),
    ("Khong", 105.85, 14.12, "LAO-CH-03"),
]


@pytest.mark.parametrize(("name", "lon", "lat", "code"), KNOWN)
def test_known_towns(name, lon, lat, code):
    assert areas.locate_district([lon], [lat]).tolist() == [code], name


def test_names_at_known_towns():
    names = areas.districts()["name_en"]
    assert names["TH4301"] == "Mueang Nong Khai"
    assert names["LAO-BK-05"] == "Tonpheung"
    assert names["LAO-CH-03"] == "Khong"
    assert names["MMR003005"] == "Myawaddy"


def test_every_district_holds_its_own_inner_point():
    frame = areas.districts()
    points = frame.representative_point()
    found = areas.locate_district(points.x, points.y, country=frame["country"])
    assert found.tolist() == frame.index.tolist()


def test_blank_and_far_points_have_no_district():
    found = areas.locate_district([np.nan, 0.0, 100.0], [15.0, 0.0, np.nan])
    assert found.dtype == object
    assert found.tolist() == ["", "", ""]


def test_no_points_give_no_codes():
    assert areas.locate_district([], []).tolist() == []


def test_a_stated_country_wins_near_the_line():
    bridge = (99.88, 20.445)
    assert areas.locate_district(*bridge, country="THA").tolist() == ["TH5709"]
    assert areas.locate_district(*bridge, country="MMR").tolist() == ["MMR016009"]


def test_a_stated_country_far_away_gives_way():
    bangkok = (100.5, 13.75)
    for country in ("LAO", "CHN", "", None):
        assert areas.locate_district(*bangkok, country=country)[0].startswith("TH10")


def test_each_point_may_state_its_own_country():
    found = areas.locate_district([99.88, 99.88], [20.445, 20.445], country=["MMR", "THA"])
    assert found.tolist() == ["MMR016009", "TH5709"]


def test_lengths_must_agree():
    with pytest.raises(InputError, match="found 2, 1 and 2"):
        areas.locate_district([100.0, 101.0], [15.0])
    with pytest.raises(InputError, match="found 1, 1 and 2"):
        areas.locate_district([100.0], [15.0], country=["THA", "LAO"])


@pytest.fixture
def toy(monkeypatch):
    """LAO: 0-1 and 1-2 degrees east; THA: 1.9-3 degrees, so the two overlap by 0.1 degree."""
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(1.9, 0, 3, 1)]
    columns = {"code": ["L1", "L2", "T1"], "country": ["LAO", "LAO", "THA"]}
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").set_index("code")
    monkeypatch.setattr(areas, "_districts", lambda: frame)
    areas._outer_edge.cache_clear()
    yield frame
    areas._outer_edge.cache_clear()


def test_an_overlap_goes_to_the_deeper_side(toy):
    found = areas.locate_district([1.92, 1.98], [0.5, 0.5])
    assert found.tolist() == ["L2", "T1"]


def test_an_overlap_goes_to_the_stated_side(toy):
    found = areas.locate_district([1.92, 1.98], [0.5, 0.5], country=["THA", "LAO"])
    assert found.tolist() == ["T1", "L2"]


def test_an_edge_belongs_to_the_first_by_order(toy):
    assert areas.locate_district([1.0], [0.5]).tolist() == ["L1"]


def test_three_kilometres_is_the_limit(toy):
    # One degree of longitude at 0.5 N is 111.32 km: 0.02 degrees are 2.2 km, 0.03 are 3.3 km.
    found = areas.locate_district([2.02, 2.03], [0.5, 0.5], country="LAO")
    assert found.tolist() == ["L2", "T1"]
    outside = areas.locate_district([-0.02, -0.03], [0.5, 0.5], country="LAO")
    assert outside.tolist() == ["L1", ""]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.floats(92, 108), st.floats(5, 29)), min_size=1, max_size=30))
def test_agrees_with_a_plain_test_of_every_outline(points):
    frame = areas.districts()
    lon, lat = np.array(points).T
    for found, point in zip(areas.locate_district(lon, lat), points, strict=True):
        holders = frame.index[frame.intersects(shapely.Point(point))]
        assert found in set(holders) or (found == "" and holders.empty)
