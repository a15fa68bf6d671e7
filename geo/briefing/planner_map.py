"""What the map of a plan shows: stretches by cover, places that open, what stands opposite."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from geo.borders import cut
from geo.borders.lines import land_chain
from geo.planning.demand import Demand
from geo.planning.inputs import Point
from geo.schema.vocabularies import COUNTRIES, PAIRS

BOTH = "both"
# Of one kilometre and the sides asked for: on none, on one side, held no longer, held by what is
# new, held before.
STATES = ("gap", "one", "lost", "new", "held")
# About 100 m: below a pixel at the nearest zoom of an overview.
_SIMPLIFIED_DEGREES = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Kilometres in a row along one pair's line that are in one state; lonlat: shape (n, 2)."""

    pair: str
    state: str
    km_from: float
    km_to: float
    lonlat: np.ndarray


@dataclass(frozen=True, slots=True)
class Mark:
    """One place to draw. kind: site, counterpart, own, closed, asked_about or candidate.

    reason: why a candidate is left out, else blank.
    """

    id: str
    name: str
    country: str
    kind: str
    lon: float
    lat: float
    adds_km: float = float("nan")
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A site and what stands opposite: ids, both ends in degrees. office: it is there already."""

    site: str
    counterpart: str
    ends: tuple[tuple[float, float], tuple[float, float]]
    office: bool


@dataclass(frozen=True, slots=True, eq=False)
class PlanScene:
    """All that the layers of a plan are drawn from. side: a country's code, or "both". areas: names
    and corners, lon and lat, of ground that the user left out."""

    side: str
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    areas: tuple[tuple[str, tuple[tuple[float, float], ...]], ...] = ()


def stretches(
    rows: Demand, before: np.ndarray, after: np.ndarray, *, side: str
) -> tuple[Stretch, ...]:
    """Stretches of every pair by state, along the line.

    before, after: how many offices hold each demand row. side: the country whose side is looked at,
    or "both": then "one" is where one side alone is held after.
    """
    found = []
    for code in np.unique(rows.pair).tolist():
        pair = PAIRS[code]
        sides = pair.split("-") if side == BOTH else [side] if side in pair.split("-") else []
        kilometres = (rows.pair == code) & (rows.km > 0)
        held = [_held(rows, before, after, kilometres, country) for country in sides]
        held = [part for part in held if len(part[0])]
        if held:
            found += _joined(pair, held[0][0], _states(held))
    return tuple(found)


def _held(
    rows: Demand, before: np.ndarray, after: np.ndarray, kilometres: np.ndarray, country: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """km along, held before and held after of one side, in order along the line."""
    at = np.flatnonzero(kilometres & (rows.side == COUNTRIES.index(country)))
    at = at[np.argsort(rows.km_along[at])]
    ends = rows.km_along[at] + rows.km[at] / 2
    return ends, before[at] > 0, after[at] > 0


def _states(held: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> np.ndarray:
    was, now = (np.array([part[i] for part in held]) for i in (1, 2))
    state = np.where(now.any(axis=0), STATES.index("one"), STATES.index("gap"))
    state = np.where(was.all(axis=0), STATES.index("lost"), state)
    state = np.where(now.all(axis=0), STATES.index("new"), state)
    return np.where(was.all(axis=0) & now.all(axis=0), STATES.index("held"), state)


def _joined(pair: str, ends: np.ndarray, state: np.ndarray) -> list[Stretch]:
    edges = np.flatnonzero(np.diff(state)) + 1
    last = land_chain(pair)[1][-1]
    starts = [0, *edges.tolist()]
    stops = [*edges.tolist(), len(state)]
    found = []
    for first, stop in zip(starts, stops, strict=True):
        low = float(ends[first - 1]) if first else 0.0
        high = float(min(ends[stop - 1], last))
        word = STATES[int(state[first])]
        found.append(Stretch(pair, word, low, high, path(pair, low, high)))
    return found


@lru_cache(maxsize=4096)
def path(pair: str, low: float, high: float) -> np.ndarray:
    """A stretch of a pair's line, lon and lat, within about 100 m; km along the line."""
    part = cut(pair, low, high).simplify(_SIMPLIFIED_DEGREES)
    points = np.array(part.coords).round(5)
    points.flags.writeable = False
    return points


def site_marks(record: Mapping[str, Any]) -> tuple[Mark, ...]:
    """The places that a plan opens, counterparts after the sites."""
    adds = {card["id"]: card["added"]["km"] for card in record["cards"]}
    rows = sorted(record["places"], key=lambda row: not row["asked"])
    return tuple(
        Mark(
            row["id"],
            row["name"],
            row["country"],
            "site" if row["asked"] else "counterpart",
            row["lon"],
            row["lat"],
            adds.get(row["id"], float("nan")),
        )
        for row in rows
    )


def point_marks(points: Iterable[Point], kind: str) -> tuple[Mark, ...]:
    """Places that a user named."""
    return tuple(
        Mark(point.id, point.name or point.id, point.country, kind, point.lon, point.lat)
        for point in points
    )


def candidate_marks(looked_at: pd.DataFrame) -> tuple[Mark, ...]:
    """Every place that was looked at and has a point, with the reason where it is left out."""
    rows = looked_at[looked_at["lon"].notna() & looked_at["lat"].notna()]
    columns = zip(
        rows.index, rows["name"], rows["country"], rows["lon"], rows["lat"], rows["reason"],
        strict=True,
    )  # fmt: skip
    return tuple(
        Mark(str(key), str(name), str(country), "candidate", float(lon), float(lat),
             reason=str(reason))
        for key, name, country, lon, lat, reason in columns
    )  # fmt: skip


def mirror_links(record: Mapping[str, Any], offices: pd.DataFrame) -> tuple[Link, ...]:
    """Each site of an asking country with what stands opposite. offices: lon, lat by id."""
    at = {row["id"]: (row["lon"], row["lat"]) for row in record["places"]}
    at |= {
        str(key): (float(lon), float(lat)) for key, lon, lat in offices[["lon", "lat"]].itertuples()
    }
    found = []
    for card in record["cards"]:
        other = card["counterpart"]
        if card["asked"] and other and other["id"] in at:
            ends = at[card["id"]], at[other["id"]]
            found.append(Link(card["id"], other["id"], ends, other["kind"] == "office"))
    return tuple(found)
