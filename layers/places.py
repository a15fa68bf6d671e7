"""Towns and villages, for finding one's way."""

import numpy as np
import pandas as pd

from geo.layerspec import LayerSpec, LegendEntry, Points
from geo.messages import message
from geo.scene import Scene
from layers._build import features, line, names, numbers, source_ids, table, texts, words

FROM_ZOOM = 7


def _largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Names are written in the order of the layer while there is room: larger places first."""
    if "population" not in rows:
        return rows.sort_index()
    people = pd.Series(numbers(rows, "population"), rows.index)
    order = pd.DataFrame({"people": -people.fillna(0.0), "name": rows.index.astype(str)})
    return rows.loc[order.sort_values(["people", "name"]).index]


def build(scene: Scene) -> LayerSpec:
    """Places with their English and local name; those without a point are not drawn."""
    rows = _largest_first(table(scene, "places"))
    marks, legend = (), ()
    if len(rows):
        rows = rows[np.isfinite(numbers(rows, "lon")) & np.isfinite(numbers(rows, "lat"))]
        found = features(
            (f"place:{item}" for item in rows.index),
            ["place"] * len(rows),
            names=names(rows),
            card=(line("country", words("country", texts(rows, "country"))),),
            labelled=True,
        )
        marks = (Points(found, numbers(rows, "lon"), numbers(rows, "lat")),)
        legend = (LegendEntry("place", message("layers.legend.place"), "symbol"),)
    return LayerSpec(
        id="places",
        title=message("layers.places"),
        marks=marks,
        legend=legend,
        source_ids=source_ids(rows),
        order=60,
        min_zoom=FROM_ZOOM,
    )
