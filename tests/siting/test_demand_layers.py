"""What counts as demand and with what weight, by kind, category, period and precision."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geo.planning import Point, Scenario, WeightedPoint
from geo.planning.demand import KINDS, demand, weighed
from geo.planning.input_notes import input_notes
from geo.planning.problem import cover_problem
from geo.schema.vocabularies import CATEGORIES, COUNTRIES

ASKED = Scenario(pairs=("KHM-THA",), sites={"THA": (0, 2)}, reach_by="straight")


def rows(ground, world, scenario):
    return demand(world, scenario.pairs, as_of=ground.AS_OF, scenario=scenario)


def of(found, kind):
    return np.flatnonzero(found.kind == KINDS.index(kind))


def weighing(**weights):
    return replace(ASKED, weights={name.replace("__", ":"): one for name, one in weights.items()})


def test_kinds_without_a_weight_are_not_there(ground):
    world = ground.world(crossings=[ground.crossing("a", ground.POIPET)],
                         zones=[ground.zone("z", ground.POIPET)])  # fmt: skip
    found = rows(ground, world, ASKED)
    assert set(found.kind) == {KINDS.index("km"), KINDS.index("incident")}
    assert found.amount.sum() == pytest.approx(found.km.sum() + found.incident.sum())


def test_zones_count_on_their_side_and_others_are_set_aside_with_the_reason(ground):
    near, far = ground.POIPET, ground.PHNOM_PENH
    zones = [
        ground.zone("near", near), ground.zone("far", far),
        ground.zone("casino", near, kind="casino_area"),
        ground.zone("planned", near, status="planned"),
        ground.zone("unsure", near, confidence="low"),
        ground.zone("district", near, coord_precision="district"),
        ground.zone("nowhere", (np.nan, np.nan), coord_precision="none"),
        ground.zone("elsewhere", near, country="VNM"),
    ]  # fmt: skip
    found = rows(ground, ground.world(zones=zones), weighing(km=1, zone=4))
    at = of(found, "zone")
    assert len(at) == 1
    assert COUNTRIES[found.side[at[0]]] == "KHM"
    assert found.km_along[at[0]] == pytest.approx(466.6, abs=0.1)
    aside = {word: n for word, n in found.set_aside if word.startswith("zone:")}
    assert aside == {
        "zone:far_from_line": 1, "zone:low_confidence": 1, "zone:no_point": 1,
        "zone:not_active": 1, "zone:other_country": 1, "zone:precision": 1,
    }  # fmt: skip


def test_a_new_zone_counts_like_a_listed_one(ground):
    asked = replace(weighing(km=1, zone=4), new_zones=(Point("n", "THA", *ground.POIPET),))
    found = rows(ground, ground.world(), asked)
    at = of(found, "zone")
    assert weighed(found, asked)[at].tolist() == [4.0]


def test_crossings_count_once_per_side_and_by_choice_not_when_closed(ground):
    crossings = [
        ground.crossing("open", ground.POIPET),
        ground.crossing("closed", ground.CHONG_CHOM, status="closed"),
        ground.crossing("old", ground.CHONG_CHOM, status_date="2020-01"),
    ]
    world, asked = ground.world(crossings=crossings), weighing(km=1, crossing=3)
    assert len(of(rows(ground, world, asked), "crossing")) == 6
    strict = rows(ground, world, replace(asked, exclude_closed=True))
    assert len(of(strict, "crossing")) == 2
    assert dict(strict.set_aside)["crossing:closed_crossing"] == 4
    one = rows(ground, world, replace(asked, closed_crossings=("open",)))
    assert len(of(one, "crossing")) == 4
    more = replace(asked, new_crossings=(Point("n", "THA", *ground.CHONG_CHOM),))
    assert len(of(rows(ground, world, more), "crossing")) == 8


def test_the_latest_flow_of_a_crossing_counts_as_thousands_a_day_on_both_sides(ground):
    crossings = [
        ground.crossing("gate", ground.POIPET, name_en="Ban Khlong Luek - Poipet",
                        side_b_place="Poipet"),
        ground.crossing("twin-1", ground.CHONG_CHOM, side_b_place="Twin"),
        ground.crossing("twin-2", ground.CHONG_CHOM, side_b_place="Twin"),
    ]  # fmt: skip
    flows = [
        ground.flow("Poipet", 90_000, "2014-06-01", "2014-06-30"),
        ground.flow("Poipet", 6_000, "2024-01-01", "2024-01-02"),
        ground.flow("Poipet town", 2_000, "2024-01-02", "2024-01-02", per="day"),
        ground.flow("Poipet", 999_000, "2027-01-01", "2027-01-02"),
        ground.flow("Poipet", 5_000, "2025-01-01", "2025-01-02", unit="interviews"),
        ground.flow("Twin", 10, "2024-01-01", "2024-01-01"),
        ground.flow("All points", 10, "2024-01-01", "2024-01-01"),
    ]
    asked = weighing(km=1, flow=2)
    found = rows(ground, ground.world(crossings=crossings, flows=flows), asked)
    at = of(found, "flow")
    assert sorted(COUNTRIES[side] for side in found.side[at]) == ["KHM", "THA"]
    assert found.amount[at].tolist() == pytest.approx([5.0, 5.0])
    assert sorted(weighed(found, asked)[at].tolist()) == pytest.approx([0.0, 10.0])
    assert dict(found.set_aside)["flow:no_crossing_named"] == 2


def test_a_layer_keeps_its_weights_and_a_blank_country_is_told_by_the_outlines(ground):
    inside, far = (102.50, 13.66), (100.5, 13.75)
    layer = (
        WeightedPoint("a", "THA", *inside, 2.5), WeightedPoint("b", "", *inside, 4.0),
        WeightedPoint("c", "KHM", *inside, 8.0), WeightedPoint("d", "THA", *far, 16.0),
    )  # fmt: skip
    asked = replace(weighing(km=1, layer=10), layer=layer)
    found = rows(ground, ground.world(), asked)
    at = of(found, "layer")
    assert [COUNTRIES[side] for side in found.side[at]] == ["THA", "THA", "KHM"]
    assert weighed(found, asked)[at].tolist() == [25.0, 40.0, 0.0]
    assert dict(found.set_aside)["layer:far_from_line"] == 1


def test_in_a_contested_place_no_side_is_stated_and_nothing_counts(ground):
    temple = WeightedPoint("a", "THA", 104.680, 14.391, 1.0)
    asked = replace(weighing(km=1, layer=1), layer=(temple,))
    found = rows(ground, ground.world(), asked)
    assert not len(of(found, "layer"))
    assert dict(found.set_aside)["layer:side_not_stated"] == 1


def test_a_category_may_have_a_weight_of_its_own(ground):
    records = [ground.record(category="arms"), ground.record(category="online_scam"),
               ground.record(category="arms")]  # fmt: skip
    asked = weighing(km=0, incident=2, incident__arms=7)
    found = rows(ground, ground.world(records=records), asked)
    weight = weighed(found, asked)
    assert sorted(weight[of(found, "incident")].tolist()) == [2.0, 7.0, 7.0]
    assert weight[of(found, "km")].sum() == 0.0
    only = weighing(km=0, incident__arms=1)
    assert weighed(found, only).sum() == 2.0
    assert {CATEGORIES[code] for code in found.category[of(found, "incident")]} == {
        "arms", "online_scam",
    }  # fmt: skip


def test_incidents_by_period_and_precision(ground):
    records = [ground.record("KHM-THA-050", precision="exact"), ground.record(),
               toy_record(ground, "2019-05-01"), toy_record(ground, "2024")]  # fmt: skip
    world = ground.world(records=records)
    assert len(of(rows(ground, world, ASKED), "incident")) == 4
    sharp = rows(ground, world, replace(ASKED, precision="site"))
    assert len(of(sharp, "incident")) == 1
    assert dict(sharp.set_aside)["coarser_than_asked"] == 3
    late = replace(ASKED, date_from=date(2024, 2, 1), date_to=date(2024, 12, 31))
    found = rows(ground, world, late)
    assert len(of(found, "incident")) == 2
    assert dict(found.set_aside)["date_not_inside"] == 1


def toy_record(ground, when):
    return ground.toy.record(when, section="KHM-THA-050")


def test_the_notes_name_every_weight_and_what_was_set_aside(ground):
    world = ground.world(zones=[ground.zone("far", ground.PHNOM_PENH)])
    asked = replace(weighing(km=1, zone=4, incident__arms=0), offices=(
        Point("mine", "THA", *ground.CHONG_CHOM),), contested_km=5.0)  # fmt: skip
    found = cover_problem(world, asked, as_of=ground.AS_OF)
    ids = [note.id for note in input_notes(found)]
    assert ids == [
        "siting_inputs.measured", "siting_inputs.weights", "siting_inputs.counted_aside",
        "siting_inputs.brought.offices", "siting_inputs.contested",
    ]  # fmt: skip
    weights = dict(input_notes(found)[1].values)["weights"]
    assert len(weights) == 3
