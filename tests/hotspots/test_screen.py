"""*Hotspots* as a screen: its link, its gate, stopping, impact levels; without a browser."""

import time

import pytest
import streamlit as st

from geo.briefing.hotspot_choice import QUESTIONS
from geo.impact import state
from geo.release import Audience
from geo.viewers import PUBLIC_VIEWER, Viewer
from screens import _cached, _hotspots_impact, _hotspots_work, _viewer
from screens._store import store
from tests.screens.conftest import opened, seeded_home  # noqa: F401

SECTION = "LAO-THA-012"
WAIT_S = 30


def analyst(country):
    """One country's analyst."""
    return Viewer(name="a", tier="restricted", country=country, roles=frozenset({"analyst"}))


@pytest.fixture
def seen_by(monkeypatch):
    """Lets the session's person be somebody, as sign-in would."""

    def be(viewer):
        monkeypatch.setattr(_viewer, "viewer", lambda: viewer)

    return be


def settled(screen):
    """The screen once no simulation is under way."""
    end = time.monotonic() + WAIT_S
    while screen.has("hotspots_stop_0") and time.monotonic() < end:
        screen.app.run()
    assert not screen.has("hotspots_stop_0")
    return screen


@pytest.mark.parametrize("question", ["elsewhere", "cluster"])
def test_a_question_opens_by_its_link_and_keeps_it(opened, question):  # noqa: F811
    words = {"screen": "hotspots", "question": question, "lang": "th"}
    screen = settled(opened(**words))
    assert (screen.faults, screen.notices) == ([], [])
    default = {"question"} if question == "elsewhere" else set()
    assert screen.link == {name: words[name] for name in words if name not in default}


@pytest.mark.long
def test_every_question_can_be_chosen(opened):  # noqa: F811
    screen = opened(screen="hotspots")
    for question in QUESTIONS:
        screen.app.selectbox(key="hotspots_question").set_value(question).run()
        assert settled(screen).faults == []
        asked = {"question": question} if question != "elsewhere" else {}
        assert screen.link == {"screen": "hotspots", **asked}


def test_view_methods_and_settings_stand_in_the_link(opened):  # noqa: F811
    words = {
        "screen": "hotspots",
        "view": "methods",
        "first": "groups",
        "second": "space_time",
        "since": "2012-01-01",
        "simulations": "99",
    }
    screen = settled(opened(**words))
    assert screen.link == words
    screen.app.selectbox(key="hotspots_first").set_value("alerts").run()
    assert settled(screen).link == words | {"first": "alerts"}


def test_a_broken_link_opens_the_default_with_a_notice(opened):  # noqa: F811
    screen = opened(screen="hotspots", question="why", simulations="12")
    assert len(screen.notices) == 2
    assert screen.link == {"screen": "hotspots"}
    assert screen.app.selectbox(key="hotspots_question").value == "elsewhere"
    screen.app.run()
    assert screen.notices == []


def test_words_of_this_screen_are_left_alone_on_others(opened):  # noqa: F811
    screen = opened(screen="network", question="why")
    assert (screen.notices, screen.link) == ([], {"screen": "network"})


def test_stopping_leaves_a_sentence_and_beginning_again_an_answer(opened, monkeypatch):  # noqa: F811
    """The work is asked to stop before its first step; its page never waits for it."""
    begin = _hotspots_work.Work.__init__

    def stopped(work, pool, ask):
        begin(work, pool, lambda told: ask(lambda *_: False))
        work.stopped = True

    with monkeypatch.context() as patched:
        patched.setattr(_hotspots_work.Work, "__init__", stopped)
        screen = opened(screen="hotspots", question="repeat", simulations="9999")
        screen.run_until(lambda: screen.has("hotspots_again"))
    assert "Stopped at 25 of 9,999 simulations" in screen.words()
    assert not screen.has_table("Pairs")
    screen.press("hotspots_again")
    screen.run_until(lambda: screen.has_table("Pairs"))
    assert "no result is shown" not in screen.words()


