"""The border line of every pair, as one unbroken indicative line."""

from geo.layerspec import LayerSpec, LegendEntry, Paths, Shapes
from geo.messages import message
from geo.scene import Scene
from geo.schema.vocabularies import PAIRS
from layers._build import features, pair_names
from layers._stretches import paths, stretches


def _room_for_dashes(scene: Scene) -> tuple[Paths, ...]:
    """A pale line over the solid one wherever the contested layer is about to draw dashes."""
    wanted = "contested" in scene.query.layers and "contested" not in scene.left_out
    found = stretches(scene) if wanted else None
    if found is None or not len(found.lines):
        return ()
    ids = [f"stretch:{item}" for item in found.lines.index]
    return (Paths(features(ids, ["border.contested.ground"] * len(ids)), paths(found.lines)),)


def build(scene: Scene) -> LayerSpec:
    """One solid line per pair, without the parts that the contested layer dashes."""
    found = features(
        (f"border:{pair}" for pair in PAIRS),
        ["border.country"] * len(PAIRS),
        names=pair_names(PAIRS),
    )
    return LayerSpec(
        id="border",
        title=message("layers.border"),
        marks=(Shapes(found, "border_overview", "border_detail", 8), *_room_for_dashes(scene)),
        legend=(LegendEntry("border.country", message("layers.legend.border"), "line"),),
        notes=(message("layers.note.indicative"),),
        order=30,
    )
