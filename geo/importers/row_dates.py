"""Dates of a block's rows: read once per cell, checked against publication and the present day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from geo.cleaning.dates import DateReading, DateStyle, read_clock, read_date
from geo.cleaning.texts import text_of
from geo.columns import NO_DAY
from geo.importers.options import Options
from geo.importers.row_notes import add_to
from geo.messages import Message, message

_EPOCH = date(1970, 1, 1).toordinal()
_LONG_BEFORE_DAYS = 366
_NONE = DateReading()


class DateRows:
    """The part of a sheet's reader that reads dates."""

    options: Options
    style: DateStyle
    dates: dict[Any, DateReading]
    calendars: set[str]

    def _date(self, cell: Any, country: str) -> DateReading:
        zoned = country == "MMR" and isinstance(cell, str) and "T" in cell
        key = (cell, zoned, type(cell) is str)
        if key not in self.dates:
            self.dates[key] = read_date(cell, self.style, country=country if zoned else "")
        return self.dates[key]

    def _dates(
        self,
        cells: Mapping[str, list[Any]],
        countries: list[str],
        reasons: dict[int, list[Message]],
        notes: dict[int, list[str]],
    ) -> dict[str, list[Any]]:
        names = (
            "date",
            "day_from",
            "day_to",
            "date_precision",
            "date_written",
            "time",
            "confidence",
            "source_date",
        )
        rows: dict[str, list[Any]] = {name: [] for name in names}
        for at, cell in enumerate(cells["date"]):
            read = self._date(cell, countries[at])
            iso, first, last, precision = self._span(read, cells, at)
            doubt = self._dated_well(read, first, cells, at, reasons)
            for word in (*read.notes, *self._both_calendars(read)):
                add_to(notes, at, word)
            if doubt:
                add_to(notes, at, "date_long_before")
            rows["date"].append(iso)
            rows["day_from"].append(first)
            rows["day_to"].append(last)
            rows["date_precision"].append(precision)
            rows["date_written"].append(text_of(cell)[:80] if read.notes else "")
            rows["time"].append(
                read.clock or (read_clock(cells["time"][at]) if cells["time"][at] else "")
            )
            rows["confidence"].append("low" if doubt else "medium")
            rows["source_date"].append(self._published(cells["source_date"][at]).iso)
        return rows

    def _both_calendars(self, read: DateReading) -> tuple[str, ...]:
        """A note on the first row whose calendar differs from that of the rows before."""
        if not read.iso or {"two_digit", "serial"} & set(read.notes):
            return ()
        calendar = "buddhist" if "buddhist" in read.notes else "gregorian"
        new = bool(self.calendars) and calendar not in self.calendars
        self.calendars.add(calendar)
        return ("both_calendars",) if new else ()

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
        self,
        read: DateReading,
        first: int,
        cells: Mapping[str, list[Any]],
        at: int,
        reasons: dict[int, list[Message]],
    ) -> bool:
        """Reject what has no possible date; True where it lies long before its publication."""
        written = text_of(cells["date"][at])[:60]
        if not read.iso:
            add_to(reasons, at, message(f"import.reason.date_{read.problem}", value=written))
            return False
        published = self._published(cells["source_date"][at])
        latest = published.last or self.options.as_of
        if read.first > min(latest, self.options.as_of):
            add_to(reasons, at, message("import.reason.date_after", value=written))
            return False
        if published.first is None:
            return False
        return published.first.toordinal() - _EPOCH - first > _LONG_BEFORE_DAYS
