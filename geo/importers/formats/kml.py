"""KML and KMZ: one row per placemark, its name, description, data and point."""

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, iterparse

from geo.errors import FileNotUnderstoodError
from geo.importers.formats.archives import open_archive, read_part, told
from geo.importers.formats.geojson import as_lines
from geo.importers.sheets import RawSheet

WHAT = "a KML file"
MAX_BYTES = 200_000_000
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read(_: str, handle: BinaryIO) -> Iterator[RawSheet]:
    """One sheet of placemarks."""
    content = handle.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise FileNotUnderstoodError(
            f"Expected {WHAT} of at most {MAX_BYTES // 1_000_000} MB; bring it as CSV."
        )
    # A document type can define entities that grow without end; KML has no use for one.
    if _DECLARED.search(content):
        raise FileNotUnderstoodError(
            f"Expected {WHAT} without document type, found one; save it anew."
        )
    with told(WHAT):
        yield RawSheet("", as_lines(list(_placemarks(content))))


def read_packed(name: str, handle: BinaryIO) -> Iterator[RawSheet]:
    """The first KML document of a KMZ archive."""
    archive = open_archive(handle, "a KMZ archive")
    documents = [part for part in archive.namelist() if part.lower().endswith(".kml")]
    if not documents:
        raise FileNotUnderstoodError("Expected a KML document in the KMZ archive, found none.")
    with told(WHAT):
        content = read_part(archive, documents[0], most_bytes=MAX_BYTES)
    yield from read(name, io.BytesIO(content))


def _placemarks(content: bytes) -> Iterator[dict[str, Any]]:
    # A document type was refused before, so no entity can grow.
    for _, element in iterparse(io.BytesIO(content)):  # noqa: S314
        if _local(element) == "Placemark":
            yield _row(element)
            element.clear()


def _row(mark: Element) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for part in mark.iter():
        tag, text = _local(part), (part.text or "").strip()
        if tag in ("name", "description", "when") and text:
            row.setdefault({"name": "title", "description": "notes", "when": "date"}[tag], text)
        elif tag == "SimpleData":
            row[part.get("name", "")] = text
        elif tag == "Data":
            value = next((child.text for child in part if _local(child) == "value"), "")
            row[part.get("name", "")] = (value or "").strip()
        elif tag == "Point":
            row |= _point(part)
    return row


def _point(point: Element) -> dict[str, Any]:
    texts = [part.text or "" for part in point.iter() if _local(part) == "coordinates"]
    parts = texts[0].strip().split(",") if texts else []
    return {"lon": parts[0].strip(), "lat": parts[1].strip()} if len(parts) >= 2 else {}


def _local(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]
