"""The search box: a place, office, crossing or section, in English or a local language."""

import streamlit as st

from geo.search import Hit, search
from screens import _cached, _state
from screens._state import say, translator


def search_box() -> None:
    """Text to hits; one hit chosen sends the map there."""
    text = st.text_input(
        say("search.label"),
        key="search_text",
        placeholder=say("search.placeholder"),
        label_visibility="collapsed",
        max_chars=80,
    )
    if not text.strip():
        return
    hits = search(_cached.search_index(_cached.stamp()), text)
    if not hits:
        st.caption(say("search.nothing"))
        return
    st.pills(
        say("search.hits"),
        hits,
        format_func=_label,
        key=f"search_hits_{text}",
        on_change=_fly,
        args=(f"search_hits_{text}",),
        label_visibility="collapsed",
    )


def _label(hit: Hit) -> str:
    kind = say(f"search.kind.{hit.kind}")
    name = (
        hit.name
        if not hit.local_name or hit.local_name == hit.name
        else (f"{hit.name} {hit.local_name}")
    )
    where = (
        translator().pair(hit.country)
        if "-" in hit.country
        else (translator().country(hit.country))
    )
    return f"{name} ({kind}, {where})"


def _fly(key: str) -> None:
    hit: Hit | None = st.session_state[key]
    if hit is None:
        return
    _state.fly_to(hit.feature_id, hit.lon, hit.lat)
    if hit.kind == "section":
        _state.change(section=hit.feature_id.removeprefix("section:"))
