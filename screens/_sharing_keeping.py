"""How long each kind of data is kept, what that would erase, and the data-protection summary."""

from functools import partial

import pandas as pd
import streamlit as st

from geo.briefing.keeping import KeepingLine, changed_rules, keeping_table
from geo.errors import AtlasError
from geo.exports.protection import protection_page
from geo.language import LANGUAGES
from geo.store.erasure import keep_for, overdue, run_retention
from geo.store.retention import EVERY_HOURS
from screens import _state, _viewer
from screens._page import plain
from screens._state import say
from screens._store import store
from screens._tables import show_table

_TOLD = "sharing_keeping_told"
_ASKED = "sharing_keeping_asked"


def panel() -> None:
    """The table, its preview, and the summary to print; changing is the administrator's."""
    if not _viewer.viewer().roles:
        _viewer.require("steward")
    told = st.session_state.pop(_TOLD, "")
    if told:
        st.success(plain(told))
    st.markdown(plain(say("sharing.keeping.lead", hours=EVERY_HOURS)))
    _table(administrator="administrator" in _viewer.viewer().roles)
    _preview(administrator="administrator" in _viewer.viewer().roles)
    _summary()


def _table(*, administrator: bool) -> None:
    lines = keeping_table(store())
    rows = [(_kind(line), _label(line), line.records, line.keep_days) for line in lines]
    shown = pd.DataFrame(rows, columns=["kind", "label", "records", "keep_days"])
    names = {word: say(f"sharing.keeping.{word}") for word in shown.columns}
    if not administrator:
        show_table(shown.rename(columns=names), key="sharing_keeping_table")
        return
    config = {word: st.column_config.TextColumn(names[word]) for word in ("kind", "label")}
    config["records"] = st.column_config.NumberColumn(names["records"])
    config["keep_days"] = st.column_config.NumberColumn(
        names["keep_days"], min_value=0, max_value=36_500, step=1, required=True
    )
    edited = st.data_editor(
        shown,
        hide_index=True,
        disabled=["kind", "label", "records"],
        column_config=config,
        key="sharing_keeping_editor",
    )
    if st.button(say("sharing.keeping.save"), type="primary", key="sharing_keeping_save"):
        _save(lines, edited["keep_days"].astype(int).tolist())


def _kind(line: KeepingLine) -> str:
    table = say(f"sharing.table.{line.table}")
    return f"{table}, {say(f'term.origin.{line.origin}')}" if line.origin else table


def _label(line: KeepingLine) -> str:
    return say(f"term.label.{line.label}") if line.label else say("sharing.keeping.any")


def _save(lines: tuple[KeepingLine, ...], days: list[int]) -> None:
    changes = changed_rules(lines, days)
    for line, keep_days in changes:
        keep_for(store(), line.table, keep_days=keep_days, origin=line.origin, label=line.label,
                 actor=_viewer.actor())  # fmt: skip
    st.session_state[_TOLD] = say("sharing.keeping.saved", n=len(changes))
    st.rerun()


def _preview(*, administrator: bool) -> None:
    due = overdue(store(), as_of=_state.as_of())
    st.markdown(f"**{plain(say('sharing.keeping.due', n=len(due), day=_state.as_of()))}**")
    if due.empty:
        return
    tables = [say(f"sharing.table.{word}") for word in due["table_name"]]
    names = [say(f"sharing.keeping.{word}") for word in ("kind", "id", "stored", "keep_days")]
    shown = due.assign(table_name=tables).set_axis(names, axis=1)
    show_table(shown, height=240, key="sharing_keeping_due")
    if not administrator:
        return
    if st.button(say("sharing.keeping.run"), key="sharing_keeping_run"):
        st.session_state[_ASKED] = len(due)
    if st.session_state.get(_ASKED) == len(due):
        st.warning(plain(say("sharing.keeping.warning", n=len(due))))
        if st.button(say("sharing.keeping.run_now"), type="primary", key="sharing_keeping_now"):
            _run()


def _run() -> None:
    st.session_state.pop(_ASKED, None)
    try:
        count = run_retention(store(), as_of=_state.as_of(), actor=_viewer.actor())
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.session_state[_TOLD] = say("sharing.keeping.done", n=count)
    st.rerun()


def _summary() -> None:
    st.subheader(say("sharing.summary"), anchor=False)
    st.caption(plain(say("sharing.summary.note")))
    with st.container(horizontal=True):
        for language in LANGUAGES:
            write = _state.profile().translator(language)
            st.download_button(
                say(f"sharing.summary.{language}"),
                partial(_page, write, _state.as_of(), _state.profile().organisation),
                file_name=f"border-atlas-data-protection-{language}.html",
                mime="text/html",
                on_click="ignore",
                key=f"sharing_summary_{language}",
            )


def _page(write, day, organisation: str) -> bytes:
    return protection_page(store(), translator=write, as_of=day, organisation=organisation)
