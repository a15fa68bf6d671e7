"""Impact levels on *Hotspots*: agreed ones for those who may see them, a form for analysts."""

import streamlit as st

from geo.briefing.hotspot_impact import (
    LEVELS,
    ImpactCard,
    agreed,
    impact_card,
    open_sections,
)
from geo.errors import AtlasError
from geo.impact import MOST_REASON_CHARACTERS, state
from screens import _cached, _state, _viewer
from screens._asked import asked
from screens._page import plain
from screens._state import say, translator
from screens._store import store

_SECTION, _LEVEL, _REASON = "impact_section", "impact_level", "impact_reason"
_FAULT = "impact_fault"


def impact_levels() -> None:
    """Folded away; a viewer who may not see a level is not told whether there is one."""
    with st.expander(say("hotspots.impact"), key="hotspots_impact"):
        viewer = _viewer.viewer()
        levels = agreed(store(), audience=viewer.audience)
        if not levels:
            st.markdown(plain(say("hotspots.impact.none")))
        for found in levels:
            level = translator()(found.level)
            st.markdown(f"**{plain(say('impact.agreed', section=found.section, level=level))}**")
            _checklist(found.checklist)
        sections = open_sections(_cached.world(asked().stamp), viewer)
        if sections:
            _decide(sections)
        st.caption(plain(say("hotspots.impact.rule")))


def _checklist(items: tuple) -> None:
    write = translator()
    st.markdown("\n".join(f"- {plain(write(item))}" for item in items))


def _decide(sections: tuple[str, ...]) -> None:
    """One section's card, and the form to state a level for one's own country."""
    st.divider()
    if st.session_state.get(_SECTION) not in sections:
        wanted = _state.query().section
        st.session_state[_SECTION] = wanted if wanted in sections else sections[0]
    section = st.selectbox(say("impact.section"), sections, key=_SECTION)
    world, view = _cached.world(asked().stamp), _cached.answer(asked())
    _card(impact_card(store(), world, view, section, audience=_viewer.viewer().audience))
    with st.form("impact_form", clear_on_submit=True):
        st.selectbox(
            say("impact.your_level"),
            LEVELS,
            format_func=lambda word: say(f"impact.level.{word}"),
            key=_LEVEL,
        )
        st.text_input(say("impact.reason"), max_chars=MOST_REASON_CHARACTERS, key=_REASON)
        st.form_submit_button(say("impact.state"), on_click=_take, key="impact_state")
    fault = st.session_state.pop(_FAULT, "")
    if fault:
        st.warning(plain(fault))


def _card(card: ImpactCard) -> None:
    write = translator()
    level = write(card.level)
    st.markdown(f"**{plain(say('impact.agreed', section=card.section, level=level))}**")
    stated = " ".join(write(item) for item in card.stated)
    st.markdown(plain(f"{stated} {say('impact.dissent') if card.dissent else ''}"))
    for day, why in card.history:
        st.caption(plain(f"{write(day)}: {write(why)}"))
    st.markdown(plain(write(card.suggestion)))
    if card.checklist:
        _checklist(card.checklist)


def _take() -> None:
    """State a level for the viewer's own country; a refusal is one sentence."""
    viewer, words = _viewer.viewer(), st.session_state
    try:
        state(
            store(),
            words[_SECTION],
            words[_LEVEL],
            country=viewer.country,
            reason=words[_REASON],
            actor=_viewer.actor(),
            audience=viewer.audience,
        )
    except AtlasError as error:
        words[_FAULT] = str(error)
