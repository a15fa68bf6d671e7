"""Coordinate systems: what frames between modules must carry, and metric systems to measure in.

Everything that crosses a module boundary is EPSG:4326. Lengths and distances come from the WGS 84
ellipsoid; where a plane is needed, ``to_metric`` gives one whose error is stated.
"""

import functools
from typing import TYPE_CHECKING, Final

import numpy as np
import pyproj

from geo.errors import CRSError

if TYPE_CHECKING:
    import geopandas as gpd

WGS84: Final = "EPSG:4326"
EARTH_RADIUS_M: Final = 6_371_008.8  # mean radius, IUGG
_SEMI_MAJOR_M: Final = 6_378_137.0
_ECCENTRICITY_2: Final = 0.006_694_379_990_141_316
# Lambert conformal conic over the whole region. Its scale is 0.990 at 17 N, 1 at 9 and 25 N,
# 1.012 at 5 N and 1.011 at 28.5 N, so lengths in it are within 1.2 % of the ellipsoid.
REGION: Final = "+proj=lcc +lat_1=9 +lat_2=25 +lat_0=17 +lon_0=101 +datum=WGS84 +units=m +no_defs"


@functools.cache
def geod() -> pyproj.Geod:
    """The WGS 84 ellipsoid for exact lengths and distances."""
    return pyproj.Geod(ellps="WGS84")


def check_geographic(frame: "gpd.GeoDataFrame", name: str = "the frame") -> None:
    """Raise CRSError unless ``frame`` is in EPSG:4326."""
    _check_present(frame, name)
    if pyproj.CRS(frame.crs) != pyproj.CRS(WGS84):
        raise CRSError(
            f"Expected {name} in EPSG:4326 (lon, lat in degrees), but it is in "
            f"{pyproj.CRS(frame.crs).name!r}; bring it in with to_crs(4326)."
        )


def check_metric(frame: "gpd.GeoDataFrame", name: str = "the frame") -> None:
    """Raise CRSError unless ``frame`` is in a projected system in metres."""
    _check_present(frame, name)
    units = {axis.unit_name for axis in pyproj.CRS(frame.crs).axis_info}
    if units != {"metre"}:
        raise CRSError(
            f"Expected {name} in metres to measure in, but its axes are in "
            f"{', '.join(sorted(units))}; bring it in with geo.crs.to_metric."
        )


def check_same(first: "gpd.GeoDataFrame", second: "gpd.GeoDataFrame") -> None:
    """Raise CRSError unless both frames are in the same system."""
    _check_present(first, "the first frame")
    _check_present(second, "the second frame")
    if pyproj.CRS(first.crs) != pyproj.CRS(second.crs):
        raise CRSError(
            f"Expected two frames in one coordinate system, but the first is in "
            f"{pyproj.CRS(first.crs).name!r} and the second in {pyproj.CRS(second.crs).name!r}; "
            "bring both to EPSG:4326."
        )


def _check_present(frame: "gpd.GeoDataFrame", name: str) -> None:
    if frame.crs is None:
        raise CRSError(
            f"Expected {name} to name its coordinate reference system, but it has none; "
            "set it with set_crs where it is known."
        )


def metric_crs(*, centre: tuple[float, float] | None = None) -> pyproj.CRS:
    """A system in metres.

    centre: lon, lat in degrees of an azimuthal equidistant system: distances from the centre are
    exact, others within 0.01 % inside 100 km and 0.1 % inside 350 km of it. Without it the
    conformal system of the whole region, within 1.2 % anywhere between 5 and 28.5 N.
    """
    if centre is None:
        return pyproj.CRS(REGION)
    lon, lat = centre
    return pyproj.CRS(f"+proj=aeqd +lon_0={lon} +lat_0={lat} +datum=WGS84 +units=m +no_defs")


def to_metric(
    frame: "gpd.GeoDataFrame", *, centre: tuple[float, float] | None = None
) -> "gpd.GeoDataFrame":
    """A copy of a frame in EPSG:4326 in ``metric_crs(centre=centre)``, with the same index.

    Errors: CRSError when the frame has no system or another one.
    """
    check_geographic(frame)
    return frame.to_crs(metric_crs(centre=centre))


def points_to_metric(
    lon: np.ndarray, lat: np.ndarray, *, centre: tuple[float, float] | None = None
) -> np.ndarray:
    """Points in degrees as metres in ``metric_crs``: shape (n, 2), NaN where a point is blank."""
    transformer = pyproj.Transformer.from_crs(WGS84, metric_crs(centre=centre), always_xy=True)
    x, y = transformer.transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    points = np.column_stack([x, y])
    points[~np.isfinite(points).all(axis=1)] = np.nan
    return points


def to_geocentric(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Points on the ellipsoid as earth-centred x, y, z in metres: shape (n, 3)."""
    lam, phi = np.radians(lon), np.radians(lat)
    normal_m = _SEMI_MAJOR_M / np.sqrt(1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2)
    flat_m = normal_m * np.cos(phi)
    return np.column_stack(
        [
            flat_m * np.cos(lam),
            flat_m * np.sin(lam),
            normal_m * (1.0 - _ECCENTRICITY_2) * np.sin(phi),
        ]
    )


def chord_to_arc_km(chord_m: np.ndarray) -> np.ndarray:
    """Distance over the ground, km, from the straight distance of two geocentric points, metres.

    On a sphere of the mean radius; against the ellipsoid the error stays below 1 m within 500 km.
    """
    half = np.clip(np.asarray(chord_m, dtype=float) / (2.0 * EARTH_RADIUS_M), 0.0, 1.0)
    return 2.0 * EARTH_RADIUS_M * np.arcsin(half) / 1000.0


def distance_along_km(coordinates: np.ndarray) -> np.ndarray:
    """Geodesic distance from the first vertex to each vertex of a line, km: shape (n,).

    coordinates: lon, lat in degrees, shape (n, 2). Method: WGS 84 geodesics (Karney 2013).
    """
    lon, lat = np.asarray(coordinates, dtype=float).T
    _, _, metres = geod().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    return np.concatenate([[0.0], np.cumsum(metres)]) / 1000.0


def point_along(coordinates: np.ndarray, along_km: np.ndarray, at_km: np.ndarray) -> np.ndarray:
    """Points of a line at given distances along it: lon, lat in degrees, shape (n, 2).

    along_km: ``distance_along_km(coordinates)``, or any rising measure of the vertices. Between two
    vertices the point lies on the straight segment in lon, lat.
    """
    lon = np.interp(at_km, along_km, coordinates[:, 0])
    lat = np.interp(at_km, along_km, coordinates[:, 1])
    return np.column_stack([lon, lat])
