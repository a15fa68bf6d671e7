"""Hexagon cells (H3) near a line: which are tested, how they adjoin, and their shapes."""

from collections.abc import Sequence
from dataclasses import dataclass

import h3.api.numpy_int as h3
import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

from geo.errors import InputError
from geo.hotspots._arrays import Floats, numbers, planar_points, positive

EARTH_RADIUS_KM = 6371.0088
LINE_STEP_KM = 2.0
COARSE_RESOLUTION = 4
SPOT_DEGREES = 0.01
TREE_SPOT_DEGREES = 0.002
DISTANCE_TOLERANCE = 0.002

Cells = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class CellUniverse:
    """Cells that a test looks at, ascending; area_km2: the part of each within reach of a line."""

    cell: Cells
    area_km2: Floats
    resolution: int
    within_km: float


def cells_of(lon: npt.ArrayLike, lat: npt.ArrayLike, *, resolution: int) -> Cells:
    """H3 index per point. lon, lat: degrees. resolution: 0…15."""
    lon = numbers("lon", lon)
    lat = numbers("lat", lat, size=len(lon))
    _known(resolution)
    pairs = zip(lat.tolist(), lon.tolist(), strict=True)
    return np.array([h3.latlng_to_cell(y, x, resolution) for y, x in pairs], dtype=np.uint64)


def cell_universe(
    paths: Sequence[npt.ArrayLike], *, resolution: int, within_km: float = 25.0
) -> CellUniverse:
    """All cells that reach within ``within_km`` of a line, with the area that does.

    paths: lines, each an array (n, 2) of lon, lat in degrees. Distances are great-circle (within
    0.6 % of the ellipsoid). A cell cut by the edge of the strip counts with the share of its
    descendants (49 down to resolution 5, 7 below) whose centre is inside, at least half of one.
    Raises InputError for an empty or broken path.
    """
    positive("within_km", within_km)
    _known(resolution)
    line = np.concatenate([_densified(planar_points("a path", path)) for path in paths] or [[]])
    if not len(line):
        raise InputError("A cell universe needs at least one line; found none.")
    # A cell reaches at most 1.3 mean edges from its centre anywhere on the globe.
    arm_km = 1.3 * h3.average_hexagon_edge_length(resolution, unit="km")
    cells = _candidates(line, within_km + arm_km, resolution)
    tree = cKDTree(_unit_vectors(_one_per_spot(line, TREE_SPOT_DEGREES)))
    away_km = _distance_km(tree, cell_centres(cells))
    near = away_km <= within_km + arm_km
    cells, away_km = cells[near], away_km[near]
    cut = away_km > within_km - arm_km
    part = np.ones(len(cells))
    part[cut] = _share_within(tree, cells[cut], within_km, resolution)
    area = np.array([h3.cell_area(int(cell), unit="km^2") for cell in cells])
    return CellUniverse(cells, area * part, resolution, within_km)


def count_by_cell(cell: npt.ArrayLike, cells: Cells) -> npt.NDArray[np.int64]:
    """Records per cell of ``cells`` (ascending). cell: H3 index per record; others are left out."""
    cell = np.asarray(cell, dtype=np.uint64)
    at = np.minimum(np.searchsorted(cells, cell), len(cells) - 1)
    return np.bincount(at[cells[at] == cell], minlength=len(cells))


def ring_neighbourhood(cells: Cells, *, rings: int = 1) -> sparse.csr_array:
    """n by n, 1 where two of ``cells`` (ascending, unique) lie within ``rings``, and diagonal."""
    cells = np.asarray(cells, dtype=np.uint64)
    if np.any(cells[1:] <= cells[:-1]):
        raise InputError("cells must be in rising order, each once.")
    disks = [np.asarray(h3.grid_disk(int(cell), rings), np.uint64) for cell in cells]
    sizes = [len(disk) for disk in disks]
    rows = np.repeat(np.arange(len(cells)), sizes)
    wanted = np.concatenate(disks) if disks else np.zeros(0, np.uint64)
    at = np.minimum(np.searchsorted(cells, wanted), max(len(cells) - 1, 0))
    found = cells[at] == wanted
    entries = (np.ones(int(found.sum())), (rows[found], at[found]))
    return sparse.csr_array(entries, shape=(len(cells), len(cells)))


def cell_centres(cells: Cells) -> Floats:
    """Centres, shape (n, 2): lon, lat in degrees."""
    pairs = [h3.cell_to_latlng(int(cell)) for cell in cells]
    return np.array(pairs, dtype=float).reshape(-1, 2)[:, ::-1]


