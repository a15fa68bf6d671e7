"""What a file's own rows say about its ways of writing, where one row alone cannot tell."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from geo.cleaning.dates import BUDDHIST_YEARS, DateStyle
from geo.cleaning.texts import clean, digits, text_of
from geo.importers.options import Options

_PARTS = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_SHORT = re.compile(r"(?:^|\D)\d{1,2}\s?[/.\-\s]\s?\S{1,12}?[/.\-\s]\s?(\d{2})(?!\d)")
_EARLIEST_PLAUSIBLE = 1990


def date_style(cells: Iterable[Any], options: Options, *, epoch: int) -> tuple[DateStyle, str]:
    """A file's date style, and how its two-digit years were told: "chosen", "inferred" or ""."""
    written = dict.fromkeys(cell for cell in cells if isinstance(cell, str))
    texts = [digits(clean(text_of(cell))) for cell in written]
    month_first = options.month_first
    if month_first is None:
        month_first = _proves_month_first(texts)
    two_digit, how = options.two_digit, "chosen" if options.two_digit else ""
    if not two_digit:
        two_digit = _era(texts, options.as_of)
        how = "inferred" if two_digit else ""
    return DateStyle(month_first, two_digit, options.epoch or epoch), how


def _proves_month_first(texts: list[str]) -> bool:
    """Some row can only be month/day, and none can only be day/month."""
    pairs = [(int(found[1]), int(found[2])) for found in map(_PARTS.match, texts) if found]
    month_only = any(first <= 12 < second for first, second in pairs)
    day_only = any(second <= 12 < first for first, second in pairs)
    return month_only and not day_only


def _era(texts: list[str], as_of: date) -> str:
    """The one calendar that the file's four-digit years share, else the only plausible one."""
    years = {int(year) for text in texts for year in _YEAR.findall(text)}
    buddhist = {year for year in years if year in BUDDHIST_YEARS}
    plain = {year for year in years if 1950 <= year <= 2100}
    if bool(buddhist) != bool(plain):
        return "buddhist" if buddhist else "gregorian"
    short = {int(found[1]) for found in map(_SHORT.search, texts) if found}
    if not short or buddhist:
        return ""
    fits = {
        era: all(_EARLIEST_PLAUSIBLE <= first + year <= as_of.year for year in short)
        for era, first in (("buddhist", 2500 - 543), ("gregorian", 2000))
    }
    if fits["buddhist"] == fits["gregorian"]:
        return ""
    return "buddhist" if fits["buddhist"] else "gregorian"
