"""What changed, what is new, what comes back, which way it goes."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from geo.borders import neighbourhood
from geo.briefing._hotspots_types import (
    LEAST_RECORDS,
    SEED,
    Asking,
    Cell,
    Found,
    odds,
    parameter,
    section_place,
    too_few,
)
from geo.columns import IncidentColumns
from geo.crs import geod
from geo.hotspots.alerts import LEAST_SINCE, Alerts, alerts
from geo.hotspots.change import change_between
from geo.hotspots.near_repeat import near_repeat
from geo.hotspots.space_time import Cylinders, SpaceTimeCluster, space_time_scan
from geo.messages import message
from geo.periods import Period, resolve, to_day
from geo.query import Query
from geo.schema.vocabularies import DATE_PRECISIONS, ORIGINS, code

DAYS_BACK = 365
SCAN_RADIUS_M = 50_000.0
SCAN_MONTHS = 24
DISTANCE_EDGES_M = (0.0, 1_000.0, 10_000.0, 25_000.0, 50_000.0)
DAY_EDGES = (0.0, 8.0, 15.0, 31.0, 91.0)
NO_MARKS = np.zeros(0, dtype=np.int64)
# Who writes about the border, and how much, is nobody's plan: no two periods are alike.
UNEVEN_ORIGINS = (code(ORIGINS, "published"), code(ORIGINS, "public_report"))


def collected_alike(incidents: IncidentColumns, *parts: np.ndarray) -> bool:
    """Whether all parts of the records were collected in one way: by the same planned sources.

    parts: positions of records. Press and the public report as they please, so that a part with
    either is never comparable; nor are parts that do not have the same outlets.
    """
    if any(np.isin(incidents.origin[rows], UNEVEN_ORIGINS).any() for rows in parts):
        return False
    sources = [
        {*zip(incidents.origin[rows].tolist(), incidents.outlet[rows].tolist(), strict=True)}
        for rows in parts
    ]
    return all(found == sources[0] for found in sources)


def periods(asking: Asking) -> tuple[Period, Period]:
    """The earlier and the later period: the one asked for, or the last quarter, and as many whole
    months just before it; where it has no whole months, as many days."""
    later = asking.base.period
    if asking.query.period == "all":
        later = resolve(Query(period="last_quarter"), asking.base.cover)
    end, after = later.first - timedelta(days=1), later.last + timedelta(days=1)
    if later.first.day == after.day == 1:
        months = 12 * (after.year - later.first.year) + after.month - later.first.month
        at = 12 * later.first.year + later.first.month - 1 - months
        return Period(date(at // 12, at % 12 + 1, 1), end), later
    return Period(end - (later.last - later.first), end), later


def change(asking: Asking) -> Found:
    """What changed against as long a time before, only where the two can be compared."""
    before, after = (asking.within(period) for period in periods(asking))
    rows = before.scene.selection.used, after.scene.selection.used
    words = {"before": len(rows[0]), "after": len(rows[1])}
    incidents = asking.world.snapshot.incidents
    if min(words.values()) < LEAST_RECORDS:
        return Found(message("hotspots.not_enough_each", need=LEAST_RECORDS, **words), enough=False)
    if not collected_alike(incidents, *rows):
        return Found(message("hotspots.collection_differs", **words), enough=False)
    counts = [asking.counts(part) for part in rows]
    days = [(part.period.last - part.period.first).days + 1 for part in (before, after)]
    found = change_between(*counts, days_before=days[0], days_after=days[1])
    named = found.rose | found.fell
    order = np.lexsort((found.p, ~named))[: int((counts[0] + counts[1] > 0).sum())]
    table = tuple(
        (
            asking.world.sections.ids[at],
            section_place(asking, int(at)),
            int(counts[0][at]),
            int(counts[1][at]),
            float(found.ratio[at]),
            float(found.low[at]),
            float(found.high[at]),
            float(found.p[at]),
            message(f"hotspots.change.{_way(found.rose[at], found.fell[at])}"),
        )
        for at in order
    )
    verdict = message(
        "hotspots.verdict.change", rose=int(found.rose.sum()), fell=int(found.fell.sum()), **words
    )
    columns = ("section", "place", "before", "after", "ratio", "low", "high", "p", "way")
    return Found(
        verdict, columns, table, marked=np.flatnonzero(named), parameters=_spans(before, after)
    )


def _way(rose: bool, fell: bool) -> str:
    return "rose" if rose else "fell" if fell else "same"


def _spans(*parts: object) -> tuple:
    return tuple(
        parameter("period", message("hotspots.span", first=p.period.first, last=p.period.last))
        for p in parts  # type: ignore[attr-defined]
    )


def since_day(asking: Asking) -> date:
    """The date since which things count as new: the one given, or a year before the cover ends."""
    return asking.since or asking.base.cover.last - timedelta(days=DAYS_BACK - 1)


def new(asking: Asking) -> Found:
    """Sections that gained more since a date than all others."""
    day, incidents = since_day(asking), asking.world.snapshot.incidents
    fresh = incidents.day_from[asking.rows] >= to_day(day)
    old = incidents.day_to[asking.rows] < to_day(day)
    words = {"before": int(old.sum()), "since": int(fresh.sum())}
    if words["before"] < LEAST_RECORDS or words["since"] < LEAST_SINCE:
        return Found(
            message(
                "hotspots.not_enough_since",
                need=LEAST_RECORDS,
                need_since=LEAST_SINCE,
                day=day,
                **words,
            ),
            enough=False,
        )
    parts = [asking.counts(asking.rows[mask]) for mask in (old, fresh)]
    found = alerts(*parts, neighbourhood(steps=1))
    order = np.lexsort((found.p, ~found.alarm))[: int((parts[1] > 0).sum())]
    order = order[parts[1][order] > 0]
    rows = tuple(_alert(asking, found, int(at)) for at in order)
    verdict = message(
        "hotspots.verdict.alerts",
        alarms=int(found.alarm.sum()),
        first=int(found.first.sum()),
        since=words["since"],
        day=day,
    )
    return Found(
        verdict,
        ("section", "place", "before", "since", "expected", "p", "alarm", "first"),
        rows,
        (message("hotspots.sentence.press_gain"),),
        marked=np.flatnonzero(found.alarm),
        parameters=(parameter("since", message("hotspots.day", day=day)), parameter("alpha", 0.05)),
    )


def _alert(asking: Asking, found: Alerts, at: int) -> tuple[Cell, ...]:
    return (
        asking.world.sections.ids[at],
        section_place(asking, at),
        int(found.before[at]),
        int(found.since[at]),
        float(found.expected[at]),
        float(found.p[at]),
        message("ranking.yes" if found.alarm[at] else "ranking.no"),
        message("ranking.yes" if found.first[at] else "ranking.no"),
    )


def building_up(asking: Asking) -> Found:
    """Stretches and months, still open at the end, with more records than their share."""
    sharp = _to_the(asking, "month")
    if len(sharp) < LEAST_RECORDS:
        return too_few(len(sharp))
    at, table, first = _by_month(asking, sharp)
    if min(table.shape) < 2:
        return too_few(min(table.shape), 2)
    index = asking.world.sections
    found = space_time_scan(
        np.column_stack([index.mid_lon[at], index.mid_lat[at]]),
        table,
        cylinders=_still_open(asking, first, table.shape[1]),
        simulations=asking.simulations,
        seed=SEED,
        progress=asking.progress,
    )
    rows = tuple(_cylinder(asking, int(at[item.centre]), first, item) for item in found)
    sure = [k for k, item in enumerate(found) if item.p <= 0.05]
    marked = np.unique([at[m] for k in sure for m in found[k].members]).astype(np.int64)
    verdict = message(
        "hotspots.verdict.none_building", n=len(sharp), simulations=asking.simulations
    )
    if sure:
        best = found[sure[0]]
        verdict = message(
            "hotspots.verdict.building",
            cases=best.cases,
            expected=best.expected,
            place=rows[sure[0]][0],
            odds=odds(best.p),
        )
    columns = ("place", "radius", "from_month", "records", "expected", "p")
    return Found(verdict, columns, rows, marked=marked, parameters=_simulated(asking))


def _by_month(asking: Asking, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Sections with a record, records per section and month, and the first month (since 1970)."""
    incidents = asking.world.snapshot.incidents
    month = incidents.day_from[rows].astype("datetime64[D]").astype("datetime64[M]").astype(int)
    first = int(month.min())
    last = max(int(np.datetime64(asking.base.cover.last, "M").astype(int)), int(month.max()))
    at = np.unique(incidents.section[rows])
    table = np.zeros((len(at), last - first + 1), dtype=int)
    np.add.at(table, (np.searchsorted(at, incidents.section[rows]), month - first), 1)
    return at, table, first


