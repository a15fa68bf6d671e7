"""The one line of filters, and what stands behind "more"."""

from types import MappingProxyType
from typing import Any

import streamlit as st

from geo.periods import Period
from geo.query import LAYERS, MEASURES, OFFICE_BASES, PRESETS
from geo.schema.vocabularies import CATEGORIES, PAIRS
from screens import _state
from screens._state import say

# Chosen words are kept in the vocabulary's order, so that equal choices are equal queries.
_ORDERS = MappingProxyType({"categories": CATEGORIES, "pairs": PAIRS, "layers": LAYERS})


def filters(cover: Period) -> None:
    """Period, what, where; the rest behind "more". Each widget changes the session's query."""
    period, what, where, more = st.columns([1.5, 2.2, 2.2, 0.9], vertical_alignment="bottom")
    with period:
        _choice("period", PRESETS, lambda word: say(f"filter.period.{word}"))
    with what:
        _choices("categories", CATEGORIES, lambda word: say(f"term.category.{word}"))
    with where:
        _choices("pairs", PAIRS, lambda word: say(f"pair.{word}"))
    with more, st.popover(say("filter.more"), width="stretch", key="filter_more"):
        _more()
    if _state.query().period == "own":
        _own_period(cover)


def _more() -> None:
    _choice("measure", MEASURES, lambda word: say(f"filter.measure.{word}"))
    _choices("layers", LAYERS, lambda word: say(f"filter.layer.{word}"))
    _choice("offices", OFFICE_BASES, lambda word: say(f"filter.offices.{word}"))
    # A link may hold a value between two steps of the slider.
    key = _seed("max_km", 5.0 * round(_state.query().max_km / 5.0))
    st.slider(
        say("filter.max_km"),
        min_value=5.0,
        max_value=100.0,
        step=5.0,
        key=key,
        on_change=_take,
        args=("max_km",),
    )


def _own_period(cover: Period) -> None:
    first, last, _ = st.columns([1.5, 1.5, 3.8])
    for name, column, default in (("date_from", first, cover.first), ("date_to", last, cover.last)):
        chosen = getattr(_state.query(), name) or default
        key = _seed(name, min(max(chosen, cover.first), cover.last))
        with column:
            st.date_input(
                say(f"filter.{name}"),
                min_value=cover.first,
                max_value=cover.last,
                key=key,
                on_change=_take,
                args=(name,),
            )


def _choice(name: str, options: tuple[str, ...], label: Any) -> None:
    key = _seed(name, getattr(_state.query(), name))
    st.selectbox(
        say(f"filter.{name}"), options, format_func=label, key=key, on_change=_take, args=(name,)
    )


def _choices(name: str, options: tuple[str, ...], label: Any) -> None:
    key = _seed(name, list(getattr(_state.query(), name)))
    st.multiselect(
        say(f"filter.{name}"),
        options,
        format_func=label,
        placeholder=say(f"filter.{name}.all"),
        key=key,
        on_change=_take,
        args=(name,),
    )


def _seed(name: str, value: Any) -> str:
    """The widget's key, holding the query's value before the widget is drawn."""
    key = f"filter_{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _take(name: str) -> None:
    value = st.session_state[f"filter_{name}"]
    if isinstance(value, list):
        value = tuple(word for word in _ORDERS[name] if word in value)
    _state.change(**{name: value})
