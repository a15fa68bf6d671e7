"""Where more is recorded: sections, cells, density, groups, concentration."""

import numpy as np

from geo.borders import neighbourhood
from geo.briefing._hotspots_types import (
    LEAST_RECORDS,
    SEED,
    Asking,
    Chart,
    Found,
    Series,
    odds,
    parameter,
    place_name,
    section_place,
    too_few,
)
from geo.briefing.ranking import SectionRow
from geo.hotspots.cells import cell_centres
from geo.hotspots.concentration import Concentration, concentration
from geo.hotspots.groups import groups
from geo.hotspots.moran import Likeness, likeness
from geo.messages import Message, message

MOST_ROWS = 100
TOP_SECTIONS = 10
GROUP_RADIUS_KM = 15.0
GROUP_LEAST = 5
SECTION_COLUMNS = ("section", "place", "records", "rate", "low", "high", "p", "out")
NO_MARKS = np.zeros(0, dtype=np.int64)


def chance(asking: Asking) -> Found:
    """Sections that hold more than chance explains."""
    if len(asking.rows) < LEAST_RECORDS:
        return too_few(len(asking.rows))
    return Found(
        asking.base.verdict,
        SECTION_COLUMNS,
        _section_rows(asking),
        (*asking.base.sentences, _half(asking)),
        parameters=(
            parameter("tested", asking.base.tested),
            parameter("neighbours", 1),
            parameter("alpha", 0.05),
            parameter("reach", asking.query.max_km),
        ),
    )


def counts(asking: Asking) -> Found:
    """The busiest sections by count, ranked by what is surely recorded there."""
    if not len(asking.rows):
        return too_few(0, 1)
    found = np.sort(asking.counts(asking.rows))[::-1]
    top = int(found[:TOP_SECTIONS].sum())
    verdict = message(
        "hotspots.verdict.counts",
        top=top,
        used=int(found.sum()),
        sections=TOP_SECTIONS,
        tested=asking.base.tested,
    )
    return Found(
        verdict,
        SECTION_COLUMNS,
        _section_rows(asking),
        (_half(asking),),
        marked=NO_MARKS,
        parameters=(parameter("reach", asking.query.max_km),),
    )


def _section_rows(asking: Asking) -> tuple[tuple, ...]:
    return tuple(_section_row(asking, row) for row in asking.base.rows[:MOST_ROWS])


def _section_row(asking: Asking, row: SectionRow) -> tuple:
    position = asking.world.sections.ids.index(row.section_id)
    yes = message("ranking.yes" if row.stands_out else "ranking.no")
    return (
        row.section_id,
        section_place(asking, position),
        row.count,
        row.rate,
        row.rate_low,
        row.rate_high,
        row.p,
        yes,
    )


def _half(asking: Asking) -> Message:
    """On how much of the border half of the records lie."""
    found = concentration(asking.counts(asking.rows), asking.tested_km, draws=199, seed=SEED)
    return message("hotspots.sentence.half", share=found.share_of_size(0.5))


def cells(asking: Asking) -> Found:
    """Hexagons that hold more than chance explains."""
    results = asking.base.scene.cells
    if results is None or results.count.sum() < LEAST_RECORDS:
        return too_few(0 if results is None else int(results.count.sum()))
    middle = cell_centres(results.cell)
    order = np.lexsort((results.cell, -results.count, ~results.stands_out))[:MOST_ROWS]
    rows = tuple(
        (
            f"{int(results.cell[at]):x}",
            place_name(asking, *middle[at]),
            int(results.count[at]),
            float(results.z[at]),
            float(results.p[at]),
            message("ranking.yes" if results.stands_out[at] else "ranking.no"),
        )
        for at in order
    )
    verdict = message(
        "hotspots.verdict.cells",
        out=int(results.stands_out.sum()),
        tested=results.cells_tested,
        used=int(results.count.sum()),
    )
    return Found(
        verdict,
        ("cell", "place", "records", "z", "p", "out"),
        rows,
        parameters=(
            parameter("resolution", results.resolution),
            parameter("neighbours", 1),
            parameter("alpha", 0.05),
        ),
    )


