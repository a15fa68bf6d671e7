"""Check before showing: every sensitive layer, category, name and word on the present view."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geo.layerspec import Features, LayerSpec, MapSpec, Marks, Raster, Text
from geo.messages import Message, message
from geo.schema.vocabularies import CATEGORIES

# Layers that name a dispute, a business, or an event that somebody may read as an accusation.
SENSITIVE_LAYERS = ("contested", "zones", "sites", "incidents")
NAMED_LAYERS = ("contested", "sites")
SENSITIVE_CATEGORIES = (
    "human_trafficking",
    "migrant_smuggling",
    "irregular_migration",
    "online_scam",
    "money_laundering",
    "armed_clash",
)
SENSITIVE_WORDS = (
    "casino",
    "clash",
    "crime",
    "disputed",
    "illegal",
    "laundering",
    "occupied",
    "sanction",
    "scam",
    "trafficking",
    "กาสิโน",
    "คาสิโน",
    "ค้ามนุษย์",
    "ปะทะ",
    "พิพาท",
    "ฟอกเงิน",
    "สแกม",
    "หลอกลวง",
)
_PER_FEATURE = ("lon", "lat", "radius_m", "paths", "rings")
_WORD = re.compile("|".join(SENSITIVE_WORDS), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sensitive:
    """One thing to decide on. kind: layer, category or feature; id: what leaving it out names."""

    kind: str
    id: str
    name: Text
    why: Message


def sensitive(spec: MapSpec, translator: Callable[[Text], str]) -> tuple[Sensitive, ...]:
    """All sensitive things on a map, layers first, then categories, then single features.

    translator: words are looked for in the names as shown.
    """
    layers = [
        Sensitive("layer", layer.id, layer.title, message(f"check.why.{layer.id}"))
        for layer in spec.layers
        if layer.id in SENSITIVE_LAYERS
    ]
    features = [
        item
        for layer in spec.layers
        for marks in layer.marks
        if not isinstance(marks, Raster)
        for item in _features(layer, marks.features, translator)
    ]
    # A feature may be drawn twice, as its point and as its surroundings; it is one thing to decide.
    once = {item.id: item for item in reversed(features)}
    return (*layers, *_categories(spec), *reversed(once.values()))


def _categories(spec: MapSpec) -> list[Sensitive]:
    tokens = {
        marks.features.tokens[token].removesuffix(".approximate")
        for layer in spec.layers
        if layer.id == "incidents"
        for marks in layer.marks
        if not isinstance(marks, Raster)
        for token in np.unique(marks.features.token_of)
    }
    shown = [word for word in CATEGORIES if f"category.{word}" in tokens]
    return [
        Sensitive("category", word, message(f"term.category.{word}"), message("check.why.category"))
        for word in shown
        if word in SENSITIVE_CATEGORIES
    ]


def _features(
    layer: LayerSpec, features: Features, translator: Callable[[Text], str]
) -> list[Sensitive]:
    found = []
    for item, name in zip(features.ids, features.names, strict=False):
        text = translator(name)
        if layer.id in NAMED_LAYERS:
            found.append(Sensitive("feature", item, text, message("check.why.named")))
        elif layer.id not in ("incidents", "sections") and _WORD.search(text):
            word = _WORD.search(text).group().lower()  # type: ignore[union-attr]
            found.append(Sensitive("feature", item, text, message("check.why.word", word=word)))
    return found


def without(spec: MapSpec, hidden: tuple[str, ...]) -> MapSpec:
    """The map without the features of these ids."""
    if not hidden:
        return spec
    return replace(spec, layers=tuple(_layer_without(layer, hidden) for layer in spec.layers))


def _layer_without(layer: LayerSpec, hidden: tuple[str, ...]) -> LayerSpec:
    return replace(layer, marks=tuple(_marks_without(marks, hidden) for marks in layer.marks))


def _marks_without(marks: Marks, hidden: tuple[str, ...]) -> Marks:
    """Keep the other features, and what belongs to each: place, path, ring, radius."""
    if isinstance(marks, Raster):
        return marks
    keep = ~np.isin(np.array(marks.features.ids, dtype=object), list(hidden))
    if keep.all():
        return marks
    parts = {
        name: _kept(getattr(marks, name), keep) for name in _PER_FEATURE if hasattr(marks, name)
    }
    return replace(marks, features=_features_without(marks.features, keep), **parts)


def _features_without(features: Features, keep: np.ndarray) -> Features:
    return replace(
        features,
        ids=_kept(features.ids, keep),
        token_of=features.token_of[keep],
        names=_kept(features.names, keep),
        card=tuple(replace(item, values=_kept(item.values, keep)) for item in features.card),
    )


def _kept(values: np.ndarray | tuple[object, ...], keep: np.ndarray) -> object:
    if isinstance(values, np.ndarray):
        return values[keep]
    return tuple(value for value, kept in zip(values, keep, strict=False) if kept)
