"""Which records are recorded, which are used, and the one reason for each of the others."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.borders import index
from geo.columns import NO_DAY
from geo.periods import Period
from geo.query import Query
from geo.schema.vocabularies import (
    AUDITS,
    CATEGORIES,
    CONFIDENCES,
    INNER_PAIRS,
    ORIGINS,
    PAIRS,
    PRECISIONS,
    VERIFICATIONS,
)
from geo.selection import REASONS, gate, pair_bits, recorded_rows, select, wanted_pairs

COVER = Period(date(2015, 1, 1), date(2025, 6, 30))
QUARTER = Period(date(2024, 1, 1), date(2024, 3, 31))


@pytest.fixture(scope="session")
def chosen(toy):
    """Selects among toy records."""

    def run(records, query=None, *, period=COVER, left_out=()):
        query = query or Query()
        data = toy.columns(records)
        return select(
            data,
            query,
            gate=gate(data),
            universe=toy.universe(*query.pairs),
            is_link=index().is_link,
            period=period,
            cover=COVER,
            left_out=frozenset(left_out),
        )

    return run


def reasons(found):
    """Reasons and counts of a selection."""
    return {item.reason: item.records for item in found.set_aside}


def own(period):
    """A query of a period of one's own."""
    return Query(period="own", date_from=period.first, date_to=period.last)


ONE_PER_REASON = {
    "no_date": {"when": ""},
    "not_verified": {"origin": "public_report", "verification": "corroborated"},
    "no_point": {"lon": np.nan},
    "precision": {"precision": "district"},
    "low_confidence": {"confidence": "low"},
    "doubtful": {"audit": "doubtful"},
    "far_from_line": {"km_away": 25.1},
    "other_line": {"section": "KHM-VNM-001"},
    "estuary": {"section": "MMR-THA-E01"},
}


@pytest.mark.parametrize(("reason", "words"), ONE_PER_REASON.items())
def test_each_reason_sets_one_record_aside(toy, chosen, reason, words):
    found = chosen([toy.record(), toy.record(**words)])
    assert reasons(found) == {reason: 1}
    assert (found.recorded.tolist(), found.used.tolist()) == ([0, 1], [0])


def test_a_date_across_the_edge_is_recorded_and_set_aside(toy, chosen):
    records = [toy.record("2024-03-31"), toy.record("2024"), toy.record("2024-04-01")]
    found = chosen(records, own(QUARTER), period=QUARTER)
    assert (found.recorded.tolist(), found.used.tolist()) == ([0, 1], [0])
    assert reasons(found) == {"date_not_inside": 1}


def test_a_record_with_every_fault_is_counted_once_under_the_first(toy, chosen):
    words = {
        "origin": "public_report", "lon": np.nan, "precision": "none", "confidence": "low",
        "audit": "doubtful", "section": "",
    }  # fmt: skip
    found = chosen([toy.record("", **words)])
    assert reasons(found) == {"no_date": 1}
    assert reasons(chosen([toy.record("2024", **words)])) == {"not_verified": 1}


def test_all_reasons_are_exercised():
    assert {*ONE_PER_REASON, "date_not_inside"} == set(REASONS)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_town_is_the_last_precision_that_counts(toy, chosen, precision):
    used = chosen([toy.record(precision=precision)]).used.tolist()
    assert used == ([0] if PRECISIONS.index(precision) <= PRECISIONS.index("town") else [])


def test_a_province_record_adds_one_to_the_set_aside_and_changes_nothing_else(toy, chosen):
    held = [toy.record(), toy.record("2023-01-02", section="KHM-THA-010"), toy.record("", lon=1.0)]
    before = chosen(held)
    after = chosen([*held, toy.record(precision="province", section="", lon=99.0)])
    assert after.used.tolist() == before.used.tolist()
    assert len(after.recorded) == len(before.recorded) + 1
    assert reasons(after) == {**reasons(before), "precision": 1}


@pytest.mark.parametrize("state", ["", *VERIFICATIONS])
def test_a_public_report_is_used_only_when_verified(toy, chosen, state):
    found = chosen([toy.record(origin="public_report", verification=state)])
    assert found.used.tolist() == ([0] if state == "verified" else [])


@pytest.mark.parametrize("when", ["2024-02", "2024"])
def test_coarse_dates_are_used_only_where_they_lie_inside_as_a_whole(toy, chosen, when):
    february = Period(date(2024, 2, 1), date(2024, 2, 29))
    half = Period(date(2024, 2, 1), date(2024, 2, 28))
    year = Period(date(2024, 1, 1), date(2024, 12, 31))
    records = [toy.record(when)]
    used = [
        chosen(records, own(period), period=period).used.tolist()
        for period in (half, february, year)
    ]
    assert used == [[], [0] if when == "2024-02" else [], [0]]


def test_all_years_use_coarse_dates_and_lose_no_record(toy, chosen):
    records = [toy.record("2025"), toy.record("2025-06"), toy.record("2026"), toy.record("2052")]
    found = chosen(records)
    assert found.used.tolist() == [0, 1]
    assert found.recorded.tolist() == [0, 1, 2, 3]
    assert reasons(found) == {"date_not_inside": 2}


