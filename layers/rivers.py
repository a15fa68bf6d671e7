"""Rivers, for finding one's way."""

from geo.layerspec import LayerSpec, LegendEntry, Shapes
from geo.messages import message
from geo.scene import Scene
from layers._build import features, names, source_ids, table


def build(scene: Scene) -> LayerSpec:
    """Rivers by id; names where a source gives one."""
    rows = table(scene, "rivers").sort_index()
    marks, legend = (), ()
    if len(rows):
        found = features(
            (f"river:{item}" for item in rows.index), ["river"] * len(rows), names=names(rows)
        )
        marks = (Shapes(found, "rivers"),)
        legend = (LegendEntry("river", message("layers.legend.river"), "line"),)
    return LayerSpec(
        id="rivers",
        title=message("layers.rivers"),
        marks=marks,
        legend=legend,
        source_ids=source_ids(rows),
        order=14,
    )
