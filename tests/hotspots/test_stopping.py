"""Progress of simulations, and what stopping leaves: a sentence, never half a result."""

import threading
from datetime import date
from itertools import pairwise

import pytest

from geo.briefing.hotspot_choice import SIMULATING
from geo.briefing.hotspots import ask
from geo.errors import InputError
from geo.hotspots._simulated import told
from geo.language import translator
from geo.profile import Profile
from geo.query import Query
from screens._hotspots_work import Shelf, Work

OPTIONS = {"as_of": date(2026, 11, 23), "profile": Profile()}
SECONDS = 20


@pytest.mark.parametrize("at_once", [1, 7, 250])
def test_told_counts_to_the_end_and_tells_often(at_once):
    seen = []
    steps = list(told(99, lambda *told: seen.append(told) or True, at_once=at_once))
    assert steps[-1] == 99
    assert all(0 < b - a <= at_once for a, b in zip([0, *steps], steps, strict=False))
    assert seen[-1] == (99, 99)
    assert all(b - a <= 25 + at_once for (a, _), (b, _) in pairwise(seen))


def test_told_stops_when_told_to_and_wants_at_least_one():
    assert list(told(99, lambda done, _: done < 50)) == list(range(1, 51))
    with pytest.raises(InputError, match="at least 1"):
        list(told(0, None))


@pytest.mark.parametrize("method", SIMULATING)
def test_a_stopped_simulation_is_one_sentence_and_no_number(shipped, method):
    found = ask(
        shipped,
        Query(),
        method=method,
        simulations=999,
        progress=lambda done, wanted: False,
        **OPTIONS,
    )
    words = translator("en")(found.verdict)
    assert words.startswith("Stopped at ")
    assert words.endswith("of 999 simulations; no result is shown.")
    assert not found.enough
    assert (found.rows, found.charts) == ((), ())
    assert not found.scene.sections.stands_out.any()


@pytest.mark.parametrize("method", SIMULATING)
def test_progress_changes_no_answer(shipped, method):
    seen = []
    options = {"method": method, "simulations": 99} | OPTIONS
    quiet = ask(shipped, Query(), **options)
    told_of = ask(shipped, Query(), progress=lambda *n: seen.append(n) or True, **options)
    assert told_of.rows == quiet.rows
    assert told_of.verdict == quiet.verdict
    assert seen[-1] == (99, 99)


class Gate:
    """A made-up question that waits to be let on, so that a test can look at it half-way."""

    def __init__(self):
        self.half, self.go = threading.Event(), threading.Event()

    def ask(self, progress):
        progress(40, 80)
        self.half.set()
        assert self.go.wait(SECONDS)
        return "whole" if progress(60, 80) else "stopped"


@pytest.mark.parametrize(("stop", "answer"), [(False, "whole"), (True, "stopped")])
def test_a_work_tells_how_far_it_is_and_stops_at_its_next_step(stop, answer):
    gate, held = Gate(), Shelf()
    work = Work(held.pool, gate.ask)
    assert gate.half.wait(SECONDS)
    assert (work.done, work.wanted, work.share) == (40, 80, 0.5)
    assert not work.ended(0)
    if stop:
        work.stop()
    gate.go.set()
    assert work.ended(SECONDS)
    assert work.answer() == answer
    held.pool.shutdown()


def test_a_fault_in_a_work_is_raised_where_its_answer_is_wanted():
    def fail(_):
        raise InputError("Expected records.")

    held = Shelf()
    work = Work(held.pool, fail)
    assert work.ended(SECONDS)
    with pytest.raises(InputError, match="Expected records"):
        work.answer()
    held.pool.shutdown()


def test_the_shelf_keeps_the_latest():
    held = Shelf()
    for key in range(70):
        held.put(key, key)
    assert held.get(0) is None
    assert held.get(69) == 69
    held.pool.shutdown()
