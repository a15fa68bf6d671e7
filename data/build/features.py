"""Reading and writing the GeoJSON files of the build, always to the same bytes."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

ROOT: Final = Path(__file__).resolve().parents[2]
DATA: Final = ROOT / "data"
WORK: Final = ROOT / "var" / "build"
METRES_PER_DEGREE: Final = 108_000.0  # mean of both axes at the region's latitudes
Feature = tuple[Mapping[str, object], BaseGeometry]


def write_features(path: Path, features: Iterable[Feature], *, decimals: int) -> int:
    """Write ``(properties, geometry)`` pairs to ``path``, one feature a line; return the bytes.

    Coordinates are rounded to ``decimals`` of a degree. Order is the caller's, keys are not sorted.
    """
    lines = [_feature_text(properties, geometry, decimals) for properties, geometry in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return len(text.encode("utf-8"))


def read_features(path: Path) -> list[Feature]:
    """Read a file that ``write_features`` wrote: ``(properties, geometry)`` pairs in file order."""
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = content["features"]
    geometries = shapely.from_geojson([json.dumps(row["geometry"]) for row in rows])
    return [(row["properties"], shape) for row, shape in zip(rows, geometries, strict=True)]


def _feature_text(properties: Mapping[str, object], shape: BaseGeometry, decimals: int) -> str:
    rounded = shapely.transform(shape, lambda xy: np.round(xy, decimals) + 0.0)
    geometry = json.loads(shapely.to_geojson(rounded))
    content = {"type": "Feature", "properties": dict(properties), "geometry": geometry}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
