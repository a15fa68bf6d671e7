"""How the other side stands to a site: written down by planners of one country, never inferred."""

from types import MappingProxyType

import streamlit as st

from geo.briefing.planner import Record
from geo.briefing.planner_tables import place_keys
from geo.errors import AtlasError
from geo.planning.counterparts import STATES, Stated, set_state, state_of, states
from screens import _state, _viewer
from screens._page import plain
from screens._state import say
from screens._store import store


def stated() -> Stated:
    """What this session's planner may read of how counterparts stand."""
    who = _viewer.viewer()
    if "planner" not in who.roles:
        return MappingProxyType({})
    return states(store(), audience=who.audience)


def ask(record: Record, site: str) -> None:
    """For planners: write down that the other side was asked, agreed or declined, and when."""
    if "planner" not in _viewer.viewer().roles:
        return
    card = next(item for item in record["cards"] if item["id"] == site)
    if not (card["asked"] and card["counterpart"]):
        return
    keys, other = place_keys(record), card["counterpart"]["id"]
    pair = keys.get(site, site), keys.get(other, other)
    with st.popover(say("planner.state.write"), key=f"planner_state_{site}"):
        held = state_of(stated(), *pair)
        word = st.selectbox(
            say("planner.state"),
            STATES,
            index=STATES.index(held.state),
            format_func=lambda word: say(f"planner.state.{word}"),
            key=f"planner_state_word_{site}",
        )
        day = st.date_input(
            say("planner.state.on"),
            value=held.day or _state.as_of(),
            key=f"planner_state_day_{site}",
        )
        if st.button(say("planner.state.save"), key=f"planner_state_save_{site}"):
            _save(pair, word, day)


def _save(pair: tuple[str, str], word: str, day: object) -> None:
    try:
        set_state(
            store(), *pair, word, day=day, audience=_viewer.viewer().audience,
            actor=_viewer.actor(),
        )  # fmt: skip
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.rerun()
