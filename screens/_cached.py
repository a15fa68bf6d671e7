"""Every cached call of the screens, in one place.

What depends on records is keyed by (store revision, policy hash, viewer class) and the query; what
comes back is frozen and shared between sessions, so nobody may write into it.
"""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import streamlit as st

from geo import reference
from geo.areas import districts, places, provinces
from geo.assembly import build_world
from geo.briefing.frame import (
    furniture,
    network_frame,
    on_screen,
    own_frame,
    seen_by,
    view_bounds,
)
from geo.briefing.network import Network
from geo.briefing.network import network as read_network
from geo.briefing.section_card import SectionCard, section_card
from geo.briefing.showing import without
from geo.briefing.situation import Situation, situation
from geo.gazetteer import search_table
from geo.importers.own_file import Gazetteer, OwnFile
from geo.importers.own_world import gazetteer as build_gazetteer
from geo.importers.own_world import own_world
from geo.language import Translator
from geo.layerspec import LayerSpec, MapSpec, View
from geo.profile import Profile, load_profile, profile_path
from geo.query import Query
from geo.release import PUBLIC, Audience, audience_of_class
from geo.scene import Scene
from geo.search import SearchIndex, build_index
from geo.store import revision
from geo.world import World
from layers import FIXED, build_layers, fixed_state, registry
from screens import _store, _viewer
from screens._store import store

Stamp = tuple[int, str, str]
# A world per viewer class that is looking now, and the next revision of some of them.
MAX_WORLDS = 8


def stamp() -> Stamp:
    """What the present records are keyed by, for whoever looks in this session."""
    return stamp_of(_viewer.viewer().audience)


def stamp_of(audience: Audience) -> Stamp:
    """What the present records are keyed by, for an audience."""
    now = revision(store())
    return now, _store.policy_at(now).hash, audience.viewer_class


@st.cache_resource(max_entries=MAX_WORLDS, show_spinner=False)
def world(stamp: Stamp) -> World:
    """The released records and reference tables of the stamp's viewer class at its revision.

    What a world brings stays for long: freezing it spares every later sweep of the collector a walk
    over it, a fifth of a second in the middle of somebody's change of filter.
    """
    built = build_world(store(), audience=audience_of_class(stamp[2]))
    gc.collect()
    gc.freeze()
    return built


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that one view of *Situation* depends on; the key of its caches.

    profile_stamp: when the profile was last changed; 0 for the shipped one. written: the viewer's
    organisation as people write it, for the frame; no part of the key, which compares it folded.
    """

    stamp: Stamp
    query: Query
    as_of: date
    profile_stamp: float
    language: str
    written: str = field(default="", compare=False, repr=False)


# What a question is kept by: its own words; the framework's walk over its parts takes 3 ms a call.
KEYS: Final = MappingProxyType({Asked: repr, Query: repr})


def answer(asked: Asked) -> Situation:
    """The answer to one query; the same in every language."""
    return _answer(asked.stamp, asked.query, asked.as_of, asked.profile_stamp)


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs=KEYS)
def _answer(stamp: Stamp, query: Query, as_of: date, profile_stamp: float) -> Situation:
    return situation(world(stamp), query, as_of=as_of, profile=profile(profile_stamp))


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs=KEYS)
def card(asked: Asked) -> SectionCard | None:
    """The card of the section that the query opens; None where its id is not known."""
    return section_card(world(asked.stamp), answer(asked), asked.query.section)


def translator(asked: Asked) -> Translator:
    """The translator of a view, with the profile's names."""
    return profile(asked.profile_stamp).translator(asked.language)


@st.cache_resource(max_entries=4, show_spinner=False)
def profile(profile_stamp: float) -> Profile:  # noqa: ARG001
    """The installation's profile as of its last change."""
    return load_profile()


def profile_stamp() -> float:
    """When the installation's profile was last changed; 0 while it uses the shipped one."""
    path = profile_path()
    return path.stat().st_mtime if path.exists() else 0.0


@st.cache_resource(max_entries=2, show_spinner=False)
def search_index(stamp: Stamp) -> SearchIndex:
    """Names of everything that can be flown to."""
    return build_index(search_table(world(stamp), districts=districts(), places=places()))


