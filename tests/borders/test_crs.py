"""Coordinate systems: the three checks and the stated errors of the planes."""

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point

from geo import crs
from geo.errors import CRSError


def frame(system: str | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[Point(100, 15)], index=["a"], crs=system)


def test_a_frame_without_a_system_is_refused() -> None:
    with pytest.raises(CRSError, match="it has none"):
        crs.check_geographic(frame(None))


def test_degrees_are_refused_where_metres_are_due() -> None:
    with pytest.raises(CRSError, match="degree"):
        crs.check_metric(frame("EPSG:4326"))


def test_metres_are_refused_where_degrees_are_due() -> None:
    with pytest.raises(CRSError, match="UTM zone 47N"):
        crs.to_metric(frame("EPSG:32647"))


def test_two_systems_are_refused() -> None:
    with pytest.raises(CRSError, match="one coordinate system"):
        crs.check_same(frame("EPSG:4326"), frame("EPSG:32647"))
    crs.check_same(frame("EPSG:4326"), frame("EPSG:4326"))


def test_to_metric_keeps_the_index_and_measures_in_metres() -> None:
    plane = crs.to_metric(frame("EPSG:4326"), centre=(100.0, 15.0))
    crs.check_metric(plane)
    assert plane.index.tolist() == ["a"]
    assert plane.geometry.iloc[0].distance(Point(0, 0)) < 0.001


@pytest.mark.parametrize("lat", [5.0, 10.0, 17.0, 24.0, 28.5])
@pytest.mark.parametrize("azimuth", [0, 45, 90])
def test_the_plane_of_the_region_is_within_its_stated_error(lat: float, azimuth: int) -> None:
    far_lon, far_lat, _ = crs.geod().fwd(100.0, lat, azimuth, 10_000.0)
    here, there = crs.points_to_metric(np.array([100.0, far_lon]), np.array([lat, far_lat]))
    assert np.linalg.norm(there - here) == pytest.approx(10_000.0, rel=0.0125)


def test_a_local_plane_is_within_a_hundredth_of_a_percent_inside_100_km() -> None:
    lon, lat = np.array([100.7, 99.4]), np.array([15.5, 14.4])
    one, two = crs.points_to_metric(lon, lat, centre=(100.0, 15.0))
    _, _, metres = crs.geod().inv(lon[0], lat[0], lon[1], lat[1])
    assert np.linalg.norm(one - two) == pytest.approx(metres, rel=1e-4)


def test_blank_points_stay_blank_in_the_plane() -> None:
    points = crs.points_to_metric(np.array([np.nan, 100.0]), np.array([15.0, 15.0]))
    assert np.isnan(points[0]).all()
    assert np.isfinite(points[1]).all()


def test_distances_along_and_points_along_go_round() -> None:
    line = np.array([[100.0, 15.0], [100.0, 16.0], [101.0, 16.0]])
    along_km = crs.distance_along_km(line)
    assert along_km[0] == 0
    assert along_km[1] == pytest.approx(110.65, abs=0.05)
    np.testing.assert_allclose(crs.point_along(line, along_km, along_km), line)
