"""Ground on which no office is proposed: contested places with a strip around, the user's areas."""

from functools import lru_cache

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo.borders import contested, contested_stretches, cut
from geo.borders.contests import INSIDE_KM
from geo.crs import chord_to_arc_km, to_geocentric
from geo.planning.inputs import Area

# Points along a contested stretch, degrees apart: about 100 m.
_STEP_DEGREES = 0.001


def near_contested(lon: np.ndarray, lat: np.ndarray, *, buffer_km: float = 0.0) -> np.ndarray:
    """Whether each point lies in a contested place or within ``buffer_km`` of one: bool.

    lon, lat: degrees, NaN is outside. What is contested is told by ``geo.borders.contested``; the
    strip is measured over the ground, along stretches to about 100 m.
    """
    inside = contested(lon, lat)
    rows = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & ~inside)
    if buffer_km <= 0 or not len(rows):
        return inside
    tree, radius_km = _places()
    points, reach_m = to_geocentric(lon[rows], lat[rows]), (radius_km.max() + buffer_km) * 1000.0
    for row, near in zip(rows, tree.query_ball_point(points, reach_m), strict=True):
        here = to_geocentric(lon[[row]], lat[[row]])
        gap_km = chord_to_arc_km(np.linalg.norm(tree.data[near] - here, axis=1))
        inside[row] = bool((gap_km <= radius_km[near] + buffer_km).any())
    return inside


@lru_cache(maxsize=1)
def _places() -> tuple[cKDTree, np.ndarray]:
    """Points of all contested places and the radius that each stands for, km."""
    points, radius_km = [], []
    for place in contested_stretches():
        if place.scope == "point":
            found, radius = np.array([[place.lon, place.lat]]), place.radius_km
        elif place.kind == "contested":
            line = shapely.segmentize(cut(place.pair, place.km_from, place.km_to), _STEP_DEGREES)
            found, radius = shapely.get_coordinates(line), INSIDE_KM
        else:
            continue
        points.append(found)
        radius_km.append(np.full(len(found), radius))
    return cKDTree(to_geocentric(*np.vstack(points).T)), np.concatenate(radius_km)


def inside_areas(lon: np.ndarray, lat: np.ndarray, areas: tuple[Area, ...]) -> np.ndarray:
    """Whether each point lies in one of the user's areas or on its edge: bool; NaN is outside."""
    inside = np.zeros(len(lon), dtype=bool)
    known = np.isfinite(lon) & np.isfinite(lat)
    for area in areas:
        shape = shapely.make_valid(shapely.Polygon(area.ring))
        shapely.prepare(shape)
        inside[known] |= shapely.intersects_xy(shape, lon[known], lat[known])
    return inside
