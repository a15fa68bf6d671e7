"""Is it chance, and who reported it."""

from datetime import timedelta

import numpy as np

from geo.briefing._hotspots_types import (
    HELD_OUT_DAYS,
    LEAST_RECORDS,
    SEED,
    Asking,
    Cell,
    Chart,
    Found,
    Series,
    odds,
    parameter,
    section_place,
    too_few,
)
from geo.hotspots.reporting import funnel, shares, silence
from geo.hotspots.scan import ScanCluster, scan
from geo.messages import message
from geo.schema.vocabularies import COUNTRIES, PAIRS

SCAN_SHARE = 0.1
MOST_OUTLETS = 12
NO_MARKS = np.zeros(0, dtype=np.int64)


def cluster(asking: Asking) -> Found:
    """The likeliest circles of sections, and how often chance makes one as strong."""
    used, km = asking.counts(asking.rows), asking.tested_km
    at = np.flatnonzero(km > 0)
    if used.sum() < LEAST_RECORDS or len(at) < 2:
        return too_few(int(used.sum()))
    index = asking.world.sections
    found = scan(
        np.column_stack([index.mid_lon[at], index.mid_lat[at]]),
        used[at],
        km[at],
        max_share=SCAN_SHARE,
        simulations=asking.simulations,
        seed=SEED,
        progress=asking.progress,
    )
    rows = tuple(_circle(asking, int(at[item.centre]), item) for item in found)
    sure = [item for item in found if item.p <= 0.05]
    kind = "cluster" if sure else "no_cluster"
    verdict = message(
        f"hotspots.verdict.{kind}",
        cases=found[0].cases,
        used=int(used.sum()),
        place=rows[0][0],
        expected=found[0].expected,
        odds=odds(found[0].p),
    )
    marked = np.unique([at[m] for item in sure for m in item.members]).astype(np.int64)
    return Found(
        verdict,
        ("place", "sections", "radius", "records", "expected", "risk", "p"),
        rows,
        marked=marked,
        parameters=(
            parameter("share", SCAN_SHARE),
            parameter("simulations", asking.simulations),
            parameter("seed", SEED),
        ),
    )


def _circle(asking: Asking, position: int, item: ScanCluster) -> tuple[Cell, ...]:
    return (
        section_place(asking, position),
        len(item.members),
        item.radius / 1000,
        item.cases,
        item.expected,
        item.relative_risk,
        item.p,
    )


def reports(asking: Asking) -> Found:
    """Who wrote the records, on which side, and which sections fell silent."""
    incidents, rows = asking.world.snapshot.incidents, asking.rows
    if len(rows) < LEAST_RECORDS:
        return too_few(len(rows))
    counts, few = shares(incidents.outlet[rows], words=len(incidents.outlets))
    order = np.lexsort((np.arange(len(counts)), -counts))[:MOST_OUTLETS]
    lines = [
        (message("hotspots.kind.outlet"), incidents.outlets[at], int(counts[at]),
         float(counts[at] / len(rows)))
        for at in order
        if counts[at]
    ]  # fmt: skip
    sides, _ = shares(incidents.side[rows], words=len(COUNTRIES))
    lines += [
        (message("hotspots.kind.side"), message(f"country.{word}"), int(n), float(n / len(rows)))
        for word, n in zip(COUNTRIES, sides, strict=True)
        if n
    ]
    quiet, sentences = _silent(asking)
    lines += quiet
    verdict = message(
        "hotspots.verdict.reports", n=len(rows), outlets=int((counts > 0).sum()), few=few
    )
    return Found(
        verdict,
        ("kind", "name", "records", "share"),
        tuple(lines),
        sentences,
        marked=NO_MARKS,
        charts=(_funnel(asking),),
        parameters=(parameter("held_out", HELD_OUT_DAYS),),
    )


def _silent(asking: Asking) -> tuple[list[tuple], tuple]:
    """Sections and districts without a record in the last year that had some before."""
    cover = asking.base.period
    split = cover.last - timedelta(days=HELD_OUT_DAYS - 1)
    parts = asking.parted(split)
    days = (split - cover.first).days, HELD_OUT_DAYS
    if days[0] < HELD_OUT_DAYS:
        return [], (message("hotspots.sentence.no_baseline"),)
    incidents = asking.world.snapshot.incidents
    districts = [
        np.bincount(incidents.district[part] + 1, minlength=len(incidents.districts) + 1)[1:]
        for part in parts
    ]
    lines, silent = [], []
    for kind, names, counts in (
        ("section", asking.world.sections.ids, [asking.counts(part) for part in parts]),
        ("district", incidents.districts, districts),
    ):
        found = silence(*counts, days_before=days[0], days_recent=days[1])
        silent.append(int(found.silent.sum()))
        for at in np.flatnonzero(found.silent):
            word = message(f"hotspots.kind.silent_{kind}")
            lines.append((word, names[at], 0, float(found.expected[at])))
    empty = int((asking.counts(asking.rows)[asking.tested_km > 0] == 0).sum())
    return lines, (
        message(
            "hotspots.sentence.silent",
            sections=silent[0],
            districts=silent[1],
            empty=empty,
            tested=asking.base.tested,
        ),
    )


def _funnel(asking: Asking) -> Chart:
    """Used records of each pair against its kilometres, with limits of chance."""
    pair, km = asking.world.sections.pair, asking.tested_km
    size = np.bincount(pair, weights=km, minlength=len(PAIRS))
    counts = np.bincount(pair, weights=asking.counts(asking.rows), minlength=len(PAIRS))
    shown = np.flatnonzero(size > 0)
    shown = shown[np.argsort(size[shown], kind="stable")]
    found = funnel(counts[shown], size[shown])
    across = tuple(size[shown].tolist())
    series = [
        Series(message(f"hotspots.series.{name}"), mark, across, tuple(np.asarray(y).tolist()))
        for name, mark, y in (
            ("pairs", "points", counts[shown]),
            ("expected", "line", found.expected),
            ("low", "line", found.low),
            ("high", "line", found.high),
        )
    ]
    return Chart(
        message("hotspots.chart.funnel"),
        message("hotspots.axis.km"),
        message("hotspots.axis.records"),
        tuple(series),
    )
