"""What can be taken home from *Situation*: picture, page, table, layers, the map as one file."""

from collections.abc import Callable

import streamlit as st

from geo.briefing.tables import RANKING_COLUMNS, incident_days, ranking_table
from geo.exports.about import about
from geo.exports.geodata import layer_frame, to_geojson, to_geopackage
from geo.exports.tables import to_csv
from geo.language import LANGUAGES
from geo.messages import message
from layers._style import LABELS, TOKENS
from layers.renderers.html_file import FilePage, TableRow, html_file
from layers.renderers.picture import picture
from screens import _cached
from screens._asked import asked
from screens._cached import Asked
from screens._page import show_link
from screens._state import say

_SHAPES = ("wide", "square", "a4")


def take_away() -> None:
    """A popover with one button per file; each file is made when its button is pressed."""
    popover = st.popover(say("take.open"), key="take_open", on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.caption(say("take.note"))
        for language in LANGUAGES:
            for shape in _SHAPES:
                _button(f"take.picture.{shape}.{language}", "png", _picture(shape, language))
        show_link()
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
    """The map as one file; it carries its own code, shapes and words."""
    write, answer = _cached.translator(here), _cached.answer(here)
    spec = _cached.map_spec(here)
    columns = tuple(message(f"ranking.{name}") for name in RANKING_COLUMNS)
    _, rows = ranking_table(answer, write)
    table = tuple(TableRow(f"section:{row[0]}", tuple(map(str, row))) for row in rows)
    names = sorted(
        {mark.file for layer in spec.layers for mark in layer.marks if hasattr(mark, "file")}
    )
    page = html_file(
        spec,
        translator=write,
        styles=TOKENS["light"],
        labels=LABELS["light"],
        displays={name: _cached.displays()(name) for name in names},
        page=FilePage(message("situation.ranking"), columns, table, incident_days(answer)),
    )
    return page.encode("utf-8")


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
