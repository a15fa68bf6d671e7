"""Build ``data/display/{provinces,districts,rivers}.json``: simplified outlines for drawing only.

Districts and provinces are simplified as a coverage, so that shared edges stay shared; small parts
(islets) are left out except a unit's largest. Never measured on.
Run: ``python -m data.build.area_display`` after ``districts``, ``provinces`` and ``rivers``.
"""

from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from data.build.area_packages import WGS84
from data.build.districts import write
from data.build.features import DATA, METRES_PER_DEGREE

DISPLAY: Final = DATA / "display"
# Visvalingam-Whyatt: the square root of the smallest triangle kept; edges move by far less.
TOLERANCE_M: Final = {"provinces": 2400.0, "districts": 3300.0}
# Three decimals are 0.1 km, below what such a tolerance shows.
DECIMALS: Final = {"provinces": 4, "districts": 3, "rivers": 4}
RIVER_TOLERANCE_M: Final = 250.0
MIN_PART_KM2: Final = 5.0
PROPERTIES: Final = ("id", "name", "name_local")


def simplified(units: gpd.GeoDataFrame, *, tolerance_m: float) -> gpd.GeoDataFrame:
    """``units`` (one valid coverage per country, EPSG:4326) with PROPERTIES and fewer vertices."""
    tolerance = tolerance_m / METRES_PER_DEGREE
    parts = []
    for _, rows in units.groupby("country", sort=True):
        shapes = shapely.coverage_simplify(rows.geometry.to_numpy(), tolerance)
        drawn = [largest_parts(shape) for shape in shapes]
        columns = {"id": rows["code"], "name": rows["name_en"], "name_local": rows["name_local"]}
        parts.append(gpd.GeoDataFrame(columns, geometry=drawn, crs=WGS84))
    return pd.concat(parts, ignore_index=True)


def largest_parts(shape: shapely.Geometry) -> shapely.Geometry:
    """``shape`` without parts below 5 km2 other than its largest."""
    parts = shapely.get_parts(shape)
    smallest = MIN_PART_KM2 / (METRES_PER_DEGREE / 1000) ** 2
    largest = max(part.area for part in parts)
    kept = [part for part in parts if part.area >= min(smallest, largest)]
    return kept[0] if len(kept) == 1 else shapely.multipolygons(kept)


def rivers() -> gpd.GeoDataFrame:
    """Border rivers with their names, then inland courses, which have none."""
    border = gpd.read_file(DATA / "rivers.geojson").rename(columns={"name_en": "name"})
    inland = gpd.read_file(DATA / "rivers_inland.geojson").assign(name="", name_local="")
    drawn = pd.concat([border, inland], ignore_index=True)[[*PROPERTIES, "geometry"]]
    shapes = drawn.geometry.simplify(RIVER_TOLERANCE_M / METRES_PER_DEGREE)
    return drawn.set_geometry(shapes)


if __name__ == "__main__":
    for name, tolerance in TOLERANCE_M.items():
        frame = simplified(gpd.read_file(DATA / f"{name}.geojson"), tolerance_m=tolerance)
        write(frame, DISPLAY / f"{name}.json", decimals=DECIMALS[name])
    write(rivers(), DISPLAY / "rivers.json", decimals=DECIMALS["rivers"])
