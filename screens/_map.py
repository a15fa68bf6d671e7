"""The map of a screen: which host draws it, and what a click on it means.

The component draws by default: it takes a change of filter as compact bytes, where the folium frame
takes a script (benchmarks/situation.py and benchmarks/map_hosts.py print both). The folium host
draws the same specs: set ``BORDER_ATLAS_MAP=folium``.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import streamlit as st

from geo.layerspec import MapSpec
from geo.query import LAYERS
from layers._style import LABELS, TOKENS
from layers.renderers.component import data, definition
from layers.renderers.payload import Look, payload
from screens import _cached, _state

HOST_VARIABLE = "BORDER_ATLAS_MAP"
REPORTED_KINDS = ("section",)
PRESENT_SCALE = 1.6
# What the opening view draws from: asked for together with the map's code.
FIRST_DISPLAYS = (
    "border_overview",
    "countries_overview",
    "neighbours",
    "provinces",
    "rivers",
    "sections_overview",
)


def show_map(
    spec: MapSpec,
    *,
    height_px: int,
    key: str,
    kept: Collection[str] = LAYERS,
    days: Mapping[str, tuple[int, int]] | None = None,
) -> str | None:
    """Draw a map; returns the id of the section chosen on it in this run, else None.

    kept: layers whose bytes are kept for whoever asks the same; none that hold a user's own rows.
    days: first and last day by feature id, where the page plays them in time by itself.
    """
    spec = _with_flight(spec)
    if not tells_when_drawn():
        # folium and its frame take a second to load; most installations never need them.
        from screens._folium import show_folium

        return show_folium(spec, height_px=height_px, key=key)
    return _component(spec, height_px=height_px, key=key, kept=kept, days=days)


def tells_when_drawn() -> bool:
    """Whether the map asks for another run once it stands; the folium host does not."""
    return os.environ.get(HOST_VARIABLE) != "folium"


def _with_flight(spec: MapSpec) -> MapSpec:
    """The map with the place that was last searched for, marked where no section is chosen."""
    flight = _state.flight()
    if flight is None:
        return spec
    place = (flight["number"], flight["lon"], flight["lat"])
    return replace(
        spec, view=replace(spec.view, flight=place), selected=spec.selected or flight["id"]
    )


@cache
def _mount() -> Any:
    versions = _cached.display_versions()
    early = {name: versions[name] for name in FIRST_DISPLAYS}
    return st.components.v2.component(**definition(report_kinds=REPORTED_KINDS, early=early))


def _component(
    spec: MapSpec,
    *,
    height_px: int,
    key: str,
    kept: Collection[str],
    days: Mapping[str, tuple[int, int]] | None,
) -> str | None:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    look = Look(
        theme=theme,
        scale=PRESENT_SCALE if _state.presenting() else 1.0,
        height=f"{height_px}px",
        language=_state.language(),
    )
    content = payload(
        spec,
        translator=_state.translator(),
        styles=TOKENS[theme],
        labels=LABELS[theme],
        versions=_cached.display_versions(),
        look=look,
        keep=kept,
        days=days,
    )
    found = _mount()(
        data=data(content),
        key=key,
        on_selected_change=lambda: None,
        on_drawn_change=lambda: None,
    )
    return found.selected
