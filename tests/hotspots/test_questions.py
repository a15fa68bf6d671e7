"""Questions and their answers: words, gates, marks; on made-up worlds and the shipped facts."""

from datetime import date

import numpy as np
import pytest

from geo.briefing.hotspot_tables import hotspot_table
from geo.briefing.hotspots import METHODS, QUESTIONS, ask, beside, compare_methods, question_of
from geo.errors import InputError
from geo.language import translator
from geo.profile import Profile
from geo.query import Query

AS_OF = date(2026, 11, 23)
SILENT = {"change", "trend", "emerging"}
SIMULATED = ("scan", "space_time", "near_repeat")
MOST_WORDS = 30


def answer(world, method, query=None, **options):
    options.setdefault("simulations", 19)
    return ask(world, query or Query(), method=method, as_of=AS_OF, profile=Profile(), **options)


def quarters(toy, first, second):
    """Records of the third and the fourth quarter of 2024, by section."""
    parts = ((first, "2024-07-15"), (second, "2024-10-15"))
    return [
        toy.record(day, section=section)
        for counts, day in parts
        for section, n in counts.items()
        for _ in range(n)
    ] + [toy.record("2024-12-31", section="LAO-THA-150")]


def test_every_method_answers_one_question():
    assert sorted(METHODS) == sorted({*METHODS})
    assert all(method in QUESTIONS[question_of(method)] for method in METHODS)
    with pytest.raises(InputError, match="astrology"):
        question_of("astrology")


@pytest.mark.parametrize("method", METHODS)
def test_the_shipped_facts_get_one_sentence_with_numbers_first(shipped, method):
    found = answer(shipped, method)
    words = translator("en")(found.verdict)
    assert len(words.split()) <= MOST_WORDS
    assert any(mark.isdigit() for mark in words)
    assert found.enough == (method not in SILENT)
    for name in ("Kulldorff", "Knox", "Kendall", "Bayes", "scan", "Benjamini"):
        assert name.lower() not in words.lower()
    if not found.enough:
        assert not found.rows
        assert not found.scene.sections.stands_out.any()
    columns, rows = hotspot_table(found, translator("th"))
    assert len(set(columns)) == len(columns)
    assert all(len(row) == len(columns) for row in rows)


@pytest.mark.parametrize("method", [name for name in METHODS if name != "cells"])
def test_too_few_records_get_words_instead_of_a_number(toy, method):
    world = toy.world([toy.record("2024-03-09"), toy.record("2024-05-01")])
    found = answer(world, method)
    if method == "counts":
        assert found.enough
        return
    assert not found.enough
    assert translator("en")(found.verdict).startswith("Not enough records for this")
    assert (found.rows, found.scene.sections.stands_out.any()) == ((), False)


def test_the_back_test_of_the_shipped_facts(shipped):
    """Judged is the table as it stood a year ago: no better than plain counts, and it says so."""
    found = answer(shipped, "back_test")
    table = {row[0].id.rsplit(".", 1)[1]: row for row in found.rows}
    assert {"shown", "stretch", "last_counts", "last_year", "uniform"} == set(table)
    assert table["uniform"][1] == pytest.approx(0.1)
    assert all(row[2] <= row[1] <= row[3] for row in table.values())
    assert table["shown"][2] > table["uniform"][1]
    assert table["stretch"][1] < table["last_counts"][1]
    assert found.verdict.id == "hotspots.verdict.ahead.same"
    assert dict(found.verdict.values)["hits"] == table["shown"][1]
    assert "no better than plain earlier counts" in translator("en")(found.verdict)


def test_the_back_tests_curve_holds_the_figure_of_its_verdict(shipped):
    found = answer(shipped, "back_test")
    lines = {part.name.id.rsplit(".", 1)[1]: part for part in found.charts[0].series}
    at = lines["shown"].x.index(0.1)
    assert lines["shown"].y[at] == pytest.approx(dict(found.verdict.values)["hits"])
    assert lines["uniform"].y == pytest.approx(lines["uniform"].x)
    assert all(np.diff(line.y).min() >= -1e-12 for line in lines.values())


def test_sections_without_a_record_share_what_is_left_blindly(toy):
    """Twenty records on one section, later ones on others: a tenth by chance, whatever the pair."""
    early = [toy.record("2020-03-09", section="MMR-THA-113") for _ in range(20)]
    later = [toy.record("2024-03-09", section=f"LAO-THA-{n:03}") for n in range(20, 60)]
    found = answer(toy.world([*early, *later]), "back_test")
    hits = {row[0].id.rsplit(".", 1)[1]: row[1] for row in found.rows}
    assert hits["shown"] == pytest.approx(0.1, abs=0.005)
    assert hits["last_counts"] == pytest.approx(hits["shown"], abs=1e-9)


