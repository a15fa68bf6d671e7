"""A level changes only when both countries agree; nobody else learns of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update

from geo.errors import InputError, ReleaseError
from geo.impact import (
    LEVELS,
    Statement,
    agreed_levels,
    checklist,
    impact,
    pair_of,
    replay,
    state,
    suggestion,
)
from geo.language import translator
from geo.release import PUBLIC, Audience
from geo.store import open_store, revision, verify_chain
from geo.store.engine import make_engine
from geo.store.migrate import upgrade
from geo.store.tables import impact_statement

SECTION = "LAO-THA-012"
LAOS, THAILAND = Audience("restricted", ("LAO",)), Audience("restricted", ("THA",))
BOTH = Audience("restricted", ("LAO", "THA"))
OTHERS = (
    PUBLIC,
    Audience("public", ("LAO",)),
    Audience("partner"),
    Audience("restricted"),
    Audience("restricted", ("MMR",)),
    Audience("partner", ("KHM", "LAO")),
    Audience("restricted", ("LAO", "MMR", "THA")),
)


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'atlas.sqlite'}")
    yield opened
    opened.close()


def say(store, level, audience):
    country = audience.countries[0]
    reason = f"because of {level}"
    return state(
        store, SECTION, level, country=country, reason=reason, actor="u1", audience=audience
    )


def test_unchanged_when_one_side_disagrees_and_the_history_tells_why(store):
    say(store, "medium", LAOS)
    assert say(store, "medium", THAILAND).level == "medium"
    found = say(store, "high", THAILAND)
    assert (found.level, found.dissent) == ("medium", True)
    assert found.stated == (("LAO", "medium"), ("THA", "high"))
    assert [step.changed for step in found.history] == [False, True, False]
    words = translator("en")(found.history[-1].why)
    assert "stays medium until both agree" in words
    assert "because of high" in words
    assert dict(agreed_levels(store, audience=LAOS)) == {SECTION: "medium"}
    assert say(store, "high", LAOS).level == "high"


@pytest.mark.parametrize("audience", OTHERS)
def test_invisible_to_the_public_and_to_any_third_country(store, audience):
    say(store, "high", LAOS)
    say(store, "high", THAILAND)
    assert dict(agreed_levels(store, audience=BOTH)) == {SECTION: "high"}
    assert dict(agreed_levels(store, audience=Audience("partner", ("LAO",)))) == {SECTION: "high"}
    assert dict(agreed_levels(store, audience=audience)) == {}
    with pytest.raises(ReleaseError, match="two countries alone"):
        impact(store, SECTION, audience=audience)
    with pytest.raises(ReleaseError, match="two countries alone"):
        suggestion(
            SECTION, count=9, rate_low=1.0, common_rate=0.1, stands_out=True, audience=audience
        )


def test_one_countrys_word_alone_is_no_level(store):
    assert say(store, "critical", THAILAND).level == "none"
    assert dict(agreed_levels(store, audience=BOTH)) == {}


@pytest.mark.parametrize(
    "audience", [*OTHERS, BOTH, Audience("partner", ("LAO",)), Audience("restricted", ("THA",))]
)
def test_nobody_may_speak_for_another(store, audience):
    with pytest.raises(ReleaseError, match="own country"):
        state(store, SECTION, "low", country="LAO", reason="x", actor="u1", audience=audience)
    assert revision(store) == 0


@pytest.mark.parametrize(("level", "reason"), [("awful", "x"), ("low", "  "), ("low", "x" * 501)])
def test_an_unknown_level_or_no_reason_is_refused(store, level, reason):
    with pytest.raises(InputError, match="reason"):
        state(store, SECTION, level, country="LAO", reason=reason, actor="u1", audience=LAOS)


@pytest.mark.parametrize("section", ["", "LAO-THA", "FRA-ESP-001"])
def test_an_unknown_section_is_named(section):
    with pytest.raises(InputError, match="LAO-THA-012"):
        pair_of(section)


words = st.lists(st.tuples(st.sampled_from(["LAO", "THA"]), st.sampled_from(LEVELS)), max_size=12)


@given(words)
def test_the_level_is_always_one_that_both_said_last(said):
    statements = [Statement(SECTION, country, level, "x", "u", "") for country, level in said]
    before = "none"
    for end in range(1, len(statements) + 1):
        found = replay(SECTION, statements[:end])
        last = dict(found.stated)
        if found.level != before:
            assert set(last.values()) == {found.level}
        if found.dissent:
            assert found.level == before
        before = found.level


def test_a_third_countrys_word_in_the_store_is_a_fault():
    with pytest.raises(InputError, match="MMR"):
        replay(SECTION, [Statement(SECTION, "MMR", "low", "x", "u", "")])


def test_statements_stand_in_the_audit_chain(store):
    say(store, "low", LAOS)
    say(store, "low", THAILAND)
    report = verify_chain(store)
    assert (report.entries, report.problems) == (2, ())
    with store.engine.begin() as connection:
        connection.execute(update(impact_statement).values(level="high"))
    assert {problem.id for problem in verify_chain(store).problems} == {"store.audit.row_altered"}
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM impact_statement WHERE number = 2"))
    assert verify_chain(store, contents=False).problems


def test_a_store_with_the_first_tables_gains_the_table(tmp_path):
    url = f"sqlite:///{tmp_path / 'atlas.sqlite'}"
    engine = make_engine(url)
    upgrade(engine, tmp_path, target="0001")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO word VALUES (7, 'outlet', 'kept')"))
    engine.dispose()
    store = open_store(url)
    with store.reading() as connection:
        assert connection.execute(text("SELECT word FROM word WHERE code = 7")).scalar() == "kept"
        assert connection.execute(text("SELECT count(*) FROM impact_statement")).scalar() == 0
    assert say(store, "low", LAOS).stated[0] == ("LAO", "low")
    store.close()


@pytest.mark.parametrize(
    ("stands_out", "rate_low", "level"),
    [(False, 9.0, "low"), (True, 0.4, "medium"), (True, 0.6, "high")],
)
def test_a_suggestion_is_never_critical(stands_out, rate_low, level):
    found = suggestion(
        SECTION, count=6, rate_low=rate_low, common_rate=0.1, stands_out=stands_out, audience=BOTH
    )
    assert found.level == level


@pytest.mark.parametrize("language", ["en", "th"])
def test_every_level_has_its_checklist_in_words(language):
    write = translator(language)
    for level in LEVELS[1:]:
        assert len(checklist(level)) >= 3
        assert not any(write(item).startswith("[") for item in checklist(level))
    with pytest.raises(InputError, match="low"):
        checklist("awful")
