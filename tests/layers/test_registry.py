"""Every layer has its file, every file its layer; all they say has words in both languages."""

from pathlib import Path

import numpy as np
import pytest

import layers
from geo.language import LANGUAGES, catalogue, translator
from geo.layerspec import LayerSpec, Raster
from geo.messages import Message
from geo.query import LAYERS
from layers._style import TOKENS, style

FOLDER = Path(layers.__file__).parent


def messages_of(value: object) -> list[Message]:
    """Every message inside a value, nested ones too."""
    if isinstance(value, Message):
        return [value, *(m for _, held in value.values for m in messages_of(held))]
    if isinstance(value, tuple | list):
        return [m for held in value for m in messages_of(held)]
    return []


def said_by(spec: LayerSpec) -> list[Message]:
    """All messages of a layer: title, legend, notes, names and cards."""
    held: list[object] = [spec.title, [entry.text for entry in spec.legend], spec.notes]
    for mark in spec.marks:
        if not isinstance(mark, Raster):
            held += [mark.features.names, [(f.label, f.values) for f in mark.features.card]]
    return messages_of(held)


def test_each_layer_has_a_file_and_each_file_a_layer():
    builders = {
        path.stem
        for path in FOLDER.glob("*.py")
        if not path.name.startswith("_") and "\ndef build(" in path.read_text(encoding="utf-8")
    }
    assert builders == set(LAYERS)
    assert tuple(layers.registry()) == LAYERS


def test_layers_come_in_drawing_order_without_those_left_out(scene):
    specs = layers.build_layers(scene(left_out=frozenset({"sites"})))
    ids = [spec.id for spec in specs]
    assert "sites" not in ids
    assert ids[0] == "countries"
    assert ids.index("border") < ids.index("sections") < ids.index("contested")
    assert [spec.order for spec in specs] == sorted(spec.order for spec in specs)


@pytest.mark.parametrize("name", LAYERS)
def test_marks_are_well_formed_and_every_token_has_a_look(scene, name):
    spec = layers.registry()[name](scene())
    assert spec.id == name
    for mark in spec.marks:
        if isinstance(mark, Raster):
            continue
        held = mark.features
        assert len(set(held.ids)) == len(held.ids) == len(held.token_of) > 0
        assert held.token_of.max() < len(held.tokens)
        assert not held.names or len(held.names) == len(held.ids)
        assert all(len(line.values) == len(held.ids) for line in held.card)
        for theme in TOKENS:
            for token in held.tokens:
                assert style(token, theme=theme)
    for entry in spec.legend:
        assert style(entry.token)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_said_has_words(scene, name, language):
    known = catalogue(language)
    for item in said_by(layers.registry()[name](scene())):
        assert item.id in known, item
        assert "{" not in translator(language)(item)


def test_an_empty_scene_builds_every_layer(scene):
    bare = scene()
    empty = {name: getattr(bare.snapshot, name).iloc[:0] for name in ("offices", "crossings")}
    empty["zones"] = bare.snapshot.zones.iloc[:0]
    from dataclasses import replace

    snapshot = replace(bare.snapshot, **empty)
    nothing = replace(bare.selection, recorded=np.zeros(0, int), used=np.zeros(0, int))
    for name, build in layers.registry().items():
        assert build(replace(bare, snapshot=snapshot, selection=nothing, tables={})).id == name