def test_a_province_record_changes_no_hotspot_and_raises_the_set_aside_by_one(
    opened,  # noqa: F811
    toy,
    monkeypatch,
):
    records = [toy.record("2024-03-09", section=f"MMR-THA-{n:03}") for n in range(100, 125)]
    records += [toy.record("2024-03-09") for _ in range(12)]
    province = toy.record("2024-03-09", precision="province")
    lines, tables = [], []
    for rows in (records, [*records, province]):
        st.cache_resource.clear()
        world = toy.world(rows)
        monkeypatch.setattr(_cached, "world", lambda stamp, world=world: world)
        screen = opened(screen="hotspots")
        assert screen.faults == []
        lines.append(screen.words())
        tables.append(screen.table("Records").to_csv())
    st.cache_resource.clear()
    assert "Used 37, set aside 0, of 37 recorded" in lines[0]
    assert "Used 37, set aside 1, of 38 recorded" in lines[1]
    assert tables[0] == tables[1]
    assert "yes" in tables[0]


@pytest.fixture
def agreed_and_disputed(opened, seen_by):  # noqa: F811
    """Both countries agreed on medium; then one of them stated high."""
    opened(screen="sources")
    steps = [("LAO", "medium"), ("THA", "medium"), ("THA", "high")]
    for country, level in steps:
        state(
            store(),
            SECTION,
            level,
            country=country,
            reason=f"because of {level}",
            actor="viewer-1",
            audience=Audience("restricted", (country,)),
        )


@pytest.mark.usefixtures("agreed_and_disputed")
def test_a_level_stays_when_one_side_disagrees_and_its_history_tells_why(opened, seen_by):  # noqa: F811
    seen_by(analyst("THA"))
    words = opened(screen="hotspots", section=SECTION).words().replace("\\", "")
    assert f"{SECTION}: agreed level: medium" in words
    assert "Lao PDR: medium. Thailand: high. The two countries differ" in words
    assert "the level stays medium until both agree. Reason: because of high" in words
    assert "A joint visit to the section is offered." in words
    assert "is suggested; both countries decide." in words


@pytest.mark.usefixtures("agreed_and_disputed")
@pytest.mark.parametrize(
    "viewer",
    [
        PUBLIC_VIEWER,
        analyst("MMR"),
        Viewer(tier="partner", country="MMR"),
    ],
)
def test_a_level_is_invisible_to_a_third_country(opened, seen_by, viewer):  # noqa: F811
    seen_by(viewer)
    screen = opened(screen="hotspots", section=SECTION)
    words = screen.words().replace("\\", "")
    assert screen.faults == []
    assert "No impact level is shown here." in words
    assert "because of" not in words
    assert f"{SECTION}: agreed level" not in words


@pytest.mark.usefixtures("agreed_and_disputed")
def test_a_partner_of_the_pair_sees_the_level_and_its_checklist_but_no_history(opened, seen_by):  # noqa: F811
    seen_by(Viewer(tier="partner", country="LAO"))
    words = opened(screen="hotspots", section=SECTION).words().replace("\\", "")
    assert f"{SECTION}: agreed level: medium" in words
    assert "A joint visit to the section is offered." in words
    assert "because of" not in words
    assert "State this level" not in words


def test_an_analyst_states_a_level_for_the_own_country_alone(opened, seen_by):  # noqa: F811
    seen_by(analyst("THA"))
    screen = opened(screen="hotspots", section="LAO-THA-020")
    screen.app.selectbox(key=_hotspots_impact._LEVEL).set_value("low")
    screen.app.text_input(key=_hotspots_impact._REASON).set_value("a quiet year")
    screen.app.button(key="impact_state").click().run()
    words = screen.words().replace("\\", "")
    assert "LAO-THA-020: agreed level: no level" in words
    assert "Lao PDR has said nothing yet" in words
    assert "Reason: a quiet year" in words


def test_a_level_without_a_reason_is_refused_in_one_sentence(opened, seen_by):  # noqa: F811
    seen_by(analyst("THA"))
    screen = opened(screen="hotspots", section="LAO-THA-021")
    screen.app.button(key="impact_state").click().run()
    assert any("a reason of up to" in notice for notice in screen.notices)
    assert screen.faults == []
