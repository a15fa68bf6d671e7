"""*Situation*: where it is recorded, how much of it can be used, and what that says."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.briefing.situation import Situation
from screens import _cached, _state
from screens._asked import asked
from screens._check import check_before_showing
from screens._filters import filters
from screens._map import show_map, tells_when_drawn
from screens._page import heading, page_style, plain
from screens._ranking import show_ranking
from screens._search import search_box
from screens._section import go_to_section, show_section
from screens._state import say, translator
from screens._takeaway import take_away
from screens._timeline import timeline

MAP_HEIGHT_PX = 720
PRESENT_HEIGHT_PX = 720
RANKING_HEIGHT_PX = 420
REST_AFTER_S = 5.0
# Room for the controls that come after the map, so that it does not move under them.
_ROOM = """<style>
.st-key-situation_head {min-height: 42px;}
.st-key-situation_filters, .st-key-situation_tools {min-height: 68px;}
</style>"""


def page() -> None:
    """Widgets to a query, one cached answer, show; the map first of all.

    A browser takes as long for the widgets and tables round the map as for the map, and draws it
    after them. So a session's first run brings the map with its verdict alone; once drawn, it asks
    for the rest.
    """
    # The same boxes in every mode: a map whose box moves would be drawn anew and lose its place.
    head = st.container(key="situation_head")
    line = st.container(key="situation_filters")
    with st.container(key="situation_body"):
        left, right = st.columns([0.66, 0.34], gap="small")
    with left:
        tools = st.container(horizontal=True, key="situation_tools")
        _map()
    answer = _answer()
    _state.follow()
    if _state.opening() and tells_when_drawn():
        _first_look(answer, head, right)
        return
    with head:
        heading(may_present=True, style=_room())
    if not _state.presenting():
        with line:
            filters(answer.cover)
        with tools:
            _tools()
    with right:
        _reading(answer)
    timeline(answer)
    _set_aside(answer)


def _first_look(answer: Situation, head: DeltaGenerator, right: DeltaGenerator) -> None:
    """The page's look and the verdict: what a browser can show without loading more."""
    with head:
        page_style(_room())
    with right:
        _verdict(answer)
    _rest_in_any_case()
    _state.opened()


@st.fragment(run_every=REST_AFTER_S)
def _rest_in_any_case() -> None:
    """Ask for the rest where the map does not: it failed, or stands since an earlier session."""
    if not _state.opening():
        st.rerun()


def _room() -> str:
    return "" if _state.presenting() else _ROOM


def _verdict(answer: Situation) -> None:
    if not _state.presenting():
        st.markdown(f"**{plain(translator()(answer.verdict))}**")


def _answer() -> Situation:
    return _cached.answer(asked())


def _tools() -> None:
    with st.container(width="stretch"):
        search_box()
    take_away()
    _check_before_showing()


def _map() -> None:
    height = PRESENT_HEIGHT_PX if _state.presenting() else MAP_HEIGHT_PX
    spec = _cached.screen_map(asked(), with_verdict=_state.presenting())
    chosen = show_map(spec, height_px=height, key="situation_map")
    if chosen and chosen.startswith("section:"):
        section_id = chosen.removeprefix("section:")
        if section_id != _state.query().section:
            _state.change(section=section_id)
            st.rerun()


def _check_before_showing() -> None:
    """Listed only while open: a view may hold a hundred names."""
    popover = st.popover(say("check.open"), key="situation_check", on_change="rerun")
    if popover.open:
        with popover:
            check_before_showing(asked())


def _reading(answer: Situation) -> None:
    """The verdict, the numbers, the ranked sections, the open card."""
    write = translator()
    _verdict(answer)
    recorded, used, out = st.columns(3)
    recorded.metric(say("situation.recorded"), write.write(answer.recorded))
    used.metric(say("situation.used"), write.write(answer.used))
    out.metric(say("situation.standing_out"), write.write(answer.standing_out))
    if answer.sentences:
        st.caption(plain(" ".join(write(sentence) for sentence in answer.sentences)))
    if _state.query().section:
        show_section()
    _ranking(answer)


def _ranking(answer: Situation) -> None:
    st.markdown(f"**{plain(say('situation.ranking'))}**")
    show_ranking(
        answer,
        key="situation_ranking",
        beside_map=not _state.presenting(),
        height=RANKING_HEIGHT_PX,
        on_select=_choose_row,
        selection_mode="single-row",
    )
    if answer.rows:
        st.caption(plain(say("situation.ranking.note")))


def _choose_row() -> None:
    rows = st.session_state["situation_ranking"]["selection"]["rows"]
    answer = _answer()
    if rows and rows[0] < len(answer.rows):
        go_to_section(answer.rows[rows[0]].section_id)


def _set_aside(answer: Situation) -> None:
    """How many records were used, and every reason for the others."""
    write = translator()
    aside = sum(records for _, records in answer.set_aside)
    st.markdown(
        f"**{plain(say('situation.used_line', used=answer.used, aside=aside, n=answer.recorded))}**"
    )
    lines = [f"- {plain(write(reason))}: {records}" for reason, records in answer.set_aside]
    if answer.left_out:
        lines.append(f"- {plain(say('situation.left_out', n=answer.left_out))}")
    st.markdown("\n".join(lines))
    st.caption(plain(say("situation.sample_note")))
