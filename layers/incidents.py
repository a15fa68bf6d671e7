"""Recorded incidents by category; how each is drawn depends on how precisely it is placed."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.columns import NO_DAY, IncidentColumns
from geo.layerspec import Circles, Features, Field, LayerSpec, LegendEntry, Marks, Points, Text
from geo.messages import Message, message
from geo.scene import Scene
from geo.schema.vocabularies import (
    AUDITS,
    CATEGORIES,
    COUNTRIES,
    ORIGINS,
    PRECISIONS,
    code,
)
from layers._build import (
    RADIUS_BY_PRECISION_M,
    apart,
    features,
    line,
    note,
    word,
)

CLUSTER_ABOVE = 200
# Within the uncertainty of a town's point, so that records of one town can each be clicked.
RING_M = 400.0
_EPOCH = date(1970, 1, 1)
_WORST_DRAWN = code(PRECISIONS, "town")
_ISO_LENGTH = (10, 7, 4)


def _rows(scene: Scene) -> np.ndarray:
    """Recorded rows of categories that the profile leaves in."""
    rows, incidents = scene.selection.recorded, scene.snapshot.incidents
    hidden = [CATEGORIES.index(name) for name in scene.left_out if name in CATEGORIES]
    return rows[~np.isin(incidents.category[rows], hidden)]


def _iso(day: int, precision: int) -> str:
    """A day as an ISO date cut to its precision, blank where it has none."""
    if day == NO_DAY or not 0 <= precision < len(_ISO_LENGTH):
        return ""
    return (_EPOCH + timedelta(days=int(day))).isoformat()[: _ISO_LENGTH[precision]]


def _dates(incidents: IncidentColumns, rows: np.ndarray) -> list[Message | None]:
    found = (
        _iso(int(day), int(precision))
        for day, precision in zip(
            incidents.day_from[rows], incidents.date_precision[rows], strict=True
        )
    )
    return [message("date.partial", iso=iso) if iso else None for iso in found]


def _words(kind: str, vocabulary: tuple[str, ...], codes: np.ndarray) -> list[Message | None]:
    known = [word(kind, name) for name in vocabulary]
    return [known[i] if i >= 0 else None for i in codes]


def _detail(details: pd.DataFrame, column: str, count: int) -> list[Text]:
    if column not in details:
        return [None] * count
    return ["" if pd.isna(value) else str(value) for value in details[column]]


def _attribution(incidents: IncidentColumns, rows: np.ndarray) -> list[Message | None]:
    """For armed clashes: whose report places the event, and that the other side may differ."""
    clash = CATEGORIES.index("armed_clash")
    both = zip(incidents.category[rows], incidents.country[rows], strict=True)
    return [
        message("layers.card.as_reported") if kind == clash and side >= 0 else None
        for kind, side in both
    ]


def _card(scene: Scene, rows: np.ndarray) -> tuple[Field, ...]:
    incidents, n = scene.snapshot.incidents, len(rows)
    details = scene.details.reindex(incidents.key[rows])
    outlets = [incidents.outlets[i] if i >= 0 else None for i in incidents.outlet[rows]]
    return (
        line("category", _words("category", CATEGORIES, incidents.category[rows])),
        line("date", _dates(incidents, rows)),
        line("place", _detail(details, "place", n)),
        line("country", _words("country", COUNTRIES, incidents.country[rows])),
        line("attribution", _attribution(incidents, rows)),
        line("precision", incidents.precision_words(rows)),
        line("origin", _words("origin", ORIGINS, incidents.origin[rows])),
        line("outlet", outlets),
        line("source_address", _detail(details, "source_address", n)),
        line("audit", _words("audit", AUDITS, incidents.audit[rows])),
    )


def _ids(scene: Scene, rows: np.ndarray) -> list[str]:
    keys = scene.snapshot.incidents.key[rows]
    written = _detail(scene.details.reindex(keys), "id", len(rows))
    return [f"incident:{item or key}" for item, key in zip(written, keys, strict=True)]


def _tokens(incidents: IncidentColumns, rows: np.ndarray) -> list[str]:
    """Each record's category; an outline of its symbol where release moved the point."""
    both = zip(incidents.category[rows], incidents.moved_m[rows] > 0, strict=True)
    return [f"category.{CATEGORIES[at]}{'.approximate' if moved else ''}" for at, moved in both]


def _features(scene: Scene, rows: np.ndarray, tokens: list[str]) -> Features:
    incidents = scene.snapshot.incidents
    names = _words("category", CATEGORIES, incidents.category[rows])
    return features(_ids(scene, rows), tokens, names=names, card=_card(scene, rows))


def _points(scene: Scene, rows: np.ndarray) -> Points:
    incidents = scene.snapshot.incidents
    lon, lat, _ = apart(incidents.lon[rows], incidents.lat[rows], ring_m=RING_M)
    found = _features(scene, rows, _tokens(incidents, rows))
    return Points(found, lon, lat, cluster=len(rows) > CLUSTER_ABOVE)


