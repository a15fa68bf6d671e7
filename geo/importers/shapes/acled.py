"""ACLED exports, new and old: the user's own file; its rows are never shipped or passed on."""

from types import MappingProxyType

from geo.cleaning.texts import text_of
from geo.importers.fields import Values, columns_by_heading

NAME = "acled"
ORIGIN = "dataset"
HEADINGS_SEEN = (
    "event_id_cnty", "data_id", "event_date", "time_precision", "event_type", "sub_event_type",
    "geo_precision", "admin1", "admin2", "admin3",
)  # fmt: skip
_HEADINGS = MappingProxyType(
    {
        "id": ("event_id_cnty", "data_id"),
        "date": ("event_date",),
        "category": ("event_type",),
        "subtype": ("sub_event_type",),
        "country": ("country",),
        "province": ("admin1",),
        "district": ("admin2",),
        "subdistrict": ("admin3",),
        "place": ("location",),
        "lat": ("latitude",),
        "lon": ("longitude",),
        "precision": ("geo_precision",),
        "within": ("time_precision",),
        "notes": ("notes",),
        "persons": ("fatalities",),
    }
)
_PRECISIONS = MappingProxyType({"1": "town", "2": "district", "3": "province"})
_WITHIN = MappingProxyType({"1": "day", "2": "week", "3": "month"})
_SUBTYPES = MappingProxyType(
    {
        "air/drone strike": "air_strike",
        "shelling/artillery/missile attack": "shelling",
        "remote explosive/landmine/ied": "landmine",
        "armed clash": "ground_clash",
        "government regains territory": "ground_clash",
        "non-state actor overtakes territory": "ground_clash",
    }
)
_CLASHES = ("battles", "explosions/remote violence", "remote violence")


def matches(headings: frozenset[str]) -> bool:
    """By the columns that no other export has."""
    return {"eventtype", "timeprecision"} <= headings and bool({"eventidcnty", "dataid"} & headings)


def columns(names: tuple[str, ...]) -> dict[str, str]:
    """Field to column."""
    return columns_by_heading(names, _HEADINGS)


def prepare(values: Values) -> Values:
    """Event types and precision codes in the atlas's words; a type without one stays and is told.

    Only battles and remote violence have a category here; protests, riots, strategic developments
    and violence against civilians are rejected with a note, never called "other".
    """
    types = [text_of(value) for value in values["category"]]
    inner = [text_of(value).lower() for value in values.get("subtype", [""] * len(types))]
    own_precision = values.get("precision", [None] * len(types))
    own_within = values.get("within", [None] * len(types))
    codes = [text_of(value) for value in own_precision]
    return values | {
        "category": ["armed_clash" if word.lower() in _CLASHES else word for word in types],
        "subtype": [_SUBTYPES.get(word, "") for word in inner],
        "precision": [_PRECISIONS.get(code, code) for code in codes],
        "precision_code": [f"geo_precision {code}" if code else "" for code in codes],
        "within": [_WITHIN.get(text_of(value), "") for value in own_within],
        "persons": [text_of(v) for v in values.get("persons", [""] * len(types))],
        "persons_role": ["killed"] * len(types),
    }
