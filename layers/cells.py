"""Hexagon cells with a count of eligible records; what stands out has an outline."""

import numpy as np

from geo.hotspots.cells import cell_rings
from geo.layerspec import Features, LayerSpec, LegendEntry, Polygons
from geo.messages import message
from geo.scene import CellResults, Scene
from layers._build import features, line, note
from layers._classes import chance, class_legend, count_ranges


def _finding(stands_out: bool) -> str:
    return "layers.finding.stands_out" if stands_out else "layers.finding.within_chance"


def _features(results: CellResults, chosen: np.ndarray, tokens: list[str]) -> Features:
    cells = [f"{int(cell):x}" for cell in results.cell[chosen]]
    card = (
        line("recorded", [message("layers.card.records", n=int(n)) for n in results.count[chosen]]),
        line("finding", [message(_finding(bool(out))) for out in results.stands_out[chosen]]),
        line("p", [chance(float(p)) for p in results.p[chosen]]),
    )
    return features((f"cell:{cell}" for cell in cells), tokens, names=cells, card=card)


def _rings(results: CellResults, chosen: np.ndarray) -> tuple[np.ndarray, ...]:
    """Outlines to five decimals, which is a metre."""
    return tuple(ring.round(5) for ring in cell_rings(results.cell[chosen]))


def _marks(results: CellResults) -> tuple[Polygons, ...]:
    order = np.argsort(results.cell, kind="stable")
    classes = results.count_class[order]
    tokens = [f"cell.class.{n}" if n > 0 else "cell.none" for n in classes]
    marks = (Polygons(_features(results, order, tokens), _rings(results, order)),)
    out = order[results.stands_out[order]]
    if len(out):
        outline = _features(results, out, ["cell.stands_out"] * len(out))
        marks += (Polygons(outline, _rings(results, out)),)
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
