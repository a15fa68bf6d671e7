"""The visible layers as GeoJSON and GeoPackage, from the same specs that the map draws."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.layerspec import Circles, Features, LayerSpec, Marks, Paths, Points, Polygons, Shapes, Text

CRS = "EPSG:4326"
_RESERVED = ("fid", "geom", "geometry", "layer", "id", "name", "style")
Displays = Callable[[str], Mapping[str, Any]]


def layer_frame(
    spec: LayerSpec, *, translator: Callable[[Text], str], displays: Displays
) -> gpd.GeoDataFrame:
    """All features of one layer, one row each, EPSG:4326.

    Columns: layer, id, name, style, the card's fields as text, radius_m for soft circles (which are
    exported as their centre), geometry. A raster has no features and gives no rows.
    """
    frames = [
        _marks_frame(spec, marks, translator=translator, displays=displays)
        for marks in spec.marks
        if hasattr(marks, "features") and len(marks.features.ids)
    ]
    if not frames:
        return gpd.GeoDataFrame({"layer": [], "id": []}, geometry=[], crs=CRS)
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=CRS)


def _marks_frame(
    spec: LayerSpec, marks: Marks, *, translator: Callable[[Text], str], displays: Displays
) -> gpd.GeoDataFrame:
    features: Features = marks.features  # type: ignore[union-attr]
    columns: dict[str, Any] = {"layer": spec.id, "id": list(features.ids)}
    if features.names:
        columns["name"] = [translator(name) for name in features.names]
    columns["style"] = [features.tokens[token] for token in features.token_of]
    for item in features.card:
        columns[_free(translator(item.label), columns)] = [translator(v) for v in item.values]
    if isinstance(marks, Circles):
        columns[_free("radius_m", columns)] = marks.radius_m
    frame = gpd.GeoDataFrame(columns, geometry=_geometry(marks, displays), crs=CRS)
    return frame[~frame.geometry.isna()]


def _free(label: str, columns: Mapping[str, Any]) -> str:
    """The label as a column of its own: two lines of a card may share one, as both positions do.

    A GeoPackage does not tell upper from lower case and keeps two names for itself.
    """
    taken = {*_RESERVED, *(name.casefold() for name in columns)}
    return next(
        name
        for n in count(1)
        if (name := label if n == 1 else f"{label} {n}").casefold() not in taken
    )


def _geometry(marks: Marks, displays: Displays) -> Any:
    if isinstance(marks, (Points, Circles)):
        return shapely.points(np.asarray(marks.lon, float), np.asarray(marks.lat, float))
    if isinstance(marks, Paths):
        return [shapely.LineString(path) for path in marks.paths]
    if isinstance(marks, Polygons):
        return [shapely.Polygon(ring) for ring in marks.rings]
    if isinstance(marks, Shapes):
        return _display_geometry(marks, displays)
    raise TypeError(f"No features in {type(marks).__name__}")


def _display_geometry(marks: Shapes, displays: Displays) -> list[Any]:
    name = marks.detail_file or marks.file
    by_id = {
        feature["properties"]["id"]: feature["geometry"] for feature in displays(name)["features"]
    }
    wanted = (item.split(":", 1)[-1] for item in marks.features.ids)
    return [shapely.geometry.shape(by_id[item]) if item in by_id else None for item in wanted]


def to_geojson(frames: Sequence[gpd.GeoDataFrame], *, about: Mapping[str, str]) -> bytes:
    """One GeoJSON FeatureCollection of all layers; the facts about it in its ``about`` member."""
    features: list[dict[str, Any]] = []
    for frame in frames:
        if len(frame):
            features += json.loads(frame.to_json(drop_id=True))["features"]
    collection = {"type": "FeatureCollection", "about": dict(about), "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def to_geopackage(frames: Mapping[str, gpd.GeoDataFrame], *, about: Mapping[str, str]) -> bytes:
    """One GeoPackage, a layer per map layer and kind of geometry, and a table ``atlas_about``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "atlas.gpkg"
        for name, frame in frames.items():
            for kind, part in frame.groupby(_plain_kind(frame), sort=True):
                pyogrio.write_dataframe(part, path, layer=f"{name}_{kind}", driver="GPKG")
        facts = pd.DataFrame({"entry": list(about), "text": list(about.values())})
        pyogrio.write_dataframe(facts, path, layer="atlas_about", driver="GPKG")
        return path.read_bytes()


def _plain_kind(frame: gpd.GeoDataFrame) -> pd.Series:
    return frame.geometry.geom_type.str.replace("Multi", "").str.lower()
