"""Hexagon cells with a count of eligible records; what stands out has an outline."""

from collections.abc import Callable
from typing import Any

import numpy as np

from geo.hotspots.cells import cell_rings
from geo.layerspec import Features, LayerSpec, LegendEntry, Polygons, Text
from geo.messages import Message, message
from geo.scene import CellResults, Scene
from layers._build import features, line, note
from layers._classes import chance, class_legend, count_ranges


def _features(results: CellResults, chosen: np.ndarray, tokens: list[str]) -> Features:
    cells = [f"{int(cell):x}" for cell in results.cell[chosen]]
    card = (
        line("recorded", _once(results.count[chosen], _records)),
        line("finding", _once(results.stands_out[chosen], _finding)),
        line("p", _once(results.p[chosen], chance)),
    )
    return features((f"cell:{cell}" for cell in cells), tokens, names=cells, card=card)


def _once(values: np.ndarray, text: Callable[[Any], Text]) -> list[Text]:
    """A text per value, each distinct value worded once; there may be thousands of cells."""
    distinct, position = np.unique(values, return_inverse=True)
    texts = [text(value.item()) for value in distinct]
    return [texts[i] for i in position.tolist()]


def _records(count: int) -> Message:
    return message("layers.card.records", n=count)


def _finding(stands_out: bool) -> Message:
    found = "stands_out" if stands_out else "within_chance"
    return message(f"layers.finding.{found}")


def _rings(results: CellResults, order: np.ndarray) -> list[np.ndarray]:
    """Outlines to four decimals: eleven metres, where a cell's edge is a kilometre or more."""
    rings = cell_rings(results.cell[order])
    ends = np.cumsum([len(ring) for ring in rings])
    return np.split(np.concatenate(rings).round(4), ends[:-1])


def _marks(results: CellResults) -> tuple[Polygons, ...]:
    order = np.argsort(results.cell, kind="stable")
    rings = _rings(results, order)
    classes = results.count_class[order]
    tokens = [f"cell.class.{n}" if n > 0 else "cell.none" for n in classes]
    marks = (Polygons(_features(results, order, tokens), tuple(rings)),)
    out = np.flatnonzero(results.stands_out[order])
    if len(out):
        outline = _features(results, order[out], ["cell.stands_out"] * len(out))
        marks += (Polygons(outline, tuple(rings[i] for i in out)),)
    return marks


def _legend(results: CellResults) -> tuple[LegendEntry, ...]:
    entries = class_legend("cell", "fill", count_ranges(results.count_edges, unit="records"))
    if results.stands_out.any():
        text = message("layers.legend.cell.stands_out")
        entries += (LegendEntry("cell.stands_out", text, "fill"),)
    return entries


def build(scene: Scene) -> LayerSpec:
    """Counts per H3 cell; the resolution and how many cells were tested stand in the notes."""
    marks, legend, notes = (), (), ()
    if scene.cells is not None and len(scene.cells.cell):
        results = scene.cells
        used, recorded = len(scene.selection.used), len(scene.selection.recorded)
        marks, legend = _marks(results), _legend(results)
        notes = (
            message("layers.note.used", n=used, aside=recorded - used, km=scene.query.max_km),
            *note("cells_stand_out", int(results.stands_out.sum())),
            message(
                "layers.note.cells", n=int(results.cells_tested), resolution=results.resolution
            ),
        )
    return LayerSpec(
        id="cells", title=message("layers.cells"), marks=marks, legend=legend, notes=notes, order=22
    )
