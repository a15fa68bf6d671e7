"""*Hotspots*: a question, its answer in one sentence, the map, the table, and what to mind."""

import streamlit as st

from geo.briefing.hotspots import Answer, Comparison
from screens import _cached, _state
from screens import _hotspots_cached as cached
from screens import _hotspots_shown as shown
from screens._asked import asked
from screens._filters import filters
from screens._hotspots_choices import choices
from screens._hotspots_impact import impact_levels
from screens._hotspots_time import time_slider
from screens._map import show_map
from screens._page import heading, plain
from screens._state import say, translator

MAP_HEIGHT_PX = 600
PRESENT_HEIGHT_PX = 720
HALF_HEIGHT_PX = 430
MAP_KEY = "hotspots_map"


def page() -> None:
    """Widgets to a question, one cached answer, show."""
    whole_width = _state.presenting() and _state.choice().view == "one"
    heading(may_present=True, style=shown.PRESENT_STYLE if whole_width else shown.STYLE)
    with st.container(key="hotspots_asking"):
        if not _state.presenting():
            filters(_cached.answer(asked()).cover)
            choices()
    _state.follow()
    view = _state.choice().view
    with st.container(key="hotspots_body"):
        if view == "one":
            _one()
        elif view == "periods":
            with st.spinner(say("hotspots.working"), show_time=True):
                comparison = cached.compare_periods(asked())
            _beside(comparison, cached.answer(asked(), "counts"))
        else:
            _methods()
    if not _state.presenting():
        impact_levels()


def _one() -> None:
    choice = _state.choice()
    (answer,) = shown.answers((choice.asked,))
    left, right = st.columns([0.58, 0.42], gap="medium")
    with left:
        _map(answer or cached.answer(asked(), "counts"))
    with right:
        if answer is None:
            shown.waiting((choice.asked,))
            return
        shown.verdict(answer)
        shown.begin_again((choice.asked,))
        shown.table(answer, key=f"hotspots_table_{answer.method}")
        shown.charts(answer)
        if choice.question == "elsewhere":
            _back_test()
        shown.method_card(answer)


def _map(answer: Answer) -> None:
    """The used records with the answer's marks, and the slider that plays them."""
    height = PRESENT_HEIGHT_PX if _state.presenting() else MAP_HEIGHT_PX
    if answer.method in ("cells", "density"):
        show_map(cached.answer_map(asked(), answer), height_px=height, key=MAP_KEY)
    else:
        spec, days = cached.played(asked(), answer)
        with st.container(key=f"{MAP_KEY}_holder"):
            show_map(spec, height_px=height, key=MAP_KEY, days=days)
        if not _state.presenting():
            time_slider(answer, days, map_key=f"{MAP_KEY}_holder")
    if not _state.presenting():
        shown.used_line(answer)


def _back_test() -> None:
    """How well the default would have pointed ahead, beside the map that it colours."""
    tested = cached.answer(asked(), "back_test")
    with st.container(border=True):
        st.markdown(f"**{plain(say('hotspots.question.ahead'))}**")
        st.markdown(plain(translator()(tested.verdict)))


def _methods() -> None:
    choice = _state.choice()
    methods = (choice.first, choice.second)
    first, second = shown.answers(methods)
    if first is None or second is None:
        shown.waiting(methods)
        return
    lacking = [answer for answer in (first, second) if not answer.enough]
    if lacking:
        shown.verdict(lacking[0])
        shown.begin_again(methods)
        return
    _beside(cached.compare_methods(first, second), first)
    for answer in (first, second) if choice.first != choice.second else (first,):
        shown.method_card(answer)


def _beside(comparison: Comparison, answer: Answer) -> None:
    """Two maps in one scale, and the third of their difference where it may be drawn."""
    write = translator()
    st.markdown(f"**{plain(write(comparison.verdict))}**")
    difference = cached.difference_map(asked(), answer, comparison)
    columns = st.columns(2 if difference is None else 3, gap="small")
    for side in (0, 1):
        with columns[side]:
            st.caption(plain(write(comparison.titles[side])))
            spec = cached.half_map(asked(), answer, comparison, side)
            show_map(spec, height_px=HALF_HEIGHT_PX, key=f"hotspots_{comparison.kind}_{side}")
    if difference is not None:
        with columns[2]:
            st.caption(plain(say(f"hotspots.difference.{comparison.kind}")))
            show_map(difference, height_px=HALF_HEIGHT_PX, key=f"hotspots_{comparison.kind}_2")
    st.caption(plain(say(f"hotspots.beside.{comparison.kind}")))
