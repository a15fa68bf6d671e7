"""Which records a query speaks of, which of those a statistic may use, and why not the others.

A record is *recorded* for a query when it touches the period and matches category and pair. It is
*used* when it is also eligible (DESIGN of the atlas, "eligible"): inside the period as a whole,
verified if a member of the public sent it, placed at a town or better, neither doubtful nor of low
confidence, and near a section that the query tests.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.columns import NO_DAY, IncidentColumns
from geo.periods import Period, to_day
from geo.query import Query
from geo.schema.vocabularies import (
    AUDITS,
    CATEGORIES,
    CONFIDENCES,
    INNER_PAIRS,
    ORIGINS,
    PAIRS,
    PRECISIONS,
    VERIFICATIONS,
    code,
)

# The first reason that applies to a record is the one it is counted under.
REASONS = (
    "no_date",
    "not_verified",
    "no_point",
    "precision",
    "low_confidence",
    "doubtful",
    "date_not_inside",
    "far_from_line",
    "other_line",
    "estuary",
)


@dataclass(frozen=True, slots=True)
class SetAside:
    """How many recorded events a statistic leaves out for one reason (a word of REASONS)."""

    reason: str
    records: int


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """Rows of ``snapshot.incidents``, as positions (int64, ascending).

    recorded: match period, categories and pairs. used: those of them that a statistic may use.
    set_aside: a count per reason; each record has one reason, the first that applies, so that
    ``len(recorded) == len(used) + sum(records)``. period: the window. cover: what the data covers.
    """

    recorded: np.ndarray
    used: np.ndarray
    set_aside: tuple[SetAside, ...]
    period: Period
    cover: Period


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """What can be said of each record before any query.

    reason: position in REASONS, or -1 (int8). place: a number per distinct point, -1 where there is
    none (int32), so that places are counted without comparing points again.
    """

    reason: np.ndarray
    place: np.ndarray


def gate(incidents: IncidentColumns) -> Gate:
    """The reasons that hold for every query, one per record; computed once per snapshot."""
    unverified = (incidents.origin == code(ORIGINS, "public_report")) & (
        incidents.verification != code(VERIFICATIONS, "verified")
    )
    conditions = {
        "no_date": incidents.day_from == NO_DAY,
        "not_verified": unverified,
        "no_point": ~np.isfinite(incidents.lon) | ~np.isfinite(incidents.lat),
        "precision": (incidents.precision < 0) | (incidents.precision > code(PRECISIONS, "town")),
        "low_confidence": incidents.confidence == code(CONFIDENCES, "low"),
        "doubtful": incidents.audit == code(AUDITS, "doubtful"),
    }
    reason = np.full(len(incidents), -1, dtype=np.int8)
    for word, holds in reversed(conditions.items()):
        reason[holds] = REASONS.index(word)
    return Gate(reason, _place_numbers(incidents.lon, incidents.lat))


def _place_numbers(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """One number per distinct point, to five decimals (a metre)."""
    known = np.isfinite(lon) & np.isfinite(lat)
    x, y = (np.round(values[known] * 1e5).astype(np.int64) for values in (lon, lat))
    place = np.full(len(lon), -1, dtype=np.int32)
    place[known] = pd.factorize(x * 10**9 + y)[0]
    return place


def count_places(gate: Gate, rows: np.ndarray) -> int:
    """How many distinct points there are among rows; those without a point count as none."""
    places = gate.place[rows]
    return int(np.count_nonzero(np.bincount(places[places >= 0])))


def pair_bits(pairs: tuple[str, ...]) -> int:
    """One bit per position in PAIRS, as ``IncidentColumns.pair_bits`` holds them."""
    return sum(1 << PAIRS.index(pair) for pair in pairs)


def select(
    incidents: IncidentColumns,
    query: Query,
    *,
    gate: Gate,
    universe: np.ndarray,
    is_link: np.ndarray,
    period: Period,
    cover: Period,
    left_out: frozenset[str] = frozenset(),
) -> Selection:
    """Rows that a query speaks of, and those a statistic may use.

    universe: bool per section of ``geo.borders.index()``, the sections tested. is_link: bool per
    section, the estuary links. left_out: categories that the profile leaves out when the query
    names none.
    """
    recorded = recorded_rows(incidents, query, period=period, left_out=left_out)
    reason = gate.reason[recorded]
    open_rows = reason < 0
    for word, holds in _query_reasons(
        incidents, recorded, query, universe, is_link, period
    ).items():
        hit = open_rows & holds
        reason[hit] = REASONS.index(word)
        open_rows &= ~hit
    counts = np.bincount(reason[~open_rows], minlength=len(REASONS))
    set_aside = tuple(SetAside(word, int(n)) for word, n in zip(REASONS, counts, strict=True) if n)
    return Selection(recorded, recorded[open_rows], set_aside, period, cover)


def recorded_rows(
    incidents: IncidentColumns,
    query: Query,
    *,
    period: Period,
    left_out: frozenset[str] = frozenset(),
) -> np.ndarray:
    """Positions (int64, ascending) of the records of a query's categories, pairs and period.

    A record is of a period that it touches. The period of all data holds every record, undated ones
    and those after the cover too: they are set aside with their reason, none goes missing.
    """
    first, last = to_day(period.first), to_day(period.last)
    holds = (incidents.day_from <= last) & (incidents.day_to >= first)
    if query.period == "all":
        holds[:] = True
    words = query.categories or tuple(word for word in CATEGORIES if word not in left_out)
    if len(words) < len(CATEGORIES):
        wanted = np.zeros(len(CATEGORIES) + 1, dtype=bool)
        wanted[[CATEGORIES.index(word) for word in words]] = True
        holds &= wanted[incidents.category]
    if query.pairs:
        holds &= (incidents.pair_bits & np.uint16(pair_bits(query.pairs))) != 0
    return np.flatnonzero(holds)


def _query_reasons(
    incidents: IncidentColumns,
    rows: np.ndarray,
    query: Query,
    universe: np.ndarray,
    is_link: np.ndarray,
    period: Period,
) -> dict[str, np.ndarray]:
    section = incidents.section[rows]
    inside = (incidents.day_from[rows] >= to_day(period.first)) & (
        incidents.day_to[rows] <= to_day(period.last)
    )
    if query.period == "all":
        inside = incidents.day_from[rows] <= to_day(period.last)
    placed = section >= 0
    near = placed & (incidents.km_away[rows] <= query.max_km)
    return {
        "date_not_inside": ~inside,
        "far_from_line": ~near,
        "other_line": ~(universe | is_link)[section] & placed,
        "estuary": is_link[section] & placed,
    }


def wanted_pairs(query: Query) -> tuple[str, ...]:
    """The pairs whose sections a query tests: its own, or the five inner ones."""
    return query.pairs or INNER_PAIRS
