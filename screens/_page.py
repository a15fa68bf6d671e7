"""What every screen has: its heading, language, audience, presenting, and what to tell first."""

import streamlit as st

from geo.language import LANGUAGES
from screens import _state
from screens._state import say

_NAMES = ("English", "ไทย")
_STYLE = """<style>
[data-testid="stMainBlockContainer"] {padding: 4rem 1.6rem 1rem 1.6rem; max-width: 100%;}
[data-testid="stVerticalBlock"] {gap: .7rem;}
h1 {font-size: 1.5rem !important; padding: 0 !important;}
[data-testid="stMetricValue"] {font-variant-numeric: tabular-nums;}
.atlas-verdict {font-size: 1.25rem; line-height: 1.45; margin: 0 0 .5rem 0;}
@media (max-width: 640px) {[data-testid="stMainBlockContainer"] {padding: 4rem .6rem 1rem .6rem;}}
@media print {header, [data-testid="stToolbar"], .stButton, .stPopover {display: none !important;}}
</style>"""
_PRESENT_STYLE = """<style>
header[data-testid="stHeader"] {display: none;}
[data-testid="stMainBlockContainer"] {padding-top: .6rem;}
html, .atlas-verdict, [data-testid="stMarkdownContainer"] p {font-size: 1.6rem !important;}
[data-testid="stMetricValue"] {font-size: 3.2rem;}
[data-testid="stMetricLabel"] p {font-size: 1.4rem !important;}
</style>"""


def heading(title: str, *, may_present: bool = False) -> None:
    """The top line of a screen: title, audience, language and, where it is offered, Present."""
    st.html(_STYLE + (_PRESENT_STYLE if _state.presenting() else ""))
    left, audience, language, present = st.columns([5, 2.2, 1.3, 1.1], vertical_alignment="center")
    left.title(title, anchor=False)
    audience.caption(say("page.audience.public"))
    if not _state.presenting():
        with language:
            _language()
    if may_present:
        with present:
            _present()
    for notice in _state.notices():
        st.warning(_state.translator()(notice))


def _language() -> None:
    if st.session_state.get("page_language") != _state.language():
        st.session_state["page_language"] = _state.language()
    st.selectbox(
        say("page.language"),
        LANGUAGES,
        format_func=lambda code: _NAMES[LANGUAGES.index(code)],
        label_visibility="collapsed",
        key="page_language",
        on_change=lambda: _state.set_language(st.session_state["page_language"]),
    )


def _present() -> None:
    word = "page.present_end" if _state.presenting() else "page.present"
    st.button(
        say(word),
        key="page_present",
        width="stretch",
        on_click=_state.present,
        args=(not _state.presenting(),),
    )


def plain(text: str) -> str:
    """Text for st.markdown and captions in which nothing of Markdown or HTML is left to act."""
    for mark in "\\`*_{}[]()<>#+-!|$~:":
        text = text.replace(mark, "\\" + mark)
    return text
