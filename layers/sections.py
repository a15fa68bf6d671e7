"""Border sections: counts recorded, rates, or what stands out beyond chance."""

from functools import lru_cache

import numpy as np

from geo.borders import index
from geo.layerspec import Features, Field, LayerSpec, LegendEntry, Shapes, Text
from geo.messages import Message, message
from geo.scene import Scene, SectionResults
from geo.schema.vocabularies import PAIRS
from layers._build import features, line, note, pair_names
from layers._classes import chance, class_legend, count_ranges, measure_ranges

DETAIL_FROM_ZOOM = 8


def _shown(scene: Scene) -> np.ndarray:
    """Positions of the sections to draw: those tested, else those of the inner or chosen pairs."""
    sections = index()
    chosen = [PAIRS.index(pair) for pair in scene.query.pairs]
    wanted = np.isin(sections.pair, chosen) if chosen else np.asarray(sections.inner)
    if scene.sections is not None:
        wanted = wanted | scene.sections.tested
    return np.flatnonzero(wanted)


def _classes(scene: Scene) -> tuple[np.ndarray | None, list[Message]]:
    """The class per section for the measure asked for, and the legend's ranges."""
    results, measure = scene.sections, scene.query.measure
    if results is None or measure not in ("counts", "rates"):
        return None, []
    if measure == "rates":
        return results.rate_class, measure_ranges(results.rate_edges, unit="rate")
    return results.count_class, count_ranges(results.count_edges, unit="records")


def _token(number: int, tested: bool) -> str:
    if not tested:
        return "section.untested"
    return f"section.class.{number}" if number > 0 else "section.none"


def _number(value: float, text: str, **values: float) -> Message | None:
    return message(text, value=float(value), **values) if np.isfinite(value) else None


def _rates(results: SectionResults, shown: np.ndarray) -> list[Text]:
    columns = (results.rate, results.rate_low, results.rate_high)
    rows = zip(*(column[shown] for column in columns), strict=True)
    return [
        _number(rate, "layers.card.rate.value", low=float(low), high=float(high))
        for rate, low, high in rows
    ]


def _finding(tested: bool, stands_out: bool) -> Message:
    if not tested:
        return message("layers.finding.untested")
    return message("layers.finding.stands_out" if stands_out else "layers.finding.within_chance")


def _result_lines(results: SectionResults, shown: np.ndarray) -> tuple[Field, ...]:
    tested, out = results.tested[shown], results.stands_out[shown]
    return (
        line("recorded", [message("layers.card.records", n=int(n)) for n in results.count[shown]]),
        line("rate", _rates(results, shown)),
        line("finding", [_finding(*row) for row in zip(tested, out, strict=True)]),
        line("p", [chance(float(p)) for p in results.p[shown]]),
        line("z", [_number(z, "layers.card.z.value") for z in results.z[shown]]),
    )


def _card(scene: Scene, shown: np.ndarray) -> tuple[Field, ...]:
    card = _places(tuple(shown.tolist()))
    return card if scene.sections is None else card + _result_lines(scene.sections, shown)


@lru_cache(maxsize=32)
def _places(at: tuple[int, ...]) -> tuple[Field, ...]:
    """Where the sections at these positions are: the same for every question."""
    sections, shown = index(), np.array(at, dtype=int)
    along = zip(
        sections.km_from[shown], sections.km_to[shown], sections.is_link[shown], strict=True
    )
    return (
        line("pair", pair_names(PAIRS[i] for i in sections.pair[shown])),
        line(
            "km",
            [
                message("layers.card.link")
                if link
                else message("layers.card.km.value", start=float(start), end=float(end))
                for start, end, link in along
            ],
        ),
    )


def _all_features(scene: Scene, shown: np.ndarray, classes: np.ndarray | None) -> Features:
    sections = index()
    tested = np.ones(len(sections.pair), bool) if scene.sections is None else scene.sections.tested
    numbers = np.zeros(len(sections.pair), int) if classes is None else classes
    return features(
        (f"section:{sections.ids[i]}" for i in shown),
        [_token(int(numbers[i]), bool(tested[i])) for i in shown],
        names=(sections.ids[i] for i in shown),
        card=_card(scene, shown),
    )


def _outlined(scene: Scene, shown: np.ndarray) -> Features | None:
    """The sections that stand out, drawn as a wider line below the others."""
    if scene.sections is None or scene.query.measure not in ("counts", "rates", "chance"):
        return None
    out = shown[scene.sections.stands_out[shown]]
    ids = index().ids
    return features(
        (f"section:{ids[i]}" for i in out),
        ["section.stands_out"] * len(out),
        names=(ids[i] for i in out),
        card=_card(scene, out),
    )


def _ends(shown: np.ndarray) -> tuple[Text, ...]:
    """The distance along the line at the end of each section; none for a link off the line."""
    sections = index()
    ends = zip(sections.km_to[shown], sections.is_link[shown], strict=True)
    return tuple(
        None if link else message("layers.section_end", km=round(float(km))) for km, link in ends
    )


def _legend(scene: Scene, ranges: list[Message], untested: bool) -> tuple[LegendEntry, ...]:
    entries = class_legend("section", "line", ranges)
    entries += (
        LegendEntry("section.none", message(f"layers.legend.section.{_rest(scene)}"), "line"),
    )
    if untested:
        text = message("layers.legend.section.untested")
        entries += (LegendEntry("section.untested", text, "line"),)
    if scene.sections is not None and scene.sections.stands_out.any():
        text = message("layers.legend.section.stands_out")
        entries = (LegendEntry("section.stands_out", text, "line"), *entries)
    return entries


def _rest(scene: Scene) -> str:
    """What a section without a class means under the measure asked for."""
    if scene.sections is None or scene.query.measure in ("none", "density", "cells"):
        return "plain"
    return "within_chance" if scene.query.measure == "chance" else "none"


def _notes(scene: Scene) -> tuple[Message, ...]:
    results = scene.sections
    if results is None or scene.query.measure not in ("counts", "rates", "chance"):
        return ()
    used, recorded = len(scene.selection.used), len(scene.selection.recorded)
    return (
        message("layers.note.used", n=used, aside=recorded - used, km=scene.query.max_km),
        *note("stand_out", int(results.stands_out.sum())),
        message("layers.note.tested", n=int(results.tested.sum())),
        message("layers.note.recorded_only"),
    )


def build(scene: Scene) -> LayerSpec:
    """Colour and width by the class of the query's measure; what stands out has an outline."""
    shown = _shown(scene)
    classes, ranges = _classes(scene)
    found, outlined = _all_features(scene, shown, classes), _outlined(scene, shown)
    layers = ((found, _ends(shown)),)
    if outlined is not None and outlined.ids:
        layers = ((outlined, ()), *layers)
    measure = scene.query.measure if scene.query.measure in ("rates", "chance") else "counts"
    return LayerSpec(
        id="sections",
        title=message(f"layers.sections.{measure}" if scene.sections else "layers.sections"),
        marks=tuple(
            Shapes(item, "sections_overview", "sections_detail", DETAIL_FROM_ZOOM, ends)
            for item, ends in layers
        ),
        legend=_legend(scene, ranges, "section.untested" in found.tokens),
        notes=_notes(scene),
        order=40,
    )
