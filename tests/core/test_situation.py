"""One question's answer: counts, verdict, sentences, ranking and timeline."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.borders import index, position
from geo.briefing.ranking import MAX_ROWS
from geo.briefing.situation import MAX_DRAWN, MIN_RECORDS_TO_NAME, situation, verdict
from geo.briefing.tables import incident_days
from geo.periods import Period
from geo.profile import Profile
from geo.query import PRESETS, Query
from geo.schema.vocabularies import INNER_PAIRS
from tests.core.answers import ENGLISH, MAX_WORDS, METHODS, busy, sentences


def test_counts_by_hand(toy, ask):
    records = [
        toy.record("2015-01-05"), toy.record("2024-03-09"), toy.record(precision="district"),
        toy.record("2025-06-01", audit="doubtful"), toy.record("2025-06-02", section="KHM-THA-010"),
    ]  # fmt: skip
    found = ask(records)
    assert (found.recorded, found.used, found.places) == (5, 3, 2)
    told = {item.id: count for item, count in found.set_aside}
    assert told == {"reason.precision": 1, "reason.doubtful": 1}
    assert found.period == found.cover == Period(date(2015, 1, 5), date(2025, 6, 2))
    assert found.tested == int(toy.universe().sum())


@given(
    recorded=st.integers(0, 10**7),
    share=st.floats(0, 1),
    out=st.integers(0, 999),
    years=st.tuples(st.integers(1950, 2100), st.integers(1950, 2100)),
    press=st.booleans(),
    has_sections=st.booleans(),
)
def test_every_verdict_has_at_most_thirty_words(recorded, share, out, years, press, has_sections):
    """Sizes that no toy world could hold, through stand-ins for the arrays."""
    first, last = sorted(years)
    origin = np.zeros(1, np.int8) if press else np.array([0, 1], np.int8)
    rows = _Long(recorded, np.arange(len(origin)))
    found = SimpleNamespace(tested=np.ones(999, bool), stands_out=np.arange(999) < out)
    scene = SimpleNamespace(
        sections=found if has_sections else None,
        selection=SimpleNamespace(
            recorded=rows,
            used=range(int(recorded * share)),
            period=Period(date(first, 1, 1), date(last, 12, 31)),
        ),
    )
    text = ENGLISH(verdict(scene, SimpleNamespace(origin=_Any(origin))))
    assert len(text.split()) <= MAX_WORDS, text
    assert "[" not in text
    assert not any(word in text for word in METHODS)


class _Long:
    """As many rows as said."""

    def __init__(self, length, rows):
        self.length, self.rows = length, rows

    def __len__(self):
        return self.length


class _Any:
    """Gives the origins whatever rows are asked for."""

    def __init__(self, values):
        self.values = values

    def __getitem__(self, rows):
        return self.values


def test_each_branch_of_the_verdict(toy, ask):
    world = toy.world([toy.record("2024-03-09")])
    later = Query(period="own", date_from=date(2027, 1, 1), date_to=date(2027, 2, 1))
    nothing = situation(world, later, as_of=toy.AS_OF, profile=toy.NO_PROFILE)
    assert ENGLISH(nothing.verdict).startswith("No report on record for this choice, 2027")
    unplaced = ask([toy.record(precision="province", section="")])
    assert unplaced.verdict.id == "verdict.none_placed"
    few = ask([toy.record()])
    assert few.verdict.id == "verdict.none"
    many = ask(busy(toy, 30))
    assert many.verdict.id == "verdict.some"
    assert many.standing_out == 1
    assert "a press sample, not a crime rate" in ENGLISH(many.verdict)
    mixed = ask([*busy(toy, 30), toy.record(origin="agency")])
    assert ENGLISH(mixed.verdict).startswith("In 31 records, ")
    assert "recorded, not occurring" in ENGLISH(mixed.verdict)


@pytest.mark.parametrize("count", [MIN_RECORDS_TO_NAME - 1, MIN_RECORDS_TO_NAME])
def test_below_twenty_records_a_pair_names_no_section(toy, ask, count):
    elsewhere = [toy.record("2020-05-06", section=f"LAO-THA-{n:03d}") for n in range(1, 181, 4)]
    found = ask([*busy(toy, count, "KHM-THA-010"), *elsewhere])
    named = [row.section_id for row in found.rows if row.stands_out]
    enough = count >= MIN_RECORDS_TO_NAME
    assert named == (["KHM-THA-010"] if enough else [])
    line = f"Cambodia–Thailand: {count} usable records in 9 years, too few to name hotspots."
    assert (line in sentences(found)) is not enough


def test_the_too_few_sentence_counts_each_pair_of_the_view(toy, ask):
    records = [
        toy.record("2015-02-03", section="KHM-THA-010"),
        toy.record("2025-06-02", section="KHM-THA-011"),
        toy.record(section="KHM-THA-011", precision="district"),
    ]
    told = [item for item in sentences(ask(records)) if "too few" in item]
    assert told[1] == "Cambodia–Thailand: 2 usable records in 10 years, too few to name hotspots."
    assert len(told) == len(INNER_PAIRS)
    (one,) = sentences(ask(records, Query(pairs=("KHM-VNM",))))
    assert ": 0 usable records in 10 years, too few" in one


@pytest.mark.parametrize("preset", PRESETS)
def test_no_shorter_period_claims_a_change(toy, ask, preset):
    found = ask(busy(toy, 30), Query(period=preset))
    told = [item.id for item in found.sentences]
    assert ("sentence.no_comparison" in told) is (preset != "all")


def test_what_the_profile_leaves_out_is_counted_for_the_same_question(toy, ask):
    quiet = Profile(left_out_categories=("armed_clash",))
    records = [
        toy.record(),
        toy.record(category="armed_clash"),
        toy.record("", category="armed_clash"),
        toy.record("2024-05-06", category="armed_clash", section="KHM-THA-010"),
    ]
    assert (ask(records, profile=quiet).recorded, ask(records, profile=quiet).left_out) == (1, 3)
    one = ask(records, Query(pairs=("KHM-THA",)), profile=quiet)
    assert (one.recorded, one.left_out) == (0, 1)
    asked = ask(records, Query(categories=("armed_clash",)), profile=quiet)
    assert (asked.recorded, asked.left_out) == (3, 0)
    assert asked.scene.left_out == frozenset()
    assert ask(records).left_out == 0


def test_ranking_puts_what_stands_out_first_and_then_the_surer(toy, ask):
    records = [
        *busy(toy, 25, "MMR-THA-113"),
        *busy(toy, 3, "LAO-THA-020"),
        *busy(toy, 2, "LAO-THA-050"),
        *busy(toy, 1, "LAO-THA-080"),
    ]
    rows = ask(records).rows
    assert [row.section_id for row in rows] == [
        "MMR-THA-113", "LAO-THA-020", "LAO-THA-050", "LAO-THA-080"
    ]  # fmt: skip
    assert [row.stands_out for row in rows] == [True, False, False, False]
    assert [row.count for row in rows] == [25, 3, 2, 1]
    assert rows[0].p < 1e-4 < rows[-1].p
    at = position("MMR-THA-113")
    years = (date(2024, 3, 9) - date(2015, 3, 9)).days / 365.25 + 1 / 365.25
    assert rows[0].rate == pytest.approx(25 / (index().length_km[at] / 100) / years)
    assert rows[0].rate_low < rows[0].rate < rows[0].rate_high


def test_ranking_is_cut_at_its_longest(toy, ask):
    ids = [f"LAO-THA-{n:03d}" for n in range(1, 121)]
    rows = ask([toy.record(section=item) for item in ids]).rows
    assert len(rows) == MAX_ROWS


def test_the_timeline_by_hand(toy, ask):
    records = [
        toy.record("2015-06-01"), toy.record("2015"), toy.record("2017-01-01"), toy.record(""),
        toy.record("2017-12-31", precision="district"), toy.record("2025-06-29"),
    ]  # fmt: skip
    found = ask(records).timeline
    assert found.unit == "year"
    assert found.starts[0] == date(2015, 1, 1)
    assert found.starts[-1] == date(2025, 1, 1)
    assert found.recorded == (2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1)
    assert found.used == (2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)


def test_short_periods_are_drawn_by_month(toy, ask):
    found = ask([toy.record("2024-05-06"), toy.record("2025-06-29")], Query(period="last_quarter"))
    assert found.timeline.unit == "month"
    assert found.timeline.starts == (date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1))


@pytest.mark.parametrize("clock", [date(2026, 11, 23), date(2030, 1, 1)])
@pytest.mark.parametrize("preset", PRESETS)
def test_a_later_clock_changes_no_number(shipped, answer, preset, clock):
    query = Query(period=preset, layers=("sections",))
    first = situation(shipped, query, as_of=date(2026, 1, 5), profile=Profile())
    later = situation(shipped, query, as_of=clock, profile=Profile())
    for name in ("period", "cover", "recorded", "used", "set_aside", "verdict", "timeline"):
        assert getattr(first, name) == getattr(later, name), name
    assert repr(first.rows) == repr(later.rows)


def test_a_world_without_records_answers(ask):
    found = ask([])
    assert (found.recorded, found.used, found.rows, found.set_aside) == (0, 0, (), ())
    assert found.verdict.id == "verdict.nothing"


def test_too_many_records_are_not_drawn_one_by_one(toy, ask):
    many = [toy.record()] * (MAX_DRAWN + 1)
    assert ask(many).scene.details is None
    assert incident_days(ask(many)) == {}
    assert len(ask(many[1:]).scene.details) == MAX_DRAWN
    assert ask([toy.record()], Query(layers=("sections",))).scene.details is None
