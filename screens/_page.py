"""What every screen has: its heading, language, audience, presenting, and what to tell first."""

from urllib.parse import urlencode

import streamlit as st

from geo.language import LANGUAGES
from screens import _state
from screens._person import person
from screens._plain import plain
from screens._state import say

__all__ = ["heading", "plain", "show_link"]

_NAMES = ("English", "ไทย")
_STYLE = """<style>
header[data-testid="stHeader"] {display: none;}
[data-testid="stMainBlockContainer"] {padding: .8rem 1.6rem 1rem 1.6rem; max-width: 100%;}
[data-testid="stVerticalBlock"] {gap: .7rem;}
[data-testid="stElementContainer"]:has([data-testid="stMarkdownContainer"] > style) {display: none;}
[data-testid="stMetricValue"] {font-variant-numeric: tabular-nums;}
/* A tick box tells all its words. */
[data-testid="stCheckbox"] [data-testid="stMarkdownContainer"],
[data-testid="stCheckbox"] [data-testid="stMarkdownContainer"] p {white-space: normal;}
/* All screens, the audience, the language and Present stand in one line of a usual window; of an
   agency's long name the beginning, the whole where the audience is opened. */
.st-key-page_head button {padding-inline: .5rem;}
.st-key-page_head .st-key-page_screen button {padding-inline: .3rem;}
.st-key-page_head button p, .st-key-page_language input {font-size: .875rem;}
.st-key-page_head {gap: .4rem;}
@media (min-width: 1280px) {
  .st-key-page_head {flex-wrap: nowrap;}
  .st-key-page_head > .st-key-page_person {flex-shrink: 1; min-width: 0;}
}
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] {padding: .6rem;}
  .st-key-page_screen div:has(> button) {flex-wrap: wrap;}
  /* Map first, then numbers, then table, then what changes them. */
  [data-testid="stLayoutWrapper"]:has(> .st-key-situation_filters),
  [data-testid="stLayoutWrapper"]:has(> .st-key-situation_tools) {order: 9;}
}
@media print {.stButton, .stPopover, .st-key-page_screen {display: none !important;}}
</style>"""
_PRESENT_STYLE = """<style>
.st-key-situation_body > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] {
  flex-wrap: wrap;
}
.st-key-situation_body > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"]
  > [data-testid="stColumn"] {flex: 1 1 100%; width: 100%; min-width: 100%;}
[data-testid="stMarkdownContainer"] p {font-size: 1.6rem !important; line-height: 1.4;}
[data-testid="stCaptionContainer"] p {font-size: 1.25rem !important;}
[data-testid="stMetricValue"], [data-testid="stMetricValue"] p {font-size: 3.2rem !important;}
[data-testid="stMetricLabel"] p {font-size: 1.2rem !important;}
</style>"""


def heading(*, may_present: bool = False, style: str = "") -> None:
    """The top line of a screen: the screens, audience, language and, where offered, Present.

    style: a further style sheet's text, of the program itself.
    """
    page_style(style)
    with st.container(horizontal=True, vertical_alignment="center", key="page_head"):
        if not _state.presenting():
            _screens()
        st.space("stretch")
        person()
        if not _state.presenting():
            _language()
        if may_present:
            _present()
    with st.container(key="page_notices"):
        drafts, total = _state.translator().drafts()
        if drafts:
            st.caption(plain(say("frame.draft_words", n=drafts, total=total)))
        for notice in _state.notices():
            st.warning(plain(_state.translator()(notice)))


def page_style(more: str = "") -> None:
    """The page's own style; as text, which a browser can show before it has loaded any more.

    more: a further style sheet's text, of the program itself.
    """
    # Each on lines of its own: Markdown ends a style sheet at the line that closes it.
    sheets = (_STYLE, _PRESENT_STYLE if _state.presenting() else "", more)
    st.markdown("\n".join(filter(None, sheets)), unsafe_allow_html=True)


def _screens() -> None:
    if st.session_state.get("page_screen") != _state.screen():
        st.session_state["page_screen"] = _state.screen()
    st.segmented_control(
        say("page.screens"),
        _state.SCREENS,
        required=True,
        format_func=lambda name: say(f"{name}.title"),
        label_visibility="collapsed",
        key="page_screen",
        on_change=lambda: _state.go(st.session_state["page_screen"]),
    )


def _language() -> None:
    if st.session_state.get("page_language") != _state.language():
        st.session_state["page_language"] = _state.language()
    st.selectbox(
        say("page.language"),
        LANGUAGES,
        format_func=lambda code: _NAMES[LANGUAGES.index(code)],
        label_visibility="collapsed",
        key="page_language",
        width=106,
        on_change=lambda: _state.set_language(st.session_state["page_language"]),
    )


def _present() -> None:
    word = "page.present_end" if _state.presenting() else "page.present"
    st.button(
        say(word),
        key="page_present",
        on_click=_state.present,
        args=(not _state.presenting(),),
    )


def show_link() -> None:
    """The address of the present view, with a button to copy it."""
    st.caption(say("page.link"))
    address = (st.context.url or "").split("?")[0]
    st.code(f"{address}?{urlencode(_state.link())}", language=None, wrap_lines=True)
