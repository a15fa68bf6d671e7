"""What an import would do, shown before anything is stored: counts, map, rules, refused rows."""

from dataclasses import replace
from functools import partial
from types import MappingProxyType

import pandas as pd
import streamlit as st

from geo.briefing.importing import (
    MAX_DRAWN,
    bounds_of,
    differing_table,
    doubtful_rows,
    drawn,
    duplicate_table,
    rejected_table,
    step_table,
)
from geo.exports.tables import to_csv
from geo.importers.own_file import OwnFile
from geo.importers.preview import Preview
from geo.language import Translator
from geo.messages import message
from geo.query import Query
from geo.schema.vocabularies import CATEGORIES
from layers import FIXED
from screens import _cached, _state
from screens._map import show_map
from screens._page import plain
from screens._state import say, translator
from screens._tables import show_table

MAP_HEIGHT_PX = 440
_LAYERS = ("countries", "provinces", "rivers", "places", "border", "contested", "incidents")
MAX_LISTED = 1_000
# Of the tables of rules: what, rows, row, before, after.
_STEPS, _WIDTHS_PX = ("import_steps", "import_doubts"), (460, 70, 70, 360, 380)
_NOTHING = MappingProxyType({})


def counts(seen: Preview) -> None:
    """How many rows will be read, are in doubt, are refused, are told twice."""
    told = {
        "accepted": seen.accepted,
        "doubtful": doubtful_rows(seen),
        "rejected": len(seen.rejected),
        "duplicates": len(seen.duplicates),
    }
    with st.container(horizontal=True, key="import_counts"):
        for name, number in told.items():
            st.metric(say(f"import.count.{name}"), f"{number:,}", width="content")


def map_of(seen: Preview) -> None:
    """The rows that would be stored, on a map; none of them is kept."""
    rows = drawn(seen)
    if not len(rows):
        st.info(say("import.nothing"))
        return
    read = OwnFile(rows, (), _NOTHING, ())
    query = Query(layers=_LAYERS, measure="none", categories=CATEGORIES)
    shown = (_state.as_of(), _state.profile(), _state.language(), query)
    _, spec = _cached.own_view(read, *shown, base=_cached.stamp())
    spec = replace(spec, furniture=replace(spec.furniture, title=message("import.map")))
    if (bounds := bounds_of(rows)) is not None:
        spec = replace(spec, view=replace(spec.view, bounds=bounds))
    show_map(spec, height_px=MAP_HEIGHT_PX, key="import_map", kept=FIXED)
    if seen.accepted > MAX_DRAWN:
        st.caption(plain(say("import.drawn", n=MAX_DRAWN, all=seen.accepted)))


def details(seen: Preview) -> None:
    """What each rule did, before and after; rows in doubt, refused, told twice."""
    names = ("done", "doubt", "rejected", "duplicates")
    tabs = st.tabs([say(f"import.tab.{name}") for name in names], key="import_tabs")
    with tabs[0]:
        _table(step_table(seen.readings, translator(), doubts=False), "import_steps")
    with tabs[1]:
        _table(step_table(seen.readings, translator(), doubts=True), "import_doubts")
        if seen.differing:
            st.caption(plain(say("import.differing", n=len(seen.differing))))
            _table(differing_table(seen, translator()), "import_differing")
        _damaged(seen)
    with tabs[2]:
        refused(seen)
    with tabs[3]:
        _table(duplicate_table(seen, translator(), most=MAX_LISTED), "import_duplicates")


def refused(seen: Preview, *, key: str = "import") -> None:
    """The rows that are not read, with a file to correct them in."""
    if seen.rejected:
        st.download_button(
            say("import.download_rejected"),
            partial(_rejected_file, seen, translator()),
            file_name="rows-not-read.csv",
            mime="text/csv",
            key=f"{key}_rejected_download",
            on_click="ignore",
        )
    _table(rejected_table(seen, translator(), most=MAX_LISTED), f"{key}_rejected")


def _rejected_file(seen: Preview, write: Translator) -> bytes:
    """Made when it is asked for, outside the session, which only knows its language by itself."""
    columns, rows = rejected_table(seen, write)
    return to_csv(columns, rows, about={})


def _damaged(seen: Preview) -> None:
    """What each reading makes of damaged text."""
    for reading in seen.readings:
        for word, text in reading.readings:
            st.caption(plain(say("import.reading_sample", how=say(f"import.reading.{word}"),
                                 text=text)))  # fmt: skip


def _table(table: tuple[tuple[str, ...], list[tuple[object, ...]]], key: str) -> None:
    columns, rows = table
    names = _apart(columns)
    widths = {name: st.column_config.Column(width=_WIDTHS_PX[at])
              for at, name in enumerate(names[:5]) if key in _STEPS}  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(names))
    show_table(frame, height="auto", column_config=widths, key=key)


def _apart(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Headings of which none is twice: a file may call a column as the table does."""
    held: dict[str, None] = {}
    for at, name in enumerate(columns, start=1):
        held[name if name not in held else f"{name} ({at})"] = None
    return tuple(held)
