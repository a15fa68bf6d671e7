"""Readers: one file per format. Each gives sheets of lines; nothing is understood here."""

from collections.abc import Iterator
from pathlib import PurePath
from types import MappingProxyType
from typing import BinaryIO

from geo.errors import FileNotUnderstoodError
from geo.importers.formats import delimited, geojson, kml, opendocument, vector, workbook
from geo.importers.sheets import RawSheet

READERS = MappingProxyType(
    {
        "csv": delimited.read,
        "tsv": delimited.read,
        "txt": delimited.read,
        "xlsx": workbook.read,
        "xlsm": workbook.read,
        "ods": opendocument.read,
        "geojson": geojson.read,
        "json": geojson.read,
        "gpkg": vector.read_geopackage,
        "zip": vector.read_shapefile,
        "kml": kml.read,
        "kmz": kml.read_packed,
    }
)


def read_sheets(name: str, handle: BinaryIO) -> Iterator[RawSheet]:
    """The sheets of a file, chosen by its ending; lines are read as they are asked for.

    Errors: FileNotUnderstoodError for another ending or a damaged file.
    """
    ending = PurePath(name.lower()).suffix.lstrip(".")
    reader = READERS.get(ending)
    if reader is None:
        endings = ", ".join(f".{known}" for known in READERS)
        raise FileNotUnderstoodError(
            f"Expected a file ending in one of {endings}; found {name[-60:]!r}."
        )
    handle.seek(0)
    return reader(name, handle)
