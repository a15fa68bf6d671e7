"""The cached calls of *Hotspots*; what comes back is frozen and shared between sessions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import streamlit as st

from geo.briefing.frame import furniture, on_screen, view_bounds
from geo.briefing.hotspot_choice import SINCE
from geo.briefing.hotspots import Answer, Comparison, ask, beside
from geo.briefing.hotspots import compare_methods as side_by_side
from geo.briefing.tables import incident_days
from geo.layerspec import Furniture, MapSpec, View
from geo.messages import message
from geo.query import Query
from geo.scene import Scene
from layers import _difference, build_layers
from screens import _cached, _state
from screens._cached import KEYS, Asked, Stamp
from screens._hotspots_work import Progress

LAYERS = (
    "countries",
    "provinces",
    "rivers",
    "places",
    "border",
    "contested",
    "sections",
    "incidents",
)


def answer(asked: Asked, method: str) -> Answer:
    """The answer of a method that does not simulate; the same in every language."""
    since = _state.choice().since if method in SINCE else None
    return _answer(asked.stamp, _drawn(asked), asked.as_of, asked.profile_stamp, method, since)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=KEYS)
def _answer(
    stamp: Stamp,
    query: Query,
    as_of: date,
    profile_stamp: float,
    method: str,
    since: date | None,
) -> Answer:
    profile = _cached.profile(profile_stamp)
    world = _cached.world(stamp)
    return ask(world, query, method=method, as_of=as_of, profile=profile, since=since)


def simulated(asked: Asked, method: str) -> tuple[object, Callable[[Progress], Answer]]:
    """What tells a simulating question apart, and the call that answers it.

    World and profile are fetched here, so that the call needs nothing of the session's.
    """
    choice = _state.choice()
    options = {
        "method": method,
        "as_of": asked.as_of,
        "since": choice.since if method in SINCE else None,
        "simulations": choice.simulations,
    }
    query, profile = _drawn(asked), _cached.profile(asked.profile_stamp)
    world = _cached.world(asked.stamp)
    key = (asked.stamp, query, asked.profile_stamp, *options.values())
    return key, lambda told: ask(world, query, profile=profile, progress=told, **options)


def _drawn(asked: Asked) -> Query:
    return replace(asked.query, layers=LAYERS)


def compare_periods(asked: Asked) -> Comparison:
    """The period asked for beside as long a time before it."""
    return _periods(asked.stamp, _drawn(asked), asked.as_of, asked.profile_stamp)


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=KEYS)
def _periods(stamp: Stamp, query: Query, as_of: date, profile_stamp: float) -> Comparison:
    profile = _cached.profile(profile_stamp)
    return beside(_cached.world(stamp), query, as_of=as_of, profile=profile)


def compare_methods(first: Answer, second: Answer) -> Comparison:
    """Two methods on the same records."""
    return side_by_side(first, second)


def answer_map(asked: Asked, found: Answer) -> MapSpec:
    """The map of one answer, with a screen's short frame."""
    return _map(asked, found, found.scene)


def half_map(asked: Asked, found: Answer, comparison: Comparison, side: int) -> MapSpec:
    """One of the two maps side by side; only sections, so that both are read alike."""
    scene = comparison.scenes[side]
    query = replace(scene.query, layers=LAYERS[:-1])
    whole = _map(asked, found, replace(scene, query=query))
    return replace(whole, furniture=_framed(whole.furniture, comparison, side))


def _framed(short: Furniture, comparison: Comparison, side: int) -> Furniture:
    """The frame of one of the two: its own period and counts, or the method it shows."""
    if comparison.kind == "methods":
        return replace(short, title=comparison.titles[side])
    selection = comparison.scenes[side].selection
    n, used = len(selection.recorded), len(selection.used)
    counts = message("frame.counts_short", n=n, used=used, aside=n - used)
    return replace(short, window=comparison.titles[side], counts=counts)


def difference_map(asked: Asked, found: Answer, comparison: Comparison) -> MapSpec | None:
    """The map of the difference, None where the two must not be compared."""
    if comparison.difference is None:
        return None
    layer = _difference.build(
        np.asarray(comparison.difference),
        comparison.edges,
        kind=comparison.kind,
        named=comparison.named,
    )
    scene = comparison.scenes[1]
    ground = tuple(name for name in LAYERS if name not in ("sections", "incidents"))
    whole = _map(asked, found, replace(scene, query=replace(scene.query, layers=ground)))
    layers = sorted((*whole.layers, layer), key=lambda spec: spec.order)
    both = message("hotspots.against", first=comparison.titles[0], second=comparison.titles[1])
    framed = _framed(whole.furniture, comparison, 1)
    framed = replace(framed, **{"title" if comparison.kind == "methods" else "window": both})
    return replace(whole, layers=tuple(layers), furniture=framed)


def _map(asked: Asked, found: Answer, scene: Scene) -> MapSpec:
    shown = _cached.profile(asked.profile_stamp)
    whole = furniture(found.base, profile=shown, language=asked.language, written=asked.written)
    return MapSpec(
        layers=build_layers(scene),
        furniture=on_screen(whole, found.base),
        view=View(view_bounds(asked.query)),
    )


def played(asked: Asked, found: Answer) -> tuple[MapSpec, dict[str, tuple[int, int]]]:
    """The map of the used records alone, and each one's days: what the time slider plays."""
    selection = found.scene.selection
    keys = found.scene.snapshot.incidents.key[selection.used]
    details = _cached.world(asked.stamp).details(keys)
    used = replace(
        found.scene, selection=replace(selection, recorded=selection.used), details=details
    )
    days = incident_days(replace(found.base, scene=used))
    note = message("hotspots.note.usable", n=len(selection.used))
    drawn = [replace(layer, notes=(note,)) for layer in build_layers(used, ["incidents"])]
    ground = replace(found.scene, query=replace(found.scene.query, layers=LAYERS[:-1]))
    whole = _map(asked, found, ground)
    layers = sorted((*whole.layers, *drawn), key=lambda spec: spec.order)
    return replace(whole, layers=tuple(layers)), days
