"""Periods run back from the last day the data cover, whatever the clock says."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.periods import Period, bins, covered, from_day, resolve, to_day
from geo.query import PRESETS, Query

COVER = Period(date(2015, 1, 4), date(2025, 6, 29))
DAYS = st.dates(date(1971, 1, 1), date(2099, 12, 31))


def own(first, last):
    """A period of one's own."""
    return Query(period="own", date_from=first, date_to=last)


@pytest.mark.parametrize(
    ("last", "preset", "first_day", "last_day"),
    [
        ("2025-06-29", "last_month", "2025-05-01", "2025-05-31"),
        ("2025-06-30", "last_month", "2025-06-01", "2025-06-30"),
        ("2025-01-15", "last_month", "2024-12-01", "2024-12-31"),
        ("2024-03-30", "last_month", "2024-02-01", "2024-02-29"),
        ("2025-06-29", "last_quarter", "2025-01-01", "2025-03-31"),
        ("2025-06-30", "last_quarter", "2025-04-01", "2025-06-30"),
        ("2025-02-01", "last_quarter", "2024-10-01", "2024-12-31"),
        ("2025-06-30", "quarter_last_year", "2024-04-01", "2024-06-30"),
        ("2025-02-01", "quarter_last_year", "2023-10-01", "2023-12-31"),
        ("2025-09-30", "thai_fiscal_year", "2024-10-01", "2025-09-30"),
        ("2025-10-01", "thai_fiscal_year", "2025-10-01", "2025-10-01"),
        ("2025-06-29", "thai_fiscal_year", "2024-10-01", "2025-06-29"),
        ("2025-06-29", "all", "2015-01-04", "2025-06-29"),
    ],
)
def test_presets_by_hand(last, preset, first_day, last_day):
    cover = Period(COVER.first, date.fromisoformat(last))
    found = resolve(Query(period=preset), cover)
    assert found == Period(date.fromisoformat(first_day), date.fromisoformat(last_day))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_later_clock_changes_no_period(toy, preset):
    data = toy.columns([toy.record("2015-02-03"), toy.record("2025-06-29")])
    query = Query(period=preset)
    found = [
        resolve(query, covered(data, as_of=clock))
        for clock in (date(2025, 6, 29), date(2026, 11, 23), date(2030, 1, 1))
    ]
    assert found[0] == found[1] == found[2]


def test_the_cover_by_hand(toy):
    data = toy.columns([toy.record("2016-07"), toy.record("2024-03-09"), toy.record("")])
    assert covered(data, as_of=toy.AS_OF) == Period(date(2016, 7, 1), date(2024, 3, 9))


def test_a_bare_year_does_not_stretch_the_cover(toy):
    data = toy.columns([toy.record("2024-03-09"), toy.record("2024"), toy.record("2025")])
    assert covered(data, as_of=toy.AS_OF).last == date(2024, 3, 9)


def test_a_month_covers_to_its_end_but_not_beyond_the_day_asked(toy):
    data = toy.columns([toy.record("2025-06")])
    assert covered(data, as_of=date(2026, 1, 1)).last == date(2025, 6, 30)
    assert covered(data, as_of=date(2025, 6, 12)).last == date(2025, 6, 12)


def test_one_date_in_the_future_does_not_make_the_cover_run_with_the_clock(toy):
    data = toy.columns(
        [toy.record("2015-02-03"), toy.record("2025-06-29"), toy.record("2052-01-01")]
    )
    for clock in (date(2026, 11, 23), date(2030, 1, 1)):
        assert covered(data, as_of=clock) == Period(date(2015, 2, 3), date(2025, 6, 29))


def test_only_later_data_leave_the_day_asked(toy):
    data = toy.columns([toy.record("2030-01-01")])
    assert covered(data, as_of=toy.AS_OF) == Period(toy.AS_OF, toy.AS_OF)


def test_no_dated_record_is_no_cover(toy):
    assert covered(toy.columns([toy.record("")]), as_of=toy.AS_OF) is None
    assert covered(toy.columns([]), as_of=toy.AS_OF) is None


def test_only_bare_years_still_make_a_cover(toy):
    data = toy.columns([toy.record("2023"), toy.record("2024")])
    assert covered(data, as_of=toy.AS_OF) == Period(date(2023, 1, 1), date(2024, 12, 31))


def test_a_period_of_ones_own_ends_with_the_data():
    assert resolve(own(date(2024, 1, 1), date(2030, 1, 1)), COVER).last == COVER.last
    assert resolve(own(None, date(2020, 1, 1)), COVER) == Period(COVER.first, date(2020, 1, 1))
    assert resolve(own(date(2020, 1, 1), None), COVER) == Period(date(2020, 1, 1), COVER.last)


def test_a_period_after_the_data_stays_as_asked():
    asked = Period(date(2027, 1, 1), date(2027, 12, 31))
    assert resolve(own(asked.first, asked.last), COVER) == asked


def test_a_year_is_a_year():
    assert Period(date(2023, 1, 1), date(2023, 12, 31)).years == pytest.approx(365 / 365.25)


@given(DAYS)
def test_days_and_dates_are_one(day):
    assert from_day(to_day(day)) == day


@given(DAYS, DAYS)
def test_bins_cover_the_period_without_gap_or_overlap(one, other):
    period = Period(min(one, other), max(one, other))
    edges, unit = bins(period)
    assert edges[0] == to_day(period.first)
    assert edges[-1] == to_day(period.last) + 1
    assert (np.diff(edges) > 0).all()
    inner = [from_day(edge) for edge in edges[1:-1]]
    assert all(day.day == 1 and (unit == "month" or day.month == 1) for day in inner)
    assert np.diff(edges).max() <= (31 if unit == "month" else 366)


@given(DAYS, st.sampled_from(PRESETS))
def test_no_preset_ends_after_the_data(last, preset):
    found = resolve(Query(period=preset), Period(date(1970, 1, 2), last))
    assert found.first <= found.last <= last
