"""Border crossings by class, with their last known status and its date."""

from types import MappingProxyType

import numpy as np
import pandas as pd

from geo.ages import STATUS_VALID_MONTHS, is_aged
from geo.layerspec import Circles, Features, LayerSpec, LegendEntry, Points
from geo.messages import Message, message
from geo.scene import Scene
from geo.schema.vocabularies import CROSSING_STATUSES as STATUSES
from layers._build import (
    AREA_PRECISIONS,
    PIN_PRECISIONS,
    SYMBOL_PRECISIONS,
    approximate,
    dated,
    features,
    line,
    names,
    note,
    numbers,
    of_precision,
    pair_names,
    radii,
    source_fields,
    source_ids,
    texts,
    words,
)

DRAWN_CLASS = MappingProxyType(
    {
        "permanent": "international",
        "international": "international",
        "bilateral": "bilateral",
        "temporary": "local",
        "trade_relaxed": "local",
        "local": "local",
    }
)


def _drawn_status(scene: Scene, rows: pd.DataFrame) -> list[str]:
    """The status as drawn: unknown where its date is missing or too long ago."""
    stated = zip(texts(rows, "status"), texts(rows, "status_date"), strict=True)
    return [
        "unknown" if status not in STATUSES or is_aged(day, as_of=scene.as_of) else status
        for status, day in stated
    ]


def _looks(scene: Scene, rows: pd.DataFrame) -> list[str]:
    kinds = (DRAWN_CLASS.get(item, "local") for item in texts(rows, "class"))
    pairs = zip(_drawn_status(scene, rows), kinds, strict=True)
    return [f"crossing.{status}.{kind}" for status, kind in pairs]


def _status_texts(rows: pd.DataFrame) -> list[Message | None]:
    """The status as the source states it, always with its date or the words that it has none."""
    found = []
    for status, day in zip(texts(rows, "status"), texts(rows, "status_date"), strict=True):
        stated = message(f"term.crossing_status.{status}") if status else None
        when = dated(day) or message("layers.undated")
        found.append(
            message("layers.card.status.value", status=stated, when=when) if stated else None
        )
    return found


def _side(rows: pd.DataFrame, side: str) -> list[Message | None]:
    pairs = zip(texts(rows, f"side_{side}_country"), texts(rows, f"side_{side}_place"), strict=True)
    return [
        message("layers.card.side.value", country=message(f"country.{country}"), place=place)
        if country
        else None
        for country, place in pairs
    ]


def _features(scene: Scene, rows: pd.DataFrame, tokens: list[str]) -> Features:
    card = (
        line("class", words("crossing_class", texts(rows, "class"))),
        line("class_local", texts(rows, "class_local")),
        line("status", _status_texts(rows)),
        line("pair", pair_names(texts(rows, "border_pair"))),
        line("side", _side(rows, "a")),
        line("side", _side(rows, "b")),
        line("opening_hours", texts(rows, "opening_hours")),
        line("precision", words("precision", texts(rows, "coord_precision"))),
        line("confidence", words("confidence", texts(rows, "confidence"))),
        line("audit", words("audit", texts(rows, "audit"))),
        *source_fields(scene, rows),
    )
    return features((f"crossing:{i}" for i in rows.index), tokens, names=names(rows), card=card)


def _legend(looks: list[str]) -> tuple[LegendEntry, ...]:
    """One line per class in use, then one per status in use, each with its count."""
    kinds = dict.fromkeys(DRAWN_CLASS.values())
    of_kind = {kind: sum(look.endswith(f".{kind}") for look in looks) for kind in kinds}
    of_status = {s: sum(look.startswith(f"crossing.{s}.") for look in looks) for s in STATUSES}
    entries = [
        LegendEntry(f"crossing.open.{kind}", _counted(f"layers.crossing_kind.{kind}", n), "symbol")
        for kind, n in of_kind.items()
        if n
    ]
    entries += [
        LegendEntry(
            f"crossing.{status}.international",
            _counted(f"layers.crossing_status.{status}", n),
            "symbol",
        )
        for status, n in of_status.items()
        if n
    ]
    return tuple(entries)


def _counted(text: str, count: int) -> Message:
    return message("layers.legend.crossing", text=message(text), n=count)


def _aged(scene: Scene, rows: pd.DataFrame) -> int:
    stated = np.array([item in STATUSES[:-1] for item in texts(rows, "status")], bool)
    drawn = np.array([item == "unknown" for item in _drawn_status(scene, rows)], bool)
    return int((stated & drawn).sum())


def build(scene: Scene) -> LayerSpec:
    """Diamonds by class and status; a status too old or undated is drawn as unknown."""
    rows = scene.snapshot.crossings.sort_index()
    placed = rows[of_precision(rows, PIN_PRECISIONS + AREA_PRECISIONS)]
    area = placed[of_precision(placed, AREA_PRECISIONS)]
    sharp = placed[of_precision(placed, SYMBOL_PRECISIONS)]
    marks, looks = [], _looks(scene, sharp)
    if len(area):
        circles = _features(scene, area, ["area.approximate"] * len(area))
        marks.append(Circles(circles, numbers(area, "lon"), numbers(area, "lat"), radii(area)))
    if len(sharp):
        tokens = map(approximate, looks, texts(sharp, "coord_precision"))
        found = _features(scene, sharp, list(tokens))
        marks.append(Points(found, numbers(sharp, "lon"), numbers(sharp, "lat")))
    return LayerSpec(
        id="crossings",
        title=message("layers.crossings", n=len(rows)),
        marks=tuple(marks),
        legend=_legend(looks),
        notes=(
            *_aged_note(scene, rows),
            *note("crossings_without_point", len(rows) - len(placed)),
            *note("crossings_area", len(area)),
        ),
        source_ids=source_ids(placed),
        order=80,
    )


def _aged_note(scene: Scene, rows: pd.DataFrame) -> tuple[Message, ...]:
    count = _aged(scene, rows)
    if not count:
        return ()
    text = "layers.note.crossings_aged"
    return (message(text, n=count, months=STATUS_VALID_MONTHS, as_of=scene.as_of),)
