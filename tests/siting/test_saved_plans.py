"""Counterparts' states and saved plans: written by hand, audited, for one country alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from geo.errors import InputError, ReleaseError
from geo.planning import planned, saved
from geo.planning.counterparts import UNASKED, place_key, set_state, state_log, state_of, states
from geo.planning.report import report
from geo.planning.saved import replay, save_plan, saved_plans
from geo.release import PUBLIC, Audience
from geo.store import open_store, verify_chain
from tests.siting.test_planning import made

LAO, THA = (Audience("restricted", (country,)) for country in ("LAO", "THA"))
SITE, OTHER = "crossing:a:THA", "crossing:a:LAO"
DAY = date(2026, 1, 2)


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'atlas.sqlite'}")
    yield opened
    opened.close()


def tell(store, state, *, day=DAY, audience=THA, site=SITE, other=OTHER):
    set_state(store, site, other, state, day=day, audience=audience, actor="u1")


def test_nothing_is_inferred(store):
    assert states(store, audience=THA) == {}
    assert state_of(states(store, audience=THA), SITE, OTHER) == UNASKED
    assert (UNASKED.state, UNASKED.day) == ("not_asked", None)


def test_the_last_word_holds_and_every_word_is_kept(store):
    tell(store, "asked")
    tell(store, "agreed", day=DAY + timedelta(days=3))
    held = state_of(states(store, audience=THA), SITE, OTHER)
    assert (held.state, held.day) == ("agreed", date(2026, 1, 5))
    assert state_log(store, audience=THA)["state"].tolist() == ["asked", "agreed"]
    tell(store, "not_asked")
    assert states(store, audience=THA) == {}


def test_a_state_belongs_to_one_pair_of_places(store):
    tell(store, "declined")
    held = states(store, audience=THA)
    assert state_of(held, SITE, "crossing:b:LAO") == UNASKED
    assert state_of(held, "crossing:b:THA", OTHER) == UNASKED


@pytest.mark.parametrize("other", [PUBLIC, LAO, Audience("partner", ("THA",)),
                                   Audience("restricted"), Audience("restricted", ("LAO", "THA"))])  # fmt: skip # noqa: E501
def test_another_audience_neither_sees_nor_writes(store, other):
    tell(store, "asked")
    assert states(store, audience=other) == {}
    assert state_log(store, audience=other).empty
    if other != LAO:
        with pytest.raises(ReleaseError):
            tell(store, "agreed", audience=other)


@pytest.mark.parametrize(
    "wrong",
    [{"state": "maybe"}, {"state": "asked", "site": " "}, {"state": "asked", "other": SITE},
     {"state": "asked", "day": date(2999, 1, 1)}, {"state": "asked", "site": "x" * 999}],
)  # fmt: skip
def test_a_line_that_cannot_be_right_is_refused(store, wrong):
    with pytest.raises(InputError):
        tell(store, wrong.pop("state"), **wrong)


def test_the_audit_chain_covers_each_line(store):
    tell(store, "asked")
    save_plan(store, "First", {"sites": []}, audience=THA, actor="u1")
    assert verify_chain(store).problems == ()
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE counterpart_state SET state = 'agreed'"))
    assert verify_chain(store).problems


def test_an_own_point_is_known_by_where_it_lies():
    assert place_key("point:a", 102.0, 18.0) != place_key("point:a", 102.1, 18.0)
    assert place_key(SITE, 102.0, 18.0) == SITE


def test_saved_plans_are_for_their_viewer_class(store):
    first = save_plan(store, " First\n plan ", {"sites": ["a"]}, audience=THA, actor="u1")
    second = save_plan(store, "Second", {"sites": []}, audience=THA, actor="u1")
    save_plan(store, "Lao", {"sites": []}, audience=LAO, actor="u2")
    kept = saved_plans(store, audience=THA)
    assert [(plan.number, plan.name) for plan in kept] == [
        (second, "Second"),
        (first, "First plan"),
    ]
    assert kept[1].record == {"sites": ["a"]}
    assert saved_plans(store, audience=PUBLIC) == ()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_plan_needs_a_name(store, name):
    with pytest.raises(InputError):
        save_plan(store, name, {}, audience=THA, actor="u1")


@pytest.fixture
def again(monkeypatch):
    """What the planner answers now; ``answer`` stands for the whole of it."""
    now = record()
    monkeypatch.setattr(saved, "answer", lambda *_, **__: now)
    return now


def record():
    values = {
        "scenario": {"pairs": ["LAO-THA"], "sites": {"THA": [0, 1]}}, "as_of": "2026-01-01",
        "stopped": "", "solver": saved.solver_version(), "data": "d", "objective": 1.0,
    }  # fmt: skip
    return values | {name: [] for name in saved.STEPS}


def test_replay_to_the_same_bytes(again):
    found = replay(None, record())
    assert found == saved.Replay("bytes", True, True, True, ())


def test_replay_names_what_differs(again):
    again |= {"data": "e", "objective": 2.0}
    found = replay(None, record())
    assert (found.same, found.same_data, found.differs) == (False, False, ("data", "objective"))


def test_replay_tells_another_solver(again):
    assert not replay(None, record() | {"solver": "highspy 0.1"}).same_solver


@pytest.mark.parametrize("stopped", ["time", "stop"])
def test_a_plan_that_was_cut_short_is_valued_again(monkeypatch, stopped):
    found = made()
    monkeypatch.setattr(saved, "problem", lambda *_, **__: found)
    monkeypatch.setattr(saved, "from_json", lambda _: found.scenario)
    best = planned(found)
    kept = report(found, best, as_of=date(2026, 1, 1)) | {"stopped": stopped}
    assert replay(None, kept) == saved.Replay("solution", True, True, True, ())
    worse = replay(None, kept | {"objective": kept["objective"] + 1.0})
    assert (worse.same, worse.differs) == (False, ("objective",))
    gone = replay(None, kept | {"sites": ["THA-999"]})
    assert not gone.same
