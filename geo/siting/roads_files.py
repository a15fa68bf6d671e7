"""Road files: GeoPackage, GeoJSON and OpenStreetMap PBF, read into plain lines in WGS 84."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from pyogrio.errors import CRSError as ForeignCRSError
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

from geo.crs import WGS84
from geo.errors import CRSError, FileNotUnderstoodError
from geo.siting.roads import RoadLines

# Ending: what the first bytes of such a file hold. A file that says something else is not opened.
KINDS: Mapping[str, bytes] = MappingProxyType(
    {".geojson": b"{", ".gpkg": b"SQLite format 3\0", ".json": b"{", ".pbf": b"OSMHeader"}
)
CLASS_COLUMNS = ("highway", "fclass", "road_class", "roadclass", "class")
SURFACE_COLUMNS = ("surface",)
MAX_VERTICES = 20_000_000
# Values of the OpenStreetMap tag surface; any other word counts as not stated.
PAVED = frozenset({
    "asphalt", "bricks", "chipseal", "cobblestone", "concrete", "concrete:lanes", "concrete:plates",
    "metal", "paved", "paving_stones", "sett", "unhewn_cobblestone", "wood",
})  # fmt: skip
UNPAVED = frozenset({
    "clay", "compacted", "dirt", "earth", "fine_gravel", "grass", "gravel", "ground", "laterite",
    "mud", "pebblestone", "rock", "sand", "stone", "unpaved",
})  # fmt: skip
_SURFACE_TAG = re.compile(r'"surface"=>"([^"]*)"')
_NO_SYSTEM = re.compile(rb'"crs"\s*:\s*null')
_HEAD = 4096
_CHUNK = 1 << 20
_DAMAGED = (DataSourceError, DataLayerError, FieldError, GeometryError, ForeignCRSError, ValueError)


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while part := handle.read(_CHUNK):
            digest.update(part)
    return digest.hexdigest()


def check_kind(path: Path, *, name: str = "") -> None:
    """Errors: FileNotUnderstoodError unless ending and first bytes are those of a road file.

    GeoJSON without a named system is in WGS 84 (RFC 7946); one that says it has none is refused.
    """
    title, mark = (name or path.name)[-60:], KINDS.get(path.suffix.lower())
    if mark is None:
        raise FileNotUnderstoodError(
            "Expected a road file ending in .gpkg, .geojson, .json or .osm.pbf, found "
            f"{title!r}; save the roads as one of these."
        )
    try:
        with path.open("rb") as handle:
            head = handle.read(_HEAD)
    except OSError as error:
        raise FileNotUnderstoodError(
            f"Expected a road file {title!r}, but it cannot be read ({error.strerror}); "
            "check its name."
        ) from error
    if _NO_SYSTEM.search(head) and mark == b"{":
        raise CRSError(_no_system(title))
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not (mark in head[:64] if mark == b"OSMHeader" else start.startswith(mark)):
        raise FileNotUnderstoodError(
            f"Expected {title!r} to hold what its ending says, found another kind of "
            "file; save the roads as GeoPackage, GeoJSON or OpenStreetMap PBF."
        )


def read_road_lines(path: Path, *, layer: str = "", name: str = "") -> RoadLines:
    """All lines of a road file.

    layer: of the file; "" takes the first one that holds lines. name: what the user calls the file.
    Errors: FileNotUnderstoodError for another kind of file, a damaged one, one without lines;
    CRSError where the layer names no coordinate system or its coordinates leave the globe.
    """
    title = (name or path.name)[-60:]
    check_kind(path, name=title)
    try:
        chosen = _layer(path, layer, title)
        fields = [str(word) for word in pyogrio.read_info(path, layer=chosen)["fields"]]
        columns = _columns(fields)
        meta, _, shapes, values = pyogrio.raw.read(
            path, layer=chosen, columns=list(dict.fromkeys(columns.values())), force_2d=True,
            where="highway IS NOT NULL" if path.suffix.lower() == ".pbf" else None,
        )  # fmt: skip
    except _DAMAGED as error:
        raise FileNotUnderstoodError(
            f"Expected roads in {title!r}, but they cannot be read "
            f"({type(error).__name__}); name a layer that is there or save the file again."
        ) from error
    held = dict(zip(meta["fields"], values, strict=True))
    transform = _transformer(meta["crs"], title)
    return _lines(shapes, transform, {key: held[word] for key, word in columns.items()}, title)


def _no_system(title: str) -> str:
    return (
        f"Expected the road file {title!r} to name its coordinate reference system, but "
        "it has none; set it where the file was made."
    )


def _layer(path: Path, wanted: str, title: str) -> str:
    listed = pyogrio.list_layers(path)
    names = [str(name) for name in listed[:, 0]]
    if path.suffix.lower() == ".pbf":
        return wanted or "lines"
    if wanted:
        if wanted not in names:
            raise FileNotUnderstoodError(
                f"Expected a layer {wanted[:60]!r} in {title!r}, found "
                f"{', '.join(names[:8])}; name one of these."
            )
        return wanted
    drawn = [str(name) for name, kind in listed if "LineString" in str(kind)]
    return next(iter(drawn or names), "")


def _columns(fields: list[str]) -> dict[str, str]:
    """Which column holds the class and which the surface; "tags" for OpenStreetMap's rest."""
    known = {name.lower(): name for name in reversed(fields)}
    found = {}
    for key, names in (("class", CLASS_COLUMNS), ("surface", SURFACE_COLUMNS)):
        name = next((known[word] for word in names if word in known), None)
        if name is not None:
            found[key] = name
    if "surface" not in found and "other_tags" in known:
        found["tags"] = known["other_tags"]
    return found


