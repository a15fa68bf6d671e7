"""Where do records gather? Density-based groups of recorded places (DBSCAN)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

from geo.errors import InputError
from geo.hotspots._arrays import Floats, numbers, positive
from geo.hotspots.scan import EARTH_RADIUS_M


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """label: group per record, 0 for the largest, -1 for records in none. core: records with
    enough others around. size: records per group. lon, lat: middle of each group, degrees."""

    label: npt.NDArray[np.int64]
    core: npt.NDArray[np.bool_]
    size: npt.NDArray[np.int64]
    lon: Floats
    lat: Floats


def groups(lon: npt.ArrayLike, lat: npt.ArrayLike, *, radius_km: float, least: int = 5) -> Groups:
    """Records that have ``least`` records, themselves included, within ``radius_km``, joined.

    lon, lat: degrees; distance is great-circle. Method: Ester, Kriegel, Sander & Xu 1996. A record
    at the rim of several groups joins that of the nearest core record, so that the order of records
    changes nothing (the original takes whichever group came first). Largest group first; of equal
    ones, the one further west. Raises InputError for NaN, or options out of range.
    """
    lon = numbers("lon", lon)
    lat = numbers("lat", lat, size=len(lon))
    if least < 1:
        raise InputError(f"least must be at least 1; got {least!r}.")
    chord = 2 * np.sin(min(1000 * positive("radius_km", radius_km) / EARTH_RADIUS_M, np.pi) / 2)
    if not len(lon):
        none = np.zeros(0, dtype=np.int64)
        return Groups(none, none.astype(bool), none, np.zeros(0), np.zeros(0))
    points = _unit_vectors(lon, lat)
    tree = cKDTree(points)
    near = tree.query_ball_point(points, chord * (1 + 1e-12), return_length=True)
    core = np.asarray(near) >= least
    label = np.full(len(lon), -1, dtype=np.int64)
    if core.any():
        label[core] = _joined(points[core], chord)
        away, nearest = cKDTree(points[core]).query(points)
        rim = ~core & (away <= chord * (1 + 1e-12))
        label[rim] = label[core][nearest[rim]]
    return _sorted(label, core, lon, lat)


def _unit_vectors(lon: Floats, lat: Floats) -> Floats:
    lon, lat = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _joined(points: Floats, chord: float) -> npt.NDArray[np.int64]:
    """Core records within reach of each other, directly or by others, share a number."""
    pairs = cKDTree(points).query_pairs(chord * (1 + 1e-12), output_type="ndarray")
    links = (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1]))
    graph = sparse.csr_array(links, shape=(len(points), len(points)))
    return sparse.csgraph.connected_components(graph, directed=False)[1].astype(np.int64)


def _sorted(label: np.ndarray, core: np.ndarray, lon: Floats, lat: Floats) -> Groups:
    found = int(label.max()) + 1
    inside = label >= 0
    size = np.bincount(label[inside], minlength=found)
    middle = [
        np.bincount(label[inside], weights=at[inside], minlength=found) / np.maximum(size, 1)
        for at in (lon, lat)
    ]
    order = np.lexsort((middle[1].round(9), middle[0].round(9), -size))
    rank = np.empty(found, dtype=np.int64)
    rank[order] = np.arange(found)
    label = np.where(inside, rank[label] if found else -1, -1)
    return Groups(label, core, size[order], middle[0][order], middle[1][order])
