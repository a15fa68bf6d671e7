"""*Disclosures*: everything that left about records, for those who own them."""

import pandas as pd
import streamlit as st

from geo.briefing.disclosures import everything_that_left
from geo.briefing.sharing import record_name
from geo.exports.tables import to_csv
from geo.messages import dated
from geo.release import audience_of_class
from geo.store.tables import INCIDENT, KINDS
from geo.viewers import made_for
from screens import _cached, _sharing_cached, _state, _viewer
from screens._page import heading, plain
from screens._state import say, translator
from screens._store import store
from screens._tables import show_table

_COLUMNS = ("at", "record", "audience", "level", "form", "file_hash", "actor")


def page() -> None:
    """Choose a record, or all of a table; what left about it, the newest first."""
    heading()
    _state.follow()
    st.markdown(plain(say("disclosures.lead")))
    _viewer.require("steward")
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    table = left.selectbox(
        say("sharing.table"),
        tuple(KINDS),
        index=tuple(KINDS).index(INCIDENT.name),
        format_func=lambda word: say(f"sharing.table.{word}"),
        key="disclosures_table",
    )
    held = _sharing_cached.owned(_cached.stamp(), table, closed=True)
    if held.empty:
        st.info(plain(say("sharing.none_owned")))
        return
    names = {0: say("disclosures.all", n=len(held))}
    names |= {row.Index: record_name(row, translator()) for row in held.itertuples()}
    key = right.selectbox(
        say("sharing.kind.record"), tuple(names), format_func=names.get, key="disclosures_record"
    )
    _shown(everything_that_left(store(), table, held if not key else held.loc[[key]]))


def _shown(found: pd.DataFrame) -> None:
    st.markdown(f"**{plain(say('disclosures.count', n=len(found)))}**")
    if found.empty:
        return
    names = [say(f"disclosures.{word}") for word in _COLUMNS]
    shown = _words(found)[list(_COLUMNS)].set_axis(names, axis=1)
    show_table(shown, key="disclosures_shown")
    st.download_button(
        say("disclosures.download"),
        to_csv(names, shown.to_numpy().tolist(), about={}),
        file_name="border-atlas-disclosures.csv",
        mime="text/csv",
        on_click="ignore",
        key="disclosures_download",
    )


def _words(found: pd.DataFrame) -> pd.DataFrame:
    write, own = translator(), _viewer.viewer().organisation
    return found.assign(
        at=[f"{write(dated(at[:10]) or '')} {at[11:16]} UTC" for at in found["at"]],
        audience=[
            write(made_for(audience_of_class(word), written=own)) for word in found["audience"]
        ],
        level=[say(f"sharing.level.{word}") for word in found["level"]],
        form=[say(f"disclosures.form.{word}") for word in found["form"]],
        file_hash=found["file_hash"].str[:16],
    )
