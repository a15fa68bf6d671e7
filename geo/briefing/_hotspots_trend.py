"""Which way it goes over the years: a steady rise or fall, and patterns of emerging hotspots."""

from datetime import date

import numpy as np

from geo.borders import neighbourhood
from geo.briefing._hotspots_types import LEAST_RECORDS, Asking, Chart, Found, Series, odds
from geo.briefing._hotspots_when import collected_alike
from geo.hotspots.conditional import conditional_test
from geo.hotspots.trend import EMERGING_CATEGORIES, emerging_category, mann_kendall
from geo.messages import message
from geo.periods import to_day

LEAST_YEARS = 8
LEAST_PERIODS = 10
NO_MARKS = np.zeros(0, dtype=np.int64)


def direction(asking: Asking) -> Found:
    """A steady rise or fall over whole years, only where all were collected alike."""
    parts, years = _by_year(asking)
    total = sum(len(part) for part in parts)
    if len(parts) < LEAST_YEARS or total < LEAST_RECORDS:
        return Found(
            message(
                "hotspots.not_enough_years",
                found=total,
                years=len(parts),
                need=LEAST_RECORDS,
                need_years=LEAST_YEARS,
            ),
            enough=False,
        )
    chart = _bars(years, parts)
    with_any = [part for part in parts if len(part)]
    if not collected_alike(asking.world.snapshot.incidents, *with_any):
        verdict = message("hotspots.collection_differs_years", n=total, years=len(parts))
        return Found(verdict, charts=(chart,), enough=False)
    counts = [len(part) for part in parts]
    if len(set(counts)) == 1:
        verdict = message("hotspots.verdict.constant", n=counts[0], years=len(parts))
        return Found(verdict, charts=(chart,), enough=False)
    found = mann_kendall(counts)
    way = "none" if found.p > 0.05 else "up" if found.s > 0 else "down"
    verdict = message(
        f"hotspots.verdict.trend.{way}", years=len(parts), n=total, odds=odds(found.p)
    )
    rows = tuple(zip((str(year) for year in years), counts, strict=True))
    return Found(verdict, ("year", "records"), rows, marked=NO_MARKS, charts=(chart,))


def _bars(years: list[int], parts: list[np.ndarray]) -> Chart:
    used = message("hotspots.series.used")
    heights = tuple(float(len(part)) for part in parts)
    return Chart(
        message("hotspots.chart.years"),
        message("hotspots.axis.year"),
        message("hotspots.axis.records"),
        (Series(used, "bars", tuple(map(float, years)), heights),),
    )


def _by_year(asking: Asking) -> tuple[list[np.ndarray], list[int]]:
    """Used records that lie wholly in each whole year covered."""
    cover, incidents = asking.base.period, asking.world.snapshot.incidents
    first = cover.first.year + (cover.first > date(cover.first.year, 1, 1))
    last = cover.last.year - (cover.last < date(cover.last.year, 12, 31))
    years = list(range(first, last + 1))
    day_from, day_to = incidents.day_from[asking.rows], incidents.day_to[asking.rows]
    parts = []
    for year in years:
        edge = to_day(date(year, 1, 1)), to_day(date(year, 12, 31))
        parts.append(asking.rows[(day_from >= edge[0]) & (day_to <= edge[1])])
    return parts, years


def emerging(asking: Asking) -> Found:
    """The pattern of each section over the years, only where every year carries a test."""
    parts, _ = _by_year(asking)
    least = min((len(part) for part in parts), default=0)
    if len(parts) < LEAST_PERIODS or least < LEAST_RECORDS:
        return Found(
            message(
                "hotspots.not_enough_patterns",
                years=len(parts),
                least=least,
                need=LEAST_RECORDS,
                need_years=LEAST_PERIODS,
            ),
            enough=False,
        )
    if not collected_alike(asking.world.snapshot.incidents, *parts):
        total = sum(len(part) for part in parts)
        return Found(
            message("hotspots.collection_differs_years", n=total, years=len(parts)), enough=False
        )
    near = neighbourhood(steps=1)
    tests = [conditional_test(asking.counts(part), asking.tested_km, near) for part in parts]
    z, p = (np.array([getattr(test, name) for test in tests]) for name in ("z", "p"))
    at = np.flatnonzero((sum(asking.counts(part) for part in parts) > 0) & (asking.tested_km > 0))
    named = {int(k): emerging_category(z[:, k], p[:, k]) for k in at}
    rows = tuple(
        (
            message(f"hotspots.pattern.{word}"),
            message(f"hotspots.pattern.{word}.means"),
            sum(found == word for found in named.values()),
        )
        for word in EMERGING_CATEGORIES
        if word in named.values()
    )
    hot = [k for k, word in named.items() if word.endswith("_hot")]
    verdict = message(
        "hotspots.verdict.patterns", hot=len(hot), tested=len(named), years=len(parts)
    )
    return Found(verdict, ("pattern", "means", "sections"), rows, marked=np.array(hot, dtype=int))
