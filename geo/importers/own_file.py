"""*Look at my file*: a user's rows as incidents for this session, and what was not understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from geo.errors import FileNotUnderstoodError
from geo.importers.cells import category_of, date_of, decimals_of, number_of, text_of
from geo.importers.raw import RawTable, read_raw
from geo.messages import Message, message
from geo.schema.vocabularies import COUNTRIES, PRECISIONS
from geo.search import fold

# Column headings that mean a field, folded; English and Thai.
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "date": ("date", "event_date", "day", "วันที่", "วันเกิดเหตุ"),
        "category": ("category", "type", "event_type", "ประเภท", "หมวด", "ฐานความผิด"),
        "place": ("place", "location", "town", "village", "สถานที่", "สถานที่เกิดเหตุ"),
        "district": ("district", "admin2", "adm2", "amphoe", "อำเภอ"),
        "province": ("province", "admin1", "adm1", "จังหวัด"),
        "country": ("country", "iso3", "ประเทศ"),
        "lat": ("lat", "latitude", "y", "ละติจูด"),
        "lon": ("lon", "lng", "long", "longitude", "x", "ลองจิจูด"),
        "precision": ("precision", "coord_precision", "ความละเอียด"),
    }
)
REGION = (90.0, 5.0, 112.0, 30.0)
SITE_DECIMALS, TOWN_DECIMALS = 3, 2


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that was not understood: its number in the file, why, and its cells as they came."""

    row: int
    reasons: tuple[Message, ...]
    original: dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class OwnFile:
    """Rows read, index the file's row number: columns id, date, date_precision, category, place,
    country, lon, lat, coord_precision, border_pair. rejected: every other row. used: field to the
    heading it was read from; ignored: headings not read.
    """

    accepted: pd.DataFrame
    rejected: tuple[Rejected, ...]
    used: Mapping[str, str]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Names to points: rows name (folded), lon, lat, country, precision, rank (0 the narrowest)."""

    rows: pd.DataFrame


def read_own_file(name: str, content: bytes, *, gazetteer: Gazetteer) -> OwnFile:
    """Understand a file row by row.

    Errors: FileNotUnderstoodError when it is no table, or date, category or any kind of place has
    no column: one sentence naming every column that is missing.
    """
    raw = read_raw(name, content)
    used = _columns(raw)
    names = _by_name(gazetteer)
    accepted, rejected = [], []
    for number, cells in zip(raw.numbers, raw.rows, strict=True):
        fields = {field: cells.get(heading) for field, heading in used.items()}
        row, reasons = _row(fields, names)
        if reasons:
            rejected.append(Rejected(number, tuple(reasons), dict(cells)))
        else:
            accepted.append({"id": f"row-{number}", "row": number, **row})
    ignored = tuple(column for column in raw.columns if column not in used.values())
    frame = pd.DataFrame(accepted, columns=["id", "row", *_EMPTY]).set_index("row")
    return OwnFile(frame, tuple(rejected), MappingProxyType(used), ignored)


Names = Mapping[str, list[dict[str, Any]]]


def _by_name(gazetteer: Gazetteer) -> Names:
    names: dict[str, list[dict[str, Any]]] = {}
    for row in gazetteer.rows.to_dict("records"):
        names.setdefault(row["name"], []).append(row)
    return names


_EMPTY = (
    "date",
    "date_precision",
    "category",
    "place",
    "country",
    "lon",
    "lat",
    "coord_precision",
    "border_pair",
)


def _columns(raw: RawTable) -> dict[str, str]:
    folded = {fold(column): column for column in reversed(raw.columns)}
    used = {}
    for field, headings in HEADINGS.items():
        found = next((folded[fold(h)] for h in headings if fold(h) in folded), None)
        if found is not None:
            used[field] = found
    missing = [field for field in ("date", "category") if field not in used]
    if not {"place", "district", "province"} & used.keys() and not {"lat", "lon"} <= used.keys():
        missing.append("place (or lat and lon)")
    if missing:
        raise FileNotUnderstoodError(
            f"Expected columns for {', '.join(missing)}; found {', '.join(raw.columns)[:300]}. "
            "Rename the columns in the file and bring it again."
        )
    return used


def _row(fields: Mapping[str, Any], names: Names) -> tuple[dict[str, Any], list[Message]]:
    """A row's values, or every reason why it is not understood."""
    reasons = []
    iso = date_of(fields.get("date"))
    if iso is None:
        reasons.append(message("own.date", value=text_of(fields.get("date"))[:60]))
    category = category_of(fields.get("category"))
    if category is None:
        reasons.append(message("own.category", value=text_of(fields.get("category"))[:60]))
    country = text_of(fields.get("country")).upper()
    if country and country not in COUNTRIES:
        reasons.append(message("own.country", value=country[:60]))
    place, why = _place(fields, country, names)
    reasons += why
    row = {
        "date": iso,
        "date_precision": {4: "year", 7: "month", 10: "day"}.get(len(iso or ""), "none"),
        "category": category,
        "place": _stated_place(fields),
        "country": country,
        "border_pair": "",
        **place,
    }
    return row, reasons


def _stated_place(fields: Mapping[str, Any]) -> str:
    """The narrowest place that the row names."""
    names = (text_of(fields.get(name)) for name in ("place", "district", "province"))
    return next((name for name in names if name), "")


def _place(
    fields: Mapping[str, Any], country: str, names: Names
) -> tuple[dict[str, Any], list[Message]]:
    if text_of(fields.get("lat")) or text_of(fields.get("lon")):
        return _given_point(fields)
    wanted = _stated_place(fields)
    if not wanted:
        return {}, [message("own.no_place")]
    return _named_point(wanted, country, names)


def _given_point(fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[Message]]:
    """A point as written; its precision as stated, else what its decimals can carry."""
    lon, lat = number_of(fields.get("lon")), number_of(fields.get("lat"))
    west, south, east, north = REGION
    if lon is None or lat is None:
        return {}, [message("own.point")]
    if not (west <= lon <= east and south <= lat <= north):
        return {}, [message("own.outside", lon=lon, lat=lat)]
    stated = text_of(fields.get("precision")).lower()
    if stated and stated not in PRECISIONS:
        return {}, [message("own.precision", value=stated[:60])]
    decimals = min(decimals_of(fields["lon"]), decimals_of(fields["lat"]))
    carried = (
        "site" if decimals >= SITE_DECIMALS else "town" if decimals >= TOWN_DECIMALS else "district"
    )
    return {"lon": lon, "lat": lat, "coord_precision": stated or carried}, []


def _named_point(wanted: str, country: str, names: Names) -> tuple[dict[str, Any], list[Message]]:
    rows = [row for row in names.get(fold(wanted), ()) if country in ("", row["country"])]
    if not rows:
        return {}, [message("own.place_unknown", value=wanted[:60])]
    narrowest = min(row["rank"] for row in rows)
    best = [row for row in rows if row["rank"] == narrowest]
    if len(best) > 1:
        return {}, [message("own.place_several", value=wanted[:60], n=len(best))]
    found = best[0]
    return {
        "lon": float(found["lon"]),
        "lat": float(found["lat"]),
        "coord_precision": found["precision"],
    }, []
