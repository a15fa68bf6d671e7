"""The toy map: every kind of mark, every field of text, filled with one text."""

import numpy as np

from geo.layerspec import (
    Circles,
    Features,
    Field,
    Furniture,
    LayerSpec,
    LegendEntry,
    MapSpec,
    Paths,
    Points,
    Polygons,
    Raster,
    Shapes,
    View,
)
from geo.messages import Message, message


def words(text: Message) -> str:
    """The stub translator: the message's own text, or the last part of its id."""
    return str(dict(text.values).get("text", text.id.rpartition(".")[2]))


def said(text: str) -> Message:
    return message("toy.text", text=text)


def features(
    kind: str, keys: list[str], token: str, text: str, *, labelled: bool = True
) -> Features:
    """One token for all; name and card hold ``text`` as plain text and as a message."""
    card = (
        Field(said(f"{text} label"), (text,) * len(keys)),
        Field(said("address"), (said(f"https://example.invalid/{text}"),) * len(keys)),
    )
    ids = tuple(f"{kind}:{key}" for key in keys)
    zeros = np.zeros(len(keys), np.int16)
    return Features(ids, (token,), zeros, (text,) * len(keys), card, labelled)


def layer(name: str, order: int, text: str, *marks: object) -> LayerSpec:
    tokens = [t for m in marks for t in (m.tokens if isinstance(m, Raster) else m.features.tokens)]
    legend = tuple(LegendEntry(token, said(text), "symbol") for token in tokens)
    return LayerSpec(name, said(text), marks, legend, (said(text),), order=order)


def furniture(text: str) -> Furniture:
    parts = (said(f"{part} {text}") for part in ("title", "window", "as of", "counts", "audience"))
    return Furniture(
        *parts,
        disclaimer=said(f"Indicative line, not a legal boundary {text}"),
        credits=(said(f"credit {text}"),),
        verdict=said(f"verdict {text}"),
        notes=(said(text),),
    )


def toy_map(text: str = "plain", *, section_token: str = "section.class.3") -> MapSpec:
    """Ten kinds of text, seven layers; the view is the two squares of land."""
    lon, lat = np.array([97.0, 97.001, 103.0]), np.array([12.0, 12.001, 18.0])
    ring = np.array([[98.0, 16.0], [99.0, 16.0], [98.5, 17.0]])
    grid = np.array([[0, 1], [1, 0]], np.uint8)
    layers = (
        layer(
            "land", 0, text, Shapes(features("land", ["AAA", "BBB"], "land.core", text), "toy_land")
        ),
        layer(
            "sections",
            10,
            text,
            Shapes(
                features("section", ["AAA-BBB-001", "AAA-BBB-002"], section_token, text),
                "toy_sections",
            ),
        ),
        layer("density", 20, text, Raster(grid, (101.0, 11.0, 102.0, 12.0), ("density.class.2",))),
        layer("cells", 30, text, Polygons(features("cell", ["c1"], "cell.class.2", text), (ring,))),
        layer(
            "links",
            40,
            text,
            Paths(features("link", ["l1"], "office.link.inferred", text), (ring[:2],)),
        ),
        layer(
            "areas",
            50,
            text,
            Circles(
                features("area", ["a1"], "area.approximate", text),
                np.array([104.0]),
                np.array([12.0]),
                np.array([30_000.0]),
            ),
        ),
        layer(
            "incidents",
            60,
            text,
            Points(
                features("incident", ["1", "2", "3"], "category.arms", text), lon, lat, cluster=True
            ),
        ),
        layer(
            "offices",
            70,
            text,
            Points(
                features("office", ["o1"], "office.operating", text),
                np.array([102.5]),
                np.array([15.0]),
            ),
        ),
    )
    return MapSpec(layers, furniture(text), View((95.0, 10.0, 105.0, 20.0)))
