"""*Check before showing*: what on this view may be sensitive, each with "leave out"."""

import streamlit as st

from geo.briefing.showing import Sensitive, sensitive
from geo.schema.vocabularies import CATEGORIES
from screens import _cached, _state
from screens._cached import Asked
from screens._page import plain
from screens._state import say


def check_before_showing(asked: Asked) -> None:
    """List every sensitive layer, category, name and word on the view."""
    write = _cached.translator(asked)
    found = sensitive(_cached.map_spec(asked), write)
    st.caption(plain(say("check.note", n=len(found))))
    for item in found:
        text, button = st.columns([4, 1.4], vertical_alignment="center")
        text.markdown(f"**{plain(write(item.name))}**  \n{plain(write(item.why))}")
        button.button(
            say("check.leave_out"),
            key=f"check_{item.kind}_{item.id}",
            on_click=_leave_out,
            args=(item,),
        )
    if asked.query.hidden:
        st.button(
            say("check.show_again", n=len(asked.query.hidden)),
            on_click=_show_again,
            key="check_again",
        )


def _leave_out(item: Sensitive) -> None:
    query = _state.query()
    if item.kind == "layer":
        _state.change(layers=tuple(name for name in query.layers if name != item.id))
    elif item.kind == "category":
        _leave_out_category(item.id)
    else:
        _state.change(hidden=tuple(sorted({*query.hidden, item.id})))


def _leave_out_category(word: str) -> None:
    """The chosen categories without one; where none is chosen, all that the profile shows."""
    left_out = _state.profile().left_out_categories
    chosen = _state.query().categories or tuple(w for w in CATEGORIES if w not in left_out)
    _state.change(categories=tuple(item for item in chosen if item != word))


def _show_again() -> None:
    _state.change(hidden=())
