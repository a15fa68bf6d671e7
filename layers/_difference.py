"""The sections coloured by how two maps differ; stands in place of the layer of sections."""

import numpy as np

from geo.borders import index
from geo.layerspec import LayerSpec, LegendEntry, Shapes
from geo.messages import Message, message
from layers._build import features, line

DETAIL_FROM_ZOOM = 8


def build(
    difference: np.ndarray, edges: tuple[float, ...], *, kind: str, named: np.ndarray
) -> LayerSpec:
    """Sections with more (above 0) or fewer (below 0) than before, in up to two steps each way.

    difference: int8 per section of ``geo.borders.index()``. edges: lower edge of each step. kind:
    "periods" or "methods". named: sections beyond chance, or named by both methods; outlined.
    """
    shown = np.flatnonzero((difference != 0) | named)
    rest = np.flatnonzero(np.asarray(index().inner) & (difference == 0) & ~named)
    parts = [(rest, ["section.none"] * len(rest)), (shown, [_token(difference[i]) for i in shown])]
    marks = [_shapes(np.flatnonzero(named), ["section.stands_out"] * int(named.sum()), kind)]
    marks += [_shapes(at, tokens, kind) for at, tokens in parts]
    return LayerSpec(
        id="sections",
        title=message(f"layers.difference.{kind}"),
        marks=tuple(mark for mark in marks if mark.features.ids),
        legend=_legend(difference, edges, kind, bool(named.any())),
        order=40,
    )


def _token(step: int) -> str:
    if step == 0:
        return "section.none"
    return f"section.{'more' if step > 0 else 'fewer'}.{abs(int(step))}"


def _shapes(at: np.ndarray, tokens: list[str], kind: str) -> Shapes:
    ids = index().ids
    steps = [token.split(".")[1] for token in tokens]
    card = (line("finding", [message(f"layers.difference.{kind}.{step}") for step in steps]),)
    drawn = features(
        (f"section:{ids[i]}" for i in at), tokens, names=(ids[i] for i in at), card=card
    )
    return Shapes(drawn, "sections_overview", "sections_detail", DETAIL_FROM_ZOOM)


def _legend(
    difference: np.ndarray, edges: tuple[float, ...], kind: str, outlined: bool
) -> tuple[LegendEntry, ...]:
    steps = sorted({int(step) for step in np.unique(difference) if step}, reverse=True)
    entries = [LegendEntry(_token(step), _text(step, edges, kind), "line") for step in steps]
    none = message(f"layers.difference.{kind}.none")
    entries.append(LegendEntry("section.none", none, "line"))
    if outlined:
        text = message(f"layers.difference.{kind}.stands_out")
        entries.insert(0, LegendEntry("section.stands_out", text, "line"))
    return tuple(entries)


def _text(step: int, edges: tuple[float, ...], kind: str) -> Message:
    way = "more" if step > 0 else "fewer"
    if kind == "methods":
        return message(f"layers.difference.methods.{way}")
    return message(f"layers.difference.periods.{way}.from", low=float(edges[abs(step) - 1]))
