"""Periods as days, running back from the last date the data covers; no hidden today."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from geo.columns import NO_DAY, IncidentColumns
from geo.query import Query
from geo.schema.vocabularies import DATE_PRECISIONS, code

_EPOCH = date(1970, 1, 1)
THAI_FISCAL_YEAR_FIRST_MONTH = 10
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both inclusive."""

    first: date
    last: date

    @property
    def years(self) -> float:
        """Length in years of 365.25 days."""
        return ((self.last - self.first).days + 1) / DAYS_PER_YEAR


def to_day(value: date) -> int:
    """Days since 1970-01-01."""
    return (value - _EPOCH).days


def from_day(day: int) -> date:
    """The date of a count of days since 1970-01-01."""
    return _EPOCH + timedelta(days=int(day))


def covered(incidents: IncidentColumns, *, as_of: date) -> Period | None:
    """From the first to the last day the records cover, no later than ``as_of``.

    The last day comes from records dated to the day or month, so that a bare year does not stretch
    the cover to its December; records that begin after ``as_of`` stretch nothing, so that one
    mistyped year does not make the cover run to the day asked. None when no record is dated.
    """
    dated = incidents.day_from != NO_DAY
    if not dated.any():
        return None
    known = dated & (incidents.day_from <= to_day(as_of))
    dated = known if known.any() else dated
    year_position = code(DATE_PRECISIONS, "year")
    sharp = dated & (incidents.date_precision < year_position)
    last = incidents.day_to[sharp if sharp.any() else dated].max()
    last = min(int(last), to_day(as_of))
    return Period(from_day(min(int(incidents.day_from[dated].min()), last)), from_day(last))


def resolve(query: Query, cover: Period) -> Period:
    """The period a query asks for, as days.

    Presets run back from ``cover.last``: a month, quarter or fiscal year is the latest one that the
    data covers to its end (the running fiscal year ends at the last day covered). A period of one's
    own ends there too, unless it lies wholly after it.
    """
    if query.period == "own":
        first, last = sorted((query.date_from or cover.first, query.date_to or cover.last))
        return Period(first, last if first > cover.last else min(last, cover.last))
    if query.period == "last_month":
        return _month_before(_day_after(cover.last))
    if query.period == "last_quarter":
        return _quarter_before(_day_after(cover.last))
    if query.period == "quarter_last_year":
        return _year_earlier(_quarter_before(_day_after(cover.last)))
    if query.period == "thai_fiscal_year":
        return Period(_fiscal_year_start(cover.last), cover.last)
    return cover


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def _month_before(day: date) -> Period:
    last = day.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def _quarter_before(day: date) -> Period:
    first_month = 3 * ((day.month - 1) // 3) + 1
    last = day.replace(month=first_month, day=1) - timedelta(days=1)
    return Period(date(last.year, last.month - 2, 1), last)


def _year_earlier(period: Period) -> Period:
    """The same quarter a year before; quarters never end on 29 February."""
    return Period(
        period.first.replace(year=period.first.year - 1),
        period.last.replace(year=period.last.year - 1),
    )


def _fiscal_year_start(day: date) -> date:
    year = day.year if day.month >= THAI_FISCAL_YEAR_FIRST_MONTH else day.year - 1
    return date(year, THAI_FISCAL_YEAR_FIRST_MONTH, 1)


def bins(period: Period) -> tuple[np.ndarray, str]:
    """Edges of a timeline as days (k + 1 of them), by month up to three years, else by year.

    Returns the edges and "month" or "year"; the first and last bin may be cut by the period.
    """
    unit = "month" if period.years <= 3.05 else "year"
    edges = [to_day(period.first)]
    at = _next_bin(period.first, unit)
    while at <= period.last:
        edges.append(to_day(at))
        at = _next_bin(at, unit)
    return np.array([*edges, to_day(_day_after(period.last))]), unit


def _next_bin(day: date, unit: str) -> date:
    if unit == "year":
        return date(day.year + 1, 1, 1)
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
