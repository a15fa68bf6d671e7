"""The kinds of cells, by hand and by property."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.schema.columns import (
    LATITUDE,
    LONGITUDE,
    PAIR_LIST,
    Number,
    PartialDate,
    SourceRef,
    Text,
    Words,
    date_span,
)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "year"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28), "month"),
        ("2024-03-09", date(2024, 3, 9), date(2024, 3, 9), "day"),
    ],
)
def test_span_of_a_partial_date(text: str, first: date, last: date, precision: str) -> None:
    assert date_span(text) == (first, last, precision)


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_lies_in_its_month_and_year(day: date) -> None:
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        first, last, _ = date_span(text)
        assert first <= day <= last
        assert PartialDate().accepts(text)


@pytest.mark.parametrize(
    "text", ["", "24", "2024-2", "2024-13", "2023-02-29", "2568-01-01", "1700", "2024/01/01", "x"]
)
def test_not_a_date(text: str) -> None:
    assert not PartialDate().accepts(text)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (LONGITUDE, ["99.8762", "105"], ["20.4", "200", "1e2", " 99", "99,8", "nan"]),
        (LATITUDE, ["20.4335"], ["99.8762", "-3"]),
        (Number(0, 10, whole=True), ["0", "10"], ["1.0", "11", "-1"]),
        (PAIR_LIST, ["LAO-THA", "LAO-MMR;LAO-THA"], ["THA-LAO", "LAO-THA;", "LAO-THA;LAO-THA"]),
        (Words(("a", "b")), ["a", "b"], ["c", "a;b", "A"]),
        (SourceRef(), ["abc-123abc"], ["two;three", "Has Space"]),
        (SourceRef(many=True), ["one;two"], ["one;"]),
        (Text(5), ["a b"], ["abcdef", " a", "a\n", "a\x00"]),
    ],
)
def test_what_a_kind_accepts(kind, good: list[str], bad: list[str]) -> None:
    assert all(kind.accepts(cell) for cell in good)
    assert not any(kind.accepts(cell) for cell in bad)


@given(st.text(max_size=20))
def test_a_number_that_is_accepted_can_be_read(cell: str) -> None:
    if Number(-1000, 1000).accepts(cell):
        assert -1000 <= float(cell) <= 1000
