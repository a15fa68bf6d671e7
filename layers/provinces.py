"""Provinces, states and regions of the four countries: outline and names."""

from geo.layerspec import LayerSpec, LegendEntry, Shapes
from geo.messages import message
from geo.scene import Scene
from layers._build import features, line, names, source_ids, table, texts, words


def build(scene: Scene) -> LayerSpec:
    """Outlines only: nothing is counted by province."""
    rows = table(scene, "provinces")
    marks, legend = (), ()
    if len(rows):
        rows = rows.sort_index()
        found = features(
            (f"province:{code}" for code in rows.index),
            ["border.province"] * len(rows),
            names=names(rows),
            card=(line("country", words("country", texts(rows, "country"))),),
        )
        marks = (Shapes(found, "provinces"),)
        legend = (LegendEntry("border.province", message("layers.legend.province"), "line"),)
    return LayerSpec(
        id="provinces",
        title=message("layers.provinces"),
        marks=marks,
        legend=legend,
        source_ids=source_ids(rows),
        order=10,
    )
