"""Second- and first-level units, which district a point lies in, and the districts along a section.

Outlines are geoBoundaries' (2014-2019). They differ from the border line, which is OpenStreetMap's,
by 0.1 to 0.6 km as a rule, so a point near a border may lie in the outline of the other side: pass
the stated country and its own district is preferred.
"""

from functools import cache
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo import crs
from geo.errors import DataFileError, InputError
from geo.schema.vocabularies import CORE_COUNTRIES

DATA: Final = Path(__file__).resolve().parents[1] / "data"
STATED_COUNTRY_KM: Final = 3.0
EDGE_SPACING_M: Final = 100.0


def districts() -> gpd.GeoDataFrame:
    """All districts, one row each, index ``code``, EPSG:4326, countries then codes in order.

    Columns: official_code ("" for Lao PDR), name_en, name_local, name_review ("native review" or
    ""), province_code, province_en, province_local, country (alpha-3), source_id, geometry. A copy:
    the caller may change it.
    Raises DataFileError where the file is missing or damaged.
    """
    return _districts().copy()


def provinces() -> gpd.GeoDataFrame:
    """First-level units, index ``code``: official_code, names, country, source_id, geometry."""
    return _provinces().copy()


def rivers() -> gpd.GeoDataFrame:
    """Rivers, index ``id``: name_en, name_local, name_review, border_pair, source_id, geometry.

    First the stretches where the border line is the river (km_from, km_to along the pair; names
    want a native reader), then GSHHG's longest inland courses, without names. EPSG:4326.
    """
    return _rivers().copy()


def places() -> pd.DataFrame:
    """Populated places: id, names, country, codes, lon, lat (degrees), kind, population, source."""
    return _places().copy()


def section_districts() -> pd.DataFrame:
    """Districts facing each section: section_id, side (alpha-3), district_code, km of line."""
    return _section_districts().copy()


def locate_district(
    lon: npt.ArrayLike, lat: npt.ArrayLike, *, country: npt.ArrayLike | str | None = None
) -> np.ndarray:
    """Code of the district of each point, as an object array; "" outside all or without a point.

    lon, lat: degrees, n values each, NaN where there is none. country: the stated country or
    countries (alpha-3, "" where not stated). A stated country's district is taken when it holds the
    point or its outline, sampled every 100 m, comes within 3 km of it; else, as where no country
    is stated, the district that holds the point. Where two countries' outlines overlap, the one
    that holds the point deeper is taken. Raises InputError for arrays of different lengths.
    """
    x, y, stated = _points(lon, lat, country)
    frame = _districts()
    points, units = _holders(x, y, frame.geometry.to_numpy())
    own = frame["country"].to_numpy()[units] == stated[points]
    found = _deepest(x, y, points, units, own, frame.geometry.to_numpy())
    lost = np.isin(stated, CORE_COUNTRIES) & np.isfinite(x) & np.isfinite(y)
    lost[points[own]] = False
    for name in np.unique(stated[lost].astype(str)):
        chosen = np.flatnonzero(lost & (stated == name))
        near = _nearest(x[chosen], y[chosen], name)
        found[chosen] = np.where(near >= 0, near, found[chosen])
    codes = np.append(frame.index.to_numpy(dtype=object), "")
    return codes[found]


