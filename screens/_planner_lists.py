"""What a planner brings along: own offices, places, areas, a layer, a road file; and map marks."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st

from geo.errors import AtlasError
from geo.planning import Scenario
from geo.planning.own_files import read_areas, read_layer, read_points
from geo.planning.road_store import keep_road_file
from screens import _planner_cached as cached
from screens._page import plain
from screens._planner_form import refill
from screens._state import say

Read = Callable[[str, bytes], Any]
_TABLES = ("csv", "xlsx", "geojson", "json")
_ROADS = ("gpkg", "geojson", "pbf")


def _road_file(name: str, content: bytes) -> Any:
    """Keep an uploaded road file; the installation knows it by its hash from then on."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"roads{Path(name).suffix}"
        path.write_bytes(content)
        return keep_road_file(path, name=Path(name).name[-80:])


_READERS: MappingProxyType[str, tuple[Read, tuple[str, ...]]] = MappingProxyType(
    {
        "offices": (read_points, _TABLES),
        "points": (read_points, _TABLES),
        "exclusions": (read_areas, ("geojson", "json")),
        "layer": (read_layer, _TABLES),
        "roads": (_road_file, _ROADS),
    }
)


def own_lists(start: Scenario) -> None:
    """Uploads, what the session's question holds of them, and a way to drop it."""
    with st.expander(say("planner.lists"), key="planner_lists"):
        st.caption(plain(say("planner.lists.lead")))
        columns = st.columns(len(_READERS))
        for column, (name, (read, endings)) in zip(columns, _READERS.items(), strict=True):
            with column:
                _upload(name, read, endings)
    if st.session_state.pop("planner_mark_fault", False):
        st.caption(plain(say("planner.mark.outside")))
    held = {name: getattr(start, name) for name in _READERS}
    if any(held.values()):
        with st.container(horizontal=True, vertical_alignment="center"):
            counts = {name: len(rows) for name, rows in held.items() if name != "roads"}
            road = start.roads.name if start.roads else "–"
            st.caption(plain(say("planner.marks", roads=road, **counts)))
            st.button(say("planner.marks.drop"), key="planner_marks_drop", on_click=_drop)


def _upload(name: str, read: Read, endings: tuple[str, ...]) -> None:
    """One list from a file, read once per upload."""
    upload = st.file_uploader(
        say(f"planner.lists.{name}"), type=list(endings), key=f"planner_list_{name}"
    )
    seen = f"planner_list_seen_{name}"
    if upload is None:
        st.session_state.pop(seen, None)
        return
    if st.session_state.get(seen) == upload.file_id:
        return
    st.session_state[seen] = upload.file_id
    try:
        found = read(upload.name, upload.getvalue())
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    cached.mark(**{name: found})
    if name == "roads":
        cached.mark(reach_by="road")
    elif name == "layer":
        weights = dict(cached.scenario().weights) | {"layer": 1.0}
        cached.mark(weights=weights)
    refill()
    st.rerun()


def _drop() -> None:
    """Drop all that was brought along."""
    start = cached.scenario()
    weights = {word: one for word, one in start.weights.items() if word != "layer"}
    cached.mark_all(
        replace(
            start, offices=(), points=(), exclusions=(), layer=(), roads=None, weights=weights,
            reach_minutes=None,
            reach_by="own_country" if start.reach_by == "road" else start.reach_by,
        )
    )  # fmt: skip
    refill()
