"""A page that stands open shows what another person or process changed, without being touched."""

import streamlit as st

from geo.store import revision
from screens import _state, _store

# With the run that follows, a change is on the screen within two seconds.
POLL_S = 1.5
# Screens that show records and are quick to draw again; on the others a person is at work.
_FOLLOWING = ("situation", "network")


def now() -> int:
    """The store's revision, asked for before a page is drawn."""
    return revision(_store.store())


def follow(drawn_at: int) -> None:
    """Draw the page again once the records are not those of revision ``drawn_at`` any more.

    Not while presenting: nothing changes before a room.
    """
    if _state.screen() in _FOLLOWING and not _state.presenting():
        _look(drawn_at)


@st.fragment(run_every=POLL_S)
def _look(drawn_at: int) -> None:
    if now() != drawn_at:
        st.rerun()
