"""Own-country distance on a land of known shape: a horseshoe round a bay that is not its own."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from geo.crs import geod
from geo.siting.access import land, own_country_km

# About 110 km wide; the bay, 0.4 degrees wide, opens to the north.
HORSESHOE = shapely.Polygon(
    [(101.0, 17.0), (102.0, 17.0), (102.0, 18.0), (101.7, 18.0), (101.7, 17.3), (101.3, 17.3),
     (101.3, 18.0), (101.0, 18.0)]
)  # fmt: skip
WEST, EAST, LOW = (101.15, 17.9), (101.85, 17.9), (101.15, 17.1)


@pytest.fixture(scope="module")
def country():
    return land(HORSESHOE)


def km(country, source, target, limit_km=400.0):
    return float(
        own_country_km(country, np.array([source]), np.array([target]), limit_km=limit_km)[0, 0]
    )


def straight(source, target):
    return geod().inv(*source, *target)[2] / 1000.0


def test_it_goes_round_the_bay(country):
    corners = ((101.3, 17.3), (101.7, 17.3))
    legs = (WEST, *corners, EAST)
    true = sum(straight(a, b) for a, b in pairwise(legs))
    assert straight(WEST, EAST) < 80.0
    assert true * 0.99 <= km(country, WEST, EAST) <= true * 1.013 + 4.0


def test_it_is_the_geodesic_where_the_way_is_free(country):
    assert km(country, WEST, LOW) == pytest.approx(straight(WEST, LOW), rel=1e-6)


def test_it_is_never_shorter_than_the_geodesic(country):
    rng = np.random.default_rng(4)
    points = np.column_stack([rng.uniform(101, 102, 40), rng.uniform(17, 18, 40)])
    found = own_country_km(country, points[:20], points, limit_km=500.0)
    lon = np.repeat(points[:, 0], 20), np.tile(points[:20, 0], 40)
    lat = np.repeat(points[:, 1], 20), np.tile(points[:20, 1], 40)
    least = geod().inv(lon[0], lat[0], lon[1], lat[1])[2].reshape(40, 20) / 1000.0
    assert (found >= least * (1 - 1e-6)).all()
    assert np.isfinite(found).any()


def test_what_lies_beyond_the_limit_or_off_the_land_is_out_of_reach(country):
    assert km(country, WEST, EAST, limit_km=100.0) == np.inf
    assert km(country, WEST, (101.5, 17.8)) == np.inf


def test_a_distance_depends_on_its_two_ends_only(country):
    rng = np.random.default_rng(7)
    points = np.column_stack([rng.uniform(101, 102, 30), rng.uniform(17, 18, 30)])
    whole = own_country_km(country, points, points, limit_km=400.0)
    np.testing.assert_allclose(whole, whole.T, rtol=1e-5)
    for at in range(0, 30, 7):
        alone = own_country_km(country, points[at : at + 1], points[::3], limit_km=400.0)
        np.testing.assert_array_equal(alone[:, 0], whole[::3, at])