def _transformer(crs: str | None, title: str) -> pyproj.Transformer:
    system = pyproj.CRS(crs) if crs else None
    if system is None or system.is_engineering or system.name.startswith("Undefined"):
        raise CRSError(_no_system(title))
    return pyproj.Transformer.from_crs(system, WGS84, always_xy=True)


def _lines(
    shapes: np.ndarray, transform: pyproj.Transformer, held: dict[str, Any], title: str
) -> RoadLines:
    geometry = shapely.from_wkb(shapes, on_invalid="ignore")
    parts, row = shapely.get_parts(geometry, return_index=True)
    drawn = (shapely.get_type_id(parts) == 1) & (shapely.get_num_points(parts) > 1)
    parts, row = parts[drawn], row[drawn]
    if not len(parts):
        raise FileNotUnderstoodError(
            f"Expected lines of roads in {title!r}, found none; choose the layer with the roads."
        )
    coordinates, line = shapely.get_coordinates(parts, return_index=True)
    if len(coordinates) > MAX_VERTICES:
        raise FileNotUnderstoodError(
            f"Expected at most {MAX_VERTICES:,} points of roads, found {len(coordinates):,}; cut "
            "the file to the land near the borders."
        )
    lon, lat = transform.transform(*coordinates.T)
    if not (np.abs(lon) <= 180).all() or not (np.abs(lat) <= 90).all():
        raise CRSError(
            f"Expected the roads of {title!r} on the globe, found coordinates that do "
            "not fit the coordinate reference system that the file names; set the right one."
        )
    classed = "class" in held
    words = _texts(held["class"], row) if classed else np.full(len(parts), "", dtype=object)
    surface = _surface(held, row)
    return RoadLines(np.column_stack([lon, lat]), line, words, surface, classed)


def _texts(column: np.ndarray, row: np.ndarray) -> np.ndarray:
    words = ["" if value is None else str(value).strip().lower() for value in column.tolist()]
    return np.array(words, dtype=object)[row]


def _surface(held: dict[str, Any], row: np.ndarray) -> np.ndarray:
    """1 unpaved, 0 paved, -1 not stated, per line."""
    if "surface" in held:
        words = _texts(held["surface"], row).tolist()
    elif "tags" in held:
        tags = ["" if value is None else str(value) for value in held["tags"].tolist()]
        found = [match[1] if (match := _SURFACE_TAG.search(text)) else "" for text in tags]
        words = np.array(found, dtype=object)[row].tolist()
    else:
        return np.full(len(row), -1, dtype=np.int8)
    return np.array([1 if w in UNPAVED else 0 if w in PAVED else -1 for w in words], dtype=np.int8)
