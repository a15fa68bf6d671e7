"""*Look at my file*: a user's rows on the same map with the same gate, in this session only."""

import hashlib

import pandas as pd
import streamlit as st

from geo.errors import AtlasError
from geo.exports.tables import to_csv
from geo.importers.own_file import OwnFile, read_own_file
from layers import FIXED
from screens import _cached, _state
from screens._map import show_map
from screens._page import heading, plain
from screens._ranking import show_ranking
from screens._state import say, translator
from screens._tables import show_table

MAP_HEIGHT_PX = 560
_READ = "own_file"


def page() -> None:
    """One upload, read once; what was understood is drawn, what was not is listed."""
    heading()
    _state.follow()
    st.markdown(plain(say("file.lead")))
    upload = st.file_uploader(
        say("file.upload"), type=["csv", "xlsx", "geojson", "json"], key="file"
    )
    if upload is None:
        st.session_state.pop(_READ, None)
        return
    try:
        read = _read(upload.name, upload.getvalue())
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    _summary(read)
    if len(read.accepted):
        _show(read)
    _rejected(read)


def _read(name: str, content: bytes) -> OwnFile:
    """The file as read, kept in this session so that a filter does not read it again."""
    digest = hashlib.sha256(content).hexdigest()
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] != digest:
        kept = (digest, read_own_file(name, content, gazetteer=_cached.gazetteer()))
        st.session_state[_READ] = kept
    return kept[1]


def _summary(read: OwnFile) -> None:
    accepted, rejected = len(read.accepted), len(read.rejected)
    summary = say("file.summary", accepted=accepted, n=accepted + rejected, rejected=rejected)
    st.markdown(f"**{plain(summary)}**")
    st.caption(plain(say("file.columns", columns=", ".join(read.used.values()))))
    if read.ignored:
        st.caption(plain(say("file.ignored", columns=", ".join(read.ignored))))


def _show(read: OwnFile) -> None:
    write = translator()
    answer, spec = _cached.own_view(read, _state.as_of(), _state.profile(), _state.language())
    left, right = st.columns([0.66, 0.34], gap="small")
    with left:
        show_map(spec, height_px=MAP_HEIGHT_PX, key="file_map", kept=FIXED)
    with right:
        st.markdown(f"**{plain(write(answer.verdict))}**")
        aside = sum(records for _, records in answer.set_aside)
        st.markdown(
            plain(say("situation.used_line", used=answer.used, aside=aside, n=answer.recorded))
        )
        lines = [f"- {plain(write(reason))}: {n}" for reason, n in answer.set_aside]
        st.markdown("\n".join(lines))
        show_ranking(answer, key="file_ranking")


def _rejected(read: OwnFile) -> None:
    if not read.rejected:
        return
    write = translator()
    st.subheader(say("file.rejected"), anchor=False)
    headings = list(dict.fromkeys(name for item in read.rejected for name in item.original))
    columns = (say("file.row"), say("file.reason"), *headings)
    rows = [
        (
            item.row,
            "; ".join(write(reason) for reason in item.reasons),
            *("" if item.original.get(n) is None else str(item.original[n]) for n in headings),
        )
        for item in read.rejected
    ]
    show_table(pd.DataFrame(rows, columns=list(columns)), key="file_rejected")
    st.download_button(
        say("file.download_rejected"),
        to_csv(columns, rows, about={}),
        file_name="rows-not-understood.csv",
        key="file_download",
    )