@st.cache_resource(show_spinner=False)
def displays() -> Callable[[str], Mapping[str, Any]]:
    """Display files by name, for pictures and files."""
    return reference.display


def network_map(asked: Asked) -> MapSpec:
    """The map of offices and crossings, framed by its day."""
    whole = map_spec(asked)
    found = network(asked.stamp, asked.as_of)
    return replace(whole, furniture=network_frame(whole.furniture, found, as_of=asked.as_of))


def screen_map(asked: Asked, *, with_verdict: bool = False) -> MapSpec:
    """The map of one view with the short frame of a screen, whose words stand beside it.

    with_verdict: put the verdict inside the frame, where the map stands alone.
    """
    whole = map_spec(asked)
    short = on_screen(whole.furniture, answer(asked))
    if with_verdict:
        short = replace(short, verdict=whole.furniture.verdict)
    return replace(whole, furniture=short)


def map_spec(asked: Asked) -> MapSpec:
    """The whole map of one view; the language only picks the profile's disclaimer.

    Viewers of one class share it, each with the organisation as written on its own frame.
    """
    whole = _map_spec(asked)
    if not asked.written:
        return whole
    words = seen_by(answer(asked).scene.snapshot, written=asked.written)
    return replace(whole, furniture=replace(whole.furniture, audience=words))


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=KEYS)
def _map_spec(asked: Asked) -> MapSpec:
    return _spec(answer(asked), profile(asked.profile_stamp), asked.language)


def _spec(found: Situation, shown: Profile, language: str) -> MapSpec:
    query = found.scene.query
    whole = MapSpec(
        layers=build_layers(found.scene, ready=_fixed_layers(found.scene)),
        furniture=furniture(found, profile=shown, language=language),
        view=View(view_bounds(query)),
        selected=f"section:{query.section}" if query.section else None,
    )
    return without(whole, query.hidden)


def _fixed_layers(scene: Scene) -> Mapping[str, LayerSpec]:
    """The scene's layers that no filter changes; nothing of a user's own rows is in them."""
    seen, state = scene.snapshot, fixed_state(scene)
    stamp = (seen.revision, seen.policy_hash, seen.viewer_class)
    names = tuple(name for name in scene.query.layers if name in FIXED)
    return _fixed_set(stamp, state, names, scene)


@st.cache_resource(max_entries=64, show_spinner=False)
def _fixed_set(
    stamp: Stamp, state: tuple[date, bool], names: tuple[str, ...], _scene: Scene
) -> Mapping[str, LayerSpec]:
    """Looked up at once: the framework's look-up of ten layers takes 4 ms."""
    return {name: _fixed_layer(stamp, state, name, _scene) for name in names}


@st.cache_resource(max_entries=64, show_spinner=False)
def _fixed_layer(
    stamp: Stamp,  # noqa: ARG001
    state: tuple[date, bool],  # noqa: ARG001
    name: str,
    _scene: Scene,
) -> LayerSpec:
    return registry()[name](_scene)


def own_view(
    read: OwnFile,
    as_of: date,
    shown: Profile,
    language: str,
    query: Query | None = None,
    *,
    base: Stamp | None = None,
) -> tuple[Situation, MapSpec]:
    """A user's own rows answered and drawn; never cached, so that nothing of them is kept.

    base: whose offices, crossings and zones stand round them; everyone's unless named.
    """
    own = own_world(world(base or stamp_of(PUBLIC)), read.accepted)
    found = situation(own, query or Query(), as_of=as_of, profile=shown)
    spec = _spec(found, shown, language)
    return found, replace(spec, furniture=own_frame(spec.furniture, found))


@st.cache_resource(show_spinner=False)
def gazetteer() -> Gazetteer:
    """Names to points, to place rows that have no coordinates."""
    return build_gazetteer(places=places(), districts=districts(), provinces=provinces())


@st.cache_resource(max_entries=4, show_spinner=False)
def network(stamp: Stamp, as_of: date) -> Network:
    """The network of offices and crossings on a day."""
    return read_network(world(stamp), as_of=as_of)


@st.cache_resource(show_spinner=False)
def display_versions() -> Mapping[str, str]:
    """Display file to a word that changes with it, so that no browser keeps an old one."""
    return reference.display_versions()
