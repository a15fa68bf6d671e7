"""What leaves the planner: two plans compared, tables in neutral order, files without formulas."""

import json
from datetime import date

import geopandas as gpd
import pytest

from geo.briefing import plan_takeaway as takeaway
from geo.errors import InputError
from geo.exports.plan_tables import FORMS, plan_tables
from geo.language import translator
from geo.messages import message
from geo.planning import from_json, planned
from geo.planning.comparison import compare
from geo.planning.counterparts import CounterpartState
from geo.planning.explain import site_cards
from geo.planning.honesty import curve, near_ties, stability, worths
from geo.planning.report import Trust, coverage_table, report
from geo.profile import Profile
from tests.siting.test_planning import made

DAY = date(2026, 1, 1)
AUDIENCE = message("audience.everyone")


def record_of(**changes):
    """A plan of the toy border as a record, with costs that no spreadsheet may run."""
    found = made(**changes)
    best = planned(found)
    worth = worths(found, best)
    trust = Trust(near_ties(found, best), worth, stability(found, best), curve(found))
    today = coverage_table(found, found.held)
    names = ("documented", "documented_least", "documented_most", "documented_straight",
             "operating", "operating_straight")  # fmt: skip
    return report(
        found, best, as_of=DAY, bases=dict.fromkeys(names, today),
        cards=site_cards(found, best, worth), trust=trust,
    )  # fmt: skip


@pytest.fixture(scope="module")
def record():
    return record_of()


@pytest.fixture(scope="module")
def frame(record):
    return takeaway.plan_frame(record, audience=AUDIENCE, profile=Profile(), language="en")


def written(record, frame, form, stated=None):
    return plan_tables(
        record, form, furniture=frame, translator=translator("en"), audit_head="abc", stated=stated
    )


def test_a_plan_compared_with_itself_keeps_everything(record):
    same = compare(record, record)
    assert {site.change for site in same.sites} == {"kept"}
    assert len(same.sites) == len(record["places"])
    assert same.asked == ()
    assert same.same_measure
    assert same.same_data
    assert all(row.first_km == row.second_km for row in same.sides)


def test_sites_kept_dropped_and_added(record):
    other = record_of(sites={"THA": (0, 1)}, forced=("THA-33",))
    found = compare(record, other)
    ids = {
        change: {site.id for site in found.of(change)} for change in ("kept", "dropped", "added")
    }
    mine, theirs = ({place["id"] for place in one["places"]} for one in (record, other))
    assert ids == {"kept": mine & theirs, "dropped": mine - theirs, "added": theirs - mine}
    assert "THA-33" in theirs
    assert {name for name, _, _ in found.asked} == {"forced", "sites"}
    assert list(found.sites) == sorted(found.sites, key=lambda site: (site.pair, site.km_along))


def test_each_side_stands_beside_itself_in_alphabetical_order(record):
    other = record_of(sites={"THA": (0, 1)})
    rows = compare(record, other).sides
    assert [(row.pair, row.side) for row in rows] == [("LAO-THA", "LAO"), ("LAO-THA", "THA")]
    after = {row["side"]: row for row in other["after"]}
    for row in rows:
        assert row.second_km == after[row.side]["covered_km"]
        assert row.second_share == pytest.approx(row.second_km / row.km, abs=1e-6)


def test_values_are_set_beside_each_other_in_one_measure_only(record):
    assert not compare(record, record_of(weights={"km": 2.0})).same_measure
    assert not compare(record, record_of(reach_km=5.0)).same_measure
    assert compare(record, record_of(spacing_km=40.0)).same_measure


def test_a_pair_that_one_plan_does_not_look_at_has_no_figure(record):
    less = {**record, "after": [row for row in record["after"] if row["side"] == "THA"]}
    lao = compare(less, record).sides[0]
    assert lao.first_share != lao.first_share
    assert lao.second_share == lao.second_share


def test_the_sentence_says_what_the_table_says(record):
    text = translator("en")(takeaway.sentence(record))
    thai = next(row for row in takeaway.side_rows(record) if row.side == "THA")
    assert f"{100 * thai.after:.1f} %" in text
    assert f"{100 * thai.before:.1f} %" in text
    assert "2 new offices in Thailand" in text
    assert len(text.split()) <= 40


def test_an_open_proof_tells_its_gap_and_why():
    open_record = {"proven": False, "gap": 0.0125, "stopped": "time"}
    assert "time limit" in translator("en")(takeaway.proof(open_record))
    assert "1.25 %" in translator("en")(takeaway.proof(open_record))


@pytest.mark.parametrize("language", ["en", "th"])
def test_every_text_is_there(record, frame, language):
    write = translator(language)
    texts = [*frame.notes, frame.title, frame.verdict, frame.window, frame.counts]
    texts += [*takeaway.made_with(record), *takeaway.how_sure(record)]
    assert [write(text) for text in texts if "[" in write(text)] == []


def test_states_are_those_that_were_written_down(record):
    site = next(row for row in takeaway.site_rows(record) if row.asked and row.counterpart)
    other = next(card for card in record["cards"] if card["id"] == site.id)["counterpart"]["id"]
    assert {row.state for row in takeaway.site_rows(record)} == {"not_asked"}
    stated = {(site.id, other): CounterpartState("agreed", DAY)}
    rows = {row.id: row for row in takeaway.site_rows(record, stated)}
    assert (rows[site.id].state, rows[site.id].day) == ("agreed", "2026-01-01")
    assert rows[other].state == "agreed"
    assert {row.state for key, row in rows.items() if key not in (site.id, other)} == {"not_asked"}


@pytest.mark.parametrize("form", [form for form in FORMS if form.endswith("json")])
def test_json_forms_hold_what_can_be_given_back(record, frame, form):
    values = json.loads(written(record, frame, form))
    if form == "scenario.json":
        assert from_json(values) == from_json(record["scenario"])
        return
    told = values["about"]
    assert (told["audit_head"], told["data_hash"]) == ("abc", record["data"])
    assert {"title", "audience", "credits", "seed", "solver", "as_of_iso"} <= set(told)


def test_csv_names_its_columns_and_runs_nothing(record, frame):
    evil = {**record, "places": [{**record["places"][0], "name": "=HYPERLINK(1)"}]}
    text = written(evil, frame, "sites.csv").decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    head = next(line for line in text.splitlines() if line.startswith("Id,"))
    assert len(head.split(",")) >= len(takeaway.SITE_COLUMNS)
    sides = written(record, frame, "sides.csv").decode("utf-8-sig").splitlines()
    assert sum(line.startswith("LAO-THA,") for line in sides) == 2


def test_features_carry_sites_and_gaps(record, frame, tmp_path):
    whole = json.loads(written(record, frame, "geojson"))
    layers = [feature["properties"]["layer"] for feature in whole["features"]]
    assert layers.count("proposed_sites") == len(record["places"])
    assert layers.count("remaining_gaps") == len(record["gaps"])
    first = whole["features"][0]
    assert first["geometry"]["coordinates"] == [
        record["places"][0]["lon"],
        record["places"][0]["lat"],
    ]
    path = tmp_path / "plan.gpkg"
    path.write_bytes(written(record, frame, "gpkg"))
    assert len(gpd.read_file(path, layer="proposed_sites_point")) == len(record["places"])


def test_an_unknown_form_is_refused(record, frame):
    with pytest.raises(InputError, match=r"sites\.csv"):
        written(record, frame, "docx")


def test_a_plan_of_nothing_has_files_too(frame):
    bare = record_of(mirror_km=1.0)
    assert bare["places"] == []
    for form in FORMS:
        assert written(bare, frame, form)
