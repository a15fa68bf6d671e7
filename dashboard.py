"""Mekong Border Atlas: page config, the viewer's session, navigation."""

import streamlit as st

from geo.errors import AtlasError
from screens import _state, file, network, profile, situation, sources

_SCREENS = (
    ("situation", situation.page),
    ("network", network.page),
    ("sources", sources.page),
    ("file", file.page),
    ("profile", profile.page),
)


def main() -> None:
    """Run the chosen screen; a named fault is one sentence, never a traceback."""
    st.set_page_config(page_title="Mekong Border Atlas", layout="wide")
    try:
        _state.start()
        pages = [
            st.Page(run, title=_state.say(f"{name}.title"), url_path=name, default=not at)
            for at, (name, run) in enumerate(_SCREENS)
        ]
        chosen = st.navigation(pages, position="hidden" if _state.presenting() else "top")
        chosen.run()
    except AtlasError as error:
        st.error(str(error))


main()