def _still_open(asking: Asking, first: int, months: int) -> Cylinders:
    start = int(np.datetime64(since_day(asking), "M").astype(int)) - first
    return Cylinders(
        max_radius=SCAN_RADIUS_M,
        max_periods=SCAN_MONTHS,
        prospective=True,
        earliest=int(np.clip(start, 0, months - 1)),
    )


def _cylinder(
    asking: Asking, position: int, first: int, item: SpaceTimeCluster
) -> tuple[Cell, ...]:
    return (
        section_place(asking, position),
        item.radius / 1000,
        str(np.datetime64(first + item.first, "M")),
        item.cases,
        item.expected,
        item.p,
    )


def _simulated(asking: Asking) -> tuple:
    return (
        parameter("radius", SCAN_RADIUS_M / 1000),
        parameter("months", SCAN_MONTHS),
        parameter("simulations", asking.simulations),
        parameter("seed", SEED),
    )


def _to_the(asking: Asking, precision: str) -> np.ndarray:
    """Used records on tested sections whose date is at least this sharp."""
    incidents = asking.world.snapshot.incidents
    sharp = incidents.date_precision[asking.rows] <= code(DATE_PRECISIONS, precision)
    section = incidents.section[asking.rows]
    on = (section >= 0) & (asking.tested_km[section] > 0)
    return asking.rows[sharp & on]


