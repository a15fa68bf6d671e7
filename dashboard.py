"""Mekong Border Atlas: page config, the session, and the screen it is on."""

from types import MappingProxyType

import streamlit as st

from geo.errors import AtlasError
from layers import vendor
from screens import (
    _live,
    _state,
    _unlock,
    _upkeep,
    _viewer,
    disclosures,
    file,
    hotspots,
    import_,
    network,
    planner,
    profile,
    sharing,
    situation,
    sources,
)

_PAGES = MappingProxyType(
    {
        "situation": situation.page,
        "hotspots": hotspots.page,
        "planner": planner.page,
        "network": network.page,
        "sources": sources.page,
        "file": file.page,
        "import": import_.page,
        "sharing": sharing.page,
        "disclosures": disclosures.page,
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
        _viewer.check()
        _state.start()
        if _unlock.opened():
            _viewer.settle()
            _upkeep.upkeep()
            drawn_at = _live.now()
            _PAGES[_state.screen()]()
            _live.follow(drawn_at)
    except AtlasError as error:
        st.error(str(error))


main()
