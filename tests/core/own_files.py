"""Files of a user as tests write them."""

import io
import json

import openpyxl

from geo.language import translator

ENGLISH = translator("en")
HEADER = "date,category,place,country,lat,lon"


def reasons(found):
    """Ids of the reasons of the only rejected row."""
    (row,) = found.rejected
    return [item.id for item in row.reasons]


def workbook(*lines):
    """An Excel file."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def collection(*features):
    """A GeoJSON file."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def point(lon, lat, **properties):
    """A GeoJSON feature."""
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
