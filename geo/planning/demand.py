"""What is to be covered: kilometres, incidents, and by choice zones, crossings, flows, a layer.

Each kilometre counts once per side, at its middle; everything else counts on its own side.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from geo.borders import index
from geo.borders.lines import land_chain
from geo.crs import point_along
from geo.periods import Period, covered, resolve
from geo.planning.demand_places import Columns, places
from geo.planning.scenario import Scenario
from geo.query import Query
from geo.schema.vocabularies import CATEGORIES, CORE_COUNTRIES, COUNTRIES, PAIRS, PRECISIONS
from geo.selection import Selection, select
from geo.world import World

SIDE_KM = 25.0
KINDS = ("km", "incident", "zone", "crossing", "flow", "layer")
# Where a record states no uncertainty: metres for exact, site, bridge, arcminute, town.
USUAL_M = (100.0, 500.0, 500.0, 1850.0, 5000.0)


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Rows to cover, first the kilometres of every pair and side, then the incidents.

    lon, lat: degrees. side: position in COUNTRIES. pair: position in PAIRS. section: position in
    ``geo.borders.index()``. km_along: at the middle of the kilometre, km. km: length that the row
    stands for, 0 for incidents. incident: 1 for incidents, 0 for kilometres. uncertainty_m: of an
    incident's point, the usual one of its precision where none is stated, 0 for
    kilometres. set_aside: incidents that cannot count, and why; of other kinds as "zone:reason".
    kind: position in KINDS. amount: what a weight is multiplied with: km, 1 for an incident, zone
    or crossing, thousand movements a day for a flow, the layer's own weight. category: position in
    CATEGORIES, -1 for what is no incident. Left out, they follow from km and incident.
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
    kind: np.ndarray | None = None
    amount: np.ndarray | None = None
    category: np.ndarray | None = None

    def __post_init__(self) -> None:
        n = len(self.lon)
        usual = {
            "kind": np.where(self.incident > 0, KINDS.index("incident"), KINDS.index("km")),
            "amount": np.asarray(self.km + self.incident, dtype=float),
            "category": np.full(n, -1, dtype=np.int8),
        }
        for name, values in usual.items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, values)

    def __len__(self) -> int:
        return len(self.lon)

    def points(self, rows: np.ndarray) -> np.ndarray:
        """lon, lat of some rows: shape (n, 2)."""
        return np.column_stack([self.lon[rows], self.lat[rows]])


def demand(
    world: World, pairs: tuple[str, ...], *, as_of: date, scenario: Scenario | None = None
) -> Demand:
    """All demand of some pairs on the sides of the four countries.

    scenario: which incidents count, and which other kinds have a weight; without it kilometres and
    all eligible incidents.
    """
    parts = [_kilometres(pair, side) for pair in pairs for side in pair.split("-")
             if side in CORE_COUNTRIES]  # fmt: skip
    kinds = [KINDS.index("km")] * len(parts)
    events, aside = _incidents(world, pairs, as_of, scenario)
    parts.append(events)
    kinds.append(KINDS.index("incident"))
    for word in KINDS[2:]:
        if scenario is not None and scenario.weights.get(word, 0.0) > 0:
            columns, lost = places(world, word, scenario, as_of=as_of)
            parts.append(columns)
            kinds.append(KINDS.index(word))
            aside += lost
    stacked = [np.concatenate(column) for column in zip(*parts, strict=True)]
    kind = np.repeat(kinds, [len(part[0]) for part in parts])
    return Demand(*stacked[:9], set_aside=aside, kind=kind, amount=stacked[9], category=stacked[10])


def weighed(rows: Demand, scenario: Scenario) -> np.ndarray:
    """The weight of every row on the sides of the asking countries, 0 on the others.

    A category with a weight of its own ("incident:arms") goes by that, other incidents by
    "incident".
    """
    given = scenario.weights
    unit = np.array([given.get(word, 0.0) for word in KINDS])[rows.kind]
    for at, word in enumerate(CATEGORIES):
        unit = np.where(rows.category == at, given.get(f"incident:{word}", unit), unit)
    asking = [COUNTRIES.index(country) for country in scenario.countries]
    return unit * rows.amount * np.isin(rows.side, asking)


def _kilometres(pair: str, side: str) -> Columns:
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
    blank = np.zeros(n), np.zeros(n), ends - starts, np.full(n, -1, dtype=np.int8)
    return lon, lat, *codes, section, middle, ends - starts, *blank


def _incidents(
    world: World, pairs: tuple[str, ...], as_of: date, scenario: Scenario | None
) -> tuple[Columns, tuple[tuple[str, int], ...]]:
    """Eligible incidents within 25 km of a chosen line, on the side that they are reported in."""
    rows, chosen = world.snapshot.incidents, _selected(world, pairs, as_of, scenario)
    used = chosen.used
    coarse = rows.precision[used] > PRECISIONS.index(scenario.precision if scenario else "town")
    used = used[~coarse]
    sided = np.isin(rows.side[used], range(len(CORE_COUNTRIES)))
    used, unstated = used[sided], int((~sided).sum())
    section = rows.section[used].astype(np.int64)
    aside = tuple((item.reason, item.records) for item in chosen.set_aside)
    more = ("coarser_than_asked", int(coarse.sum())), ("side_not_stated", unstated)
    aside += tuple(item for item in more if item[1])
    n = len(used)
    stated = rows.uncertainty_m[used].astype(float)
    usual = np.array(USUAL_M)[np.clip(rows.precision[used], 0, len(USUAL_M) - 1)]
    uncertainty = np.where(np.isfinite(stated), stated, usual)
    columns = (
        rows.lon[used], rows.lat[used], rows.side[used].astype(np.int64),
        world.sections.pair[section].astype(np.int64), section,
        rows.km_along[used].astype(float), np.zeros(n), np.ones(n), uncertainty, np.ones(n),
        rows.category[used],
    )  # fmt: skip
    return columns, aside


def _selected(
    world: World, pairs: tuple[str, ...], as_of: date, scenario: Scenario | None
) -> Selection:
    query = Query(pairs=pairs, max_km=SIDE_KM)
    if scenario and (scenario.date_from or scenario.date_to):
        query = replace(query, period="own", date_from=scenario.date_from, date_to=scenario.date_to)
    cover = covered(world.snapshot.incidents, as_of=as_of) or Period(as_of, as_of)
    tested = np.isin(world.sections.pair, [PAIRS.index(pair) for pair in pairs])
    return select(
        world.snapshot.incidents, query, gate=world.gate,
        universe=tested & ~world.sections.is_link, is_link=world.sections.is_link,
        period=resolve(query, cover), cover=cover,
    )  # fmt: skip