def density(asking: Asking) -> Found:
    """Where the smoothed surface is highest: a picture, not a test."""
    results = asking.base.scene.density
    if results is None or len(asking.rows) < LEAST_RECORDS:
        return too_few(len(asking.rows))
    incidents = asking.world.snapshot.incidents
    lon, lat = incidents.lon[asking.rows], incidents.lat[asking.rows]
    at = groups(lon, lat, radius_km=results.bandwidth_km, least=1)
    place = place_name(asking, float(at.lon[0]), float(at.lat[0]))
    verdict = message(
        "hotspots.verdict.density",
        size=int(at.size[0]),
        used=len(lon),
        place=place,
        km=results.bandwidth_km,
    )
    return Found(verdict, marked=NO_MARKS, parameters=(parameter("width", results.bandwidth_km),))


def gathered(asking: Asking) -> Found:
    """Groups of records close to each other, each by its nearest place."""
    if len(asking.rows) < LEAST_RECORDS:
        return too_few(len(asking.rows))
    incidents = asking.world.snapshot.incidents
    lon, lat = incidents.lon[asking.rows], incidents.lat[asking.rows]
    found = groups(lon, lat, radius_km=GROUP_RADIUS_KM, least=GROUP_LEAST)
    rows = tuple(
        (
            place_name(asking, float(found.lon[k]), float(found.lat[k])),
            int(size),
            _distinct(lon[found.label == k], lat[found.label == k]),
            float(size / len(lon)),
        )
        for k, size in enumerate(found.size)
    )
    verdict = message(
        "hotspots.verdict.groups",
        inside=int(found.size.sum()),
        used=len(lon),
        groups=len(found.size),
        km=GROUP_RADIUS_KM,
    )
    section = incidents.section[asking.rows[found.label >= 0]]
    return Found(
        verdict,
        ("place", "records", "places", "share"),
        rows,
        (message("hotspots.sentence.picture"),),
        marked=np.unique(section[section >= 0]),
        parameters=(
            parameter("radius", GROUP_RADIUS_KM),
            parameter("least", GROUP_LEAST),
        ),
    )


def _distinct(lon: np.ndarray, lat: np.ndarray) -> int:
    return len(np.unique(np.column_stack([lon, lat]).round(5), axis=0))


def concentrated(asking: Asking) -> Found:
    """How little of the border holds how much of the records, beside what chance would give."""
    if len(asking.rows) < LEAST_RECORDS:
        return too_few(len(asking.rows))
    counts, km = asking.counts(asking.rows), asking.tested_km
    found = concentration(counts, km, seed=SEED)
    alike = likeness(
        counts,
        km,
        neighbourhood(steps=1),
        simulations=asking.simulations,
        seed=SEED,
        progress=asking.progress,
    )
    shares = (0.25, 0.5, 0.75, 1.0)
    verdict = message(
        "hotspots.verdict.concentration",
        share=found.share_of_size(0.5),
        gini=found.gini,
        low=found.low,
        high=found.high,
    )
    rows = tuple((share, found.share_of_size(share)) for share in shares)
    columns = ("record_share", "km_share")
    return Found(
        verdict,
        columns,
        rows,
        (_likeness(alike),),
        marked=NO_MARKS,
        parameters=(parameter("simulations", asking.simulations), parameter("seed", SEED)),
        charts=(_curve(found),),
    )


def _curve(found: Concentration) -> Chart:
    across, up = (tuple(part.tolist()) for part in (found.size_share, found.record_share))
    return Chart(
        message("hotspots.chart.concentration"),
        message("hotspots.axis.km_share"),
        message("hotspots.axis.record_share"),
        (
            Series(message("hotspots.series.records"), "line", across, up),
            Series(message("hotspots.series.even"), "line", (0.0, 1.0), (0.0, 1.0)),
        ),
    )


def _likeness(found: Likeness) -> Message:
    """Whether sections side by side hold alike, beside what chance makes of as many records."""
    word = "alike" if found.p <= 0.05 else "unlike"
    return message(
        f"hotspots.sentence.{word}", i=found.i, low=found.low, high=found.high, odds=odds(found.p)
    )
