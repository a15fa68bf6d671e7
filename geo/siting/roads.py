"""Reach by road: the shortest way over a supplied network that never leaves the country.

Roads join where lines share a vertex. What crosses the border line, or leaves the country, cannot
be used. A place reaches the network over a straight leg to the nearest road point; road points
stand at most a kilometre apart. One-way streets are driven both ways. A way is never shorter than
the geodesic between its ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from geo.crs import geod, to_geocentric

# Km/h by class of the OpenStreetMap tag highway: the car profile of the Open Source Routing Machine
# (profiles/car.lua, version 5). Classes without a speed are left out; a user may give them one.
SPEEDS: Mapping[str, float] = MappingProxyType({
    "living_street": 10.0, "motorway": 90.0, "motorway_link": 45.0, "primary": 65.0,
    "primary_link": 30.0, "residential": 25.0, "secondary": 55.0, "secondary_link": 25.0,
    "service": 15.0, "tertiary": 40.0, "tertiary_link": 20.0, "trunk": 85.0, "trunk_link": 40.0,
    "unclassified": 25.0,
})  # fmt: skip
# On foot from the road to the place: the same project's foot profile.
LEG_KMH = 5.0
LEAST_KM = 1e-9
_LEGS = 16
_LEG_FREE_KM = 0.3
_AT_ONCE = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class RoadLines:
    """Lines as they were read.

    coordinates: lon, lat in degrees, shape (n, 2). line: which line each belongs to, ascending.
    classes: a word per line, "" where the file has none. unpaved: per line 1, 0, or -1 where no
    surface is stated. classed: whether the file has a column of classes.
    """

    coordinates: np.ndarray
    line: np.ndarray
    classes: np.ndarray
    unpaved: np.ndarray
    classed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Roads of one country.

    points: lon, lat. km, minutes: between points, both ways, sparse; minutes hold nothing until the
    network has a pace. edges: positions of both ends, and the line of the file; length_km: of each.
    """

    points: np.ndarray
    km: sparse.csr_array
    minutes: sparse.csr_array
    tree: cKDTree
    edges: np.ndarray
    length_km: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """Networks by country, and what was left out on the way.

    border: pieces of the border lines. km: usable length by country. dropped_km: in parts that do
    not hang together with the largest one. border_km: in pieces that cross the border or lie in no
    country of the four. left_out: km by class without a speed. unstated_km: length without a
    stated surface. classed: whether the file tells classes.
    """

    nets: Mapping[str, Net]
    border: shapely.STRtree
    km: Mapping[str, float]
    dropped_km: Mapping[str, float]
    border_km: float
    left_out: Mapping[str, float]
    unstated_km: float
    classed: bool


def border_pieces() -> shapely.STRtree:
    """The land lines of all pairs, cut at every vertex, to find what crosses them."""
    from geo.borders import pairs
    from geo.borders.lines import land_chain

    ends = [np.stack([chain[:-1], chain[1:]], axis=1)
            for pair in pairs() for chain in [land_chain(pair)[0]]]  # fmt: skip
    return shapely.STRtree(shapely.linestrings(np.concatenate(ends)))


def road_reach(
    roads: Roads,
    country: str,
    sources: np.ndarray,
    targets: np.ndarray,
    *,
    limit: float,
    minutes: bool = False,
    snap_km: float = 5.0,
) -> np.ndarray:
    """By road inside one country: targets x sources, float32, inf beyond the limit or unreachable.

    Parameters: sources, targets as lon, lat in degrees, shape (n, 2); limit in minutes where
    ``minutes``, else km; snap_km, how far a place may lie from a road. The leg between place and
    road is straight, at 5 km/h, to the nearest road point that it reaches without crossing a
    border line; its last 300 m at a place on the line are not tested.
    Method: Dijkstra from every source (scipy.sparse.csgraph).
    """
    reach = np.full((len(targets), len(sources)), np.inf, dtype=np.float32)
    net = roads.nets.get(country)
    if net is None or not len(sources) or not len(targets):
        return reach
    price = 60.0 / LEG_KMH if minutes else 1.0
    graph, count = net.minutes if minutes else net.km, len(net.points)
    leg_from, at_from = _legs(roads, net, sources, snap_km)
    leg_to, at_to = _legs(roads, net, targets, snap_km)
    wide = _with_sources(graph, leg_from * price, at_from)
    batch = max(1, _AT_ONCE // max(wide.shape[0], len(targets)))
    able = np.flatnonzero(np.isfinite(leg_from))
    for start in range(0, len(able), batch):
        part = able[start : start + batch]
        ways = dijkstra(wide, indices=count + part, limit=limit)
        reach[:, part] = ways[:, at_to].T + (leg_to * price)[:, None]
    reach[reach > limit] = np.inf
    return reach


def _legs(
    roads: Roads, net: Net, points: np.ndarray, snap_km: float
) -> tuple[np.ndarray, np.ndarray]:
    """Km to the nearest road point that no border line parts from the place, and that point.

    Km is inf where there is none among the nearest 16 within ``snap_km``.
    """
    count = min(_LEGS, len(net.points))
    _, at = net.tree.query(to_geocentric(*points.T), k=count, distance_upper_bound=snap_km * 1000.0)
    at = at.reshape(len(points), count)
    near = at < len(net.points)
    row, leg = np.nonzero(near)
    start, end = points[row], net.points[at[near]]
    length = geod().inv(*start.T, *end.T)[2] / 1000.0
    free = np.minimum(_LEG_FREE_KM / np.maximum(length, LEAST_KM), 0.5)[:, None]
    drawn = shapely.linestrings(np.stack([start + free * (end - start), end], axis=1))
    length[np.unique(roads.border.query(drawn, predicate="intersects")[0])] = np.inf
    km = np.full(at.shape, np.inf)
    km[row, leg] = np.where(length <= snap_km, length, np.inf)
    best = km.argmin(axis=1)
    here = np.arange(len(points))
    return km[here, best], np.where(np.isfinite(km[here, best]), at[here, best], 0)


def _with_sources(graph: sparse.csr_array, legs: np.ndarray, at: np.ndarray) -> sparse.csr_array:
    """The graph with a node per source behind its own, reached from nowhere."""
    count, more = graph.shape[0], len(legs)
    source = np.flatnonzero(np.isfinite(legs))
    cost = np.maximum(legs[source], LEAST_KM)
    out = sparse.csr_array((cost, (source, at[source])), shape=(more, count))
    wide = sparse.hstack([sparse.vstack([graph, out]), sparse.csr_array((count + more, more))])
    return wide.tocsr()
