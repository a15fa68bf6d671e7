"""Contested and undemarcated stretches: dashed, with both parties' names and sentences.

Rows about the sea, a whole border or a strip have no geometry on purpose and stand in the notes;
positions held under a ceasefire are never drawn.
"""

import pandas as pd

from geo.layerspec import Features, Field, LayerSpec, LegendEntry, Marks, Paths, Points
from geo.messages import Message, listing, message
from geo.scene import Scene
from layers._build import dated, features, line, numbers, source_fields, source_ids, texts, words
from layers._stretches import Stretches, paths, stretches

LOCAL_NAMES = ("name_km", "name_lo", "name_my", "name_th")
ORDER = 50


def _names(rows: pd.DataFrame) -> list[str]:
    """The English name, which holds both parties' names, with the local ones on record."""
    columns = [texts(rows, name) for name in ("name_en", *LOCAL_NAMES)]
    return [" · ".join(name for name in found if name) for found in zip(*columns, strict=True)]


def _positions(rows: pd.DataFrame, side: int) -> list[Message]:
    """What one side holds, in its neutral sentence; blank ones say that no source states it."""
    both = zip(texts(rows, "border_pair"), texts(rows, f"position_side_{side}"), strict=True)
    return [_position(pair.split("-")[side - 1], sentence) for pair, sentence in both]


def _position(country: str, sentence: str) -> Message:
    return message(
        "layers.card.position.value",
        country=message(f"country.{country}"),
        text=sentence or message("layers.position_not_stated"),
    )


def _card(scene: Scene, rows: pd.DataFrame) -> tuple[Field, ...]:
    return (
        line("kind", words("stretch_kind", texts(rows, "kind"))),
        line("position", _positions(rows, 1)),
        line("position", _positions(rows, 2)),
        line("legal_references", texts(rows, "legal_references")),
        line("status", _statuses(rows)),
        line("date_note", texts(rows, "status_date_note")),
        line("precision", words("precision", texts(rows, "coord_precision"))),
        line("place_basis", texts(rows, "coord_basis")),
        line("confidence", words("confidence", texts(rows, "confidence"))),
        *source_fields(scene, rows),
    )


def _statuses(rows: pd.DataFrame) -> list[Message | None]:
    both = zip(texts(rows, "status"), texts(rows, "status_date"), strict=True)
    return [
        message(
            "layers.card.status.value", status=status, when=dated(day) or message("layers.undated")
        )
        if status
        else None
        for status, day in both
    ]


def _features(scene: Scene, rows: pd.DataFrame, token: str) -> Features:
    ids = (f"stretch:{item}" for item in rows.index)
    card = _card(scene, rows)
    return features(ids, [token] * len(rows), names=_names(rows), card=card)


def _marks(scene: Scene, found: Stretches) -> tuple[Marks, ...]:
    """Dashes along the border and rings at places."""
    marks: tuple[Marks, ...] = ()
    if len(found.lines):
        dashes = _features(scene, found.lines, "border.contested")
        marks += (Paths(dashes, paths(found.lines)),)
    if len(found.spots):
        rings = _features(scene, found.spots, "border.contested.point")
        marks += (Points(rings, numbers(found.spots, "lon"), numbers(found.spots, "lat")),)
    return marks


def _listed(rows: pd.DataFrame) -> tuple[Message, ...]:
    """The rows that are told, not drawn."""
    if not len(rows):
        return ()
    named = zip(texts(rows, "name_en"), texts(rows, "status_date"), strict=True)
    told = listing(
        message("layers.note.stretch", name=name, when=dated(day) or message("layers.undated"))
        for name, day in named
    )
    return (message("layers.note.stretches_listed", n=len(rows), names=told),)


def build(scene: Scene) -> LayerSpec:
    """Dashes along stretches, rings at places; the border layer leaves room for the dashes."""
    title, found = message("layers.contested"), stretches(scene)
    if found is None:
        return LayerSpec(id="contested", title=title, marks=(), order=ORDER)
    return LayerSpec(
        id="contested",
        title=title,
        marks=_marks(scene, found),
        legend=(
            LegendEntry("border.contested", message("layers.legend.contested"), "line"),
            LegendEntry(
                "border.contested.point", message("layers.legend.contested_place"), "symbol"
            ),
        ),
        notes=(message("layers.note.contested"), *_listed(found.told)),
        source_ids=source_ids(found.lines, found.spots, found.told),
        order=ORDER,
    )
