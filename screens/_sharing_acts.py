"""What the steward of a record can do with it: share it, give out a file, erase it."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from geo.briefing.disclosures import note_leaving
from geo.briefing.sharing import Column, originator_of, owner_of
from geo.briefing.sharing_views import Views, views
from geo.errors import AtlasError
from geo.exports.given_out import given_out
from geo.layerspec import Text
from geo.release import LEVELS, Audience
from geo.release.policy import SUPPRESSED
from geo.release.suggestion import suggested_audience
from geo.schema.vocabularies import CORE_COUNTRIES, LABELS
from geo.store.erasure import erase
from geo.store.ledgers import grant
from geo.store.originals import originals, originated
from screens import _viewer
from screens._page import plain
from screens._state import say, translator
from screens._store import store

_TOLD = "sharing_told"
_ASKED_TO_ERASE = "sharing_erase_asked"


def acts(found: Views, columns: tuple[Column, ...]) -> None:
    """Three folded parts; what was done last stands above them."""
    done_last()
    one = found.held.iloc[0] if len(found.held) == 1 else None
    if one is not None and one["label"] != LABELS[0]:
        with st.expander(say("sharing.share"), key="sharing_share"):
            _share(found, one)
    with st.expander(say("sharing.give"), key="sharing_give"):
        _give(found, columns)
    if one is not None and _may_erase(found.held):
        with st.expander(say("sharing.erase"), key="sharing_erase"):
            _erase(found.table, str(one["id"]))


def _may_erase(held: pd.DataFrame) -> bool:
    """The originator's steward; of a record that names no originator the administrator."""
    viewer = _viewer.viewer()
    if not held["originator"].iloc[0]:
        return "administrator" in viewer.roles
    return bool(originated(held["originator"], audience=viewer.audience)[0])


def done_last() -> None:
    """What was done last, told once."""
    told = st.session_state.pop(_TOLD, "")
    if told:
        st.success(plain(told))


def _share(found: Views, one: pd.Series) -> None:
    """Consent without a request; the other side of the record's border is suggested."""
    owner, _ = owner_of(originator_of(found.held))
    suggested = suggested_audience(str(one["border_pair"]), owner=owner)
    others = [code for code in translator().ordered(CORE_COUNTRIES) if code != owner]
    named = {code: say("sharing.only", country=translator().country(code)) for code in others}
    key = int(found.held.index[0])
    with st.form(f"sharing_share_form_{key}"):
        countries = st.multiselect(
            say("sharing.share.countries"),
            others,
            [code for code in others if suggested and code in suggested.countries],
            format_func=named.__getitem__,
            key=f"sharing_share_countries_{key}",
        )
        level = st.selectbox(
            say("sharing.share.level"),
            LEVELS[:SUPPRESSED],
            index=LEVELS.index("section"),
            format_func=lambda word: say(f"sharing.level.{word}"),
            key=f"sharing_share_level_{key}",
        )
        reason = st.text_input(
            say("sharing.reason"), max_chars=200, key=f"sharing_share_reason_{key}"
        )
        pressed = st.form_submit_button(
            say("sharing.share.do"), type="primary", key=f"sharing_share_do_{key}"
        )
    if pressed:
        _granted(found.table, str(one["id"]), tuple(countries), level, reason)


def _granted(
    table: str, record_id: str, countries: tuple[str, ...], level: str, reason: str
) -> None:
    if not countries or not reason.strip():
        st.error(plain(say("sharing.share.incomplete")))
        return
    try:
        grant(
            store(), table, record_id, to=Audience("restricted", countries), level=level,
            reason=reason, audience=_viewer.viewer().audience, actor=_viewer.actor(),
        )  # fmt: skip
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.session_state[_TOLD] = say("sharing.share.done", record=record_id, n=len(countries))
    st.rerun()


def _give(found: Views, columns: tuple[Column, ...]) -> None:
    """A file of the chosen records for one audience; refused where the check found anything."""
    write = translator()
    if found.leaks:
        st.error(plain(say("sharing.give.refused")))
        return
    at = st.selectbox(
        say("sharing.give.audience"),
        range(len(columns)),
        format_func=lambda number: write(columns[number].name),
        key="sharing_give_audience",
    )
    audience = columns[at].audience
    st.caption(plain(say("sharing.give.note", n=len(found.seen[audience]))))
    st.download_button(
        say("sharing.give.do"),
        partial(_file, found, columns[at], write, _viewer.viewer().audience, _viewer.actor()),
        file_name=f"border-atlas-records-{'-'.join((audience.tier, *audience.countries))}.csv",
        mime="text/csv",
        disabled=found.seen[audience].empty,
        on_click="ignore",
        key="sharing_give_do",
    )


def _file(
    shown: Views, column: Column, write: Callable[[Text], str], owner: Audience, actor: str
) -> bytes:
    """The file's bytes, written down as having left; read and checked anew when it is asked for."""
    keys = tuple(map(int, shown.held.index))
    held = originals(store(), shown.table, audience=owner, keys=keys)
    made = given_out(
        store(), views(store(), shown.table, held, list(shown.seen)), column, translator=write
    )
    note_leaving(
        store(),
        {shown.table: made.levels},
        made.content,
        viewer_class=column.audience.viewer_class,
        form="csv",
        actor=actor,
    )
    return made.content


def _erase(table: str, record_id: str) -> None:
    """Two steps: a reason, then the record's id written out."""
    st.markdown(plain(say("sharing.erase.note")))
    reason = st.text_input(say("sharing.reason"), max_chars=200, key=f"sharing_why_{record_id}")
    if st.button(
        say("sharing.erase.first"), disabled=not reason.strip(), key=f"sharing_first_{record_id}"
    ):
        st.session_state[_ASKED_TO_ERASE] = record_id
    if st.session_state.get(_ASKED_TO_ERASE) != record_id:
        return
    st.warning(plain(say("sharing.erase.warning", record=record_id)))
    typed = st.text_input(
        say("sharing.erase.type", record=record_id), key=f"sharing_id_{record_id}"
    )
    if st.button(
        say("sharing.erase.second"),
        type="primary",
        disabled=typed.strip() != record_id or not reason.strip(),
        key=f"sharing_second_{record_id}",
    ):
        erase(store(), table, [record_id], actor=_viewer.actor(), reason=reason)
        st.session_state.pop(_ASKED_TO_ERASE)
        st.session_state[_TOLD] = say("sharing.erase.done")
        st.rerun()
