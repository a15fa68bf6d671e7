"""GeoPackage and zipped Shapefile, brought to WGS 84; other geometry than points gives no point."""

import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geo.errors import FileNotUnderstoodError
from geo.importers.formats.archives import open_archive, read_part, told
from geo.importers.formats.geojson import as_lines
from geo.importers.sheets import RawSheet

MAX_BYTES = 500_000_000
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_CODE_PAGES = {b"874": "cp874", b"65001": "utf-8"}


def read_geopackage(_: str, handle: BinaryIO) -> Iterator[RawSheet]:
    """One sheet per layer that has rows."""
    content = handle.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise FileNotUnderstoodError(
            f"Expected a GeoPackage of at most {MAX_BYTES // 1_000_000} MB; cut it into parts."
        )
    if not content.startswith(b"SQLite format 3\0"):
        raise FileNotUnderstoodError("Expected a GeoPackage, found a file of another kind.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "brought.gpkg"
        path.write_bytes(content)
        with told("a GeoPackage"):
            for name, _ in pyogrio.list_layers(path):
                frame = _read(path, layer=name)
                yield RawSheet(str(name), as_lines(_rows(frame)))


def read_shapefile(name: str, handle: BinaryIO) -> Iterator[RawSheet]:
    """One sheet per shapefile in the archive; its parts are copied under names of our own."""
    archive = open_archive(handle, "a zipped Shapefile")
    parts = {part.lower(): part for part in archive.namelist()}
    stems = [part[:-4] for part in parts if part.endswith(".shp")]
    if not stems:
        raise FileNotUnderstoodError(
            f"Expected a .shp file in the archive {name[-60:]!r}, found none."
        )
    for stem in stems:
        with tempfile.TemporaryDirectory() as folder, told("a zipped Shapefile"):
            for ending in _PARTS:
                if f"{stem}{ending}" in parts:
                    content = read_part(archive, parts[stem + ending], most_bytes=MAX_BYTES)
                    (Path(folder) / f"brought{ending}").write_bytes(content)
            path = Path(folder) / "brought.shp"
            encoding = _encoding(path)
            # The stated code page would be tried first; ours was found by reading all of it.
            path.with_suffix(".cpg").unlink(missing_ok=True)
            frame = _read(path, encoding=encoding)
            yield RawSheet(PurePosixPath(stem).name, as_lines(_rows(frame)), notes=(encoding,))


def _encoding(path: Path) -> str:
    """The stated code page, else UTF-8 where all texts are, else Thai Windows (cp874)."""
    stated = path.with_suffix(".cpg")
    if stated.exists():
        word = stated.read_bytes().strip().lower()
        if word in (b"utf-8", b"utf8"):
            return "utf-8"
        return next((name for code, name in _CODE_PAGES.items() if code in word), "cp874")
    table = path.with_suffix(".dbf")
    content = table.read_bytes() if table.exists() else b""
    # Behind the header of fixed length stand the texts; a cut letter at a field's end is no proof.
    texts = content[32:]
    return "utf-8" if _mostly_utf8(texts) else "cp874"


def _mostly_utf8(content: bytes) -> bool:
    return content.decode("utf-8", errors="replace").count("\ufffd") <= content.count(0xE0) // 20


def _read(path: Path, **options: Any) -> pd.DataFrame:
    frame = pyogrio.read_dataframe(path, **options)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        return pd.DataFrame(frame)
    if frame.crs is None:
        raise FileNotUnderstoodError(
            "Expected the layer to name its coordinate system, but it has none; add the .prj file "
            "or set it where the layer was made."
        )
    points = frame.geometry.to_crs(4326)
    are_points = (points.geom_type == "Point").to_numpy()
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    x, y = (np.where(are_points, axis, np.nan) for axis in _axes(points, are_points))
    return plain.assign(lon=x, lat=y)


def _axes(points: gpd.GeoSeries, are_points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.full(len(points), np.nan), np.full(len(points), np.nan)
    x[are_points], y[are_points] = points[are_points].x, points[are_points].y
    return x, y


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    held = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in held.to_dict("records")]