def test_a_change_is_told_where_one_agency_collected_alike(toy, agency_world):
    before = {"MMR-THA-113": 5, "LAO-THA-007": 20}
    after = {"MMR-THA-113": 40, "LAO-THA-007": 20}
    found = answer(agency_world(quarters(toy, before, after)), "change")
    assert found.enough
    row = next(row for row in found.rows if row[0] == "MMR-THA-113")
    assert (row[2], row[3], row[-1].id) == (5, 40, "hotspots.change.rose")
    assert dict(found.verdict.values)["rose"] == 1
    marked = np.flatnonzero(found.scene.sections.stands_out)
    assert [found.base.scene.sections.count[at] > 0 for at in marked] == [True]


@pytest.mark.parametrize("origin", ["published", "public_report"])
def test_press_and_public_reports_are_never_compared(toy, origin):
    records = quarters(toy, {"MMR-THA-113": 30}, {"MMR-THA-113": 60})
    for row in records:
        row |= toy.record("2024-01-01", origin=origin, verification="verified") | {
            name: row[name] for name in ("day_from", "day_to", "section")
        }
    found = answer(toy.world(records), "change")
    assert translator("en")(found.verdict).startswith("Collection differs; no comparison")
    comparison = beside(toy.world(records), Query(), as_of=AS_OF, profile=Profile())
    assert comparison.difference is None
    assert translator("en")(comparison.verdict).startswith("Collection differs; no comparison")


def test_two_periods_share_their_classes_and_the_difference_has_its_sign(toy, agency_world):
    before = {"MMR-THA-113": 5, "LAO-THA-007": 30, "LAO-THA-095": 8}
    after = {"MMR-THA-113": 40, "LAO-THA-007": 10, "LAO-THA-095": 8}
    world = agency_world(quarters(toy, before, after))
    found = beside(world, Query(), as_of=AS_OF, profile=Profile())
    left, right = (scene.sections for scene in found.scenes)
    assert left.count_edges == right.count_edges
    ids = world.sections.ids
    sign = {name: int(np.sign(found.difference[ids.index(name)])) for name in before}
    assert sign == {"MMR-THA-113": 1, "LAO-THA-007": -1, "LAO-THA-095": 0}
    same = ids.index("LAO-THA-095")
    assert left.count_class[same] == right.count_class[same] > 0
    assert {ids[at] for at in np.flatnonzero(found.named)} == {"MMR-THA-113", "LAO-THA-007"}


def test_two_methods_on_the_same_records(shipped):
    first, second = answer(shipped, "chance"), answer(shipped, "groups")
    found = compare_methods(first, second)
    words = dict(found.verdict.values)
    assert words["both"] + words["first"] == first.scene.sections.stands_out.sum()
    assert words["both"] + words["second"] == second.scene.sections.stands_out.sum()
    assert (found.difference > 0).sum() == words["second"]


def test_a_constant_series_has_no_direction(toy, agency_world):
    """Three records in each whole year; the first and last days only widen what is covered."""
    records = [toy.record(f"{year}-05-05") for year in range(2014, 2025) for _ in range(3)]
    ends = [toy.record("2013-12-31"), toy.record("2025-01-01")]
    found = answer(agency_world(records + ends), "trend")
    assert not found.enough
    assert "constant series has no direction" in translator("en")(found.verdict)


def test_a_rising_series_is_told(toy, agency_world):
    records = [
        toy.record(f"{year}-05-05") for year in range(2014, 2025) for _ in range(year - 2012)
    ]
    found = answer(agency_world(records), "trend")
    assert "rose steadily" in translator("en")(found.verdict)


def test_a_province_record_changes_no_hotspot_and_raises_the_count_set_aside_by_one(toy):
    records = [toy.record("2024-03-09", section=f"MMR-THA-{n:03}") for n in range(100, 125)]
    records += [toy.record("2024-03-09") for _ in range(12)]
    province = toy.record("2024-03-09", precision="province")
    before, after = (answer(toy.world(rows), "chance") for rows in (records, [*records, province]))
    assert before.base.standing_out > 0
    assert (before.scene.sections.stands_out == after.scene.sections.stands_out).all()
    assert (before.scene.sections.count == after.scene.sections.count).all()
    assert before.rows == after.rows
    aside = [sum(n for _, n in found.base.set_aside) for found in (before, after)]
    assert aside[1] == aside[0] + 1
    assert after.base.recorded == before.base.recorded + 1


@pytest.mark.parametrize("method", SIMULATED)
def test_the_same_question_has_the_same_answer(shipped, method):
    first, again = (answer(shipped, method) for _ in range(2))
    assert first.rows == again.rows
    assert all(row[-1] > 0 for row in first.rows)


def test_an_empty_period_says_so(shipped):
    query = Query(period="own", date_from=date(2016, 1, 1), date_to=date(2016, 1, 2))
    for method in ("chance", "counts", "scan", "groups", "concentration", "reporting"):
        found = answer(shipped, method, query)
        assert not found.enough
        assert not found.rows


def test_a_quarter_is_compared_with_the_quarter_before(shipped):
    found = beside(shipped, Query(), as_of=AS_OF, profile=Profile())
    spans = [(scene.selection.period.first, scene.selection.period.last) for scene in found.scenes]
    assert spans == [
        (date(2025, 4, 1), date(2025, 6, 30)),
        (date(2025, 7, 1), date(2025, 9, 30)),
    ]
