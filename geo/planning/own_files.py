"""A planner's own lists: offices, candidates, weighted points (CSV, XLSX, GeoJSON), and areas."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from geo.cleaning.texts import clean, text_of
from geo.errors import FileNotUnderstoodError
from geo.importers.cells import number_of
from geo.importers.placing import country_of
from geo.importers.raw import RawTable, read_raw
from geo.planning.inputs import Area, Point, WeightedPoint
from geo.schema.vocabularies import CORE_COUNTRIES
from geo.search import fold

# Column headings that mean a field, folded; English and Thai.
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "code", "รหัส"),
        "name": ("name", "name_en", "office", "place", "title", "ชื่อ", "สำนักงาน", "สถานที่"),
        "country": ("country", "iso3", "side", "ประเทศ"),
        "lat": ("lat", "latitude", "y", "ละติจูด"),
        "lon": ("lon", "lng", "long", "longitude", "x", "ลองจิจูด"),
        "weight": ("weight", "value", "amount", "n", "count", "น้ำหนัก", "จำนวน"),
    }
)
_REGION = (90.0, 5.0, 112.0, 30.0)
_NAME_LETTERS = 120
_LISTED = 8


def read_points(name: str, content: bytes) -> tuple[Point, ...]:
    """Offices or candidates of a file: columns country, lon, lat, and name or id where there are.

    Errors: FileNotUnderstoodError, one sentence with every column that is missing, or every row
    that cannot be read and why.
    """
    rows = _rows(name, content, needed=("country", "lon", "lat"))
    return tuple(
        Point(row["id"], row["country"], row["lon"], row["lat"], row["name"]) for row in rows
    )


def read_layer(name: str, content: bytes) -> tuple[WeightedPoint, ...]:
    """Weighted points of a file: columns lon, lat, weight; country, name and id by choice.

    Errors: as ``read_points``.
    """
    rows = _rows(name, content, needed=("lon", "lat", "weight"))
    return tuple(
        WeightedPoint(row["id"], row["country"], row["lon"], row["lat"], row["weight"], row["name"])
        for row in rows
    )


def read_areas(name: str, content: bytes) -> tuple[Area, ...]:
    """Polygons of a GeoJSON file in WGS 84, each by its outer ring; holes are filled.

    Errors: FileNotUnderstoodError where it is no GeoJSON or holds no polygon.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))
        features = found["features"] if found.get("type") == "FeatureCollection" else [found]
        areas = [area for at, feature in enumerate(features, 1) for area in _areas(feature, at)]
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError) as error:
        raise FileNotUnderstoodError(
            f"Expected polygons as GeoJSON in {name[-60:]!r}, found a fault "
            f"({type(error).__name__}); save the areas as GeoJSON in WGS 84."
        ) from error
    if not areas:
        raise FileNotUnderstoodError(
            f"Expected at least one polygon in {name[-60:]!r}, found none; draw the areas anew."
        )
    return tuple(areas)


def _areas(feature: Mapping[str, Any], number: int) -> list[Area]:
    geometry = feature.get("geometry", feature) or {}
    held = feature.get("properties") or {}
    title = clean(text_of(held.get("name")))[:_NAME_LETTERS] or f"area {number}"
    kind, parts = geometry.get("type"), geometry.get("coordinates", [])
    rings = {"Polygon": lambda: parts[:1], "MultiPolygon": lambda: [part[0] for part in parts]}
    return [
        Area(title, tuple((float(corner[0]), float(corner[1])) for corner in ring))
        for ring in rings.get(kind, list)()
    ]


def _rows(name: str, content: bytes, *, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    raw = read_raw(name, content)
    used = _columns(raw, needed)
    rows, wrong = [], []
    for number, cells in zip(raw.numbers, raw.rows, strict=True):
        fields = {field: cells.get(heading) for field, heading in used.items()}
        row, why = _row(fields, number, needed)
        rows.append(row)
        wrong += [f"row {number}: {'; '.join(why)}"] if why else []
    if wrong:
        more = f" and {len(wrong) - _LISTED} more" if len(wrong) > _LISTED else ""
        raise FileNotUnderstoodError(
            f"Expected rows that can be read in {name[-60:]!r}, found "
            f"{', '.join(wrong[:_LISTED])}{more}; mend them and bring the file again."
        )
    return rows


def _columns(raw: RawTable, needed: tuple[str, ...]) -> dict[str, str]:
    folded = {fold(column): column for column in reversed(raw.columns)}
    used = {}
    for field, headings in HEADINGS.items():
        found = next((folded[fold(h)] for h in headings if fold(h) in folded), None)
        if found is not None:
            used[field] = found
    missing = [field for field in needed if field not in used]
    if missing:
        raise FileNotUnderstoodError(
            f"Expected columns for {', '.join(missing)}; found {', '.join(raw.columns)[:300]}. "
            "Rename the columns in the file and bring it again."
        )
    return used


def _row(
    fields: Mapping[str, Any], number: int, needed: tuple[str, ...]
) -> tuple[dict[str, Any], list[str]]:
    """A row's values, and every reason why it cannot be read."""
    lon, lat = number_of(fields.get("lon")), number_of(fields.get("lat"))
    west, south, east, north = _REGION
    why = []
    if lon is None or lat is None:
        why.append("no lon and lat")
    elif not (west <= lon <= east and south <= lat <= north):
        why.append(f"lon {lon:g}, lat {lat:g} outside the region")
    stated = clean(text_of(fields.get("country")))
    country = (country_of(stated) or stated.upper()) if stated else ""
    if country not in CORE_COUNTRIES and (stated or "country" in needed):
        why.append(f"no country of the four ({stated[:20] or 'blank'})")
    weight = number_of(fields.get("weight"))
    if "weight" in needed and (weight is None or not 0 <= weight < float("inf")):
        why.append(f"no weight of 0 or more ({text_of(fields.get('weight'))[:20] or 'blank'})")
    key = clean(text_of(fields.get("id")))[:_NAME_LETTERS] or f"row-{number}"
    title = clean(text_of(fields.get("name")))[:_NAME_LETTERS]
    return {
        "id": key, "country": country, "lon": lon, "lat": lat, "weight": weight, "name": title,
    }, why  # fmt: skip
