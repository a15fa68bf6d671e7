"""A road file's lines made into one network per country."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.crs import geod, to_geocentric
from geo.errors import InputError
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES
from geo.siting.roads import LEAST_KM, SPEEDS, Net, RoadLines, Roads

# A country's largest connected part must hold this share of its roads' length.
WHOLE = 0.95
PIECE_KM = 0.5
_PIECE_DEGREES = 0.0045
# Vertices closer than this, degrees, are one: about 0.1 m.
_JOIN = 1e-6
_ROW = 1_000_000_000

Owner = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Every piece between two vertices; a piece has the position of the vertex before it.

    coordinates, node, line: per vertex. km, joined (both vertices on one line): per piece.
    """

    coordinates: np.ndarray
    node: np.ndarray
    line: np.ndarray
    km: np.ndarray
    joined: np.ndarray


def road_network(
    lines: RoadLines,
    *,
    border: shapely.STRtree,
    owner: Owner,
    known: Collection[str] = frozenset(SPEEDS),
    parts: bool = False,
    countries: tuple[str, ...] = CORE_COUNTRIES,
) -> Roads:
    """Networks of the four countries from a file's lines, in km; ``paced`` gives them minutes.

    Parameters: border, pieces of the border lines; owner, the country of points (lon, lat) as
    position in COUNTRIES, -1 at sea; known, classes that may be driven; parts, accept a network in
    several parts; countries, that must have roads.
    Errors: InputError, one sentence with every fault, for classes without a speed, countries
    without roads, and networks that do not hang together.
    """
    driven = np.array([not lines.classed or word in known for word in lines.classes], dtype=bool)
    pieces = _pieces(lines)
    left_out = _left_out(lines, pieces, ~driven)
    drivable = pieces.joined & driven[pieces.line[:-1]]
    usable, own = _sides(pieces, drivable, border, owner)
    nets, km, dropped, wrong = {}, {}, {}, []
    for at, country in enumerate(CORE_COUNTRIES):
        if own[:, at].any():
            net, lost_km, fault = _net(pieces, (usable[:, at], own[:, at]), parts)
            nets[country], dropped[country] = net, lost_km
            km[country] = float(net.length_km.sum())
            wrong += [f"{country}: {fault}"] if fault and country in countries else []
    _refuse(wrong, sorted(set(countries) - set(nets)), left_out, bool(drivable.any()))
    unstated = float(pieces.km[own.any(axis=1) & (lines.unpaved[pieces.line[:-1]] < 0)].sum())
    lost = float(pieces.km[drivable & ~own.any(axis=1)].sum())
    return Roads(
        MappingProxyType(nets), border, MappingProxyType(km), MappingProxyType(dropped), lost,
        MappingProxyType(left_out), unstated, lines.classed,
    )  # fmt: skip


def paced(
    roads: Roads,
    lines: RoadLines,
    *,
    speeds: Mapping[str, float] | None = None,
    unpaved_factor: float = 1.0,
    blank_unpaved: bool = False,
) -> Roads:
    """The same networks in minutes too.

    Parameters: lines, those that the networks were made of; speeds, km/h by class, over SPEEDS;
    unpaved_factor, on the speed of unpaved roads; blank_unpaved, what a road without a stated
    surface counts as.
    """
    kmh = _kmh(lines, {**SPEEDS, **(speeds or {})})
    unpaved = (lines.unpaved == 1) | (blank_unpaved & (lines.unpaved < 0))
    pace = 60.0 / (kmh * np.where(unpaved, unpaved_factor, 1.0))
    nets = {
        country: replace(net, minutes=_graph(
            net.edges[0], net.edges[1], net.length_km * pace[net.edges[2]], len(net.points)))
        for country, net in roads.nets.items()
    }  # fmt: skip
    return replace(roads, nets=MappingProxyType(nets))


def _kmh(lines: RoadLines, speed: Mapping[str, float]) -> np.ndarray:
    """Km/h per line, NaN where its class has none; a file without classes has one speed."""
    if not lines.classed:
        return np.full(len(lines.classes), speed["unclassified"])
    return np.array([speed.get(word, np.nan) for word in lines.classes], dtype=float)


def _refuse(
    wrong: list[str], absent: list[str], left_out: Mapping[str, float], drivable: bool
) -> None:
    faults = []
    if not drivable:
        listed = ", ".join(sorted(left_out)[:8]) or "none"
        faults.append(f"expected road classes with a speed, found only {listed}; give them speeds")
    elif absent:
        faults.append(f"expected roads inside {', '.join(absent)}, found none in the road file")
    if wrong:
        faults.append(
            "expected roads that hang together, found a disconnected network ("
            f"{'; '.join(wrong)}); join lines at shared points, or accept it in parts"
        )
    if faults:
        text = "; ".join(faults)
        raise InputError(f"{text[0].upper()}{text[1:]}.")


def _pieces(lines: RoadLines) -> _Pieces:
    """All pieces of the lines, none longer than about half a kilometre."""
    whole = shapely.linestrings(lines.coordinates, indices=lines.line)
    cut = shapely.segmentize(whole, _PIECE_DEGREES)
    coordinates, line = shapely.get_coordinates(cut, return_index=True)
    at = np.round(coordinates / _JOIN).astype(np.int64)
    _, node = np.unique(at[:, 0] * _ROW + at[:, 1], return_inverse=True)
    km = geod().inv(*coordinates[:-1].T, *coordinates[1:].T)[2] / 1000.0
    return _Pieces(coordinates, node.ravel(), line, km, line[:-1] == line[1:])


