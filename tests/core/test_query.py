"""Links: what is written is read again, and nothing that a stranger sends breaks the page."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.query import (
    LAYERS,
    MAX_HIDDEN,
    MAX_REACH_KM,
    MEASURES,
    MIN_REACH_KM,
    OFFICE_BASES,
    PRESETS,
    Query,
    from_link,
    to_link,
)
from geo.schema.vocabularies import CATEGORIES, PAIRS

NAMES = tuple(item.name for item in fields(Query))
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
HOSTILE = (
    "<script>alert(1)</script>", "${7*7}", "{{7*7}}", "{n.__class__}", "../../etc/passwd", "\x00",
    "' OR 1=1 --", "`id`", "=1+1", "\ud800", "ก" * 5000, "nan", "inf", "-1", "1e999", "²",
)  # fmt: skip


def subsets(words):
    """Some of the words, in their own order."""
    return st.sets(st.sampled_from(words)).map(lambda s: tuple(w for w in words if w in s))


@st.composite
def queries(draw):
    """Any query that the screens can make."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    pair = draw(st.sampled_from(PAIRS))
    number = st.integers(1, 999).map(lambda n: f"{pair}-{n:03d}")
    ids = st.from_regex(r"[a-z\-]{1,8}:[\w.:\-]{1,80}", fullmatch=True)
    return Query(
        period=draw(st.sampled_from(PRESETS)),
        date_from=draw(st.sampled_from((None, first))),
        date_to=draw(st.sampled_from((None, last))),
        categories=draw(subsets(CATEGORIES)),
        pairs=draw(subsets(PAIRS)),
        layers=draw(subsets(LAYERS)),
        measure=draw(st.sampled_from(MEASURES)),
        offices=draw(st.sampled_from(OFFICE_BASES)),
        section=draw(st.one_of(st.just(""), number, st.just(f"{pair}-E01"))),
        max_km=draw(st.floats(MIN_REACH_KM, MAX_REACH_KM)),
        hidden=tuple(sorted(draw(st.sets(ids, max_size=4)))),
    )


@given(queries())
def test_every_query_survives_its_link(query):
    assert from_link(to_link(query)) == (query, ())


def test_the_default_view_has_an_empty_link():
    assert to_link(Query()) == {}
    assert from_link({}) == (Query(), ())


@given(st.dictionaries(st.sampled_from(NAMES), st.text() | st.sampled_from(HOSTILE)))
def test_any_text_gives_a_query_and_never_a_fault(parameters):
    query, problems = from_link(parameters)
    assert from_link(to_link(query))[0] == query
    assert len(problems) <= len(parameters) + 1


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_value_never_enters_the_query(name, value):
    query, problems = from_link({name: value})
    assert query == Query()
    told = [dict(item.values)["name"] for item in problems]
    assert told == [name]


def test_lonely_commas_name_nothing():
    assert from_link({"categories": ",,,", "hidden": ","}) == (Query(), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("period", "yesterday"),
        ("date_from", "2024-02-30"),
        ("date_to", "9999-12-31"),
        ("date_from", "0001-01-01"),
        ("categories", "drug_smuggling,witchcraft"),
        ("pairs", "THA-LAO"),
        ("layers", "sections,secret"),
        ("measure", "total"),
        ("offices", "all"),
        ("section", "LAO-THA-²"),
        ("section", "LAO-THAX012"),
        ("section", "THA-LAO-001"),
        ("section", "LAO-THA-EEE1"),
        ("max_km", "nan"),
        ("max_km", "0"),
        ("max_km", "1000"),
        ("hidden", "stretch:a b"),
        ("hidden", ",".join(f"zone:{n}" for n in range(MAX_HIDDEN + 1))),
    ],
)
def test_a_broken_parameter_is_told_and_stands_at_its_default(name, value):
    query, problems = from_link({name: value, "period": "last_month"} | {name: value})
    assert getattr(query, name) == getattr(Query(), name)
    (problem,) = problems
    assert problem.id == "link.not_understood"
    assert dict(problem.values) == {"name": name, "value": value[:40]}


def test_every_broken_parameter_is_told_and_the_sound_ones_hold():
    query, problems = from_link({"period": "x", "measure": "y", "pairs": "KHM-THA", "z": "?"})
    assert [dict(item.values)["name"] for item in problems] == ["measure", "period"]
    assert query == Query(pairs=("KHM-THA",))


def test_reversed_dates_open_all_years_with_a_notice():
    link = {"period": "own", "date_from": "2024-05-01", "date_to": "2024-04-30"}
    query, problems = from_link(link)
    assert (query.period, query.date_from, query.date_to) == ("all", None, None)
    assert [item.id for item in problems] == ["link.dates_reversed"]


def test_words_stand_in_their_own_order_whatever_the_link_says():
    one, _ = from_link({"pairs": "MMR-THA,KHM-THA", "hidden": "zone:b,zone:a,zone:b"})
    other, _ = from_link({"pairs": "KHM-THA,MMR-THA,KHM-THA", "hidden": "zone:a,zone:b"})
    assert one == other
    assert hash(one) == hash(other)


def test_no_layer_at_all_is_a_view_too():
    assert from_link(to_link(Query(layers=())))[0].layers == ()
