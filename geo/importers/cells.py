"""What single cells mean: dates, categories, coordinates. Unknown is said, never guessed."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from geo.language import LANGUAGES, catalogue
from geo.schema.vocabularies import CATEGORIES
from geo.search import fold

BUDDHIST_YEARS = range(2400, 2701)
GREGORIAN_YEARS = range(1950, 2101)
BUDDHIST_ERA_OFFSET_YEARS = 543
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?")
_DECIMALS = re.compile(r"\.([0-9]*)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: .*)?")


def text_of(value: Any) -> str:
    """A cell as trimmed text; blank for an empty one."""
    return "" if value is None else str(value).strip()


def _digits(value: Any) -> str:
    """A cell's text with the decimal digits of any script as 0 to 9."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in text_of(value))


def date_of(value: Any) -> str | None:
    """A date of its own precision ("2025", "2025-03", "2025-03-12"), None when not understood.

    Accepts ISO, day/month/year, real date cells, digits of any script, and Buddhist years
    (2400-2700), which become Gregorian before the day is checked (29/02/2567 is 2024-02-29).
    """
    if isinstance(value, datetime | date):
        return _iso(value.year, value.month, value.day)
    digits = _digits(value)
    if found := _DAY_FIRST.fullmatch(digits):
        day, month, year = (int(part) for part in found.groups())
        return _iso(year, month, day)
    if found := _ISO.fullmatch(digits):
        return _iso(*(int(part) for part in found.groups() if part))
    return None


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    if year in BUDDHIST_YEARS:
        year -= BUDDHIST_ERA_OFFSET_YEARS
    if year not in GREGORIAN_YEARS:
        return None
    try:
        whole = date(year, 1 if month is None else month, 1 if day is None else day).isoformat()
    except ValueError:
        return None
    return whole[: 10 if day is not None else 7 if month is not None else 4]


def category_of(value: Any) -> str | None:
    """A category by its word or its label in any language shipped; None when not known."""
    return _category_names().get(fold(text_of(value)))


@cache
def _category_names() -> Mapping[str, str]:
    """Folded word or label to its category."""
    found: dict[str, str] = {}
    for word in CATEGORIES:
        for name in (word, *(_label(language, word) for language in LANGUAGES)):
            if fold(name):
                found.setdefault(fold(name), word)
    return MappingProxyType(found)


def _label(language: str, word: str) -> str:
    entry = catalogue(language).get(f"term.category.{word}")
    return entry.singular if entry else ""


def number_of(value: Any) -> float | None:
    """A decimal number with a point, digits of any script; None when not understood."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(_digits(value))
    except ValueError:
        return None


def decimals_of(value: Any) -> int:
    """How many decimals a coordinate is written with; a text keeps its closing zeros."""
    if isinstance(value, str):
        found = _DECIMALS.search(_digits(value))
        return len(found[1]) if found else 0
    _, _, decimals = repr(float(value)).partition(".")
    return len(decimals.rstrip("0"))
