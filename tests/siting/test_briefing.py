"""A plan in words, tables and marks: hand-made records and a border of ten kilometres."""

import re

import numpy as np
import pytest

from geo.briefing import planner, planner_beside, planner_map, planner_tables
from geo.briefing.planner_map import BOTH, Mark, PlanScene, Stretch, stretches
from geo.language import LANGUAGES, translator
from geo.planning.comparison import compare
from geo.planning.counterparts import CounterpartState
from geo.planning.demand import Demand
from geo.planning.scenario import Scenario, to_json
from geo.schema.vocabularies import COUNTRIES, PAIRS
from layers import _plan_cover, _plan_places
from layers._style import TOKENS, style

KM = 10


def border():
    """Ten kilometres of the Lao-Thai line, both sides, Lao side first."""
    along = np.tile(np.arange(KM) + 0.5, 2)
    side = np.repeat([COUNTRIES.index("LAO"), COUNTRIES.index("THA")], KM)
    n = len(along)
    return Demand(
        lon=np.full(n, 101.0), lat=np.full(n, 18.0), side=side,
        pair=np.full(n, PAIRS.index("LAO-THA")), section=np.full(n, 200), km_along=along,
        km=np.ones(n), incident=np.zeros(n), uncertainty_m=np.zeros(n), set_aside=(),
    )  # fmt: skip


def held(lao, tha):
    """How many offices hold each row, from two strings of digits."""
    return np.array([int(digit) for digit in lao + tha])


def told(found):
    return [(part.state, part.km_from, part.km_to) for part in found]


def record(**changes):
    """A plan of two sites and one counterpart, as ``report`` gives it; only what is read here."""
    scenario = Scenario(pairs=("LAO-THA",), sites={"THA": (0, 2)}, costs={}, budget=None)
    places = [
        {"id": "a", "name": "A", "country": "THA", "pair": "LAO-THA", "kind": "town",
         "precision": "town", "status": "", "asked": True, "section": "LAO-THA-001",
         "km_along": 1.0, "lon": 101.0, "lat": 18.0},
        {"id": "b", "name": "B", "country": "LAO", "pair": "LAO-THA", "kind": "town",
         "precision": "town", "status": "", "asked": False, "section": "LAO-THA-001",
         "km_along": 2.0, "lon": 101.1, "lat": 18.1},
    ]  # fmt: skip
    added = {"km": 3.0, "incidents": 1, "sections": ["LAO-THA-001"], "districts": ["d"],
             "alone_km": 4.0}  # fmt: skip
    mate = {"id": "b", "name": "B", "kind": "site", "km": 2.5, "state": "not_asked"}
    card = {"id": "a", "name": "A", "country": "THA", "pair": "LAO-THA", "kind": "town",
            "km_along": 1.0, "asked": True, "added": added, "added_share": 0.3, "loss": 2.0,
            "counterpart": mate, "rival": "r", "rival_loss": 1.5, "nearly": ["office_near"],
            "confirm": False, "cost_low": 0.0, "cost_high": 0.0}  # fmt: skip
    other = card | {"id": "b", "name": "B", "country": "LAO", "asked": False, "loss": None,
                    "rival": "", "rival_loss": None, "counterpart": None}  # fmt: skip
    side = {"pair": "LAO-THA", "km": 10.0, "covered_km": 4.0, "covered_share": 0.4,
            "backup_km": 1.0, "both_sides_km": 2.0, "one_side_km": 4.0, "incidents": 2,
            "covered_incidents": 1, "overlap": 1.0}  # fmt: skip
    rows = [side | {"side": name} for name in ("LAO", "THA")]
    names = ("operating", "documented")
    ends = ("", "_straight", "_least", "_most")
    return {
        "scenario": to_json(scenario), "as_of": "2026-11-23", "sites": ["a"],
        "counterparts": ["b"], "asked_of": {"LAO": 1}, "places": places, "cards": [card, other],
        "before": rows, "after": rows, "today": {n + e: rows for n in names for e in ends},
        "gaps": [{"pair": "LAO-THA", "side": "THA", "km_from": 2.0, "km_to": 5.0},
                 {"pair": "LAO-THA", "side": "LAO", "km_from": 0.0, "km_to": 9.0}],
        "objective": 14.0, "weight": 20.0, "bound": 15.0, "gap": 1 / 14, "proven": False,
        "stopped": "stop", "near_ties": [], "worth": [], "curve": [], "pareto": [], "stability": [],
        "mainly_length": False, "data": "d", "records": "r", "solver": "s", "nodes": 1,
        "candidates": {"chosen_from": 9, "excluded": {}},
    } | changes  # fmt: skip


