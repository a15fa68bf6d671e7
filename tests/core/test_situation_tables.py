"""*Situation*: ranking, tables and the frame print the answer's own numbers."""

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.borders import index, neighbourhood, position
from geo.briefing.frame import REGION_BOUNDS, credit_lines, furniture, on_screen, view_bounds
from geo.briefing.situation import MIN_RECORDS_TO_NAME, situation
from geo.briefing.tables import RANKING_COLUMNS, chance, incident_days, ranking_table
from geo.language import translator
from geo.profile import Profile
from geo.query import LAYERS, Query
from geo.schema.vocabularies import CATEGORIES, INNER_PAIRS, PAIRS
from tests.core.answers import ENGLISH, busy


def test_every_drawn_record_has_its_days(toy, ask):
    found = ask([toy.record("2024-02"), toy.record("2024-03-09")])
    assert incident_days(found) == {
        "incident:T-1": (toy.days("2024-02-01"), toy.days("2024-02-29")),
        "incident:T-2": (toy.days("2024-03-09"), toy.days("2024-03-09")),
    }


def test_cells_and_density_only_where_their_layers_are_shown(toy, ask):
    assert ask([toy.record()]).scene.cells is None
    assert ask([toy.record()]).scene.density is None
    with_density = ask([toy.record()], Query(layers=("density",)))
    assert with_density.scene.density is not None


@given(st.floats(0, 1, exclude_min=True) | st.just(5e-324))
def test_a_chance_is_never_nought(p):
    text = chance(p, ENGLISH)
    assert text.startswith("< 0.0001") or float(text) >= 1e-4


def test_a_chance_in_words_where_nothing_was_tested():
    assert chance(float("nan"), ENGLISH) == "not tested"
    assert chance(0.0, ENGLISH) == "< 0.0001"
    assert chance(1e-4, ENGLISH) == "0.0001"


def test_the_ranking_table_prints_the_ranking(toy, ask):
    found = ask(busy(toy, 25))
    columns, rows = ranking_table(found, ENGLISH)
    assert len(columns) == len(RANKING_COLUMNS) == len(rows[0])
    row = found.rows[0]
    held = dict(zip(RANKING_COLUMNS, rows[0], strict=True))
    assert (held["section"], held["n"]) == (row.section_id, row.count)
    assert held["rate"] == round(row.rate, 2)
    assert (held["p"], held["out"]) == ("< 0.0001", "yes")


def test_districts_of_the_ranking_are_named_for_the_reader(answer):
    """Thai ones in Thai for a Thai reader, in English for another; the others in English."""
    row = next(row for row in answer.rows if row.section_id == "MMR-THA-005")
    own, other = ("แม่สาย", "Mae Sai")
    at = RANKING_COLUMNS.index("districts")
    english, thai = (
        {cells[0]: cells[at] for cells in ranking_table(answer, write)[1]}[row.section_id]
        for write in (ENGLISH, translator("th"))
    )
    assert (english, thai) == (f"Tachileik | {other}", f"Tachileik | {own}")


def test_the_frame_prints_the_same_numbers_as_the_answer(toy, ask):
    found = ask([toy.record(), toy.record(precision="district"), toy.record(lon=np.nan)])
    whole = furniture(found, profile=Profile(), language="en")
    told = ENGLISH(whole.counts)
    assert told.startswith("3 recorded; 1 used at 1 places; 2 set aside: ")
    assert "without a point on the map 1" in told
    assert "placed only by district, province or country 1" in told
    assert whole.verdict == found.verdict
    assert ENGLISH(whole.disclaimer) == "Indicative line, not a legal boundary"
    short = on_screen(whole, found)
    assert ENGLISH(short.counts) == "3 recorded, 1 used, 2 set aside"
    assert (short.verdict, short.notes, short.window) == (None, (), whole.window)
    assert (short.disclaimer, short.audience) == (whole.disclaimer, whole.audience)


