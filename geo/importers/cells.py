"""What single cells mean: dates, categories, coordinates. Unknown is said, never guessed."""

import re
from datetime import date, datetime
from typing import Any

from geo.language import LANGUAGES, catalogue
from geo.schema.vocabularies import CATEGORIES
from geo.search import fold

BUDDHIST_YEARS = range(2400, 2701)
GREGORIAN_YEARS = range(1950, 2101)
BUDDHIST_ERA_OFFSET_YEARS = 543
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: .*)?")


def text_of(value: Any) -> str:
    """A cell as trimmed text; blank for an empty one."""
    return "" if value is None else str(value).strip()


def date_of(value: Any) -> str | None:
    """A date of its own precision ("2025", "2025-03", "2025-03-12"), None when not understood.

    Accepts ISO, day/month/year, real date cells, digits of any script, and Buddhist years
    (2400-2700), which become Gregorian before the day is checked (29/02/2567 is 2024-02-29).
    """
    if isinstance(value, datetime | date):
        return _iso(value.year, value.month, value.day)
    digits = "".join(str(int(c)) if c.isdigit() else c for c in text_of(value))
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
        whole = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return None
    return whole[: 10 if day else 7 if month else 4]


def category_of(value: Any) -> str | None:
    """A category by its word or its label in any language shipped; None when not known."""
    wanted = fold(text_of(value))
    for word in CATEGORIES:
        labels = (_label(language, word) for language in LANGUAGES)
        if wanted and wanted in {fold(word), *map(fold, labels)}:
            return word
    return None


def _label(language: str, word: str) -> str:
    entry = catalogue(language).get(f"term.category.{word}")
    return entry.singular if entry else ""


def number_of(value: Any) -> float | None:
    """A decimal number with a point, digits of any script; None when not understood."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    digits = "".join(str(int(c)) if c.isdigit() else c for c in text_of(value))
    try:
        return float(digits)
    except ValueError:
        return None


def decimals_of(value: Any) -> int:
    """How many decimals a coordinate is written with."""
    _, _, decimals = repr(float(value)).partition(".")
    return len(decimals.rstrip("0"))
