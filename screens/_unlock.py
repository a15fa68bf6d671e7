"""What stands in place of every screen while the store is encrypted and locked."""

import streamlit as st

from geo.errors import AtlasError
from geo.signin import LOCAL, sign_in_mode
from geo.store.cipher import FILE_VARIABLE, LockedStoreError
from screens import _store
from screens._plain import plain
from screens._state import say


def opened() -> bool:
    """Whether the store is open; where it waits for its passphrase, ask for it and say no.

    The passphrase is asked for on the person's own machine alone; a server is given it in a file.
    """
    try:
        _store.store()
    except LockedStoreError:
        if sign_in_mode() == LOCAL:
            _ask()
        else:
            st.error(plain(say("unlock.by_file", name=FILE_VARIABLE)))
        return False
    return True


def _ask() -> None:
    _, middle, _ = st.columns([1, 1.4, 1])
    with middle:
        st.subheader(say("unlock.title"), anchor=False)
        st.markdown(plain(say("unlock.lead")))
        with st.form("unlock", clear_on_submit=True):
            text = st.text_input(say("setup.passphrase"), type="password", key="unlock_passphrase")
            if st.form_submit_button(say("unlock.open"), type="primary", key="unlock_open"):
                _unlock(text)


def _unlock(text: str) -> None:
    try:
        _store.unlock(text)
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.rerun()
