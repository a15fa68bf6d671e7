"""Border Liaison Offices, their counterpart links, and how sure their place is."""

import numpy as np
import pandas as pd

from geo.layerspec import Circles, Features, LayerSpec, LegendEntry, Marks, Paths, Points
from geo.messages import Message, message
from geo.scene import Scene
from geo.schema.vocabularies import COUNTERPART_BASES, OFFICE_STATUSES
from layers._build import (
    AREA_PRECISIONS,
    PIN_PRECISIONS,
    SYMBOL_PRECISIONS,
    apart,
    approximate,
    dated,
    features,
    line,
    names,
    note,
    numbers,
    of_precision,
    radii,
    source_fields,
    source_ids,
    texts,
    words,
)

RING_M = 600.0


def _card(scene: Scene, rows: pd.DataFrame) -> tuple:
    counterpart = _counterpart_names(scene, rows)
    return (
        line("status", words("office_status", texts(rows, "status"))),
        line("country", words("country", texts(rows, "country"))),
        line("province", texts(rows, "admin1")),
        line("faces", words("country", texts(rows, "faces_country"))),
        line("counterpart", counterpart),
        line("counterpart_basis", words("counterpart_basis", texts(rows, "counterpart_basis"))),
        line("agencies", texts(rows, "agencies")),
        line("year_established", _years(rows)),
        line("precision", words("precision", texts(rows, "coord_precision"))),
        line("confidence", words("confidence", texts(rows, "confidence"))),
        line("audit", words("audit", texts(rows, "audit"))),
        *source_fields(scene, rows),
        line("source_date", [dated(item) for item in texts(rows, "source_date")]),
    )


def _years(rows: pd.DataFrame) -> list[Message | None]:
    """The year as the source gives it: in it, or in it at the latest."""
    bases = texts(rows, "year_established_basis")
    years = zip(numbers(rows, "year_established"), bases, strict=True)
    return [
        message(f"layers.card.year.{'by' if basis == 'at_latest' else 'in'}", year=int(year))
        if np.isfinite(year)
        else None
        for year, basis in years
    ]


def _counterpart_names(scene: Scene, rows: pd.DataFrame) -> list[str]:
    """Name of the paired office, or the words the source uses where it is not in the list."""
    known = dict(zip(scene.snapshot.offices.index, names(scene.snapshot.offices), strict=True))
    pairs = zip(texts(rows, "counterpart_id"), texts(rows, "counterpart_name"), strict=True)
    return [known.get(item) or written for item, written in pairs]


def _features(scene: Scene, rows: pd.DataFrame, tokens: list[str]) -> Features:
    ids = (f"office:{item}" for item in rows.index)
    card = _card(scene, rows)
    return features(ids, tokens, names=names(rows), card=card)


def _tokens(rows: pd.DataFrame) -> list[str]:
    pairs = zip(texts(rows, "status"), texts(rows, "coord_precision"), strict=True)
    return [approximate(f"office.{status}", precision) for status, precision in pairs]


def _links(placed: pd.DataFrame) -> Paths | None:
    """One line per pair of placed offices; stated where either of the two rows says so."""
    basis: dict[tuple[str, str], str] = {}
    rows = zip(
        placed.index,
        texts(placed, "counterpart_id"),
        texts(placed, "counterpart_basis"),
        strict=True,
    )
    for item, other, stated in rows:
        if other in placed.index and stated in COUNTERPART_BASES:
            ends = tuple(sorted((item, other)))
            if basis.get(ends) != "stated":
                basis[ends] = stated
    if not basis:
        return None
    at = {item: point for item, *point in placed[["drawn_lon", "drawn_lat"]].itertuples()}
    ends = sorted(basis)
    found = features(
        (f"office-link:{a}:{b}" for a, b in ends), [f"office.link.{basis[pair]}" for pair in ends]
    )
    return Paths(found, tuple(np.array([at[a], at[b]], float) for a, b in ends))


def _placed(offices: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Offices that have a point, in order of id, with the position they are drawn at."""
    rows = offices[of_precision(offices, PIN_PRECISIONS + AREA_PRECISIONS)].sort_index()
    lon, lat, moved = apart(numbers(rows, "lon"), numbers(rows, "lat"), ring_m=RING_M)
    return rows.assign(drawn_lon=lon, drawn_lat=lat), moved


def _legend(placed: pd.DataFrame, links: Paths | None) -> tuple[LegendEntry, ...]:
    entries = [
        LegendEntry(
            f"office.{status}", message(f"layers.legend.office.{status}", n=count), "symbol"
        )
        for status in OFFICE_STATUSES
        if (count := int((placed["status"] == status).sum()))
    ]
    if of_precision(placed, AREA_PRECISIONS).any():
        entries.append(LegendEntry("office.area", message("layers.legend.office.area"), "circle"))
    entries.extend(
        LegendEntry(token, message(f"layers.legend.{token}"), "line")
        for token in (links.features.tokens if links else ())
    )
    return tuple(entries)


def _moved(moved: int) -> tuple[Message, ...]:
    if not moved:
        return ()
    return (message("layers.note.offices_moved", n=moved, metres=int(RING_M)),)


def _notes(offices: pd.DataFrame, placed: pd.DataFrame, moved: int) -> tuple[Message, ...]:
    return (
        *_moved(moved),
        *note("offices_without_point", len(offices) - len(placed)),
        *note("offices_district", int(of_precision(placed, ("district",)).sum())),
        *note("offices_province", int(of_precision(placed, ("province",)).sum())),
    )


def build(scene: Scene) -> LayerSpec:
    """Squares by status; a soft circle marks an office known only by district or province.

    Where the query counts operating offices only, the others are still drawn: the map shows what
    is documented, the figures say which offices they count.
    """
    offices = scene.snapshot.offices
    placed, moved = _placed(offices)
    area = placed[of_precision(placed, AREA_PRECISIONS)]
    sharp = placed[of_precision(placed, SYMBOL_PRECISIONS)]
    links, marks = _links(sharp), []
    if len(area):
        circles = _features(scene, area, ["office.area"] * len(area))
        lon, lat = numbers(area, "lon"), numbers(area, "lat")
        marks.append(Circles(circles, lon, lat, radii(area)))
    if links:
        marks.append(links)
    if len(sharp):
        found = _features(scene, sharp, _tokens(sharp))
        drawn = sharp["drawn_lon"].to_numpy(float), sharp["drawn_lat"].to_numpy(float)
        marks.append(Points(found, *drawn))
    return _spec(offices, placed, tuple(marks), links, moved)


def _spec(
    offices: pd.DataFrame,
    placed: pd.DataFrame,
    marks: tuple[Marks, ...],
    links: Paths | None,
    moved: int,
) -> LayerSpec:
    return LayerSpec(
        id="offices",
        title=message("layers.offices", n=len(offices)),
        marks=marks,
        legend=_legend(placed, links),
        notes=_notes(offices, placed, moved),
        source_ids=source_ids(placed),
        order=90,
    )
