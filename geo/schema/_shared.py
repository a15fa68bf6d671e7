"""Groups of columns that several tables have in common."""

from geo.schema.columns import (
    COUNTRY,
    LATITUDE,
    LONGITUDE,
    Column,
    Identifier,
    Number,
    PartialDate,
    SourceRef,
    Text,
    Words,
)
from geo.schema.vocabularies import AUDITS, CONFIDENCES, PRECISIONS

FURTHEST_UNCERTAINTY_M = 100_000
# The codes of data/provinces.geojson and data/districts.geojson.
ADMIN1_CODE = Identifier(r"(KH|TH)\d{2}|LA-[A-Z]{2}|MMR(\d{3}|-[A-Z]+)")
ID = Column("id", Identifier(), required=True)
DISTRICT_CODES = (
    Column("district_code", Identifier(r"TH\d{4}"), required=True),
    Column("official_code", Identifier(r"\d{4}"), required=True),
)
NOTES = Column("notes", Text())
POINT = (Column("lon", LONGITUDE), Column("lat", LATITUDE))
PRECISION = Column("coord_precision", Words(PRECISIONS), required=True)
UNCERTAINTY = Column("coord_uncertainty_m", Number(0, FURTHEST_UNCERTAINTY_M))
COORDINATES = (
    *POINT,
    PRECISION,
    Column("coord_note", Text()),
    UNCERTAINTY,
    Column("coord_source", Text()),
)
PHRASED_PRECISION = (
    Column("coord_precision", Words(PRECISIONS), required=True, original="coord_precision_written"),
    Column("coord_precision_written", Text()),
    UNCERTAINTY,
)
PHRASED_DATE = (
    Column("status_date", PartialDate(), original="status_date_written"),
    Column("status_date_note", Text()),
    Column("status_date_written", Text()),
)
CONFIDENCE = Column("confidence", Words(CONFIDENCES), required=True)
AUDIT = Column("audit", Words(AUDITS), required=True)
SOURCE = Column("source_id", SourceRef(), required=True)
SOURCE_DATE = Column("source_date", PartialDate())
COUNTRY_COLUMN = Column("country", COUNTRY, required=True)
ENDS = (
    Column("from_lon", LONGITUDE),
    Column("from_lat", LATITUDE),
    Column("to_lon", LONGITUDE),
    Column("to_lat", LATITUDE),
)
LOCAL_NAMES = tuple(Column(f"name_{language}", Text()) for language in ("th", "lo", "km", "my"))


def text(*names: str, required: bool = False) -> tuple[Column, ...]:
    """Columns of free text."""
    return tuple(Column(name, Text(), required=required) for name in names)


def admin1(prefix: str = "") -> tuple[Column, ...]:
    """The written name of a first-level division and its code."""
    name, code = f"{prefix}admin1", f"{prefix}admin1_code"
    return (Column(name, Text()), Column(code, ADMIN1_CODE))
