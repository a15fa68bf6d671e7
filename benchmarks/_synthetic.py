"""A large world of incidents made by seed, for benchmarks only; none of them is a record.

Points lie around the real inner borders as records do; every other column is drawn at random. The
world lives in memory: no store, screen or file ever sees it.
"""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from benchmarks.nearest_section import drawn_points
from geo import reference
from geo.areas import districts, places, provinces, rivers, section_districts
from geo.borders import index, snap
from geo.columns import IncidentColumns
from geo.hotspots.cells import cells_of
from geo.keys import CELL_RESOLUTION
from geo.periods import to_day
from geo.schema.tables import TABLES
from geo.schema.vocabularies import (
    CATEGORIES,
    CONFIDENCES,
    CORE_COUNTRIES,
    COUNTRIES,
    DATE_PRECISIONS,
    ORIGINS,
    PAIRS,
    PRECISIONS,
    code,
)
from geo.selection import gate
from geo.snapshot import snapshot
from geo.store import Store
from geo.world import World

SEED = 20_261_123
CHUNK = 100_000
FIRST_DAY, LAST_DAY = np.datetime64("2015-01-01"), np.datetime64("2025-12-31")
# Words of a vocabulary with the share of records that have them.
SHARES = MappingProxyType(
    {
        "precision": {"exact": 0.1, "site": 0.1, "town": 0.6, "district": 0.15, "province": 0.05},
        "date_precision": {"day": 0.9, "month": 0.08, "year": 0.02},
        "confidence": {"high": 0.5, "medium": 0.4, "low": 0.1},
        "origin": {"published": 0.6, "dataset": 0.4},
    }
)
UNCERTAINTY_M = MappingProxyType(
    {"exact": 50.0, "site": 300.0, "town": 3_000.0, "district": 15_000.0, "province": 60_000.0}
)
_VOCABULARIES = MappingProxyType(
    {
        "precision": PRECISIONS,
        "date_precision": DATE_PRECISIONS,
        "confidence": CONFIDENCES,
        "origin": ORIGINS,
    }
)


def synthetic_incidents(count: int, *, seed: int = SEED) -> IncidentColumns:
    """``count`` synthetic incidents on the real sections, the same for one seed."""
    random = np.random.default_rng(seed)
    lon, lat = drawn_points(count, seed=seed)
    words = {name: _drawn(random, name, count) for name in SHARES}
    located = words["precision"] < code(PRECISIONS, "province")
    keys = _keys(lon, lat, located)
    pair = np.where(keys["section"] >= 0, index().pair[np.maximum(keys["section"], 0)], -1)
    bits = np.where(pair >= 0, 1 << np.maximum(pair, 0), 0).astype(np.uint16)
    cells, cell = np.unique(keys["cell"], return_inverse=True)
    none = int(cells[0] == 0)
    country = _sides(random, pair)
    return IncidentColumns(
        key=np.arange(1, count + 1, dtype=np.int64),
        **_days(random, words["date_precision"]),
        **words,
        category=random.choice(len(CATEGORIES), count, p=[0.46] + [0.06] * 9).astype(np.int8),
        country=country,
        section=keys["section"],
        km_along=keys["km_along"],
        km_away=keys["km_away"],
        side=country,
        district=np.full(count, -1, np.int16),
        cell=(cell.ravel() - none).astype(np.int32),
        audit=np.zeros(count, np.int8),
        verification=np.full(count, -1, np.int8),
        outlet=random.integers(0, 3, count).astype(np.int16),
        lon=lon,
        lat=lat,
        uncertainty_m=_uncertainty(words["precision"]),
        moved_m=np.full(count, -1, np.int16),
        pair_bits=bits,
        districts=(),
        cells=cells[none:],
        cell_resolution=CELL_RESOLUTION,
        outlets=("Synthetic A", "Synthetic B", "Synthetic C"),
    )


def _drawn(random: np.random.Generator, name: str, count: int) -> np.ndarray:
    codes = [code(_VOCABULARIES[name], word) for word in SHARES[name]]
    return random.choice(codes, count, p=list(SHARES[name].values())).astype(np.int8)


def _keys(lon: np.ndarray, lat: np.ndarray, located: np.ndarray) -> dict[str, np.ndarray]:
    """Section, distances and cell of the located points, some at a time to save memory."""
    parts = []
    for start in range(0, len(lon), CHUNK):
        part = slice(start, start + CHUNK)
        found = snap(lon[part], lat[part])[["section", "km_along", "km_away"]]
        cell = cells_of(lon[part], lat[part], resolution=CELL_RESOLUTION)
        parts.append(
            found.astype({"km_along": np.float32, "km_away": np.float32}).assign(cell=cell)
        )
    keys = {name: column.to_numpy().copy() for name, column in pd.concat(parts).items()}
    keys["section"] = keys["section"].astype(np.int16)
    for name, blank in (("section", -1), ("km_along", np.nan), ("km_away", np.nan), ("cell", 0)):
        keys[name][~located] = blank
    return keys


def _sides(random: np.random.Generator, pair: np.ndarray) -> np.ndarray:
    """A country of each record's pair, any of the four where it has none."""
    sides = np.array([[COUNTRIES.index(word) for word in name.split("-")] for name in PAIRS])
    either = sides[np.maximum(pair, 0), random.integers(0, 2, len(pair))]
    core = random.integers(0, len(CORE_COUNTRIES), len(pair))
    return np.where(pair >= 0, either, core).astype(np.int8)


def _days(random: np.random.Generator, precision: np.ndarray) -> dict[str, np.ndarray]:
    """First and last day of each record: the day, its month, or its year."""
    first, last = (to_day(day.item()) for day in (FIRST_DAY, LAST_DAY))
    day = random.integers(first, last + 1, len(precision)).astype("datetime64[D]")
    starts, ends = day.copy(), day.copy()
    for word, unit in (("month", "M"), ("year", "Y")):
        rough = precision == code(DATE_PRECISIONS, word)
        whole = day[rough].astype(f"datetime64[{unit}]")
        starts[rough] = whole.astype("datetime64[D]")
        ends[rough] = (whole + 1).astype("datetime64[D]") - 1
    return {
        "day_from": starts.astype(np.int64).astype(np.int32),
        "day_to": ends.astype(np.int64).astype(np.int32),
    }


def _uncertainty(precision: np.ndarray) -> np.ndarray:
    metres = np.full(len(PRECISIONS), np.nan, np.float32)
    for word, value in UNCERTAINTY_M.items():
        metres[code(PRECISIONS, word)] = value
    return metres[precision]


def synthetic_world(count: int, *, store: Store, seed: int = SEED) -> World:
    """The shipped offices, crossings and zones of a seeded store, with synthetic incidents.

    Their texts are blank where a view draws them one by one.
    """
    shipped = snapshot(store, audience="public")
    incidents = synthetic_incidents(count, seed=seed)
    names = districts()[["name_en", "name_local"]]
    areas = {
        "districts": districts(),
        "provinces": provinces(),
        "rivers": rivers(),
        "places": places().set_index("id"),
    }
    return World(
        snapshot=replace(shipped, incidents=incidents),
        gate=gate(incidents),
        sections=index(),
        tables=MappingProxyType({name: reference.table(name) for name in TABLES} | areas),
        section_districts=section_districts().join(names, on="district_code"),
        details=lambda keys: pd.DataFrame(index=pd.Index(keys, name="key")),
    )
