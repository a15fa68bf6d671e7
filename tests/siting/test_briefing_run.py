"""A plan that grows beside the page: its steps, stopping it, faults, and what is kept."""

import threading
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from geo.briefing import planner_run
from geo.briefing.planner_run import STEPS, plan_runs
from geo.briefing.planner_what_if import Change, base_of, changed
from geo.errors import InputError
from geo.planning import Point, Scenario
from layers.renderers import place_picker
from screens._planner_job import MOST_KEPT, Job, Shelf

DAY = date(2026, 11, 23)
NEVER = threading.Event().is_set


@pytest.fixture
def steps(monkeypatch):
    """The steps of a run with nothing to compute: each tells its name and asks whether to stop."""
    asked = []

    def step(name):
        def done(found, best, between):
            between()
            asked.append(name)
            return (name,)

        return done

    plan = SimpleNamespace(objective=1.0)
    monkeypatch.setattr(planner_run, "problem", lambda *_, **__: SimpleNamespace())
    monkeypatch.setattr(planner_run, "planned", lambda *_, **__: SimpleNamespace(plan=plan))
    monkeypatch.setattr(planner_run, "today", lambda *_, **__: {"documented": []})
    monkeypatch.setattr(planner_run, "site_cards", lambda *_: ())
    monkeypatch.setattr(
        planner_run, "report", lambda *_, bases, **__: {"today": bases, "places": ()}
    )
    makers = {name: step(name) for name in planner_run.TRUST_STEPS}
    monkeypatch.setattr(planner_run, "_MAKERS", makers)
    return asked


SCENARIO = Scenario(pairs=("LAO-THA",), sites={"THA": (0, 1)})


def test_the_plan_comes_first_and_every_step_adds_to_it(steps):
    runs = list(plan_runs(None, SCENARIO, as_of=DAY, stop=NEVER))
    assert [run.done[-1] for run in runs] == list(STEPS)
    assert [run.whole for run in runs] == [False] * 5 + [True]
    assert steps == list(planner_run.TRUST_STEPS)
    assert runs[-1].trust.steady == ("steady",)
    assert runs[-1].record["today"] == {"documented": []}


def test_stopping_ends_before_the_next_solution_and_keeps_what_is_there(steps):
    stop = threading.Event()
    runs = []
    for run in plan_runs(None, SCENARIO, as_of=DAY, stop=stop.is_set):
        runs.append(run)
        if len(runs) == 2:
            stop.set()
    assert len(runs) == 2
    assert steps == ["steps"]
    assert not runs[-1].whole


def whole(name):
    return SimpleNamespace(whole=True, done=STEPS, name=name)


def test_a_job_tells_how_far_it_is_and_keeps_a_whole_answer():
    gate, kept = threading.Event(), []

    def solve(stop):
        yield SimpleNamespace(whole=False, done=("plan",))
        gate.wait(10)
        yield whole("end")

    job = Job(solve, kept.append)
    assert not job.wait(0.2)
    assert job.state == (False, False, 1)
    gate.set()
    assert job.wait(10)
    assert [run.name for run in kept] == ["end"]
    assert job.state == (True, False, len(STEPS))
    assert 0 < job.first_seconds <= job.seconds


def test_a_stopped_job_ends_and_is_not_kept():
    kept = []

    def solve(stop):
        while not stop():
            pass
        yield SimpleNamespace(whole=False, done=("plan",))

    job = Job(solve, kept.append)
    job.stop()
    assert job.wait(10)
    assert job.stopped
    assert kept == []
    assert job.run.done == ("plan",)


def test_a_job_waits_for_its_turn_and_can_be_stopped_meanwhile():
    turns = threading.Semaphore(1)
    turns.acquire()
    waiting = Job(lambda _: iter((whole("a"),)), lambda _: None, turns=turns)
    assert not waiting.wait(0.3)
    assert waiting.waiting
    waiting.stop()
    assert waiting.wait(10)
    assert waiting.run is None
    turns.release()
    job = Job(lambda _: iter((whole("b"),)), lambda _: None, turns=turns)
    assert job.wait(10)
    assert job.run.name == "b"
    assert turns.acquire(timeout=1)


def test_a_fault_is_one_sentence():
    def solve(stop):
        raise InputError("Expected sites, found none.")
        yield stop

    job = Job(solve, lambda _: None)
    assert job.wait(10)
    assert job.fault == "Expected sites, found none."
    assert job.run is None


def test_the_shelf_holds_the_latest_few():
    shelf = Shelf()
    for number in range(MOST_KEPT + 2):
        shelf.put(number, whole(number))
    assert shelf.get(0) is None
    assert shelf.get(1) is None
    assert shelf.get(MOST_KEPT + 1).name == MOST_KEPT + 1


def run_of(scenario):
    place = {"id": "crossing:x:THA", "country": "THA", "lon": 101.0, "lat": 18.0, "name": "X"}
    return SimpleNamespace(found=SimpleNamespace(scenario=scenario), record={"places": [place]})


def test_the_plans_places_stand_as_offices_in_what_if():
    base = base_of(run_of(SCENARIO), with_plan=True)
    assert [point.id for point in base.offices] == ["crossing:x:THA"]
    assert base_of(run_of(SCENARIO), with_plan=False) is SCENARIO


def test_a_change_closes_opens_and_adds():
    base = base_of(run_of(replace(SCENARIO, closed=("old",))), with_plan=True)
    new = Point("n", "THA", 102.0, 18.0)
    closed = ("own:crossing:x:THA", "tha-a")
    change = Change(closed, (new,), ("gate",), crossings=(new,), zones=(new,))
    found = changed(base, change)
    assert found.closed == ("old", "tha-a")
    assert found.offices == (new,)
    assert found.closed_crossings == ("gate",)
    assert (found.new_crossings, found.new_zones) == ((new,), (new,))
    assert not change.empty
    assert Change().empty


def test_the_bar_of_clicks_asks_nothing_from_outside_and_offers_its_modes():
    found = place_picker.definition()
    assert "http" not in found["js"]
    assert "innerHTML" not in found["js"]
    sent = place_picker.data(map_key="m", words={"done": "d"}, modes=("office", "area"))
    assert sent["modes"] == ["office", "area"]
    assert set(place_picker.MODES) >= {"ask", "office", "candidate", "area"}
