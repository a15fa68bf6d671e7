"""The bytes that the browser gets: what they hold, how many, when their versions change."""

import json
import zlib
from dataclasses import replace

import numpy as np
import pytest

from geo.errors import InputError
from geo.layerspec import Field, LayerSpec, MapSpec, Points, Polygons, Shapes
from layers._style import TOKENS
from layers.renderers.payload import Payload, payload
from tests.render.toy import features, furniture, said, toy_map, words

LIMIT_BYTES = 300_000


def build(map_spec: MapSpec, **options: object) -> Payload:
    return payload(map_spec, translator=words, styles=TOKENS["light"], versions={}, **options)


def array(content: Payload, layer: dict, reference: list) -> np.ndarray:
    kind, offset, length = reference
    if kind == "d5":  # differences of whole steps, the four bytes of each apart
        planes = np.frombuffer(content.blob, "u1", 4 * length, layer["at"] + offset)
        steps = np.ascontiguousarray(planes.reshape(4, length).T).view("<i4").ravel()
        return np.cumsum(steps) * 1e-5
    return np.frombuffer(
        content.blob, np.dtype(kind.replace("u1", "B")), length, layer["at"] + offset
    )


def versions(map_spec: MapSpec) -> dict[str, str]:
    return {layer["id"]: layer["version"] for layer in build(map_spec).head["layers"]}


def test_packed_bytes_hold_the_head_and_aligned_arrays() -> None:
    content = build(toy_map())
    raw = zlib.decompress(content.packed())
    length = int.from_bytes(raw[4:8], "little")
    assert raw[:4] == b"AMAP"
    assert json.loads(raw[8 : 8 + length]) == content.head
    assert raw[-(-(8 + length) // 8) * 8 :] == content.blob


def test_coordinates_come_back_within_a_metre() -> None:
    content = build(toy_map())
    layer = next(item for item in content.head["layers"] if item["id"] == "incidents")
    lon = array(content, layer, layer["marks"][0]["lon"])
    assert np.abs(lon - [97.0, 97.001, 103.0]).max() < 1e-5


def test_repeated_texts_are_written_once() -> None:
    content = build(toy_map("twice"))
    layer = next(item for item in content.head["layers"] if item["id"] == "incidents")
    names = layer["marks"][0]["features"]["names"]
    assert names["u"] == ["twice"]
    assert array(content, layer, names["i"]).tolist() == [0, 0, 0]


def test_only_the_changed_layer_gets_a_new_version() -> None:
    before, after = versions(toy_map()), versions(toy_map(section_token="section.class.5"))
    assert {name for name in before if before[name] != after[name]} == {"sections"}
    assert versions(toy_map()) == before


def test_an_unknown_token_is_named() -> None:
    layer = toy_map().layers[0]
    wrong = replace(
        layer, marks=(Shapes(features("land", ["AAA"], "land.nowhere", "x"), "toy_land"),)
    )
    with pytest.raises(InputError, match=r"land\.nowhere"):
        build(replace(toy_map(), layers=(wrong,)))


def aggregated(seed: int) -> MapSpec:
    """What a filter change over a million records leaves to draw: sections, cells, points."""
    rng = np.random.default_rng(seed)
    counts = lambda n: tuple(said(f"{value} records") for value in rng.integers(0, 500, n))  # noqa: E731
    rates = lambda n: tuple(f"{value:.3f}" for value in rng.random(n))  # noqa: E731

    def mark(kind: str, n: int, prefix: str, tokens: tuple[str, ...]):
        base = features(
            kind, [f"{prefix}{i:05d}" for i in range(n)], tokens[0], "x", labelled=False
        )
        card = (Field(said("recorded"), counts(n)), Field(said("rate"), rates(n)))
        return replace(base, tokens=tokens, token_of=rng.integers(0, len(tokens), n), card=card)

    classes = tuple(f"section.class.{k}" for k in range(1, 7))
    cells = tuple(f"cell.class.{k}" for k in range(1, 7))
    categories = tuple(token for token in TOKENS["light"] if token.startswith("category."))
    hexagons = tuple(
        rng.uniform([95, 8], [108, 25], (1, 2)) + np.zeros((6, 2)) for _ in range(1_200)
    )
    layers = (
        LayerSpec("sections", said("s"), (Shapes(mark("section", 592, "LAO-THA-", classes), "f"),)),
        LayerSpec("cells", said("c"), (Polygons(mark("cell", 1_200, "8a64", cells), hexagons),)),
        LayerSpec(
            "incidents",
            said("i"),
            (
                Points(
                    mark("incident", 5_000, "", categories),
                    rng.uniform(95, 108, 5_000),
                    rng.uniform(8, 25, 5_000),
                    cluster=True,
                ),
            ),
        ),
    )
    return MapSpec(layers, furniture("x"), toy_map().view)


def test_a_filter_change_stays_below_the_limit() -> None:
    assert len(build(aggregated(7)).packed()) <= LIMIT_BYTES
