"""What can be taken home from *Situation*: picture, page, table, layers, the map as one file."""

from collections.abc import Callable
from importlib import import_module
from types import MappingProxyType

import streamlit as st

from geo.language import LANGUAGES
from screens._asked import asked
from screens._cached import Asked
from screens._leaving import leaving
from screens._page import show_link
from screens._state import say

_SHAPES = ("wide", "square", "a4")
# What a file is called, and the maker of it in ``screens._files``.
_FILES = MappingProxyType(
    {"html": "one_file_map", "csv": "csv_file", "geojson": "geojson_file", "gpkg": "gpkg_file"}
)


def take_away() -> None:
    """A popover with one button per file; each file is made when its button is pressed."""
    popover = st.popover(say("take.open"), key="take_open", on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.caption(say("take.note"))
        noted = leaving(asked())
        for language in LANGUAGES:
            for shape in _SHAPES:
                make = _maker("picture_file", asked(language), shape)
                _button(f"take.picture.{shape}.{language}", "png", noted(make, "png"))
        for ending, maker in _FILES.items():
            _button(f"take.{ending}", ending, noted(_maker(maker, asked()), ending))
        show_link()


def _maker(name: str, here: Asked, *options: str) -> Callable[[], bytes]:
    """A function that makes a file; drawing and geodata libraries load only when it is called."""
    return lambda: getattr(import_module("screens._files"), name)(here, *options)


def _button(label: str, ending: str, make: Callable[[], bytes]) -> None:
    """A download whose content is made when asked for, outside the page's run."""
    st.download_button(
        say(label),
        make,
        file_name=f"{label.replace('take.', 'border-atlas.').replace('.', '-')}.{ending}",
        key=label,
        on_click="ignore",
        width="stretch",
    )