def _areas(scene: Scene, rows: np.ndarray) -> Circles:
    """One soft circle per place and precision, with how many records are known only so far."""
    incidents = scene.snapshot.incidents
    places = pd.DataFrame(
        {
            "lon": incidents.lon[rows],
            "lat": incidents.lat[rows],
            "precision": incidents.precision[rows],
            "id": _ids(scene, rows),
            "place": _place_names(scene, rows),
        }
    )
    grouped = places.groupby(["precision", "lon", "lat"], sort=True)
    first, sizes = grouped.first(), grouped.size()
    kinds = [PRECISIONS[i] for i in first.index.get_level_values("precision")]
    found = features(
        (f"incident-area:{item.removeprefix('incident:')}" for item in first["id"]),
        ["area.approximate"] * len(first),
        names=[message("layers.approximate_records", n=int(n)) for n in sizes],
        card=(
            line("recorded", [message("layers.card.records", n=int(n)) for n in sizes]),
            line("place", first["place"]),
            line("precision", [word("precision", kind) for kind in kinds]),
        ),
    )
    lon, lat = (first.index.get_level_values(name).to_numpy(float) for name in ("lon", "lat"))
    return Circles(found, lon, lat, np.array([RADIUS_BY_PRECISION_M[kind] for kind in kinds]))


def _place_names(scene: Scene, rows: np.ndarray) -> list[Text]:
    """District or province as written; never the finer place that a record may name."""
    details = scene.details.reindex(scene.snapshot.incidents.key[rows])
    district = _detail(details, "admin2", len(rows))
    province = _detail(details, "admin1", len(rows))
    return [
        ", ".join(part for part in both if part) for both in zip(district, province, strict=True)
    ]


def _split(incidents: IncidentColumns, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows drawn as symbols and rows drawn as soft circles; the others have no place."""
    placed = np.isfinite(incidents.lon[rows]) & np.isfinite(incidents.lat[rows])
    precision = incidents.precision[rows]
    soft = [code(PRECISIONS, name) for name in RADIUS_BY_PRECISION_M]
    sharp = placed & (precision >= 0) & (precision <= _WORST_DRAWN)
    return rows[sharp], rows[placed & np.isin(precision, soft)]


def _legend(incidents: IncidentColumns, sharp: np.ndarray, soft: np.ndarray) -> tuple:
    counts = np.bincount(incidents.category[sharp], minlength=len(CATEGORIES))
    entries = [
        LegendEntry(
            f"category.{name}",
            message("layers.legend.category", category=word("category", name), n=int(count)),
            "symbol",
        )
        for name, count in zip(CATEGORIES, counts, strict=True)
        if count
    ]
    if len(soft):
        text = message("layers.approximate_records", n=len(soft))
        entries.append(LegendEntry("area.approximate", text, "circle"))
    moved_m = incidents.moved_m[sharp]
    moved_m = moved_m[moved_m > 0]
    if len(moved_m):
        text = message("layers.moved_records", n=len(moved_m), km=float(moved_m.max()) / 1000)
        entries.append(LegendEntry("category.approximate", text, "symbol"))
    return tuple(entries)


def _notes(scene: Scene, rows: np.ndarray, drawn: int) -> tuple[Message, ...]:
    incidents = scene.snapshot.incidents
    clash = int((incidents.category[rows] == CATEGORIES.index("armed_clash")).sum())
    left_out = any(name in CATEGORIES for name in scene.left_out)
    press = (incidents.origin[rows] == ORIGINS.index("published")).all()
    kind = "incidents_recorded" if press else "incidents_of_any_origin"
    return (
        message(f"layers.note.{kind}", n=len(rows)),
        *note("incidents_without_place", len(rows) - drawn),
        *note("armed_clash", clash),
        *(
            (message("layers.note.categories_left_out", names=_left_out(scene)),)
            if left_out
            else ()
        ),
    )


def _side_by_side(incidents: IncidentColumns, sharp: np.ndarray) -> tuple[Message, ...]:
    """How many symbols stand beside their point because others share it."""
    points = pd.DataFrame({"lon": incidents.lon[sharp], "lat": incidents.lat[sharp]})
    moved = int(points.duplicated(keep=False).sum())
    if not moved:
        return ()
    return (message("layers.note.incidents_side_by_side", n=moved, metres=int(RING_M)),)


def _left_out(scene: Scene) -> tuple[Message, ...]:
    return tuple(message(f"term.category.{name}") for name in CATEGORIES if name in scene.left_out)


def build(scene: Scene) -> LayerSpec:
    """Symbols for records placed to the town or better, soft circles for the rest.

    Of a record whose point release moved for this viewer the symbol's outline is drawn. Where the
    scene brings no details there are too many records to draw one by one, and a note says so;
    sections, cells and density carry them.
    """
    rows, marks, legend = _rows(scene), [], ()
    sharp, soft = _split(scene.snapshot.incidents, rows)
    if scene.details is None:
        notes: tuple[Message, ...] = note("incidents_too_many", len(rows))
    else:
        marks = _marks(scene, sharp, soft)
        legend = _legend(scene.snapshot.incidents, sharp, soft)
        drawn = len(sharp) + len(soft)
        notes = (*_notes(scene, rows, drawn), *_side_by_side(scene.snapshot.incidents, sharp))
    return LayerSpec(
        id="incidents",
        title=message("layers.incidents", n=len(rows)),
        marks=tuple(marks),
        legend=legend,
        notes=notes,
        order=100,
    )


def _marks(scene: Scene, sharp: np.ndarray, soft: np.ndarray) -> list[Marks]:
    found: list[Marks] = []
    if len(soft):
        found.append(_areas(scene, soft))
    if len(sharp):
        found.append(_points(scene, sharp))
    return found
