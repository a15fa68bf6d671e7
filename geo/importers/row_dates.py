"""Dates of a block's rows: each way of writing is read once, checked against publication and the
present day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from geo.cleaning.dates import DateReading, DateStyle, read_clock, read_date
from geo.cleaning.texts import text_of
from geo.columns import NO_DAY
from geo.importers.distinct import BlockNotes, distinct
from geo.importers.options import Options
from geo.importers.row_notes import refuse
from geo.messages import Message, message

_EPOCH = date(1970, 1, 1).toordinal()
_LONG_BEFORE_DAYS = 366
_NONE = DateReading()
_COLUMNS = ("date", "day_from", "day_to", "date_precision", "date_written", "time", "confidence",
            "source_date")  # fmt: skip
_WORDS = ("date", "date_precision", "date_written", "confidence", "source_date")


@dataclass(frozen=True, slots=True)
class _Day:
    """What the date cells of a row say. told: one value for each of _COLUMNS."""

    told: tuple[Any, ...]
    words: tuple[str, ...]
    problem: Message | None


class DateRows:
    """The part of a sheet's reader that reads dates."""

    options: Options
    style: DateStyle
    dates: dict[Any, DateReading]
    days: dict[Any, "_Day"]
    calendars: set[str]

    def _date(self, cell: Any, country: str) -> DateReading:
        zoned = country == "MMR" and _is_moment(cell)
        key = (cell, zoned, type(cell) is str)
        if key not in self.dates:
            self.dates[key] = read_date(cell, self.style, country=country if zoned else "")
        return self.dates[key]

    def _dates(
        self,
        cells: Mapping[str, list[Any]],
        countries: np.ndarray,
        reasons: dict[int, list[Message]],
        notes: BlockNotes,
    ) -> dict[str, Any]:
        """Columns of the dates, one value per row."""
        columns = [cells[name] for name in ("date", "date_end", "within", "source_date")]
        zoned = _zoned(columns[0], countries)
        found = distinct(zoned, *columns)
        firsts = found.firsts.tolist()
        said = zip(*([column[at] for at in firsts] for column in columns), strict=True)
        days = [
            self._day(cells, at, one, "MMR" if in_myanmar else "")
            for at, one, in_myanmar in zip(firsts, said, zoned[firsts].tolist(), strict=True)
        ]
        for at, day in zip(firsts, days, strict=True):
            if self._other_calendar(day.words, day.told[0]):
                notes.add(at, "both_calendars")
        refuse(found, [day.problem for day in days], reasons)
        notes.spread(found, [day.words for day in days])
        told = dict(zip(_COLUMNS, zip(*(day.told for day in days), strict=True), strict=True))
        rows: dict[str, Any] = {name: found.words(told.get(name, ())) for name in _WORDS}
        for name in ("day_from", "day_to"):
            rows[name] = np.array(told.get(name, ()), dtype=np.int32)[found.codes]
        clocks = found.spread(told.get("time", ()))
        rows["time"] = np.where(clocks == "", self._clocks(cells["time"]), clocks)
        return rows

    def _day(
        self, cells: Mapping[str, list[Any]], at: int, said: tuple[Any, ...], country: str
    ) -> "_Day":
        """What the date cells of one row say; each way of saying it is understood once.

        country: "MMR" for a moment told in Myanmar, whose clock differs; else blank.
        """
        key = (said, *map(type, said), country)
        found = self.days.get(key)
        if found is None:
            found = self.days[key] = self._understood(cells, at, country)
        return found

    def _understood(self, cells: Mapping[str, list[Any]], at: int, country: str) -> "_Day":
        read = self._date(cells["date"][at], country)
        iso, first, last, precision = self._span(read, cells, at)
        problem, doubt = self._dated_well(read, first, cells, at)
        written = text_of(cells["date"][at])[:80] if read.notes else ""
        published = self._published(cells["source_date"][at]).iso
        told = (iso, first, last, precision, written, read.clock,
                "low" if doubt else "medium", published)  # fmt: skip
        return _Day(told, (*read.notes, *(("date_long_before",) if doubt else ())), problem)

    def _clocks(self, column: list[Any]) -> np.ndarray:
        found = distinct(column)
        return found.spread([read_clock(column[at]) if column[at] else "" for at in found.firsts])

    def _other_calendar(self, words: tuple[str, ...], iso: str) -> bool:
        """Whether this is the first date whose calendar differs from that of the ones before."""
        if not iso or "two_digit" in words or "serial" in words:
            return False
        calendar = "buddhist" if "buddhist" in words else "gregorian"
        new = bool(self.calendars) and calendar not in self.calendars
        self.calendars.add(calendar)
        return new

    def _published(self, cell: Any) -> DateReading:
        return self._date(cell, "") if cell is not None and text_of(cell) else _NONE

    def _span(
        self, read: DateReading, cells: Mapping[str, list[Any]], at: int
    ) -> tuple[str, int, int, str]:
        """Date, first and last day and precision; a data set's own span is kept."""
        if read.first is None or read.last is None:
            return "", NO_DAY, NO_DAY, "none"
        first, last = read.first.toordinal() - _EPOCH, read.last.toordinal() - _EPOCH
        within = cells["within"][at]
        if not within or within == "day" or read.precision != "day":
            return read.iso, first, last, read.precision
        end = self._date(cells["date_end"][at], "") if cells["date_end"][at] else read
        if end.last is not None:
            last = max(last, end.last.toordinal() - _EPOCH)
        if within == "week" and last == first:
            last = first + 6
        word = "year" if within == "year" else "month"
        if word == "month" and within == "month" and last == first:
            month = self._date(read.iso[:7], "")
            first, last = month.first.toordinal() - _EPOCH, month.last.toordinal() - _EPOCH
        return read.iso[: 4 if word == "year" else 7], first, last, word

    def _dated_well(
        self, read: DateReading, first: int, cells: Mapping[str, list[Any]], at: int
    ) -> tuple[Message | None, bool]:
        """Why there is no possible date; and whether it lies long before its publication."""
        written = text_of(cells["date"][at])[:60]
        if not read.iso:
            return message(f"import.reason.date_{read.problem}", value=written), False
        published = self._published(cells["source_date"][at])
        latest = published.last or self.options.as_of
        if read.first > min(latest, self.options.as_of):
            return message("import.reason.date_after", value=written), False
        if published.first is None:
            return None, False
        return None, published.first.toordinal() - _EPOCH - first > _LONG_BEFORE_DAYS


def _is_moment(cell: Any) -> bool:
    """Whether a cell may hold a time with its offset from UTC."""
    return type(cell) is str and "T" in cell


def _zoned(column: list[Any], countries: np.ndarray) -> np.ndarray:
    """Which rows' moments are told in Myanmar, whose clock differs from the other three."""
    if not any(map(_is_moment, column)):
        return np.zeros(len(column), dtype=bool)
    return (countries == "MMR") & np.fromiter(map(_is_moment, column), bool, len(column))
