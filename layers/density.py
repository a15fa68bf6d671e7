"""Density of eligible records as a grid of classes."""

from geo.layerspec import LayerSpec, Raster
from geo.messages import message
from geo.scene import Scene
from layers._classes import class_legend, measure_ranges


def build(scene: Scene) -> LayerSpec:
    """Kernel density with its bandwidth in the notes; empty where nothing was computed."""
    marks, legend, notes = (), (), ()
    if scene.density is not None:
        result = scene.density
        legend = class_legend("density", "fill", measure_ranges(result.edges, unit="density"))
        marks = (Raster(result.classes, result.bounds, tuple(item.token for item in legend)),)
        used, recorded = len(scene.selection.used), len(scene.selection.recorded)
        notes = (
            message("layers.note.bandwidth", km=float(result.bandwidth_km)),
            message("layers.note.used", n=used, aside=recorded - used, km=scene.query.max_km),
        )
    return LayerSpec(
        id="density",
        title=message("layers.density"),
        marks=marks,
        legend=legend,
        notes=notes,
        order=20,
    )
