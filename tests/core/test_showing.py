"""Check before showing: everything sensitive on the view is listed, and leaving out leaves out."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.briefing.frame import furniture
from geo.briefing.showing import NAMED_LAYERS, SENSITIVE_LAYERS, sensitive, without
from geo.briefing.situation import situation
from geo.language import translator
from geo.layerspec import (
    Circles,
    Features,
    Field,
    LayerSpec,
    MapSpec,
    Paths,
    Points,
    Polygons,
    Raster,
    Shapes,
    View,
)
from geo.messages import message
from geo.profile import SHIPPED, Profile, load_profile
from geo.query import LAYERS, Query, from_link, to_link
from layers import build_layers

ENGLISH = translator("en")
IDS = ("zone:a", "zone:b", "zone:c", "zone:d")


def marks_of_every_kind(ids=IDS):
    """The same features as points, circles, paths, polygons and shapes, and a grid."""
    n = len(ids)
    place = np.arange(n, dtype=float)
    features = Features(
        ids=tuple(ids),
        tokens=("t0", "t1"),
        token_of=np.arange(n) % 2,
        names=tuple(f"Name of {item}" for item in ids),
        card=(Field(message("x"), tuple(f"Card of {item}" for item in ids)),),
    )
    lines = tuple(np.array([[at, 0.0], [at, 1.0]]) for at in place)
    return (
        Points(features, place, place + 10),
        Circles(features, place, place + 10, place + 100),
        Paths(features, lines),
        Polygons(features, lines),
        Shapes(features, "zones"),
        Raster(np.zeros((2, 2), np.uint8), (0, 0, 1, 1), ("t",)),
    )


def spec_of(*layers):
    """A map of some layers in a frame of no words."""
    return MapSpec(tuple(layers), None, View((0, 0, 1, 1)))


@given(st.sets(st.sampled_from((*IDS, "zone:x"))))
def test_leaving_out_keeps_everything_else_aligned(hidden):
    spec = spec_of(LayerSpec("zones", message("x"), marks_of_every_kind()))
    kept = [item for item in IDS if item not in hidden]
    for marks in without(spec, tuple(hidden)).layers[0].marks:
        if isinstance(marks, Raster):
            continue
        held = marks.features
        assert held.ids == tuple(kept)
        assert held.names == tuple(f"Name of {item}" for item in kept)
        assert held.card[0].values == tuple(f"Card of {item}" for item in kept)
        assert held.token_of.tolist() == [IDS.index(item) % 2 for item in kept]
        at = [float(IDS.index(item)) for item in kept]
        if hasattr(marks, "lon"):
            assert marks.lon.tolist() == at
            assert marks.lat.tolist() == [x + 10 for x in at]
        if hasattr(marks, "radius_m"):
            assert marks.radius_m.tolist() == [x + 100 for x in at]
        for name in ("paths", "rings"):
            if hasattr(marks, name):
                assert [path[0, 0] for path in getattr(marks, name)] == at


def test_leaving_out_nothing_is_the_same_map():
    spec = spec_of(LayerSpec("zones", message("x"), marks_of_every_kind()))
    assert without(spec, ()) is spec


def test_a_layer_without_features_stays_whole():
    spec = spec_of(LayerSpec("zones", message("x"), marks_of_every_kind(())))
    assert without(spec, ("zone:a",)).layers[0].marks[0].features.ids == ()


def test_a_sensitive_word_in_a_name_is_found_and_named_once():
    features = replace(marks_of_every_kind(("crossing:a",))[0].features, names=("Casino road",))
    twice = (Points(features, np.zeros(1), np.zeros(1)), Shapes(features, "x"))
    found = sensitive(spec_of(LayerSpec("crossings", message("x"), twice)), ENGLISH)
    assert [(item.kind, item.id, item.name) for item in found] == [
        ("feature", "crossing:a", "Casino road")
    ]
    assert ENGLISH(found[0].why) == "the name holds the word “casino”"


def test_a_category_is_listed_where_all_its_records_were_moved():
    drawn = replace(
        marks_of_every_kind(("incident:a",))[0].features,
        tokens=("category.online_scam.approximate",),
        token_of=np.zeros(1, np.int16),
    )
    points = Points(drawn, np.zeros(1), np.zeros(1))
    found = sensitive(spec_of(LayerSpec("incidents", message("x"), (points,))), ENGLISH)
    assert [item.id for item in found if item.kind == "category"] == ["online_scam"]


@pytest.fixture(scope="module")
def full_map(shipped):
    """A map with every layer and category, as a profile without restraint would have it."""

    @cache
    def make(query=None, *, restrained=False):
        query = query or Query(layers=LAYERS)
        own = load_profile(SHIPPED) if restrained else Profile()
        found = situation(shipped, query, as_of=date(2026, 11, 23), profile=own)
        frame = furniture(found, profile=own, language="en")
        return MapSpec(build_layers(found.scene), frame, View((0, 0, 1, 1)))

    return make


def test_the_shipped_facts_list_every_sensitive_thing(full_map, shipped):
    spec = full_map()
    found = sensitive(spec, ENGLISH)
    assert {item.id for item in found if item.kind == "layer"} == set(SENSITIVE_LAYERS)
    categories = [item.id for item in found if item.kind == "category"]
    held = set(shipped.tables["incidents"]["category"])
    assert "armed_clash" in categories
    assert "drug_smuggling" not in categories
    assert set(categories) <= held
    named = {item.id for item in found if item.kind == "feature"}
    for layer in spec.layers:
        if layer.id in NAMED_LAYERS:
            drawn = {name for marks in layer.marks for name in marks.features.ids}
            assert drawn <= named
    assert any("Vihear" in ENGLISH(item.name) for item in found if item.kind == "feature")
    kinds = [item.kind for item in found]
    assert kinds == sorted(kinds, key=["layer", "category", "feature"].index)
    assert len({(item.kind, item.id) for item in found}) == len(found)
    assert all("[" not in ENGLISH(item.why) for item in found)


def test_the_shipped_profile_shows_no_clash_and_no_listed_site(full_map):
    profile = load_profile(SHIPPED)
    layers = tuple(name for name in Query().layers if name not in profile.left_out_layers)
    found = sensitive(full_map(Query(layers=layers), restrained=True), ENGLISH)
    assert "armed_clash" not in {item.id for item in found}
    assert "sites" not in {item.id for item in found}


def test_everything_listed_can_be_left_out_through_the_link(full_map):
    """Ids of features must pass the link, and no left-out feature stays on the map."""
    spec = full_map()
    ids = tuple(sorted(item.id for item in sensitive(spec, ENGLISH) if item.kind == "feature"))
    query = Query(layers=LAYERS, hidden=ids)
    read, problems = from_link(to_link(query))
    assert problems == ()
    assert read == query
    shown = without(spec, ids)
    left = [item for item in sensitive(shown, ENGLISH) if item.kind == "feature"]
    assert left == []
    before = sum(
        len(m.features.ids) for y in spec.layers for m in y.marks if hasattr(m, "features")
    )
    after = sum(
        len(m.features.ids) for y in shown.layers for m in y.marks if hasattr(m, "features")
    )
    assert before - after >= len(ids) > 0


def test_every_feature_of_every_layer_has_an_id_that_a_link_can_carry(full_map):
    spec = full_map()
    ids = {
        i for y in spec.layers for m in y.marks if hasattr(m, "features") for i in m.features.ids
    }
    broken = [item for item in ids if from_link({"hidden": item})[1]]
    assert broken == []
