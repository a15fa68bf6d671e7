"""What can be taken home from *Situation*: picture, page, table, layers, the map as one file."""

from collections.abc import Callable

import streamlit as st

from geo.briefing.tables import ranking_table
from geo.exports.about import about
from geo.exports.geodata import layer_frame, to_geojson, to_geopackage
from geo.exports.tables import to_csv
from geo.language import LANGUAGES
from layers.renderers.picture import picture
from screens import _cached
from screens._asked import asked
from screens._cached import Asked
from screens._state import say

_SHAPES = ("wide", "square", "a4")


def take_away() -> None:
    """A popover with one button per file; each file is made when its button is pressed."""
    with st.popover(say("take.open"), width="stretch", key="take_open"):
        st.caption(say("take.note"))
        for language in LANGUAGES:
            for shape in _SHAPES:
                _button(f"take.picture.{shape}.{language}", "png", _picture(shape, language))
        here = asked()
        _button("take.html", "html", lambda: _html(here))
        _button("take.csv", "csv", lambda: _csv(here))
        _button("take.geojson", "geojson", lambda: _geojson(here))
        _button("take.gpkg", "gpkg", lambda: _gpkg(here))


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


def _picture(shape: str, language: str) -> Callable[[], bytes]:
    here = asked(language)
    return lambda: picture(
        _cached.map_spec(here),
        translator=_cached.translator(here),
        displays=_cached.displays(),
        shape=shape,
    )


def _html(here: Asked) -> bytes:
    raise NotImplementedError


def _csv(here: Asked) -> bytes:
    write = _cached.translator(here)
    columns, rows = ranking_table(_cached.answer(here), write)
    return to_csv(columns, rows, about=about(_cached.map_spec(here).furniture, translator=write))


def _geojson(here: Asked) -> bytes:
    write, spec = _cached.translator(here), _cached.map_spec(here)
    frames = [
        layer_frame(layer, translator=write, displays=_cached.displays()) for layer in spec.layers
    ]
    return to_geojson(frames, about=about(spec.furniture, translator=write))


def _gpkg(here: Asked) -> bytes:
    write, spec = _cached.translator(here), _cached.map_spec(here)
    frames = {
        layer.id: layer_frame(layer, translator=write, displays=_cached.displays())
        for layer in spec.layers
    }
    return to_geopackage(frames, about=about(spec.furniture, translator=write))
