"""*Planner*: where the next offices could go, how sure that is, and why not elsewhere."""

import streamlit as st

from geo.briefing.planner import question
from geo.briefing.planner_map import BOTH
from geo.briefing.planner_opening import OfficeCount, count_table, not_located, office_counts
from geo.briefing.planner_run import TRUST_STEPS, PlanRun
from geo.briefing.planner_tables import today_table
from geo.errors import AtlasError
from geo.planning import Scenario
from screens import _cached, _state
from screens import _planner_cached as cached
from screens import _planner_counterpart as counterpart
from screens import _planner_kept as kept
from screens import _planner_shown as shown
from screens import _planner_why as why
from screens._map import show_map
from screens._page import heading, plain
from screens._planner_form import form
from screens._planner_lists import own_lists
from screens._planner_map import plan_map
from screens._planner_packages import packages_view
from screens._planner_what_if import what_if_view
from screens._state import say, translator

MAP_HEIGHT_PX = 600
MAP_KEY = "planner_map"
VIEWS = ("plan", "sites", "sure", "why", "what_if", "packages", "beside", "files", "today")
# Views that need the whole width, and those whose tables stand below the map.
WIDE = ("sites", "sure", "what_if", "packages", "beside")
POLL_SECONDS = 0.7


def page() -> None:
    """What exists first, then the question, then the answer as it grows."""
    heading()
    _state.follow()
    _question()
    job = cached.job()
    if job is not None and not job.ended and not (job.stopped and job.run):
        _working()
    if job is not None and job.fault:
        st.error(plain(job.fault))
    run = cached.result()
    if run is None:
        _opening()
    else:
        _answer(run)


def _question() -> None:
    """The form; folded into one sentence once there is an answer."""
    start, answered = cached.scenario(), cached.result() is not None
    label = translator()(question(start))
    with st.expander(plain(label), expanded=not answered, key=f"planner_question_{answered}"):
        asked = form()
        own_lists(start)
    if asked is not None:
        _begin(asked)


def _begin(asked: Scenario) -> None:
    kept.forget_replay()
    try:
        cached.begin(asked)
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _counts() -> tuple[OfficeCount, ...]:
    stamp = _cached.stamp()
    return office_counts(_cached.world(stamp), _cached.network(stamp, _state.as_of()))


@st.fragment(run_every=POLL_SECONDS)
def _working() -> None:
    """How far the answer is, and a way to stop it; the page stays usable meanwhile."""
    job = cached.job()
    if job is None or job.state != st.session_state.setdefault("planner_seen", job.state):
        st.session_state.pop("planner_seen", None)
        st.rerun(scope="app")
    done = len(job.run.done) if job.run else 0
    left, right = st.columns([5, 1], vertical_alignment="center")
    step = ("plan", *TRUST_STEPS)[min(done, len(TRUST_STEPS))]
    step = "stopping" if job.stopped else "waiting" if job.waiting else step
    text = say(f"planner.step.{step}", seconds=int(job.elapsed))
    left.progress(done / (len(TRUST_STEPS) + 1), text=plain(text))
    stop = {"key": "planner_stop", "width": "stretch", "disabled": job.stopped}
    if right.button(say("planner.stop"), **stop):
        job.stop()
        st.rerun(scope="app")


def _opening() -> None:
    """Which offices count and what they cover today."""
    with st.spinner(say("planner.working"), show_time=True):
        run = _standing()
    left, right = st.columns([0.6, 0.4], gap="medium")
    with left:
        _map(run)
    with right:
        _counted()
        kept.bring()
    _today(run)


def _standing() -> PlanRun:
    """The network for the session's question; for the first one where that has faults."""
    try:
        return cached.standing(cached.scenario())
    except AtlasError as error:
        job = cached.job()
        if job is None or not job.fault:
            st.error(plain(str(error)))
        return cached.standing(cached.DEFAULT)


def _counted() -> None:
    """Which offices count, and how many reported ones have no place."""
    counts, basis = _counts(), cached.scenario().basis
    st.markdown(f"**{plain(say('planner.opening'))}**")
    st.markdown(plain(say(f"planner.opening.{basis}")))
    order = translator().ordered(row.country for row in counts)
    shown.wrapped_table(count_table(counts, order))
    st.caption(plain(say("planner.opening.note")))


def _today(run: PlanRun) -> None:
    """What offices cover today, on both bases."""
    st.markdown(f"**{plain(say('planner.today'))}**")
    shown.table(today_table(run.record), key="planner_today")
    st.caption(plain(say("planner.today.note")))


def _side(run: PlanRun) -> str:
    """Whose side the maps show: a country of the pairs, or both."""
    pairs = run.found.scenario.pairs
    write = translator()
    sides = write.ordered({side for pair in pairs for side in pair.split("-")})
    asking = run.found.scenario.countries
    side: str = st.segmented_control(
        say("planner.side"),
        (*sides, BOTH),
        default=asking[0] if len(asking) == 1 else BOTH,
        required=True,
        format_func=lambda word: say("planner.side.both") if word == BOTH else write.country(word),
        key=f"planner_side_{'-'.join((*sides, *asking))}",
    )
    return side


def _map(run: PlanRun) -> str:
    side = _side(run)
    candidates = st.session_state.get("planner_candidates", False)
    spec = plan_map(run, side=side, candidates=candidates, place=why.place())
    with st.container(key=f"{MAP_KEY}_holder"):
        show_map(spec, height_px=MAP_HEIGHT_PX, key=MAP_KEY)
    why.picker(map_key=f"{MAP_KEY}_holder", answered=bool(run.done))
    if run.done:
        st.toggle(say("planner.candidates"), key="planner_candidates")
    return side


def _answer(run: PlanRun) -> None:
    """The sentence and its proof; then one view at a time."""
    job = cached.job()
    shown.head(run.record, not_located(_counts()))
    if job is not None and job.stopped and not run.whole:
        st.markdown(
            plain(say("planner.stopped_early", done=len(run.done), steps=len(TRUST_STEPS) + 1))
        )
    kept.replay_line(run)
    st.session_state.setdefault("planner_view", VIEWS[0])
    view = st.segmented_control(
        say("planner.view"),
        VIEWS,
        required=True,
        format_func=lambda word: say(f"planner.view.{word}"),
        label_visibility="collapsed",
        key="planner_view",
    )
    if view in WIDE:
        _wide(run, view)
    else:
        _beside_map(run, view)
    shown.method_card(run)


def _wide(run: PlanRun, view: str) -> None:
    """Views that need the whole width."""
    if view == "packages":
        packages_view(run)
    elif view == "sites":
        shown.cards(run, not_located(_counts()), counterpart.stated())
    elif view == "sure":
        shown.sure_view(run)
    elif view == "what_if":
        what_if_view(run, side=_side(run))
    else:
        side = _side(run)
        kept.beside_view(run, side=side if side != BOTH else run.found.scenario.countries[0])


def _beside_map(run: PlanRun, view: str) -> None:
    """The map with what belongs to it at its side; wide tables below both."""
    left, right = st.columns([0.6, 0.4], gap="medium")
    with left:
        _map(run)
    with right:
        if view == "plan":
            shown.opened_view(run.record)
        elif view == "why":
            why.why_view(run)
        elif view == "files":
            kept.files_view(run)
        else:
            _counted()
    if view == "plan":
        shown.plan_view(run.record)
    elif view == "today":
        _today(run)
