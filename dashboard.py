"""Mekong Border Atlas: page config, the session, and the screen it is on."""

from types import MappingProxyType

import streamlit as st

from geo.errors import AtlasError
from layers import vendor
from screens import _state, file, hotspots, network, profile, situation, sources

_PAGES = MappingProxyType(
    {
        "situation": situation.page,
        "hotspots": hotspots.page,
        "network": network.page,
        "sources": sources.page,
        "file": file.page,
        "profile": profile.page,
    }
)


def main() -> None:
    """Show the session's screen; a named fault is one sentence, never a traceback.

    Screens are words of the link, not paths: one address serves them all.
    """
    st.set_page_config(page_title="Mekong Border Atlas", layout="wide")
    try:
        vendor.check()
        _state.start()
        _PAGES[_state.screen()]()
    except AtlasError as error:
        st.error(str(error))


main()