def _left_out(lines: RoadLines, pieces: _Pieces, without: np.ndarray) -> dict[str, float]:
    km = np.bincount(
        pieces.line[:-1][pieces.joined], weights=pieces.km[pieces.joined],
        minlength=len(lines.classes),
    )  # fmt: skip
    words = sorted(set(lines.classes[without].tolist()))
    return {word or "-": float(km[without & (lines.classes == word)].sum()) for word in words}


def _sides(
    pieces: _Pieces, drivable: np.ndarray, border: shapely.STRtree, owner: Owner
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the four countries may use each piece, and whose own it is: bool, pieces x 4.

    A piece in no country (a bridge to an island) may be used from any; one that touches a border
    line from none.
    """
    at = np.asarray(owner(*pieces.coordinates.T)).astype(int)
    rows = np.flatnonzero(drivable)
    ends = np.stack([pieces.coordinates[rows], pieces.coordinates[rows + 1]], axis=1)
    crossing = np.unique(border.query(shapely.linestrings(ends), predicate="intersects")[0])
    free = drivable.copy()
    free[rows[crossing]] = False
    codes = np.array([COUNTRIES.index(country) for country in CORE_COUNTRIES])
    inside = at[:, None] == codes[None]
    open_to = inside | (at == -1)[:, None]
    usable = free[:, None] & open_to[:-1] & open_to[1:]
    return usable, usable & (inside[:-1] | inside[1:])


def _net(
    pieces: _Pieces, sides: tuple[np.ndarray, np.ndarray], parts: bool
) -> tuple[Net, float, str]:
    """One country's network, the km dropped, and what is wrong with it ("" if nothing)."""
    first, last, km, line, own = _edges(pieces, *sides)
    nodes, ends = np.unique(np.concatenate([first, last]), return_inverse=True)
    one, other = np.split(ends.ravel(), 2)
    shape = (len(nodes), len(nodes))
    graph = sparse.coo_array((np.ones(len(one)), (one, other)), shape=shape)
    number, part = connected_components(graph, directed=False)
    # Parts that touch no land of the country are other roads at sea or beyond the neighbours.
    here = np.bincount(part[one], weights=own, minlength=number) > 0
    held = np.bincount(part[one], weights=km, minlength=number) * here
    largest, total = int(held.argmax()), float(held.sum())
    fault = ""
    if not parts and held[largest] < WHOLE * total:
        share = held[largest] / total
        fault = f"the largest of {int(here.sum())} parts holds {share:.0%} of {total:.0f} km"
    kept = here[part[one]] if parts else part[one] == largest
    where = np.zeros((int(pieces.node.max()) + 1, 2))
    where[pieces.node] = pieces.coordinates
    used, again = np.unique(np.concatenate([one[kept], other[kept]]), return_inverse=True)
    ends, points, length = np.split(again.ravel(), 2), where[nodes[used]], km[kept]
    size = len(used)
    net = Net(
        points, _graph(*ends, length, size), sparse.csr_array((size, size)),
        cKDTree(to_geocentric(*points.T)), np.stack([*ends, line[kept]]), length,
    )  # fmt: skip
    return net, total - float(length.sum()), fault


def _edges(
    pieces: _Pieces, usable: np.ndarray, own: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Edges between junctions, ends and a point every half kilometre: nodes, km, line, own.

    Vertices in between are passed over; the way through them keeps its length.
    """
    along = np.append(0.0, np.cumsum(np.where(pieces.joined, pieces.km, 0.0)))
    broken, owned = (np.append(0, np.cumsum(part)) for part in (~usable, own))
    degree = np.bincount(
        np.concatenate([pieces.node[:-1][usable], pieces.node[1:][usable]]),
        minlength=int(pieces.node.max()) + 1,
    )
    before, after = np.append(False, usable), np.append(usable, False)
    stepped = np.append(True, np.diff(np.floor(along / PIECE_KM)) > 0)
    marked = (before != after) | (degree[pieces.node] != 2) | stepped
    at = np.flatnonzero((before | after) & marked)
    first, last = at[:-1], at[1:]
    whole = broken[last] == broken[first]
    first, last = first[whole], last[whole]
    km = np.maximum(along[last] - along[first], LEAST_KM)
    node = pieces.node
    return node[first], node[last], km, pieces.line[first], owned[last] > owned[first]


def _graph(first: np.ndarray, last: np.ndarray, cost: np.ndarray, count: int) -> sparse.csr_array:
    """Both ways; of several edges between two nodes the cheapest."""
    one, other = np.concatenate([first, last]), np.concatenate([last, first])
    both = np.concatenate([cost, cost])
    order = np.lexsort((both, other, one))
    one, other, both = one[order], other[order], both[order]
    cheapest = np.append(True, (np.diff(one) != 0) | (np.diff(other) != 0))
    return sparse.csr_array(
        (both[cheapest], (one[cheapest], other[cheapest])), shape=(count, count)
    )