def repeats(asking: Asking) -> Found:
    """Pairs of records close in place and time, beside the same places with shuffled dates."""
    incidents, rows = asking.world.snapshot.incidents, _to_the(asking, "day")
    if len(rows) < LEAST_RECORDS:
        return too_few(len(rows))
    table = near_repeat(
        _metres(incidents.lon[rows], incidents.lat[rows]),
        incidents.day_from[rows],
        distance_edges_m=DISTANCE_EDGES_M,
        day_edges=DAY_EDGES,
        simulations=asking.simulations,
        seed=SEED,
        progress=asking.progress,
    )
    near = table.iloc[0]
    words = {
        "pairs": int(near.observed),
        "expected": float(near.expected),
        "days": int(DAY_EDGES[1]) - 1,
        "km": DISTANCE_EDGES_M[1] / 1000,
        "odds": odds(float(near.p)),
    }
    kind = "repeat" if near.p <= 0.05 and near.observed > near.expected else "no_repeat"
    verdict = message(f"hotspots.verdict.{kind}", **words)
    return Found(
        verdict,
        ("km_apart", "days_apart", "pairs", "expected", "ratio", "p"),
        tuple(_band(row) for row in table.itertuples()),
        (message("hotspots.sentence.same_town"),),
        marked=NO_MARKS,
        parameters=(parameter("simulations", asking.simulations), parameter("seed", SEED)),
    )


def _band(row: Any) -> tuple[Cell, ...]:
    return (
        f"{row.distance_from_m / 1000:g}–{row.distance_to_m / 1000:g}",
        f"{row.day_from:.0f}–{row.day_to - 1:.0f}",
        int(row.observed),
        float(row.expected),
        float(row.ratio),
        float(row.p),
    )


def _metres(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """East and north of the middle by geodesic azimuth and distance."""
    at = (
        np.full(len(lon), (lon.min() + lon.max()) / 2),
        np.full(len(lat), (lat.min() + lat.max()) / 2),
    )
    azimuth, _, metres = geod().inv(*at, lon, lat)
    turn = np.radians(azimuth)
    return np.column_stack([metres * np.sin(turn), metres * np.cos(turn)])
