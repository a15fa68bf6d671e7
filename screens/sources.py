"""*Sources*: every table with its precision, audit mark, licence and last check."""

import pandas as pd
import streamlit as st

from geo.briefing.frame import CREDITS
from geo.briefing.sources import TableLine, table_lines
from screens import _cached, _state
from screens._page import heading, plain
from screens._state import say, translator
from screens._tables import show_table, show_words


def page() -> None:
    """The tables, the rows of one of them, the sources, the credits."""
    heading()
    _state.follow()
    st.markdown(plain(say("sources.lead")))
    tables = _cached.world(_cached.stamp()).tables
    lines = table_lines(tables)
    show_words(_frame(lines), hide_index=True, border="horizontal")
    _credits()
    names = [line.name for line in lines]
    chosen = st.selectbox(say("sources.browse"), names, key="sources_browse")
    show_table(tables[chosen], key="sources_rows", height=420)
    st.caption(plain(say("sources.correction")))


def _frame(lines: tuple[TableLine, ...]) -> pd.DataFrame:
    write = translator()
    rows = [
        (
            line.name,
            line.rows,
            _counted("precision", line.precisions),
            _counted("audit", line.audits),
            line.sources,
            write(line.licence),
            write.partial(line.last_checked),
        )
        for line in lines
    ]
    columns = ("table", "rows", "precisions", "audits", "sources", "licence", "last_checked")
    return pd.DataFrame(rows, columns=[say(f"sources.{name}") for name in columns])


def _counted(vocabulary: str, counts: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{say(f'term.{vocabulary}.{word}')} {n}" for word, n in counts)


def _credits() -> None:
    st.subheader(say("sources.credits"), anchor=False)
    for kind in dict.fromkeys(CREDITS.values()):
        st.markdown(f"- {plain(say(f'credit.{kind}'))}")
