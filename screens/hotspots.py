"""*Hotspots*: a question, its answer in one sentence, the map, the table, and what to mind."""

import streamlit as st

from geo.briefing.hotspots import QUESTIONS, Answer, Comparison
from screens import _cached, _state
from screens import _hotspots_cached as cached
from screens import _hotspots_shown as shown
from screens._asked import asked
from screens._filters import filters
from screens._hotspots_time import time_slider
from screens._map import show_map
from screens._page import heading, plain
from screens._state import say, translator

MAP_HEIGHT_PX = 600
HALF_HEIGHT_PX = 430
VIEWS = ("one", "periods", "methods")
# Methods that name sections, so that two of them can be laid over each other.
NAMING = ("chance", "scan", "groups", "alerts", "space_time")
MAP_KEY = "hotspots_map"


def page() -> None:
    """Widgets to a question, one cached answer, show."""
    heading(may_present=True)
    if not _state.presenting():
        filters(_cached.answer(asked()).cover)
    _state.follow()
    question, view = _choices()
    if view == "one":
        _one(question)
    elif view == "periods":
        with st.spinner(say("hotspots.working"), show_time=True):
            comparison = cached.compare_periods(asked())
        _beside(comparison, cached.answer(asked(), "counts"))
    else:
        _methods()
    _impact()


def _choices() -> tuple[str, str]:
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    question = left.selectbox(
        say("hotspots.question"),
        tuple(QUESTIONS),
        format_func=lambda word: say(f"hotspots.question.{word}"),
        key="hotspots_question",
    )
    view = right.segmented_control(
        say("hotspots.view"),
        VIEWS,
        default="one",
        required=True,
        format_func=lambda word: say(f"hotspots.view.{word}"),
        key="hotspots_view",
    )
    return question, view


def _one(question: str) -> None:
    methods = QUESTIONS[question]
    method = methods[0]
    if len(methods) > 1 and not _state.presenting():
        method = st.segmented_control(
            say("hotspots.way"),
            methods,
            default=methods[0],
            required=True,
            format_func=lambda word: say(f"hotspots.method.{word}"),
            key=f"hotspots_method_{question}",
        )
    with st.spinner(say("hotspots.working"), show_time=True):
        answer = cached.answer(asked(), method)
    left, right = st.columns([0.58, 0.42], gap="medium")
    with left:
        _map(answer)
    with right:
        shown.verdict(answer)
        shown.table(answer, key=f"hotspots_table_{method}")
        shown.charts(answer)
        if question == "elsewhere":
            _back_test()
        shown.method_card(answer)


def _map(answer: Answer) -> None:
    """The used records with the answer's marks, and the slider that plays them."""
    if answer.method in ("cells", "density"):
        show_map(cached.answer_map(asked(), answer), height_px=MAP_HEIGHT_PX, key=MAP_KEY)
        return
    spec, days = cached.played(asked(), answer)
    with st.container(key=f"{MAP_KEY}_holder"):
        show_map(spec, height_px=MAP_HEIGHT_PX, key=MAP_KEY, days=days)
    if not _state.presenting():
        time_slider(answer, days, map_key=f"{MAP_KEY}_holder")


def _back_test() -> None:
    """How well the default would have pointed ahead, beside the map that it colours."""
    tested = cached.answer(asked(), "back_test")
    with st.container(border=True):
        st.markdown(f"**{plain(say('hotspots.question.ahead'))}**")
        st.markdown(plain(translator()(tested.verdict)))


def _methods() -> None:
    left, right = st.columns(2)
    first = left.selectbox(
        say("hotspots.first"),
        NAMING,
        format_func=lambda word: say(f"hotspots.method.{word}"),
        key="hotspots_first",
    )
    second = right.selectbox(
        say("hotspots.second"),
        NAMING,
        index=1,
        format_func=lambda word: say(f"hotspots.method.{word}"),
        key="hotspots_second",
    )
    with st.spinner(say("hotspots.working"), show_time=True):
        answers = [cached.answer(asked(), method) for method in (first, second)]
        comparison = cached.compare_methods(asked(), first, second)
    lacking = [answer for answer in answers if not answer.enough]
    if lacking:
        shown.verdict(lacking[0])
        return
    _beside(comparison, answers[0])
    for answer in answers:
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


def _impact() -> None:
    """Levels are for the two countries that agreed on them; this view is public."""
    with st.expander(say("hotspots.impact"), key="hotspots_impact"):
        st.markdown(plain(say("hotspots.impact.none")))
        st.caption(plain(say("hotspots.impact.rule")))
