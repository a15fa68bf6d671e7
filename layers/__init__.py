"""One file per map layer, each with ``build(scene) -> LayerSpec``.

Files whose name starts with an underscore hold what layers share. A layer's file is
found by its name in ``geo.query.LAYERS``: adding one takes a file and its word.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Final

from geo.layerspec import LayerSpec
from geo.query import LAYERS
from geo.scene import Scene

Build = Callable[[Scene], LayerSpec]

# Layers without incidents: of a question only ``fixed_state`` changes them, else the records of
# places do.
FIXED: Final = (
    "countries",
    "provinces",
    "districts",
    "rivers",
    "places",
    "border",
    "contested",
    "zones",
    "sites",
    "crossings",
    "offices",
)


@cache
def registry() -> Mapping[str, Build]:
    """Build function per layer name, in the order of ``geo.query.LAYERS``."""
    return MappingProxyType({name: import_module(f"layers.{name}").build for name in LAYERS})


def fixed_state(scene: Scene) -> tuple[date, bool]:
    """What the fixed layers read of a question: its day, and whether stretches are dashed."""
    return scene.as_of, "contested" in set(scene.query.layers) - scene.left_out


def build_layers(
    scene: Scene,
    names: Iterable[str] | None = None,
    *,
    ready: Mapping[str, LayerSpec] = MappingProxyType({}),
) -> tuple[LayerSpec, ...]:
    """Build the query's layers (or those named) that the profile leaves in, in drawing order.

    ready: layers of ``FIXED`` by name, built before from the same places and ``fixed_state``; they
    are taken as they are. Two layers of one order keep the order of ``geo.query.LAYERS``.
    """
    wanted = set(scene.query.layers if names is None else names) - scene.left_out
    built = [
        ready.get(name) or build(scene) for name, build in registry().items() if name in wanted
    ]
    return tuple(sorted(built, key=lambda spec: spec.order))
