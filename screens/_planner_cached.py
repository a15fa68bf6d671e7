"""What the screen *Planner* keeps: whole answers of the process, and the session's own question."""

import json
import threading
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from geo.briefing.planner_run import PlanRun, plan_runs
from geo.briefing.planner_run import standing as network_as_it_stands
from geo.planning import Scenario, read_scenario, to_json
from geo.planning.packages import Package, packages
from screens import _cached, _state
from screens._cached import Stamp
from screens._planner_job import MOST_AT_WORK, Job, Shelf

DEFAULT = Scenario(pairs=("KHM-THA", "LAO-THA"), sites={"THA": (0, 5)})
_SCENARIO, _JOB = "planner_scenario", "planner_job"


@st.cache_resource(show_spinner=False)
def _shelf() -> Shelf:
    return Shelf()


@st.cache_resource(show_spinner=False)
def _turns() -> threading.Semaphore:
    return threading.Semaphore(MOST_AT_WORK)


def text_of(scenario: Scenario) -> str:
    """A scenario as text: equal questions, equal texts."""
    return json.dumps(to_json(scenario), sort_keys=True, ensure_ascii=False)


def scenario() -> Scenario:
    """The question that the session asks, or would ask."""
    found: Scenario = st.session_state.get(_SCENARIO, DEFAULT)
    return found


def job() -> Job | None:
    """The session's question at work or answered; none that was asked as another viewer."""
    seen_by, found = st.session_state.get(_JOB, ("", None))
    return found if seen_by == _viewer_class() else None


def _viewer_class() -> str:
    return _cached.stamp()[2]


def begin(asked: Scenario, *, as_of: date | None = None, anew: bool = False) -> None:
    """Solve a question beside the page; one that the session still has at work is stopped.

    anew: solve it even where the process still has its answer.
    """
    former = job()
    if former is not None and not former.ended:
        former.stop()
    stamp, day = _cached.stamp(), as_of or _state.as_of()
    st.session_state[_SCENARIO] = asked
    st.session_state[_JOB] = stamp[2], _job(stamp, asked, day, anew=anew)


def _job(stamp: Stamp, asked: Scenario, day: date, *, anew: bool) -> Job:
    key, shelf, world = (stamp, day, text_of(asked)), _shelf(), _cached.world(stamp)
    ready = None if anew else shelf.get(key)
    if ready is not None:
        return Job(lambda _: iter((ready,)), lambda _: None)
    return Job(
        lambda stop: plan_runs(world, asked, as_of=day, stop=stop),
        lambda run: shelf.put(key, run),
        turns=_turns(),
    )


def mark(**changes: Any) -> None:
    """Change the question that would be asked; nothing is solved before it is asked."""
    st.session_state[_SCENARIO] = replace(scenario(), **changes)


def mark_all(asked: Scenario) -> None:
    """Put another question in place of the session's."""
    st.session_state[_SCENARIO] = asked


def result() -> PlanRun | None:
    """The session's answer as far as it has come."""
    found = job()
    return found.run if found else None


def kept(name: str, start: Any) -> Any:
    """A value of the session and its viewer that outlives the widgets of this screen."""
    return st.session_state.setdefault(f"planner_kept_{name}_{_viewer_class()}", start)


def package_rows(asked: Scenario, day: date) -> tuple[Package, ...]:
    """Three packages under the question's budget."""
    return _packages(_cached.stamp(), day, text_of(asked))


@st.cache_resource(max_entries=16, show_spinner=False)
def _packages(stamp: Stamp, day: date, text: str) -> tuple[Package, ...]:
    return packages(_cached.world(stamp), read_scenario(text), as_of=day)


def standing(asked: Scenario) -> PlanRun:
    """The network as it stands for the pairs, reach and counting of a question."""
    return _standing(_cached.stamp(), _state.as_of(), text_of(asked))


@st.cache_resource(max_entries=16, show_spinner=False)
def _standing(stamp: Stamp, day: date, text: str) -> PlanRun:
    return network_as_it_stands(_cached.world(stamp), read_scenario(text), as_of=day)
