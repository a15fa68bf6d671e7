"""GeoJSON: one row per feature, its point as lon and lat."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from geo.errors import FileNotUnderstoodError
from geo.importers.sheets import Line, RawSheet

MAX_BYTES = 200_000_000


def read(_: str, handle: BinaryIO) -> Iterator[RawSheet]:
    """One sheet; the first line is the names of all properties."""
    content = handle.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise FileNotUnderstoodError(
            f"Expected GeoJSON of at most {MAX_BYTES // 1_000_000} MB; bring it as CSV or GeoPackage."  # noqa: E501
        )
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileNotUnderstoodError(
            f"Expected a GeoJSON FeatureCollection, found {type(error).__name__}: "
            f"{str(error)[:120]}."
        ) from error
    features = _part(found, "features", list)
    if features is None:
        raise FileNotUnderstoodError(
            "Expected a GeoJSON FeatureCollection, found no list of features in the file."
        )
    yield RawSheet("", as_lines(map(_feature, features)))


def as_lines(records: Iterable[dict[str, Any]]) -> Iterator[Line]:
    """Records as lines under a header of all their names; the first record is row 1."""
    rows = list(records)
    names = list(dict.fromkeys(name for row in rows for name in row))
    yield 0, list(names)
    for number, row in enumerate(rows, start=1):
        yield number, [row.get(name) for name in names]


def _feature(feature: Any) -> dict[str, Any]:
    """A feature's properties, with the point's lon and lat; other or broken geometry has none."""
    held = _part(feature, "properties", dict) or {}
    row = {_plain(name): _plain(value) for name, value in held.items()}
    geometry = _part(feature, "geometry", dict)
    place = _part(geometry, "coordinates", list) or []
    if _part(geometry, "type", str) == "Point" and len(place) >= 2:
        row["lon"], row["lat"] = place[:2]
    return row


def _plain(value: Any) -> Any:
    """A value of one cell; half a letter, which JSON can hold and no file can, is marked lost."""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _part(whole: Any, name: str, kind: type) -> Any:
    """A member of a JSON object where it is of this kind, else None."""
    found = whole.get(name) if isinstance(whole, dict) else None
    return found if isinstance(found, kind) else None
