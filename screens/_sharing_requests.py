"""Requests for consent: those about one's own records, those one's country made, and a new one."""

import pandas as pd
import streamlit as st

from geo.briefing.sharing_requests import Request, ask_for_more, requests
from geo.errors import AtlasError
from geo.messages import dated
from geo.release import LEVELS
from geo.release.policy import SUPPRESSED
from geo.store.ledgers import answer_consent
from screens import _viewer
from screens._page import plain
from screens._state import say, translator
from screens._store import store
from screens._tables import show_table

_TOLD = "sharing_request_told"
_GRANTED = "granted"


def panel() -> None:
    """What waits for an answer first, then the log, then a form to ask."""
    viewer = _viewer.viewer()
    if not viewer.roles & {"steward", "analyst"}:
        _viewer.require("steward")
    st.markdown(plain(say("sharing.requests.lead")))
    told = st.session_state.pop(_TOLD, "")
    if told:
        st.success(plain(told))
    found = requests(store(), audience=viewer.audience)
    if "steward" in viewer.roles:
        _waiting([item for item in found if item.mine and not item.answer])
        _granted([item for item in found if item.mine and item.answer == _GRANTED])
    _log(found)
    with st.expander(say("sharing.ask"), key="sharing_ask"):
        _ask()


def _waiting(waiting: list[Request]) -> None:
    st.subheader(say("sharing.requests.waiting", n=len(waiting)), anchor=False)
    for item in waiting:
        with st.container(border=True, key=f"sharing_request_{item.number}"):
            st.markdown(plain(_sentence(item)))
            left, middle, right, _ = st.columns([2, 1, 1, 3], vertical_alignment="bottom")
            level = left.selectbox(
                say("sharing.requests.level"),
                LEVELS[LEVELS.index(item.level) : SUPPRESSED],
                format_func=lambda word: say(f"sharing.level.{word}"),
                key=f"sharing_level_{item.number}",
            )
            middle.button(
                say("sharing.requests.grant"),
                type="primary",
                key=f"sharing_grant_{item.number}",
                on_click=_answer,
                args=(item, _GRANTED, level),
            )
            right.button(
                say("sharing.requests.refuse"),
                key=f"sharing_refuse_{item.number}",
                on_click=_answer,
                args=(item, "refused", item.level),
            )


def _granted(granted: list[Request]) -> None:
    for item in granted:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(_sentence(item)), width="content")
            st.button(
                say("sharing.requests.take_back"),
                key=f"sharing_back_{item.number}",
                on_click=_answer,
                args=(item, "taken_back", item.level),
            )


def _sentence(item: Request) -> str:
    return say(
        "sharing.requests.sentence",
        number=item.number,
        record=item.record or "–",
        country=translator().country(item.country),
        level=say(f"sharing.level.{item.answered_level or item.level}"),
        reason=item.reason,
        day=_day(item.asked_at),
    )


def _day(at: str) -> str:
    return translator()(dated(at[:10]) or "")


def _answer(item: Request, answer: str, level: str) -> None:
    try:
        answer_consent(
            store(), item.number, answer, audience=_viewer.viewer().audience,
            actor=_viewer.actor(), level=level,
        )  # fmt: skip
    except AtlasError as error:
        st.session_state[_TOLD] = str(error)
        return
    st.session_state[_TOLD] = say(f"sharing.answered.{answer}", number=item.number)


def _log(found: tuple[Request, ...]) -> None:
    st.subheader(say("sharing.requests.log"), anchor=False)
    write = translator()
    rows = [
        (
            item.number,
            _day(item.asked_at),
            item.record or "–",
            write.country(item.country),
            say(f"sharing.level.{item.level}"),
            item.reason,
            say(f"sharing.answer.{item.answer or 'none'}"),
            say(f"sharing.level.{item.answered_level}") if item.answer == _GRANTED else "",
            _day(item.answered_at) if item.answered_at else "",
        )
        for item in found
    ]
    words = ("number", "asked", "record", "country", "level", "reason", "answer", "granted", "on")
    names = [say(f"sharing.log.{word}") for word in words]
    show_table(
        pd.DataFrame(rows, columns=names), key="sharing_log", empty="sharing.requests.log_empty"
    )


def _ask() -> None:
    st.markdown(plain(say("sharing.ask.note")))
    with st.form("sharing_ask_form", clear_on_submit=True):
        shown = st.text_input(say("sharing.ask.record"), max_chars=40, key="sharing_ask_record")
        level = st.selectbox(
            say("sharing.requests.level"),
            LEVELS[:SUPPRESSED],
            format_func=lambda word: say(f"sharing.level.{word}"),
            key="sharing_ask_level",
        )
        reason = st.text_input(say("sharing.reason"), max_chars=200, key="sharing_ask_reason")
        pressed = st.form_submit_button(say("sharing.ask.do"), key="sharing_ask_do")
    if not pressed:
        return
    try:
        number = ask_for_more(
            store(), shown, audience=_viewer.viewer().audience, level=level, reason=reason,
            actor=_viewer.actor(),
        )  # fmt: skip
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.session_state[_TOLD] = say("sharing.ask.done", number=number)
    st.rerun()
