"""What one chooses on *Hotspots*; every choice stands in the link."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from geo.briefing.hotspot_choice import (
    FIRST_DAY,
    LAST_DAY,
    NAMING,
    QUESTIONS,
    SIMULATING,
    SIMULATIONS,
    SINCE,
    VIEWS,
)
from screens import _state
from screens._page import plain
from screens._state import say


def choices() -> None:
    """A question, not a method; one answer or two; since when; how many simulations."""
    choice = _state.choice()
    methods = {"one": (choice.asked,), "methods": (choice.first, choice.second)}
    used = methods.get(choice.view, ())
    with st.container(key="hotspots_choices"):
        left, right, *settings = st.columns(
            [3.4, 3.6, 1.3, 1.3], vertical_alignment="bottom", gap="small"
        )
        with right:
            _segments("view", VIEWS, "hotspots.view", shown="hotspots.view")
        with left:
            _what(choice.view)
        wanted = [_since] * bool(set(used) & set(SINCE))
        wanted += [_simulations] * bool(set(used) & set(SIMULATING))
        for place, setting in zip(settings, wanted, strict=False):
            with place:
                setting()
        if choice.view == "one" and len(QUESTIONS[choice.question]) > 1:
            _ways(choice.question, choice.asked)


def _what(view: str) -> None:
    """The question of one answer, or the two methods laid side by side."""
    if view == "one":
        _select("question", tuple(QUESTIONS), "hotspots.question")
    elif view == "methods":
        first, second = st.columns(2)
        with first:
            _select("first", NAMING, "hotspots.method", shown="hotspots.first")
        with second:
            _select("second", NAMING, "hotspots.method", shown="hotspots.second")
    else:
        st.markdown(plain(say("hotspots.question.changed")))


def _ways(question: str, asked: str) -> None:
    """Which of the question's methods answers."""
    _segments(
        "method",
        QUESTIONS[question],
        "hotspots.method",
        shown="hotspots.way",
        value=asked,
        key=f"hotspots_method_{question}",
    )


def _since() -> None:
    key = _seeded("since", _state.choice().since)
    st.date_input(
        say("hotspots.since"),
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        help=say("hotspots.since.blank"),
        key=key,
        on_change=_take,
        args=("since", key),
    )


def _simulations() -> None:
    key = _seeded("simulations", _state.choice().simulations)
    st.selectbox(
        say("hotspots.simulations"),
        SIMULATIONS,
        format_func=lambda number: f"{number:,}",
        key=key,
        on_change=_take,
        args=("simulations", key),
    )


def _select(name: str, words: tuple[str, ...], prefix: str, *, shown: str = "") -> None:
    key = _seeded(name, getattr(_state.choice(), name))
    st.selectbox(
        say(shown or prefix),
        words,
        format_func=_words(prefix),
        key=key,
        on_change=_take,
        args=(name, key),
    )


def _segments(
    name: str,
    words: tuple[str, ...],
    prefix: str,
    *,
    shown: str,
    value: str = "",
    key: str = "",
) -> None:
    key = _seeded(name, value or getattr(_state.choice(), name), key)
    st.segmented_control(
        say(shown),
        words,
        required=True,
        format_func=_words(prefix),
        key=key,
        on_change=_take,
        args=(name, key),
    )


def _words(prefix: str) -> Callable[[str], str]:
    return lambda word: say(f"{prefix}.{word}")


def _seeded(name: str, value: Any, key: str = "") -> str:
    """The widget's key, holding the session's choice before the widget is drawn."""
    key = key or f"hotspots_{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _take(name: str, key: str) -> None:
    """Make a widget's value the session's choice; a new question is answered its own way first."""
    value = st.session_state[key]
    if name == "question":
        _state.choose(question=value, method="")
    else:
        _state.choose(**{name: value})