def test_both_edges_of_a_period_belong_to_it(toy, chosen):
    days = ("2023-12-31", "2024-01-01", "2024-03-31", "2024-04-01")
    found = chosen([toy.record(day) for day in days], own(QUARTER), period=QUARTER)
    assert found.recorded.tolist() == [1, 2]


@pytest.mark.parametrize(("reach", "used"), [(24.9, []), (25.0, [0]), (30.0, [0])])
def test_the_reach_is_the_last_kilometre_that_counts(toy, chosen, reach, used):
    assert chosen([toy.record(km_away=25.0)], Query(max_km=reach)).used.tolist() == used


def test_an_outer_line_counts_when_it_is_asked_for(toy, chosen):
    record = toy.record(section="KHM-VNM-001")
    assert chosen([record], Query(pairs=("KHM-VNM",))).used.tolist() == [0]
    assert wanted_pairs(Query()) == INNER_PAIRS
    assert wanted_pairs(Query(pairs=("KHM-VNM",))) == ("KHM-VNM",)


def test_an_estuary_link_never_counts_even_when_its_pair_is_asked_for(toy, chosen):
    found = chosen([toy.record(section="MMR-THA-E01")], Query(pairs=("MMR-THA",)))
    assert reasons(found) == {"estuary": 1}


def test_a_stated_pair_is_recorded_and_its_nearest_other_line_is_said(toy, chosen):
    both = pair_bits(("LAO-THA", "MMR-THA"))
    record = toy.record(pair_bits=both)
    assert reasons(chosen([record], Query(pairs=("LAO-THA",)))) == {"other_line": 1}
    assert len(chosen([record], Query(pairs=("KHM-THA",))).recorded) == 0


def test_what_the_profile_leaves_out_comes_back_when_asked_for(toy, chosen):
    records = [toy.record(), toy.record(category="armed_clash")]
    assert chosen(records, left_out=["armed_clash"]).recorded.tolist() == [0]
    asked = Query(categories=("armed_clash",))
    assert chosen(records, asked, left_out=["armed_clash"]).used.tolist() == [1]
    assert chosen(records).recorded.tolist() == [0, 1]


def test_an_empty_world_is_an_empty_selection(chosen):
    found = chosen([])
    assert (len(found.recorded), len(found.used), found.set_aside) == (0, 0, ())


WHEN = st.sampled_from(("", "2015", "2024", "2025", "2026", "2024-02", "2024-03-09", "2025-07-01"))
SECTIONS = st.sampled_from(("", "MMR-THA-113", "KHM-THA-010", "KHM-VNM-001", "MMR-THA-E01"))
WORDS = st.fixed_dictionaries(
    {
        "when": WHEN,
        "category": st.sampled_from((*CATEGORIES, "")),
        "section": SECTIONS,
        "km_away": st.sampled_from((0.0, 5.0, 25.0, 25.001, 60.0, np.nan)),
        "precision": st.sampled_from((*PRECISIONS, "")),
        "confidence": st.sampled_from((*CONFIDENCES, "")),
        "audit": st.sampled_from((*AUDITS, "")),
        "origin": st.sampled_from(ORIGINS),
        "verification": st.sampled_from((*VERIFICATIONS, "")),
        "lon": st.sampled_from((100.0, np.nan)),
    }
)
QUERIES = st.builds(
    Query,
    period=st.sampled_from(("all", "own")),
    categories=st.sets(st.sampled_from(CATEGORIES), max_size=3).map(lambda s: tuple(sorted(s))),
    pairs=st.sets(st.sampled_from(PAIRS), max_size=3).map(lambda s: tuple(sorted(s))),
    max_km=st.sampled_from((5.0, 25.0, 100.0)),
)


@given(st.lists(WORDS, max_size=12), QUERIES, st.sets(st.sampled_from(CATEGORIES), max_size=2))
def test_every_recorded_event_is_used_or_set_aside_once(toy, chosen, words, query, left_out):
    records = [toy.record(**item) for item in words]
    period = COVER if query.period == "all" else QUARTER
    found = chosen(records, query, period=period, left_out=left_out)
    assert len(found.recorded) == len(found.used) + sum(reasons(found).values())
    assert set(found.used.tolist()) <= set(found.recorded.tolist())
    assert list(reasons(found)) == [word for word in REASONS if word in reasons(found)]
    assert all(count > 0 for count in reasons(found).values())
    for at in found.used.tolist():
        item = words[at]
        assert item["precision"] in PRECISIONS[:5]
        assert item["confidence"] != "low"
        assert item["audit"] != "doubtful"
        assert item["origin"] != "public_report" or item["verification"] == "verified"
        assert item["km_away"] <= query.max_km
        assert item["section"][:7] in wanted_pairs(query)
        assert "E" not in item["section"][8:]


def test_recorded_rows_are_the_selection_without_its_reasons(toy, chosen):
    records = [toy.record(), toy.record("2023-05-06"), toy.record(category="arms")]
    query = Query(period="own", categories=("drug_smuggling",))
    rows = recorded_rows(toy.columns(records), query, period=QUARTER)
    assert rows.tolist() == chosen(records, query, period=QUARTER).recorded.tolist() == [0]


def test_undated_records_are_of_no_shorter_period(toy, chosen):
    assert toy.columns([toy.record("")]).day_from.tolist() == [NO_DAY]
    assert len(chosen([toy.record("")], own(QUARTER), period=QUARTER).recorded) == 0
