"""What economic zones and casino areas or listed sites share: cards, age, precision.

A card says what a public body did and when, never how risky a place is; the flags themselves are
not shown as marks.
"""

from collections.abc import Mapping

import pandas as pd

from geo.ages import is_aged
from geo.layerspec import Circles, Features, Field, Marks, Points
from geo.messages import Message, message
from geo.scene import Scene
from layers._build import (
    AREA_PRECISIONS,
    PIN_PRECISIONS,
    addresses,
    dated,
    features,
    line,
    names,
    note,
    numbers,
    of_precision,
    radii,
    source_fields,
    texts,
    words,
)


def shown(scene: Scene, kinds: tuple[str, ...]) -> tuple[pd.DataFrame, int]:
    """Rows of these kinds in order of id, without low-confidence ones, and how many those are."""
    rows = scene.snapshot.zones
    rows = rows[rows["kind"].isin(kinds)].sort_index()
    low = rows["confidence"] == "low"
    return rows[~low], int(low.sum())


def aged(scene: Scene, rows: pd.DataFrame) -> list[bool]:
    """Whether each row's source is undated or older than 24 months before the scene's date."""
    return [is_aged(day, as_of=scene.as_of) for day in texts(rows, "source_date")]


def _as_of(rows: pd.DataFrame) -> list[Message]:
    return [
        message("layers.card.as_of.value", when=dated(day)) if day else message("layers.undated")
        for day in texts(rows, "source_date")
    ]


def _has_casino(rows: pd.DataFrame) -> list[Message | None]:
    flags = (text.split(";") for text in texts(rows, "risk_flags"))
    return [message("layers.card.casino_present") if "casino" in row else None for row in flags]


def _links(scene: Scene, rows: pd.DataFrame) -> list[str]:
    """Addresses of the public acts, in the order of the row."""
    known = addresses(scene)
    listed = (text.split(";") for text in texts(rows, "flag_source_ids"))
    return [" ; ".join(filter(None, (known.get(item.strip()) for item in row))) for row in listed]


def _scopes(rows: pd.DataFrame) -> list[Message | None]:
    """Who a public act named, only where there is one."""
    pairs = zip(texts(rows, "flag_scope"), texts(rows, "flag_basis"), strict=True)
    return [message(f"layers.scope.{scope}") if scope and basis else None for scope, basis in pairs]


def card(scene: Scene, rows: pd.DataFrame) -> tuple[Field, ...]:
    """The lines of a zone's or site's card."""
    precision = texts(rows, "coord_precision")
    return (
        line("kind", words("zone_kind", texts(rows, "kind"))),
        line("as_of", _as_of(rows)),
        line("status", words("zone_status", texts(rows, "status"))),
        line("country", words("country", texts(rows, "country"))),
        line("province", texts(rows, "admin1")),
        line("land_use", _has_casino(rows)),
        line("public_record", texts(rows, "flag_basis")),
        line("public_record_scope", _scopes(rows)),
        line("public_record_link", _links(scene, rows)),
        line(
            "place",
            [
                message("layers.approximate_area") if p in AREA_PRECISIONS else None
                for p in precision
            ],
        ),
        line("precision", words("precision", precision)),
        line("confidence", words("confidence", texts(rows, "confidence"))),
        line("audit", words("audit", texts(rows, "audit"))),
        *source_fields(scene, rows),
    )


def _features(scene: Scene, rows: pd.DataFrame, tokens: list[str]) -> Features:
    ids = (f"zone:{item}" for item in rows.index)
    return features(ids, tokens, names=names(rows), card=card(scene, rows))


def marks(scene: Scene, rows: pd.DataFrame, tokens: Mapping[str, str]) -> tuple[Marks, ...]:
    """Soft circles for districts and provinces, symbols for towns or better; aged ones in grey.

    tokens: the style token of each kind.
    """
    found: list[Marks] = []
    area = rows[of_precision(rows, AREA_PRECISIONS)]
    pins = rows[of_precision(rows, PIN_PRECISIONS)]
    if len(area):
        looks = _looks(scene, area, tokens, normal="{}.area", aged_look="area.approximate")
        marked = _features(scene, area, looks)
        found.append(Circles(marked, numbers(area, "lon"), numbers(area, "lat"), radii(area)))
    if len(pins):
        looks = _looks(scene, pins, tokens, normal="{}", aged_look="{}.aged")
        marked = _features(scene, pins, looks)
        found.append(Points(marked, numbers(pins, "lon"), numbers(pins, "lat")))
    return tuple(found)


def _looks(
    scene: Scene, rows: pd.DataFrame, tokens: Mapping[str, str], *, normal: str, aged_look: str
) -> list[str]:
    kinds = zip(texts(rows, "kind"), aged(scene, rows), strict=True)
    return [(aged_look if old else normal).format(tokens[kind]) for kind, old in kinds]


def notes(scene: Scene, rows: pd.DataFrame, *, low: int) -> tuple[Message, ...]:
    """How many are drawn, aged, approximate, without a point, or kept back."""
    area = int(of_precision(rows, AREA_PRECISIONS).sum())
    placed = area + int(of_precision(rows, PIN_PRECISIONS).sum())
    return (
        *note("zones_aged", sum(aged(scene, rows))),
        *note("zones_area", area),
        *note("zones_without_point", len(rows) - placed),
        *note("zones_low_confidence", low),
    )
