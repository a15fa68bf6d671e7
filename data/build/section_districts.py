"""Build ``data/borders/section_districts.csv``: which districts face each section on each side.

Every section is cut into equal pieces of about 1 km; the middle of a piece is given, for each core
country of the pair, the district that holds it or else the nearest one. The two sources' outlines
differ by up to kilometres, so no piece is ever required to touch a district.
Run: ``python -m data.build.section_districts`` after ``districts`` and ``borders``.
"""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.build.features import DATA
from geo import areas, borders, crs
from geo.schema.vocabularies import CORE_COUNTRIES, PAIRS

PIECE_KM: Final = 1.0
COLUMNS: Final = ("section_id", "side", "district_code", "km")


def pieces(section: shapely.LineString) -> tuple[np.ndarray, float]:
    """Middles (lon, lat) of equal pieces of about 1 km, and the length of a piece in km."""
    vertices = shapely.get_coordinates(section)
    along_km = crs.distance_along_km(vertices)
    count = max(1, round(along_km[-1] / PIECE_KM))
    middles_km = (np.arange(count) + 0.5) * along_km[-1] / count
    return crs.point_along(vertices, along_km, middles_km), along_km[-1] / count


def nearest_district(points: np.ndarray, units: gpd.GeoDataFrame) -> np.ndarray:
    """Code of the nearest of ``units`` (EPSG:4326, index code) to each point (lon, lat).

    Measured in the plane of the region, within 1 %; of equally near ones the first by code.
    """
    tree = shapely.STRtree(crs.to_metric(units).geometry.to_numpy())
    places_m = shapely.points(crs.points_to_metric(*points.T))
    point, unit = tree.query_nearest(places_m, all_matches=True)
    first = pd.Series(unit).groupby(point).min()
    return units.index.to_numpy()[first.to_numpy()]


def facing(sections: gpd.GeoDataFrame, units: gpd.GeoDataFrame, *, side: str) -> pd.DataFrame:
    """Rows COLUMNS for sections (index section_id) and the districts of one side."""
    cut = [pieces(shape) for shape in sections.geometry]
    counts = [len(points) for points, _ in cut]
    rows = {
        "section_id": np.repeat(sections.index.to_numpy(), counts),
        "side": side,
        "district_code": nearest_district(np.vstack([points for points, _ in cut]), units),
        "km": np.repeat([km for _, km in cut], counts),
    }
    return pd.DataFrame(rows).groupby(list(COLUMNS[:3]), as_index=False)["km"].sum()


def build() -> pd.DataFrame:
    """Every section and link of every pair, its core sides; most km first within a side."""
    units = areas.districts().sort_index()
    found = []
    for pair in PAIRS:
        stretches = pd.concat([borders.sections(pair), borders.links(pair)])
        found += [
            facing(stretches, units[units["country"] == side], side=side)
            for side in pair.split("-")
            if side in CORE_COUNTRIES
        ]
    rows = pd.concat(found, ignore_index=True)
    rows["km"] = rows["km"].round(3)
    order = {name: place for place, name in enumerate(borders.index().ids)}
    rows["order"] = rows["section_id"].map(order)
    by = ["order", "side", "km", "district_code"]
    return rows.sort_values(by, ascending=[True, True, False, True])[list(COLUMNS)]


if __name__ == "__main__":
    path = DATA / "borders" / "section_districts.csv"
    build().to_csv(path, index=False, lineterminator="\n")
