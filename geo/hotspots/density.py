"""Kernel density of recorded places, and its classes on a map grid."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import Transformer
from scipy import ndimage, sparse

from geo.errors import InputError
from geo.hotspots._arrays import Floats, numbers, planar_points, positive

KM2_IN_M2 = 1e6
REACH_BANDWIDTHS = 9.0
BAND_BANDWIDTHS = 6.0
BINS_PER_BANDWIDTH = 10.0
MOST_BINS = 4096
EXACT_PRODUCTS = 5e8
RASTER_MARGIN_BANDWIDTHS = 4.0
PIXELS_PER_BANDWIDTH = 4.0
MOST_PIXELS = 1200
WEB_MERCATOR_RADIUS_M = 6378137.0


@dataclass(frozen=True, slots=True, eq=False)
class DensityRaster:
    """Records per km² on rows equally spaced in Web Mercator, row 0 in the north.

    bounds: west, south, east, north in degrees, outer edges of the pixels.
    """

    per_km2: Floats
    bounds: tuple[float, float, float, float]


def kernel_density(
    points_m: npt.ArrayLike, *, bandwidth_m: float, grid: tuple[npt.ArrayLike, npt.ArrayLike]
) -> Floats:
    """Gaussian kernel density at the middle of each grid cell, in records per km².

    points_m: shape (n, 2), x and y in metres of one metric CRS. bandwidth_m: sigma of the kernel.
    grid: edges of the columns (x) and of the rows (y) in metres, rising. Result: shape (rows,
    columns), row 0 at the smallest y. Its sum times the cell area approaches n where the grid holds
    all points with a margin and cells are narrow beside the bandwidth.

    The kernel is separable, so up to about 2,000 points on 500 × 500 cells the result is the
    direct sum itself (rounding only; points beyond 9 sigma count as 0). With more, points are
    shared out linearly to bins of a tenth of sigma and the sigma corrected for it (Wand 1994):
    within 0.2 % of the peak. Raises InputError for NaN, no point, bad edges or bandwidth.
    """
    points = planar_points("points_m", points_m)
    sigma = positive("bandwidth_m", bandwidth_m)
    x, y = (_middles(f"grid[{axis}]", edges) for axis, edges in enumerate(grid))
    if not len(points):
        raise InputError("A density needs at least one record; found none.")
    reach = REACH_BANDWIDTHS * sigma
    near = (np.abs(points[:, 0] - np.clip(points[:, 0], x.min(), x.max())) <= reach) & (
        np.abs(points[:, 1] - np.clip(points[:, 1], y.min(), y.max())) <= reach
    )
    points = points[near]
    binned = len(points) * len(x) * len(y) > EXACT_PRODUCTS
    return (_binned if binned else _summed)(points, sigma, x, y) * KM2_IN_M2


def density_raster(lon: npt.ArrayLike, lat: npt.ArrayLike, *, bandwidth_km: float) -> DensityRaster:
    """Kernel density drawn on a Web-Mercator grid around the points.

    lon, lat: degrees, EPSG:4326. The density is computed in metres, in a Lambert azimuthal
    equal-area projection about the middle of the points: areas exact, lengths within 1 % up to
    1,800 km from there; then read off at the map's pixels by cubic interpolation. Raises
    InputError for NaN, no point, or points more than 60 degrees apart.
    """
    lon = numbers("lon", lon)
    lat = numbers("lat", lat, size=len(lon))
    if not len(lon):
        raise InputError("A density needs at least one record; found none.")
    if max(np.ptp(lon), np.ptp(lat)) > 60 or np.abs(lat).max() > 70:
        raise InputError("Points must lie within 60 degrees of each other and 70 of the equator.")
    sigma_m = 1000 * positive("bandwidth_km", bandwidth_km)
    middle = (lon.min() + lon.max()) / 2, (lat.min() + lat.max()) / 2
    to_m = Transformer.from_crs(
        "EPSG:4326",
        f"+proj=laea +lon_0={middle[0]:.6f} +lat_0={middle[1]:.6f} +datum=WGS84 +units=m",
        always_xy=True,
    )
    columns, rows, bounds = _pixels(lon, lat, sigma_m)
    px, py = to_m.transform(*np.meshgrid(columns, rows))
    step = sigma_m / PIXELS_PER_BANDWIDTH
    edges = tuple(np.arange(v.min() - 3 * step, v.max() + 4 * step, step) for v in (px, py))
    points = np.column_stack(to_m.transform(lon, lat))
    values = kernel_density(points, bandwidth_m=sigma_m, grid=edges)
    at = [(py - edges[1][0]) / step - 0.5, (px - edges[0][0]) / step - 0.5]
    read = ndimage.map_coordinates(values, at, order=3, mode="nearest")
    return DensityRaster(per_km2=np.maximum(read, 0.0), bounds=bounds)


def least_bandwidth_km(uncertainty_m: npt.ArrayLike) -> float:
    """Twice the median uncertainty of the records used, km; those without one are left out."""
    known = np.asarray(uncertainty_m, dtype=float)
    known = known[~np.isnan(known)]
    return float(2 * np.median(known) / 1000) if len(known) else 0.0


def _middles(name: str, edges: npt.ArrayLike) -> Floats:
    edges = numbers(name, edges)
    if len(edges) < 2 or np.any(np.diff(edges) <= 0):
        raise InputError(f"{name} must hold at least two edges in rising order, in metres.")
    return (edges[1:] + edges[:-1]) / 2


def _kernel(at: Floats, centres: Floats, sigma: float) -> Floats:
    """Gaussian of sigma about each centre, at each place: shape (len(at), len(centres))."""
    apart = np.subtract.outer(at, centres) / sigma
    return np.exp(-0.5 * apart * apart) / (sigma * np.sqrt(2 * np.pi))


def _summed(points: Floats, sigma: float, x: Floats, y: Floats) -> Floats:
    """The direct sum, as a product of two one-dimensional kernels, some points at a time."""
    total = np.zeros((len(y), len(x)))
    for start in range(0, len(points), 20_000):
        part = points[start : start + 20_000]
        total += _kernel(y, part[:, 1], sigma) @ _kernel(x, part[:, 0], sigma).T
    return total


def _binned(points: Floats, sigma: float, x: Floats, y: Floats) -> Floats:
    """The same sum from points shared out linearly to a fine regular grid."""
    low = points.min(axis=0)
    width = max(sigma / BINS_PER_BANDWIDTH, float(np.ptp(points, axis=0).max()) / MOST_BINS)
    if width > sigma / 4:
        return _summed(points, sigma, x, y)
    place = (points - low) / width
    bins = np.floor(place).astype(np.int64)
    part = place - bins
    columns, rows = bins.max(axis=0) + 2
    mass = np.zeros(rows * columns)
    for right in (0, 1):
        for up in (0, 1):
            weight = np.abs(1 - right - part[:, 0]) * np.abs(1 - up - part[:, 1])
            at = (bins[:, 1] + up) * columns + bins[:, 0] + right
            mass += np.bincount(at, weights=weight, minlength=rows * columns)
    # Sharing a point between two bins widens it by width²/6 on average: take that off again.
    narrow = np.sqrt(sigma**2 - width**2 / 6)
    across = _banded(x - low[0], narrow, width, columns)
    along = _banded(y - low[1], narrow, width, rows)
    return (across @ (along @ mass.reshape(rows, columns)).T).T


def _banded(at: Floats, sigma: float, width: float, bins: int) -> sparse.csr_array:
    """``_kernel`` from bins 0, width, 2 width… to each place, cut off at BAND_BANDWIDTHS sigma."""
    first = np.ceil((at - BAND_BANDWIDTHS * sigma) / width).astype(np.int64)
    bin_of = first[:, None] + np.arange(int(2 * BAND_BANDWIDTHS * sigma / width) + 1)
    inside = (bin_of >= 0) & (bin_of < bins)
    apart = (at[:, None] - bin_of * width) / sigma
    value = np.exp(-0.5 * apart * apart) / (sigma * np.sqrt(2 * np.pi))
    row = np.broadcast_to(np.arange(len(at))[:, None], bin_of.shape)
    return sparse.csr_array((value[inside], (row[inside], bin_of[inside])), shape=(len(at), bins))


def _pixels(
    lon: Floats, lat: Floats, sigma_m: float
) -> tuple[Floats, Floats, tuple[float, float, float, float]]:
    """Longitudes of columns, latitudes of rows (north first) and bounds of the map grid."""
    radius = WEB_MERCATOR_RADIUS_M
    stretch = 1 / np.cos(np.radians(np.abs(lat).max() + 5))
    margin = RASTER_MARGIN_BANDWIDTHS * sigma_m * stretch
    west, east = (radius * np.radians(v) for v in (lon.min(), lon.max()))
    south, north = (radius * np.arctanh(np.sin(np.radians(v))) for v in (lat.min(), lat.max()))
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    step = max(
        sigma_m / PIXELS_PER_BANDWIDTH, (east - west) / MOST_PIXELS, (north - south) / MOST_PIXELS
    )
    x = np.linspace(west, east, int(np.ceil((east - west) / step)) + 1)
    y = np.linspace(north, south, int(np.ceil((north - south) / step)) + 1)
    degrees = np.degrees(x / radius), np.degrees(np.arcsin(np.tanh(y / radius)))
    bounds = tuple(float(v[k]) for v, k in zip((*degrees, *degrees), (0, -1, -1, 0), strict=True))
    columns, rows = (x[1:] + x[:-1]) / 2, (y[1:] + y[:-1]) / 2
    return np.degrees(columns / radius), np.degrees(np.arcsin(np.tanh(rows / radius))), bounds
