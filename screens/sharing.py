"""*Who sees what*: records as each audience is given them, consent, rules, how long all is kept."""

from types import MappingProxyType

import streamlit as st

from screens import _sharing_keeping, _sharing_requests, _sharing_rules, _sharing_who, _state
from screens._page import heading, plain
from screens._state import say

_PANELS = MappingProxyType(
    {
        "who": _sharing_who.panel,
        "requests": _sharing_requests.panel,
        "rules": _sharing_rules.panel,
        "keeping": _sharing_keeping.panel,
    }
)


def page() -> None:
    """One of four panels; each says which role it is for."""
    heading()
    _state.follow()
    st.markdown(plain(say("sharing.lead")))
    chosen = st.segmented_control(
        say("sharing.panels"),
        tuple(_PANELS),
        default="who",
        required=True,
        format_func=lambda word: say(f"sharing.panel.{word}"),
        label_visibility="collapsed",
        key="sharing_panel",
    )
    _PANELS[chosen or "who"]()