def cell_rings(cells: Cells) -> tuple[Floats, ...]:
    """Outlines, one array (5 to 10, 2) of lon, lat per cell, not closed."""
    return tuple(np.array(h3.cell_to_boundary(int(cell)))[:, ::-1] for cell in cells)


def parent_cells(cells: Cells, *, resolution: int) -> Cells:
    """The cell of a coarser ``resolution`` that holds each of ``cells``, by H3's bit layout.

    Bits 52-55 of an index hold its resolution; the three bits of every finer digit are all ones.
    """
    cells = np.asarray(cells, dtype=np.uint64)
    finer = (1 << 3 * (15 - _known(resolution))) - 1
    held = cells & np.uint64(0xFFFFFFFFFFFFFFFF ^ (0xF << 52))
    return held | np.uint64(resolution << 52) | np.uint64(finer)


def finest_resolution(uncertainty_m: npt.ArrayLike, *, finest: int) -> int:
    """The finest resolution up to ``finest`` whose cells are twice the median uncertainty wide.

    A cell's width is the square root of 3 times its mean edge. Records without an uncertainty are
    left out; with none at all, ``finest``.
    """
    known = np.asarray(uncertainty_m, dtype=float)
    known = known[~np.isnan(known)]
    needed_m = 2 * np.median(known) if len(known) else 0.0
    for resolution in range(_known(finest), 0, -1):
        if np.sqrt(3) * h3.average_hexagon_edge_length(resolution, unit="m") >= needed_m:
            return resolution
    return 0


def _known(resolution: int) -> int:
    if not 0 <= resolution <= 13:
        raise InputError(f"resolution must lie in 0…13; got {resolution!r}.")
    return resolution


def _densified(path: Floats) -> Floats:
    """The path with a vertex at least every LINE_STEP_KM."""
    if len(path) < 2:
        raise InputError(f"A path needs at least two points; found {len(path)}.")
    chords = np.linalg.norm(np.diff(_unit_vectors(path), axis=0), axis=1) * EARTH_RADIUS_KM
    pieces = np.maximum(np.ceil(chords / LINE_STEP_KM), 1).astype(int)
    at = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    part = (step / pieces[at])[:, None]
    return np.vstack([path[at] * (1 - part) + path[at + 1] * part, path[-1:]])


def _candidates(line: Floats, within_km: float, resolution: int) -> Cells:
    """More than all cells with a centre within ``within_km`` of the line, found on coarse cells.

    A walk of one ring is never shorter than 1.2 edges, pentagons and distortion included; two
    edges more hold whatever descendants reach beyond the coarse cell's own outline.
    """
    coarse = min(resolution, COARSE_RESOLUTION)
    edge_km = h3.average_hexagon_edge_length(coarse, unit="km")
    spots = _one_per_spot(line, SPOT_DEGREES)
    starts = np.unique(cells_of(spots[:, 0], spots[:, 1], resolution=coarse))
    rings = int(np.ceil((within_km + 2 * edge_km + LINE_STEP_KM) / (1.2 * edge_km)))
    near = np.unique(np.concatenate([h3.grid_disk(int(cell), rings) for cell in starts]))
    children = [h3.cell_to_children(int(cell), resolution) for cell in near]
    return np.unique(np.concatenate(children)).astype(np.uint64)


def _one_per_spot(line: Floats, degrees: float) -> Floats:
    """One vertex per square of ``degrees``, in a fixed order."""
    return line[np.unique(np.round(line / degrees), axis=0, return_index=True)[1]]


def _share_within(tree: cKDTree, cells: Cells, within_km: float, resolution: int) -> Floats:
    """Share of each cell's descendants with a centre within reach, at least half of one."""
    levels = 1 if resolution > COARSE_RESOLUTION + 1 else 2
    inner = [h3.cell_to_children(int(cell), resolution + levels) for cell in cells]
    if not inner:
        return np.zeros(0)
    sizes = np.array([len(children) for children in inner])
    inside = _distance_km(tree, cell_centres(np.concatenate(inner))) <= within_km
    whole = np.add.reduceat(inside.astype(float), np.cumsum(sizes) - sizes)
    return np.maximum(whole, 0.5) / sizes


def _unit_vectors(lonlat: Floats) -> Floats:
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _distance_km(tree: cKDTree, lonlat: Floats) -> Floats:
    """Great-circle distance from each point to the nearest in the tree, at most 0.2 % too long."""
    chord, _ = tree.query(_unit_vectors(lonlat), eps=DISTANCE_TOLERANCE)
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0))
