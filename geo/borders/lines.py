"""Full-resolution border lines and their parts; what is measured is measured on these."""

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.borders.table import FOLDER, check_pair, index
from geo.crs import WGS84, distance_along_km, point_along
from geo.errors import DataFileError, InputError
from geo.schema.vocabularies import PAIRS

if TYPE_CHECKING:
    import geopandas as gpd


def read_collection(path: Path) -> list[dict]:
    """Features of a GeoJSON file of the atlas; DataFileError when it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["features"]
    except (FileNotFoundError, json.JSONDecodeError, KeyError) as error:
        raise DataFileError(
            f"Expected a GeoJSON feature collection at {path}, but it is missing or damaged; "
            "rebuild it with `make data`."
        ) from error


@functools.cache
def _coordinates() -> dict[str, np.ndarray]:
    rows = read_collection(FOLDER / "borders" / "lines.geojson")
    return {row["properties"]["pair"]: np.array(row["geometry"]["coordinates"]) for row in rows}


@functools.cache
def _link_coordinates() -> dict[str, np.ndarray]:
    rows = read_collection(FOLDER / "borders" / "links.geojson")
    return {row["properties"]["pair"]: np.array(row["geometry"]["coordinates"]) for row in rows}


@functools.cache
def land_chain(pair: str) -> tuple[np.ndarray, np.ndarray]:
    """Vertices of the land line (degrees, (n, 2)) and the km of each along it, from kilometre 0."""
    coordinates = _coordinates()[check_pair(pair)]
    return coordinates, distance_along_km(coordinates)


@functools.cache
def water_chain(pair: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Vertices of the pair's link and the km of each, going on from the land line; None without."""
    coordinates = _link_coordinates().get(check_pair(pair))
    if coordinates is None:
        return None
    return coordinates, land_chain(pair)[1][-1] + distance_along_km(coordinates)


@functools.cache
def line(pair: str) -> shapely.LineString:
    """The pair's land line from kilometre 0, lon, lat in EPSG:4326, at full resolution.

    Errors: InputError for an unknown pair.
    """
    return shapely.linestrings(land_chain(pair)[0])


def cut(pair: str, km_from: float, km_to: float) -> shapely.LineString:
    """The stretch of the pair's land line between two distances along it, km.

    Errors: InputError unless 0 <= km_from < km_to <= the line's length (1 m tolerance).
    """
    coordinates, along_km = land_chain(pair)
    if not 0.0 <= km_from < km_to <= along_km[-1] + 0.001:
        raise InputError(
            f"Expected a stretch of {pair} between 0 and {along_km[-1]:.3f} km, "
            f"found {km_from} to {km_to} km."
        )
    return _part(coordinates, along_km, km_from, km_to)


def _part(
    coordinates: np.ndarray, along_km: np.ndarray, km_from: float, km_to: float
) -> shapely.LineString:
    # To a millimetre, so that a line's own end comes out as the vertex it is.
    ends = np.round(point_along(coordinates, along_km, np.array([km_from, km_to])), 8)
    first, last = np.searchsorted(along_km, [km_from + 1e-9, km_to - 1e-9])
    return shapely.linestrings(np.vstack([ends[:1], coordinates[first:last], ends[1:]]))


@functools.cache
def sections(pair: str) -> "gpd.GeoDataFrame":
    """The pair's numbered sections: contiguous, summing to the line.

    Index section_id; columns number, km_from, km_to, length_km (km along the line, geodesic),
    geometry (LineString, EPSG:4326). Errors: InputError for an unknown pair.
    """
    return _frame(pair, links_only=False)


@functools.cache
def links(pair: str) -> "gpd.GeoDataFrame":
    """The pair's link sections in estuaries, none for most pairs; columns as ``sections``.

    ``length_km`` is the length of the link itself; it takes no part in rates.
    """
    return _frame(pair, links_only=True)


def _frame(pair: str, *, links_only: bool) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    table = index()
    wanted = (table.pair == PAIRS.index(check_pair(pair))) & (table.is_link == links_only)
    rows = np.flatnonzero(wanted)
    chain = water_chain(pair) if links_only else land_chain(pair)
    shapes = [_part(*chain, table.km_from[row], table.km_to[row]) for row in rows]
    columns = {
        "number": table.number[rows],
        "km_from": table.km_from[rows],
        "km_to": table.km_to[rows],
        "length_km": table.km_to[rows] - table.km_from[rows],
    }
    names = pd.Index([table.ids[row] for row in rows], name="section_id", dtype="str")
    return gpd.GeoDataFrame(columns, index=names, geometry=shapes, crs=WGS84)


@functools.cache
def line_ends() -> pd.DataFrame:
    """Which named point each line starts and ends at: pair, end, name, kind, km, lon, lat."""
    return pd.read_csv(FOLDER / "borders" / "line_ends.csv")