def test_a_profile_words_the_disclaimer_in_its_language(toy, ask):
    mine = Profile(disclaimer={"th": "คำของเรา {n}"})
    found = ask([toy.record()], profile=mine)
    thai = mine.translator("th")
    assert thai(furniture(found, profile=mine, language="th").disclaimer) == "คำของเรา {n}"
    assert furniture(found, profile=mine, language="en").disclaimer.id == "frame.disclaimer"


def test_the_title_names_what_and_where(toy, ask):
    plain = furniture(ask([toy.record()]), profile=Profile(), language="en")
    assert "Cambodia, Lao PDR, Myanmar and Thailand" in ENGLISH(plain.title)
    query = Query(categories=("arms",), pairs=("KHM-THA", "MMR-THA"))
    told = furniture(ask([toy.record()], query), profile=Profile(), language="en")
    assert ENGLISH(told.title).endswith("Cambodia–Thailand, Myanmar–Thailand")
    assert ENGLISH(told.title).startswith("Recorded: ")


def test_credits_stand_once_for_what_is_shown():
    assert [item.id for item in credit_lines(("border", "sections"))] == ["credit.borders"]
    assert credit_lines(()) == ()
    everything = credit_lines(LAYERS)
    assert len(everything) == len(set(everything)) > 5


def test_the_view_holds_every_section_of_the_chosen_pairs():
    assert view_bounds(Query()) == REGION_BOUNDS
    west, south, east, north = view_bounds(Query(pairs=("KHM-LAO",)))
    at = index().pair == PAIRS.index("KHM-LAO")
    assert (index().mid_lon[at] > west).all() and (index().mid_lon[at] < east).all()
    assert (index().mid_lat[at] > south).all() and (index().mid_lat[at] < north).all()
    inner = index().inner
    assert (index().mid_lon[inner] > REGION_BOUNDS[0]).all()
    assert (index().mid_lat[inner] < REGION_BOUNDS[3]).all()


def test_the_shipped_view(answer, shipped):
    """Figures recomputed from the table of incidents, not from the selection."""
    table = shipped.tables["incidents"]
    clashes = table["category"] == "armed_clash"
    assert len(table) == 292
    assert answer.recorded == int((~clashes).sum())
    assert answer.left_out == int(clashes.sum())
    aside = sum(count for _, count in answer.set_aside)
    assert answer.recorded == answer.used + aside
    held = table[~clashes]
    coarse = held["coord_precision"].isin(["district", "province", "country"]) & held["lon"].notna()
    assert {item.id: n for item, n in answer.set_aside}["reason.precision"] == coarse.sum()
    assert 0 < answer.used <= int((~coarse & held["lon"].notna()).sum())
    assert (answer.period.first.year, answer.period.last.year) == (2015, 2025)
    assert sum(answer.timeline.recorded) == answer.recorded
    assert sum(row.count for row in answer.rows) == answer.used


def test_the_shipped_pairs_that_are_too_few(answer, shipped):
    data, known = shipped.snapshot.incidents, shipped.sections
    used = answer.scene.selection.used
    expected = []
    for pair in INNER_PAIRS:
        count = int((known.pair[data.section[used]] == PAIRS.index(pair)).sum())
        if count < MIN_RECORDS_TO_NAME:
            expected.append((f"pair.{pair}", count))
    told = [
        (dict(item.values)["pair"].id, dict(item.values)["n"])
        for item in answer.sentences
        if item.id == "sentence.too_few"
    ]
    assert told == expected != []
    named = {row.pair for row in answer.rows if row.stands_out}
    assert not named & {pair.removeprefix("pair.") for pair, _ in expected}


def test_neighbours_of_the_tests_are_next_on_the_line():
    at = position("MMR-THA-113")
    near = neighbourhood(steps=1)[[at]].nonzero()[1]
    assert sorted(index().ids[i] for i in near) == ["MMR-THA-112", "MMR-THA-113", "MMR-THA-114"]


def test_a_category_alone_gives_a_part_of_the_whole(shipped):
    def count(**words):
        query = replace(Query(layers=("sections",)), **words)
        found = situation(shipped, query, as_of=date(2026, 11, 23), profile=Profile())
        return np.array([found.recorded, found.used])

    assert (sum(count(categories=(word,)) for word in CATEGORIES) == count()).all()
