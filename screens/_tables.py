"""Tables, drawn one way on every screen: without a row, a sentence stands in a table's place."""

from typing import Any

import pandas as pd
import streamlit as st

from screens._plain import plain
from screens._state import say

EMPTY = "page.table.empty"


def show_table(frame: pd.DataFrame, *, key: str, empty: str = EMPTY, **look: Any) -> None:
    """A table that moves within its frame.

    empty: id of the sentence that stands in its place without a row. look: more for
    ``st.dataframe``.
    """
    if frame.empty:
        st.caption(plain(say(empty)))
        return
    st.dataframe(frame, hide_index=True, key=key, **look)


def show_words(frame: pd.DataFrame, *, empty: str = EMPTY, **look: Any) -> None:
    """A table of words: they wrap, so that none is cut off. Parameters as in ``show_table``."""
    if frame.empty:
        st.caption(plain(say(empty)))
        return
    st.table(frame, **look)