def test_stretches_of_one_side_by_hand():
    before = held("0000000000", "1110000000")
    after = held("0000000000", "1110022200")
    found = told(stretches(border(), before, after, side="THA"))
    assert found == [("held", 0, 3), ("gap", 3, 5), ("new", 5, 8), ("gap", 8, 10)]


def test_stretches_of_both_sides_by_hand():
    before = held("1110000000", "1100000000")
    after = held("1110011000", "1100010100")
    found = told(stretches(border(), before, after, side=BOTH))
    assert found == [
        ("held", 0, 2), ("one", 2, 3), ("gap", 3, 5), ("new", 5, 6), ("one", 6, 8), ("gap", 8, 10),
    ]  # fmt: skip


def test_a_side_that_is_not_of_the_pair_has_no_stretch():
    assert stretches(border(), held("0" * 10, "0" * 10), held("0" * 10, "0" * 10), side="MMR") == ()


def test_stretches_follow_the_line_and_meet_end_to_end():
    before = held("0000000000", "1110000000")
    found = stretches(border(), before, before, side="THA")
    assert np.array_equal(found[0].lonlat[-1], found[1].lonlat[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_proof_prints_both_totals_and_the_bound(language):
    words = translator(language)(planner.proof(record()))
    assert {"14.0", "20.0", "15.0", "70.0"} <= set(re.findall(r"[0-9.]*[0-9]", words))


def said(found, **located):
    return [item.id for item in planner.sentences(found, not_located=located)]


def test_a_plan_tells_what_it_asks_of_the_other_side():
    words = [translator("en")(line) for line in planner.sentences(record(), not_located={})]
    assert "It would ask for counterparts: Lao PDR 1." in words
    alone = record(asked_of={})
    assert "planner.asks_nothing" in said(alone)
    free = record(asked_of={}, scenario=record()["scenario"] | {"mirror_km": 0.0})
    assert "planner.no_mirror" in said(free)


def test_fewer_sites_than_asked_for_are_explained_by_the_budget_where_there_is_one():
    assert "planner.fewer" in said(record())
    bound = record()["scenario"] | {"budget": 30.0, "costs": {"THA": [8, 20], "LAO": [1, 2]}}
    cards = [card | {"cost_low": 8.0, "cost_high": 20.0} for card in record()["cards"]]
    found = record(scenario=bound, cards=cards)
    line = next(m for m in planner.sentences(found, not_located={}) if "budget" in m.id)
    words = translator("en")(line)
    assert "1 of the 2" in words
    assert "16 to 40" in words
    assert "30" in words
    assert "planner.fewer" not in said(found)


def test_unlocated_offices_are_told_only_for_countries_of_the_plan():
    words = planner.sentences(record(), not_located={"THA": 10, "KHM": 8, "LAO": 0})
    line = translator("en")(next(m for m in words if m.id == "planner.confirm"))
    assert "Thailand 10" in line
    assert "Cambodia" not in line
    assert "Lao" not in line


def test_cost_is_blank_until_it_is_entered():
    assert not np.isfinite(planner.cost(record())[1])


def test_a_card_tells_rival_rule_and_a_state_that_nobody_inferred():
    write = translator("en")
    first, second = planner_tables.site_cards(
        record(), names={"r": "Rival"}, not_located={"THA": 10}, stated={}
    )
    words = " ".join(write(line) for line in (*first.lines, *first.cautions))
    assert "Rival" in words
    assert "1.5" in words
    assert "not asked" in words
    assert "within 6 km" in words
    assert "already have an office" in words
    assert "Cost: not entered" in words
    assert "rival" not in " ".join(write(line) for line in second.lines).lower()
    assert not second.cautions or "already" not in write(second.cautions[-1])


def test_a_state_that_was_written_down_is_shown_with_its_day():
    from datetime import date

    stated = {("a", "b"): CounterpartState("agreed", date(2026, 3, 9))}
    first = planner_tables.site_cards(record(), names={}, not_located={}, stated=stated)[0]
    assert "agreed on 9 Mar 2026" in " ".join(translator("en")(line) for line in first.lines)


def test_an_own_point_is_known_by_where_it_lies():
    place = record()["places"][0] | {"id": "point:1"}
    assert planner_tables.place_keys(record(places=[place])) == {
        "point:1": "point:1@101.0000,18.0000"
    }


def test_every_pair_and_side_has_the_same_columns():
    write = translator("en")
    for table in (planner_tables.today_table(record()), planner_tables.cover_table(record())):
        assert {len(row) for row in table.rows} == {len(table.columns)}
        headings = [write(name) for name in table.columns]
        assert len(set(headings)) == len(headings)
        assert [write(row[1]) for row in table.rows] == ["Lao PDR", "Thailand"]


def test_cells_leave_blank_what_is_not_known():
    write = translator("en")
    assert planner_tables.cell(planner_tables.Share(0.3333), write) == "33.3%"
    assert planner_tables.cell(planner_tables.Share(float("nan")), write) == ""
    assert planner_tables.cell(float("nan"), write) is None
    assert planner_tables.cell(2.26, write) == 2.3


def test_a_saved_plan_is_drawn_from_its_gaps():
    scene = planner_beside.record_scene(record(), side="THA")
    found = told(scene.stretches)
    assert found[:3] == [("held", 0.0, 2.0), ("gap", 2.0, 5.0), ("held", 5.0, found[2][2])]
    assert found[2][2] > 1_800
    assert {mark.kind for mark in scene.marks} == {"site", "counterpart"}


def test_two_plans_beside_each_other():
    other = record(objective=15.0, places=[record()["places"][0]])
    lines = planner_beside.compared(compare(record(), other))
    words = " ".join(translator("en")(line) for line in lines)
    assert "Places in both plans 1, only in the first 1, only in the second 0." in words
    assert "14.0 and 15.0: a change of 1.0" in words
    elsewhere = planner_beside.compared(compare(record(), record(records="other")))
    assert "not set beside each other" in translator("en")(elsewhere[1])


def test_a_replay_names_what_differs():
    same = planner_beside.replayed(record(), record())
    assert same.same
    assert planner_beside.replay_words(same).id == "planner.replay.same.bytes"
    other = planner_beside.replayed(record(), record(data="x", objective=1.0))
    assert other.differs == ("data", "objective")
    assert planner_beside.replay_words(other).id == "planner.replay.other_data"
    fault = planner_beside.replayed(record(), record(objective=1.0))
    assert "objective" in translator("en")(planner_beside.replay_words(fault))


def scene():
    """One of everything that a plan's layers may draw."""
    line = np.array([[101.0, 18.0], [101.1, 18.1]])
    states = [Stretch("LAO-THA", state, at, at + 1.0, line)
              for at, state in enumerate(planner_map.STATES)]  # fmt: skip
    kinds = ("site", "counterpart", "own", "closed", "asked_about", "candidate")
    marks = [Mark(kind, kind, "THA", kind, 101.0, 18.0) for kind in kinds]
    marks.append(Mark("x", "x", "THA", "candidate", 101.0, 18.0, reason="too_far"))
    link = planner_map.Link("site", "counterpart", ((101.0, 18.0), (101.1, 18.0)), office=False)
    area = ("Area 1", ((101.0, 18.0), (101.1, 18.0), (101.1, 18.1)))
    return PlanScene(BOTH, tuple(states), tuple(marks), (link,), (area,))


@pytest.mark.parametrize("build", [_plan_cover.build, _plan_places.build])
@pytest.mark.parametrize("language", LANGUAGES)
def test_layers_are_well_formed_and_have_words_and_looks(build, language):
    spec, write = build(scene()), translator(language)
    for mark in spec.marks:
        drawn = mark.features
        assert len(set(drawn.ids)) == len(drawn.ids) == len(drawn.token_of)
        assert all(len(field.values) == len(drawn.ids) for field in drawn.card)
        texts = [value for field in drawn.card for value in (field.label, *field.values)]
        assert not [text for text in map(write, texts) if text.startswith("[")]
        for theme in TOKENS:
            assert all(style(token, theme=theme) for token in drawn.tokens)
    for entry in spec.legend:
        assert style(entry.token)
        assert not write(entry.text).startswith("[")


def test_the_legend_gives_the_kilometres_of_each_state_first():
    legend = _plan_places.build(scene()).legend
    assert [entry.token for entry in legend[:5]] == [
        "plan.held", "plan.new", "plan.lost", "plan.one", "plan.gap",
    ]  # fmt: skip
    assert "1 km" in translator("en")(legend[0].text)
