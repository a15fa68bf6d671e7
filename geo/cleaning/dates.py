"""Dates as sheets of the region write them, in the Gregorian calendar; how each was read is said.

A Buddhist year (2400-2700) loses 543 before the day is checked, so that 29/02/2567 is 2024-02-29.
What one row cannot tell (two-digit years, Excel's two calendars, day or month first) is a choice
for the whole file: ``DateStyle``.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from geo.cleaning.months import MONTH_WORD, MONTHS
from geo.cleaning.texts import clean, digits, is_unknown

BUDDHIST_YEARS = range(2400, 2701)
GREGORIAN_YEARS = range(1950, 2101)
BUDDHIST_ERA_OFFSET_YEARS = 543
SERIALS = range(10_000, 80_000)
BUDDHIST_SERIALS = range(215_000, 270_000)
_EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_UTC_OFFSET_MINUTES = {"MMR": 390}
_OTHER_OFFSET_MINUTES = 420

_NOISE = re.compile(r"วันที่|วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)ที่?|เดือน|พ\.?\s?ศ\.?|ค\.?\s?ศ\.?"  # noqa: E501
                    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)  # fmt: skip  # noqa: E501
_ERA = re.compile(r"พ\.?\s?ศ|ค\.?\s?ศ|\b(?:BE|AD|CE)\b|B\.E\.")
_CLOCK = re.compile(
    r"(?:เวลา\s*)?\b([01]?\d|2[0-4])[:.]([0-5]\d)(?::[0-5]\d)?\s*(?:น\.?|hrs?|h)?\s*$"
)
_TIME_AFTER = re.compile(r"[ T,]\s*(?:เวลา\s*)?([01]?\d|2[0-3])[:.]([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?\s*"  # noqa: E501
                         r"(?:น\.?|hrs?|h)?\s*(Z|[+-]\d{2}:?\d{2})?$")  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_PARTS = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FISCAL = re.compile(r"(?:ปีงบประมาณ|ปีงบฯ?|fiscal year|FY)\s*(\d{4})", re.IGNORECASE)
_YEAR = re.compile(r"(?:ปี\s*)?(\d{4})")
_DAY_MONTH = re.compile(
    rf"(?:(\d{{1,2}})(?:\s?[-–]\s?(\d{{1,2}}))?\s*)?({MONTH_WORD})[\s,.]*(\d{{4,}}|\d{{2}})",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(rf"({MONTH_WORD})\s*(\d{{1,2}})\s*,?\s+(\d{{4,}}|\d{{2}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateStyle:
    """A file's own ways. month_first: parts are month/day/year. two_digit: "buddhist" or
    "gregorian", "" where nobody has said. epoch: 1900 or 1904, of Excel's day numbers.
    """

    month_first: bool = False
    two_digit: str = ""
    epoch: int = 1900


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date of its own precision ("2025", "2025-03", "2025-03-12") and the days it spans.

    iso is "" where nothing was understood; ``problem`` then says why. notes: words for what was
    done: buddhist, thai_words, two_digit, serial, ambiguous, month_first, fiscal_year, range,
    from_utc. clock: "23:30" where a time stood there.
    """

    iso: str = ""
    first: date | None = None
    last: date | None = None
    notes: tuple[str, ...] = ()
    problem: str = ""
    clock: str = ""

    @property
    def precision(self) -> str:
        """The word for how exact the date is."""
        return {4: "year", 7: "month", 10: "day"}.get(len(self.iso), "none")


