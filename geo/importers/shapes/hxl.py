"""HXL: columns are known by their tags, whatever the words above them say."""

from geo.importers.fields import Values

NAME = "hxl"
ORIGIN = "agency"
HEADINGS_SEEN = ("#event", "#date", "#adm1", "#geo+lat", "#geo+lon")
# Field to tags, the surest first; a tag matches when it has all the attributes named.
_TAGS = (
    ("id", ("#event+id", "#event+code", "#meta+id")),
    ("date", ("#date+occurred", "#date+start", "#date+event", "#date")),
    ("source_date", ("#date+reported", "#date+published")),
    ("category", ("#event+type", "#event+category", "#crisis+type", "#cause+type")),
    ("subtype", ("#event+subtype", "#event+sub_type")),
    ("goods", ("#item+type", "#item+name", "#item")),
    ("quantity", ("#item+num", "#item+quantity", "#value")),
    ("unit", ("#item+unit", "#unit")),
    ("country", ("#country+code", "#country+name", "#country")),
    ("province", ("#adm1+name", "#adm1")),
    ("district", ("#adm2+name", "#adm2")),
    ("subdistrict", ("#adm3+name", "#adm3")),
    ("place", ("#loc+name", "#loc", "#adm4+name")),
    ("lat", ("#geo+lat",)),
    ("lon", ("#geo+lon",)),
    ("coords", ("#geo+coord", "#geo+coords")),
    ("precision", ("#geo+precision", "#geo+accuracy")),
    ("title", ("#event+name", "#event+title", "#event+headline")),
    ("notes", ("#description", "#meta+comment", "#event+description")),
)


def matches(_: frozenset[str]) -> bool:
    """Never by folded headings: the tag row has already become the header."""
    return False


def matches_columns(names: tuple[str, ...]) -> bool:
    """By the # before every named column."""
    named = [name for name in names if not name.startswith("column ")]
    return len(named) >= 2 and all(name.startswith("#") for name in named)


def columns(names: tuple[str, ...]) -> dict[str, str]:
    """Field to column. A P-code column is passed over where the name stands beside it."""
    parsed = {name: _parts(name) for name in names if name.startswith("#")}
    used: dict[str, str] = {}
    for field, tags in _TAGS:
        for tag in tags:
            wanted = _parts(tag)
            fits = [
                n for n, parts in parsed.items() if _fits(parts, wanted) and n not in used.values()
            ]
            if fits:
                used[field] = fits[0]
                break
    return used


def _fits(parts: tuple[str, frozenset[str]], wanted: tuple[str, frozenset[str]]) -> bool:
    codes = "code" in parts[1] and "code" not in wanted[1]
    return parts[0] == wanted[0] and wanted[1] <= parts[1] and not codes


def _parts(tag: str) -> tuple[str, frozenset[str]]:
    name, *attributes = tag.lower().replace(" ", "").split("+")
    return name, frozenset(attributes)


def prepare(values: Values) -> Values:
    """As they are."""
    return values
