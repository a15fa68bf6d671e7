"""Legend lines of classed measures: ranges with their unit, from the edges of the results."""

from itertools import zip_longest
from math import isfinite

from geo.layerspec import LegendEntry
from geo.messages import Message, message

RARE_BELOW = 0.05
# Beyond one in a million the model, not the chance, is what a reader should doubt.
RAREST = 1e-6


def count_ranges(edges: tuple[float, ...], *, unit: str) -> list[Message]:
    """One text per class of whole numbers from lower edges: "1", "2–3", "4 or more".

    unit: the last part of the message id that carries the unit ("records").
    """
    lows = [round(edge) for edge in edges]
    ranges = []
    for low, following in zip_longest(lows, lows[1:]):
        if following is None:
            ranges.append(message(f"layers.class.{unit}.from", low=low))
        elif following - 1 == low:
            ranges.append(message(f"layers.class.{unit}.one", n=low))
        else:
            ranges.append(message(f"layers.class.{unit}.between", low=low, high=following - 1))
    return ranges


def measure_ranges(edges: tuple[float, ...], *, unit: str) -> list[Message]:
    """One text per class of measured values from lower edges; the last class is open."""
    ranges = []
    for low, following in zip_longest(edges, edges[1:]):
        if following is None:
            ranges.append(message(f"layers.class.{unit}.from", low=float(low)))
        else:
            text = f"layers.class.{unit}.between"
            ranges.append(message(text, low=float(low), high=float(following)))
    return ranges


def chance(p: float) -> Message | None:
    """A probability in words that do not round to nothing; None where it was not computed."""
    if not isfinite(p):
        return None
    if p >= RARE_BELOW:
        return message("layers.card.p.value", value=float(p))
    if p < RAREST:
        return message("layers.card.p.rarest", times=round(1 / RAREST))
    return message("layers.card.p.rare", times=round(1 / p))


def class_legend(kind: str, mark: str, ranges: list[Message]) -> tuple[LegendEntry, ...]:
    """Legend lines for ``<kind>.class.1…`` in order."""
    return tuple(
        LegendEntry(f"{kind}.class.{i}", text, mark) for i, text in enumerate(ranges, start=1)
    )
