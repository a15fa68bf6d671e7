"""What a rule made of a cell: before and after, for a few rows of each rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from geo.cleaning.texts import text_of
from geo.importers.distinct import BlockNotes

MAX_SHOWN = 3
MAX_LETTERS = 120
_DATE = ("date",)
_POINT = ("coords", "lat", "lon", "zone", "datum")
_PLACE = ("place", "subdistrict", "district", "province")
_AMOUNT = ("quantity", "unit")
_TEXT = ("title", "notes", "agencies")
# The cells that each rule looks at, by the rule's word.
_CELLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(
        ("buddhist", "thai_words", "two_digit", "serial", "ambiguous", "month_first", "day_first",
         "fiscal_year", "range", "from_utc", "date_long_before", "both_calendars"), _DATE)
    | dict.fromkeys(
        ("swapped", "joined", "link", "dms", "decimal_minutes", "dotted_dms", "decimal_comma",
         "letter_grid", "utm", "indian_1975", "datum_not_said", "zone_from_province",
         "zone_corrected", "null_island"), _POINT)
    | dict.fromkeys(
        ("place_unknown", "place_several", "district_unknown", "district_several",
         "province_unknown", "province_several", "zawgyi", "legacy_font"), _PLACE)
    | dict.fromkeys(
        ("number_words", "converted_unit", "unit_kept", "unit_unknown", "several_values",
         "thousands_mark", "dash_is_zero", "quantity_not_understood"), _AMOUNT)
    | {"personal": _TEXT}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One row of a file: its number, what stood there, and what was understood."""

    row: int
    before: str
    after: str


def examples(
    notes: BlockNotes,
    cells: Mapping[str, list[Any]],
    rows: Mapping[str, Any],
    wanted: Mapping[str, int],
) -> list[tuple[str, Example]]:
    """Up to so many examples of each wanted rule that a block holds.

    cells: by field, as they came; rows: by column, as understood.
    """
    found = []
    for word, most in wanted.items():
        has = np.array([word in words for words in notes.words])
        for at in np.flatnonzero(has[notes.codes])[:most].tolist() if has.any() else ():
            before = " · ".join(filter(None, (text_of(cells[name][at]) for name in _CELLS[word])))
            after = _after(_CELLS[word], rows, at)
            number = int(rows["row"][at])
            found.append((word, Example(number, before[:MAX_LETTERS], after[:MAX_LETTERS])))
    return found


def exampled() -> tuple[str, ...]:
    """The words of all rules that look at cells."""
    return tuple(_CELLS)


def point_text(lat: float, lon: float) -> str:
    """A point as people write it; blank for none."""
    return f"{lat:.5f}, {lon:.5f}" if lat == lat and lon == lon else ""


def _after(fields: tuple[str, ...], rows: Mapping[str, Any], at: int) -> str:
    if fields is _DATE:
        return str(rows["date"][at])
    if fields is _AMOUNT:
        amount, unit = rows["quantity"][at], rows["quantity_unit"][at]
        return f"{amount:,.12g} {unit}".strip() if amount is not None and amount == amount else ""
    if fields is _TEXT:
        return " · ".join(filter(None, (rows[name][at] for name in _TEXT)))
    return point_text(rows["lat"][at], rows["lon"][at])
