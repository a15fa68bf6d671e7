"""The ranked sections as a table: beside a map the columns that fit, all of them across a page."""

from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from geo.briefing.situation import Situation
from geo.briefing.tables import RANKING_COLUMNS, ranking_table
from screens._state import say, translator
from screens._tables import show_table

# Together as wide as the place beside a map in a window of 1280 px; a wider one widens each. The
# other columns stand on a section's card and in the files, and a reader can switch them on.
_WIDTHS_PX = MappingProxyType({"section": 112, "districts": 117, "n": 66, "out": 79})
# Three lines of words: Streamlit wraps them in rows of more than 64 px only.
_ROW_PX = 68


def show_ranking(answer: Situation, *, key: str, beside_map: bool = True, **look: Any) -> None:
    """The sections with records, surest first, or a sentence where there is none.

    look: more for ``st.dataframe``.
    """
    columns, rows = ranking_table(answer, translator())
    if beside_map:
        look |= _narrow(dict(zip(RANKING_COLUMNS, columns, strict=True)))
    frame = pd.DataFrame(rows, columns=list(columns))
    show_table(frame, key=key, empty="situation.ranking.empty", **look)


def _narrow(headings: dict[str, str]) -> dict[str, Any]:
    """The look of the table beside a map: names of districts wrap, none is cut off."""
    config = {
        headings[name]: st.column_config.Column(width=width) for name, width in _WIDTHS_PX.items()
    }
    config[headings["districts"]]["label"] = say("ranking.districts_short")
    order = [headings[name] for name in _WIDTHS_PX]
    return {"column_order": order, "column_config": config, "row_height": _ROW_PX}
