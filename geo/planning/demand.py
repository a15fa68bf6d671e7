"""What is to be covered: one point per kilometre and side, and the incidents on record."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from geo.borders import index
from geo.borders.lines import land_chain
from geo.crs import point_along
from geo.periods import Period, covered, resolve
from geo.query import Query
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES, PAIRS
from geo.selection import Selection, select
from geo.world import World

SIDE_KM = 25.0
# Where a record states no uncertainty: metres for exact, site, bridge, arcminute, town.
USUAL_M = (100.0, 500.0, 500.0, 1850.0, 5000.0)


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Rows to cover, first the kilometres of every pair and side, then the incidents.

    lon, lat: degrees. side: position in COUNTRIES. pair: position in PAIRS. section: position in
    ``geo.borders.index()``. km_along: at the middle of the kilometre, km. km: length that the row
    stands for, 0 for incidents. incident: 1 for incidents, 0 for kilometres. uncertainty_m: of an
    incident's point, the usual one of its precision where none is stated, 0 for
    kilometres. set_aside: incidents that cannot count, and why.
    """

    lon: np.ndarray
    lat: np.ndarray
    side: np.ndarray
    pair: np.ndarray
    section: np.ndarray
    km_along: np.ndarray
    km: np.ndarray
    incident: np.ndarray
    uncertainty_m: np.ndarray
    set_aside: tuple[tuple[str, int], ...]

    def __len__(self) -> int:
        return len(self.lon)

    def points(self, rows: np.ndarray) -> np.ndarray:
        """lon, lat of some rows: shape (n, 2)."""
        return np.column_stack([self.lon[rows], self.lat[rows]])


def demand(world: World, pairs: tuple[str, ...], *, as_of: date) -> Demand:
    """All demand of some pairs on the sides of the four countries."""
    parts = [_kilometres(pair, side) for pair in pairs for side in pair.split("-")
             if side in CORE_COUNTRIES]  # fmt: skip
    events, aside = _incidents(world, pairs, as_of)
    stacked = [np.concatenate(column) for column in zip(*parts, events, strict=True)]
    return Demand(*stacked, set_aside=aside)


def _kilometres(pair: str, side: str) -> tuple[np.ndarray, ...]:
    coordinates, along = land_chain(pair)
    starts = np.arange(0.0, along[-1], 1.0)
    ends = np.minimum(starts + 1.0, along[-1])
    middle = (starts + ends) / 2.0
    lon, lat = point_along(coordinates, along, middle).T
    table, at = index(), PAIRS.index(pair)
    own = np.flatnonzero((table.pair == at) & ~table.is_link)
    section = own[np.clip(np.searchsorted(table.km_to[own], middle), 0, len(own) - 1)]
    n = len(middle)
    codes = np.full(n, COUNTRIES.index(side)), np.full(n, at)
    return lon, lat, *codes, section, middle, ends - starts, np.zeros(n), np.zeros(n)


def _incidents(
    world: World, pairs: tuple[str, ...], as_of: date
) -> tuple[tuple[np.ndarray, ...], tuple[tuple[str, int], ...]]:
    """Eligible incidents within 25 km of a chosen line, on the side that they are reported in."""
    rows, chosen = world.snapshot.incidents, _selected(world, pairs, as_of)
    used = chosen.used
    sided = np.isin(rows.side[used], range(len(CORE_COUNTRIES)))
    used, unstated = used[sided], int((~sided).sum())
    section = rows.section[used].astype(np.int64)
    aside = tuple((item.reason, item.records) for item in chosen.set_aside)
    if unstated:
        aside += (("side_not_stated", unstated),)
    n = len(used)
    stated = rows.uncertainty_m[used].astype(float)
    usual = np.array(USUAL_M)[np.clip(rows.precision[used], 0, len(USUAL_M) - 1)]
    uncertainty = np.where(np.isfinite(stated), stated, usual)
    columns = (
        rows.lon[used], rows.lat[used], rows.side[used].astype(np.int64),
        world.sections.pair[section].astype(np.int64), section,
        rows.km_along[used].astype(float), np.zeros(n), np.ones(n), uncertainty,
    )  # fmt: skip
    return columns, aside


def _selected(world: World, pairs: tuple[str, ...], as_of: date) -> Selection:
    query = Query(pairs=pairs, max_km=SIDE_KM)
    cover = covered(world.snapshot.incidents, as_of=as_of) or Period(as_of, as_of)
    tested = np.isin(world.sections.pair, [PAIRS.index(pair) for pair in pairs])
    return select(
        world.snapshot.incidents, query, gate=world.gate,
        universe=tested & ~world.sections.is_link, is_link=world.sections.is_link,
        period=resolve(query, cover), cover=cover,
    )  # fmt: skip
