"""One section's card, on toy records and on the shipped facts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geo.borders import index, position
from geo.briefing.section_card import MAX_RECORDS, section_card
from geo.briefing.situation import situation
from geo.messages import message
from geo.profile import Profile
from geo.query import Query
from geo.schema.vocabularies import PAIRS

SECTION = "MMR-THA-113"


def card_of(toy, records, section_id=SECTION, query=None, **words):
    """The card of a section in a toy world."""
    world = toy.world(records, **words)
    answer = situation(world, query or Query(), as_of=toy.AS_OF, profile=toy.NO_PROFILE)
    return section_card(world, answer, section_id)


def ids(card):
    """Ids of a card's caveats."""
    return [item.id for item in card.caveats]


@pytest.mark.parametrize("section_id", ["", "LAO-THA-999", "nonsense", "'; --"])
def test_an_unknown_section_has_no_card(toy, section_id):
    assert card_of(toy, [toy.record()], section_id) is None


def test_records_newest_first_undated_last_and_those_not_used_say_so(toy):
    records = [
        toy.record("2020-01-01"),
        toy.record(""),
        toy.record("2024-03-09", precision="district"),
        toy.record("2022-05-06"),
        toy.record("2023-01-01", section="MMR-THA-112"),
        toy.record("2023-01-01", km_away=25.5),
    ]
    card = card_of(toy, records)
    assert [row.id for row in card.records] == ["T-3", "T-4", "T-1", "T-2"]
    assert [row.used for row in card.records] == [False, True, True, False]
    assert card.count == 2


def test_a_record_says_how_exactly_its_place_is_known_and_that_it_was_moved(toy):
    card = card_of(toy, [toy.record(precision="exact"), toy.record(moved_m=5000)])
    assert [line.precision for line in card.records] == [
        message("term.precision.exact"), message("term.precision.moved", km=5.0),
    ]  # fmt: skip


def test_a_wider_reach_lists_more(toy):
    records = [toy.record(km_away=25.5)]
    assert card_of(toy, records).records == ()
    assert len(card_of(toy, records, query=Query(max_km=30.0)).records) == 1


def test_long_lists_are_cut_and_still_counted(toy):
    card = card_of(toy, [toy.record()] * (MAX_RECORDS + 5))
    assert (len(card.records), card.count) == (MAX_RECORDS, MAX_RECORDS + 5)


def test_neighbours_go_on_across_the_tripoint(toy):
    inside = card_of(toy, [], SECTION)
    assert sorted(inside.neighbours) == ["MMR-THA-112", "MMR-THA-114"]
    # LAO-THA and MMR-THA both begin at the point where the three countries meet.
    first = card_of(toy, [], "LAO-THA-001")
    assert {"LAO-THA-002", "MMR-THA-001"} <= set(first.neighbours)
    assert first.km_from == 0.0


def test_each_side_has_its_own_office_on_both_bases(toy):
    at = position(SECTION)
    lon, lat = float(index().mid_lon[at]), float(index().mid_lat[at])
    table = toy.offices(
        toy.office("open", "THA", lon + 0.5, lat),
        toy.office("old", "THA", lon + 0.1, lat, status="unknown"),
        toy.office("mm", "MMR", lon - 0.2, lat),
        toy.office("la", "LAO", lon, lat),
    )
    card = card_of(toy, [], offices_table=table)
    found = {(line.nearest.country, line.basis): line.nearest.office_id for line in card.offices}
    assert found == {
        ("MMR", "operating"): "mm", ("MMR", "documented"): "mm",
        ("THA", "operating"): "open", ("THA", "documented"): "old",
    }  # fmt: skip


def test_an_outer_pair_names_only_the_side_of_the_region(toy):
    card = card_of(toy, [], "KHM-VNM-001")
    assert {line.nearest.country for line in card.offices} == {"KHM"}
    assert np.isnan(card.rate)
    assert not card.stands_out


def test_caveats(toy):
    assert ids(card_of(toy, [toy.record()])) == [
        "caveat.single_record", "caveat.too_few", "caveat.recorded"
    ]  # fmt: skip
    many = card_of(toy, [toy.record()] * 25)
    assert ids(many) == ["caveat.recorded"]
    link = card_of(toy, [toy.record(section="MMR-THA-E01")], "MMR-THA-E01")
    assert ids(link) == ["caveat.estuary", "caveat.recorded"]
    assert link.length_km == 0.0


@pytest.fixture(scope="module")
def shipped_card(shipped, answer):
    """Cards under the opening view."""
    return lambda section_id: section_card(shipped, answer, section_id)


def test_a_section_by_a_contested_temple_says_so_with_both_names(shipped, shipped_card):
    """Preah Vihear stands at 104.680 E, 14.390 N."""
    known = index()
    pair = known.pair == PAIRS.index("KHM-THA")
    gap = np.hypot(known.mid_lon - 104.680, known.mid_lat - 14.390)
    nearest = known.ids[int(np.flatnonzero(pair)[np.argmin(gap[pair])])]
    card = shipped_card(nearest)
    assert card.pair == "KHM-THA"
    said = [dict(item.values)["name"] for item in card.caveats if item.id == "caveat.contested"]
    assert any("Vihear" in name for name in said)
    names = shipped.tables["contested_stretches"]["name_en"].tolist()
    assert set(said) <= set(names)
    assert {line.side for line in card.districts} == {"KHM", "THA"}


def test_every_shipped_card_agrees_with_the_ranking(shipped, answer, shipped_card):
    for row in answer.rows[:4]:
        card = shipped_card(row.section_id)
        used = [item for item in card.records if item.used]
        assert card.count == row.count == len(used)
        assert (card.rate, card.p, card.stands_out) == (row.rate, row.p, row.stands_out)
        assert card.records == tuple(
            sorted(card.records, key=lambda item: item.date[:4], reverse=True)
        )
        sides = {line.nearest.country for line in card.offices}
        assert sides == set(card.pair.split("-"))
        for line in card.offices:
            far = line.nearest.distance_km
            assert far != far or 0 <= far < 1500
        assert "nan" not in {item.place for item in card.records}


def test_documented_is_never_farther_than_operating(shipped_card, answer):
    for row in answer.rows[:4]:
        card = shipped_card(row.section_id)
        far = {
            (line.nearest.country, line.basis): line.nearest.distance_km for line in card.offices
        }
        for side in card.pair.split("-"):
            open_km, all_km = far[side, "operating"], far[side, "documented"]
            assert open_km != open_km or all_km <= open_km


def test_districts_stand_by_side_longest_first(shipped_card, answer):
    card = shipped_card(answer.rows[0].section_id)
    order = [(line.side, -line.km) for line in card.districts]
    assert order == sorted(order)
    assert sum(line.km for line in card.districts) <= 2 * card.length_km * 1.01


def test_a_query_for_an_outer_pair_gives_its_sections_rates(shipped):
    query = Query(pairs=("KHM-VNM",), layers=("sections",))
    found = situation(shipped, query, as_of=date(2026, 11, 23), profile=Profile())
    card = section_card(shipped, found, "KHM-VNM-001")
    assert card.rate == card.rate
    other = section_card(shipped, replace(found), SECTION)
    assert np.isnan(other.rate)