def read_date(value: Any, style: DateStyle = DateStyle(), *, country: str = "") -> DateReading:
    """Understand one cell. country: alpha-3, for a time given in UTC (Myanmar is at +6:30)."""
    if isinstance(value, datetime | date):
        return _cell(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
        return _number(value, style)
    written = digits(clean(str(value or ""))).lstrip("'").strip()
    if is_unknown(written):
        return DateReading(problem="blank")
    if found := _FISCAL.search(written):
        return _fiscal(int(found[1]))
    text, clock, offset = _split_time(written)
    reading = _text(text, style)
    if clock and reading.iso:
        reading = _with(reading, clock=clock)
        if offset:
            reading = _local(reading, clock, offset, country)
    return reading


def read_clock(value: Any) -> str:
    """A time of day as "23:30", from a clock cell, "23.30 น." or "2330"; "" where there is none."""
    if isinstance(value, time | datetime):
        return f"{value.hour:02d}:{value.minute:02d}"
    found = _CLOCK.search(digits(clean(str(value or ""))))
    return f"{int(found[1]) % 24:02d}:{found[2]}" if found else ""


def _with(reading: DateReading, *, notes: tuple[str, ...] = (), clock: str = "") -> DateReading:
    return DateReading(
        reading.iso,
        reading.first,
        reading.last,
        (*notes, *reading.notes),
        reading.problem,
        clock or reading.clock,
    )


def _split_time(text: str) -> tuple[str, str, str]:
    """The date part, the clock and the offset from UTC of a text."""
    found = _TIME_AFTER.search(text)
    if not found:
        return text, "", ""
    return text[: found.start()].strip(" ,"), f"{int(found[1]):02d}:{found[2]}", found[3] or ""


def _local(reading: DateReading, clock: str, offset: str, country: str) -> DateReading:
    """The date on the spot of a moment given with its offset from UTC."""
    if reading.first is None or reading.precision != "day":
        return reading
    sign = -1 if offset.startswith("-") else 1
    parts = re.findall(r"\d{2}", offset)
    away = sign * (int(parts[0]) * 60 + int(parts[1])) if parts else 0
    here = _UTC_OFFSET_MINUTES.get(country, _OTHER_OFFSET_MINUTES)
    hour, minute = map(int, clock.split(":"))
    moment = datetime(*reading.first.timetuple()[:3], hour, minute, tzinfo=UTC)
    local = moment + timedelta(minutes=here - away)
    day = local.date()
    notes = (*reading.notes, "from_utc") if here != away else reading.notes
    return DateReading(day.isoformat(), day, day, notes, clock=f"{local:%H:%M}")


def _cell(value: date) -> DateReading:
    clock = ""
    if isinstance(value, datetime) and (value.hour or value.minute):
        clock = f"{value:%H:%M}"
    return _with(_build(value.year, value.month, value.day), clock=clock)


def _number(value: float, style: DateStyle) -> DateReading:
    whole = int(value)
    if whole in GREGORIAN_YEARS or whole in BUDDHIST_YEARS:
        return _build(whole)
    if whole in SERIALS or whole in BUDDHIST_SERIALS:
        found = _EPOCHS[style.epoch] + timedelta(days=whole)
        return _with(_build(found.year, found.month, found.day), notes=("serial",))
    if found := _COMPACT.fullmatch(str(whole)):
        return _build(*map(int, found.groups()))
    return DateReading(problem="not_understood")


def _text(text: str, style: DateStyle) -> DateReading:
    thai = tuple(["thai_words"] if any("\u0e01" <= char <= "\u0e5b" for char in text) else [])
    era = "buddhist" if re.search(r"พ\.?\s?ศ|\bBE\b|B\.E\.", text) else ""
    era = era or ("gregorian" if _ERA.search(text) else "")
    plain = " ".join(_NOISE.sub(" ", text).split()).strip(" ,")
    plain = re.sub(r"\b(?:BE|AD|CE)\b|B\.E\.", "", plain).strip()
    own = DateStyle(style.month_first, era or style.two_digit, style.epoch)
    for pattern, read in _READERS:
        if found := pattern.fullmatch(plain):
            return _with(read(found.groups(), own), notes=thai)
    if re.fullmatch(r"\d{5,6}(?:\.\d+)?", plain):
        return _number(float(plain), style)
    return DateReading(problem="not_understood")


def _iso_parts(parts: tuple[str, ...], _: DateStyle) -> DateReading:
    return _build(*(int(part) for part in parts if part))


def _three_parts(parts: tuple[str, ...], style: DateStyle) -> DateReading:
    """Day first as in all four countries, unless the file or this row proves otherwise."""
    first, second = int(parts[0]), int(parts[1])
    year, notes = _year(parts[2], style)
    if year is None:
        return DateReading(problem="two_digit_year")
    day, month = (second, first) if style.month_first else (first, second)
    reading = _build(year, month, day)
    if reading.iso and first <= 12 and second <= 12 and first != second:
        notes += ("ambiguous",)
    if not reading.iso and month > 12:
        reading = _build(year, day, month)
        notes += ("month_first",) if not style.month_first else ("day_first",)
    return _with(reading, notes=notes)


def _day_month(parts: tuple[str, ...], style: DateStyle) -> DateReading:
    first, last, word, written = parts
    return _worded(word, written, style, days=(first, last))


def _month_day(parts: tuple[str, ...], style: DateStyle) -> DateReading:
    word, day, written = parts
    return _worded(word, written, style, days=(day, None))


def _worded(
    word: str, written: str, style: DateStyle, *, days: tuple[str | None, str | None]
) -> DateReading:
    month = MONTHS[word.lower().replace(" ", "").rstrip(".")]
    year, notes = _year(written, style)
    if year is None:
        return DateReading(problem="two_digit_year")
    if days[0] is None:
        return _with(_build(year, month), notes=notes)
    start = _build(year, month, int(days[0]))
    if days[1] is None or not start.iso:
        return _with(start, notes=notes)
    end = _build(year, month, int(days[1]))
    if not end.iso or end.last < start.first:
        return DateReading(problem="no_such_day")
    return DateReading(start.iso[:7], start.first, end.last, (*notes, *start.notes, "range"))


def _year_alone(parts: tuple[str, ...], _: DateStyle) -> DateReading:
    return _build(int(parts[0]))


def _fiscal(year: int) -> DateReading:
    """The Thai fiscal year: 1 October of the year before to 30 September."""
    read = _build(year)
    if not read.iso:
        return read
    named = int(read.iso)
    first, last = date(named - 1, 10, 1), date(named, 9, 30)
    return DateReading(str(named), first, last, (*read.notes, "fiscal_year"))


def _year(written: str, style: DateStyle) -> tuple[int | None, tuple[str, ...]]:
    number = int(written)
    if len(written) > 2:
        return number, ()
    if style.two_digit == "buddhist":
        return 2500 + number, ("two_digit",)
    if style.two_digit == "gregorian":
        return (2000 if number < 70 else 1900) + number, ("two_digit",)
    return None, ()


def _build(year: int, month: int | None = None, day: int | None = None) -> DateReading:
    notes: tuple[str, ...] = ()
    if year in BUDDHIST_YEARS:
        year, notes = year - BUDDHIST_ERA_OFFSET_YEARS, ("buddhist",)
    if year not in GREGORIAN_YEARS:
        return DateReading(problem="year_out_of_range")
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return DateReading(problem="no_such_day")
    if month is None:
        return DateReading(f"{year}", first, date(year, 12, 31), notes)
    if day is None:
        end = date(year, month, calendar.monthrange(year, month)[1])
        return DateReading(f"{first:%Y-%m}", first, end, notes)
    return DateReading(first.isoformat(), first, first, notes)


_READERS = (
    (_PARTS, _three_parts),
    (_ISO, _iso_parts),
    (_DAY_MONTH, _day_month),
    (_MONTH_DAY, _month_day),
    (_COMPACT, _iso_parts),
    (_YEAR, _year_alone),
)
