"""UCDP GED: where_prec and date_prec are kept, so that rows on a centroid never make a hotspot."""

from types import MappingProxyType

from geo.cleaning.texts import text_of
from geo.importers.fields import Values, columns_by_heading

NAME = "ucdp_ged"
ORIGIN = "dataset"
HEADINGS_SEEN = (
    "relid", "type_of_violence", "where_prec", "where_coordinates", "date_prec", "date_start",
    "date_end", "adm_1", "adm_2", "priogrid_gid", "best",
)  # fmt: skip
_HEADINGS = MappingProxyType(
    {
        "id": ("id", "relid"),
        "date": ("date_start",),
        "date_end": ("date_end",),
        "category": ("type_of_violence",),
        "country": ("country",),
        "province": ("adm_1",),
        "district": ("adm_2",),
        "place": ("where_coordinates",),
        "lat": ("latitude",),
        "lon": ("longitude",),
        "precision": ("where_prec",),
        "within": ("date_prec",),
        "notes": ("where_description",),
        "persons": ("best",),
    }
)
# 1 exact; 2 near, within about 25 km, which is no better than a district; 3 district; 4 province;
# 5 line or area; 6 country; 7 sea or air.
_PRECISIONS = MappingProxyType(
    {
        "1": "exact",
        "2": "district",
        "3": "district",
        "4": "province",
        "5": "province",
        "6": "country",
        "7": "none",
    }
)
_NEAR_M = 25_000
_WITHIN = MappingProxyType({"1": "day", "2": "week", "3": "week", "4": "month", "5": "year"})
_TYPES = MappingProxyType(
    {"1": "armed_clash", "2": "armed_clash", "3": "one-sided violence (type_of_violence 3)"}
)


def matches(headings: frozenset[str]) -> bool:
    """By the columns that no other data set has."""
    return {"typeofviolence", "whereprec", "datestart"} <= headings


def columns(names: tuple[str, ...]) -> dict[str, str]:
    """Field to column."""
    return columns_by_heading(names, _HEADINGS)


def prepare(values: Values) -> Values:
    """Codes in the atlas's words; one-sided violence has no category here and is told so."""
    codes = [text_of(value) for value in values["precision"]]
    kinds = [text_of(value) for value in values["category"]]
    n = len(codes)
    return values | {
        "category": [_TYPES.get(kind, kind) for kind in kinds],
        "precision": [_PRECISIONS.get(code, code) for code in codes],
        "precision_code": [f"where_prec {code}" if code else "" for code in codes],
        "uncertainty": [_NEAR_M if code == "2" else None for code in codes],
        "within": [_WITHIN.get(text_of(v), "") for v in values.get("within", [None] * n)],
        "country": [text_of(v).split(" (")[0] for v in values.get("country", [""] * n)],
        "district": [_bare(v) for v in values.get("district", [""] * n)],
        "province": [_bare(v) for v in values.get("province", [""] * n)],
        "persons": [text_of(v) for v in values.get("persons", [""] * n)],
        "persons_role": ["killed"] * n,
    }


def _bare(value: object) -> str:
    """A unit's name without its kind."""
    text = text_of(value)
    for kind in (" state", " province", " township", " district", " region"):
        text = text.removesuffix(kind)
    return text
