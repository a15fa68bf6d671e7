"""Build ``data/districts.geojson``: the second-level units of the four countries.

Geometry is geoBoundaries' alone (no OpenStreetMap vertex in it): each country's outlines, which
their source simplified one by one, are cleaned into a coverage without gaps or overlaps. Two
countries' outlines still differ along their common border.
Run: ``python -m data.build.districts``.
"""

from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from data.build.area_packages import LAYER_PREFIX, WGS84, raw_outlines
from data.build.features import DATA, write_features
from data.build.names import NAME_COLUMNS, NAMERS
from geo.errors import DataFileError

# Slivers narrower than this (degrees) between neighbours are closed.
GAP_WIDTH_DEGREES: Final = 0.03
DECIMALS: Final = 5
MAX_CLEANING_ROUNDS: Final = 6


def clean_coverage(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """``shapes`` (EPSG:4326) as a valid coverage on a grid of 1e-5 degrees (about 1 m).

    Same index and order. Cleaning adds vertices between grid points, so it is repeated on the
    rounded shapes until a round changes nothing. Raises DataFileError where that does not settle.
    """
    cleaned = shapely.coverage_clean(shapes.to_numpy(), gap_width=GAP_WIDTH_DEGREES)
    for _ in range(MAX_CLEANING_ROUNDS):
        rounded = shapely.transform(cleaned, lambda xy: xy.round(DECIMALS))
        if shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded):
            return gpd.GeoSeries(rounded, index=shapes.index, crs=WGS84)
        valid = shapely.make_valid(rounded, method="structure", keep_collapsed=False)
        cleaned = shapely.coverage_clean(valid, gap_width=0)
    raise DataFileError("expected a valid coverage after cleaning and rounding, found none")


def country_districts(country: str) -> gpd.GeoDataFrame:
    """Named districts of ``country``, ordered by code; Cambodian communes join by district."""
    outlines = raw_outlines(country)
    outlines.geometry = clean_coverage(outlines.geometry)
    named = gpd.GeoDataFrame(NAMERS[country](outlines), geometry=outlines.geometry, crs=WGS84)
    return joined(named, by="code")


def joined(units: gpd.GeoDataFrame, *, by: str) -> gpd.GeoDataFrame:
    """Units that share ``by`` as one shape each, first row's columns kept, ordered by ``by``."""
    groups = units.groupby(by, sort=True)
    rows = groups.first().drop(columns="geometry").reset_index()
    shapes = [shapely.coverage_union_all(group.to_numpy()) for _, group in groups["geometry"]]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84)


def build() -> gpd.GeoDataFrame:
    """All districts, countries in alphabetical order."""
    frames = [country_districts(country) for country in sorted(LAYER_PREFIX)]
    districts = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=WGS84)
    return districts[[*NAME_COLUMNS, "geometry"]]


def write(frame: gpd.GeoDataFrame, path: Path, *, decimals: int = DECIMALS) -> None:
    """Write ``frame`` as GeoJSON; shapes in normal form, so that equal shapes give equal bytes."""
    records = frame.drop(columns="geometry").to_dict("records")
    shapes = shapely.normalize(frame.geometry.to_numpy())
    write_features(path, zip(records, shapes, strict=True), decimals=decimals)


if __name__ == "__main__":
    write(build(), DATA / "districts.geojson")