def _points(
    lon: npt.ArrayLike, lat: npt.ArrayLike, country: npt.ArrayLike | str | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x = np.atleast_1d(np.asarray(lon, dtype=float))
    y = np.atleast_1d(np.asarray(lat, dtype=float))
    words = np.asarray("" if country is None else country, dtype=object)
    stated = np.full(len(x), words.item(), dtype=object) if words.ndim == 0 else words
    if not len(x) == len(y) == len(stated):
        raise InputError(
            "locate_district expects lon, lat and country of one length, "
            f"found {len(x)}, {len(y)} and {len(stated)}"
        )
    return x, y, stated


def _holders(x: np.ndarray, y: np.ndarray, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(points, units) positions of every point in or on the edge of a shape.

    Points are sorted by longitude once, so that each shape tests only those in its own box.
    """
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    order = finite[np.argsort(x[finite], kind="stable")]
    west, south, east, north = shapely.bounds(shapes).T
    first = np.searchsorted(x[order], west, side="left")
    last = np.searchsorted(x[order], east, side="right")
    points, units = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)]
    for unit in np.flatnonzero(last > first):
        near = order[first[unit] : last[unit]]
        near = near[(y[near] >= south[unit]) & (y[near] <= north[unit])]
        if not len(near):
            continue
        inside = near[shapely.intersects_xy(shapes[unit], x[near], y[near])]
        points.append(inside)
        units.append(np.full(len(inside), unit, dtype=np.intp))
    return np.concatenate(points), np.concatenate(units)


def _deepest(
    x: np.ndarray,
    y: np.ndarray,
    points: np.ndarray,
    units: np.ndarray,
    own: np.ndarray,
    shapes: np.ndarray,
) -> np.ndarray:
    """One unit for each point, -1 for none: own country first, then the deepest, then by order."""
    depth = np.zeros(len(points))
    shared = np.flatnonzero(np.bincount(points, minlength=len(x))[points] > 1)
    edges = shapely.boundary(shapes[units[shared]])
    depth[shared] = shapely.distance(edges, shapely.points(x[points[shared]], y[points[shared]]))
    worst_first = np.lexsort((-units, depth, own))
    found = np.full(len(x), -1, dtype=np.intp)
    found[points[worst_first]] = units[worst_first]
    return found


def _nearest(x: np.ndarray, y: np.ndarray, country: str) -> np.ndarray:
    """The district of ``country`` whose edge is nearest, within 3 km of each point; -1 for none."""
    tree, units = _outer_edge(country)
    reach_m = STATED_COUNTRY_KM * 1000
    _, sample = tree.query(crs.to_geocentric(x, y), distance_upper_bound=reach_m)
    return np.append(units, -1)[sample]


@cache
def _outer_edge(country: str) -> tuple[cKDTree, np.ndarray]:
    """Points at most 100 m apart along the outer edge of a country's districts, and whose each is.

    In a coverage an edge between two districts occurs twice and an outer edge once. A point outside
    the country is nearest to an outer edge.
    """
    frame = _districts()
    units = np.flatnonzero(frame["country"] == country)
    rings, ring_unit = shapely.get_rings(frame.geometry.to_numpy()[units], return_index=True)
    ends, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[:-1] == ring[1:]
    segments = np.hstack([ends[:-1], ends[1:]])[joined]
    owner = units[ring_unit[ring[:-1][joined]]]
    backwards = (segments[:, 0] > segments[:, 2]) | (
        (segments[:, 0] == segments[:, 2]) & (segments[:, 1] > segments[:, 3])
    )
    same_way = np.where(backwards[:, None], segments[:, [2, 3, 0, 1]], segments)
    _, place, count = np.unique(same_way, axis=0, return_inverse=True, return_counts=True)
    outer = count[place.ravel()] == 1
    points, segment = _sampled(segments[outer])
    return cKDTree(crs.to_geocentric(*points.T)), owner[outer][segment]


def _sampled(segments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points at most 100 m apart along segments (lon, lat, lon, lat), and the segment of each."""
    length_m = crs.geod().inv(*segments.T)[2]
    parts = np.maximum(np.ceil(length_m / EDGE_SPACING_M), 1).astype(np.intp)
    segment = np.repeat(np.arange(len(segments)), parts)
    step = np.arange(len(segment)) - np.repeat(np.cumsum(parts) - parts, parts)
    share = (step / parts[segment])[:, None]
    return segments[segment, :2] * (1 - share) + segments[segment, 2:] * share, segment


@cache
def _districts() -> gpd.GeoDataFrame:
    frame = _features("districts.geojson")
    shapely.prepare(frame.geometry.to_numpy())
    return frame


@cache
def _provinces() -> gpd.GeoDataFrame:
    return _features("provinces.geojson")


@cache
def _rivers() -> gpd.GeoDataFrame:
    both = [_features("rivers.geojson", key="id"), _features("rivers_inland.geojson", key="id")]
    frame = pd.concat(both)
    words = ["name_en", "name_local", "name_review", "border_pair", "source_id", "confidence"]
    columns = [*words, "km_from", "km_to", "geometry"]
    return frame[columns].fillna(dict.fromkeys(words, ""))


@cache
def _places() -> pd.DataFrame:
    return _table("places.csv")


@cache
def _section_districts() -> pd.DataFrame:
    return _table("borders/section_districts.csv")


def _features(name: str, *, key: str = "code") -> gpd.GeoDataFrame:
    path = DATA / name
    try:
        return gpd.read_file(path, engine="pyogrio").set_index(key)
    except (OSError, ValueError, KeyError, RuntimeError) as fault:
        raise _damaged(name) from fault


def _table(name: str) -> pd.DataFrame:
    numbers = {"lon": float, "lat": float, "population": "Int64", "km": float}
    try:
        texts = pd.read_csv(DATA / name, dtype=str, keep_default_na=False)
        kinds = {key: kind for key, kind in numbers.items() if key in texts}
        return texts.assign(**{key: pd.to_numeric(texts[key]).astype(kinds[key]) for key in kinds})
    except (OSError, ValueError) as fault:
        raise _damaged(name) from fault


def _damaged(name: str) -> DataFileError:
    return DataFileError(
        f"expected the file data/{name} in the form that data/build writes, found it missing or "
        "damaged; put the released file back"
    )
