"""What reaches what: own-country distance, by road, or straight line, in the scenario's unit."""

from functools import lru_cache

import numpy as np
import pandas as pd

from geo.crs import geod
from geo.errors import InputError
from geo.planning.demand import Demand
from geo.planning.road_store import RoadKey, open_roads, road_key
from geo.planning.scenario import Scenario
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES
from geo.siting.access import country_land, own_country_km
from geo.siting.roads import SPEEDS, Roads, road_reach

# Radii up to a fifth above the reach are looked at for stability.
WIDEST = 1.2
# Beyond these a p-median or p-center counts a distance as this one.
FAR_KM, FAR_MINUTES = 150.0, 240.0
_FAR_MODELS = ("p_median", "p_center")


def far(scenario: Scenario) -> float:
    """The longest distance that is told apart from a longer one, in the scenario's unit."""
    return FAR_MINUTES if scenario.measure == "road_minutes" else FAR_KM


def roads_of(scenario: Scenario) -> Roads | None:
    """The opened network of a scenario by road, None for the others.

    Errors: as ``open_roads``; InputError too where minutes are asked for and no class is known.
    """
    key = _key(scenario)
    if key is None:
        return None
    roads = open_roads(key)
    if scenario.measure == "road_minutes" and not roads.classed and not key.speeds:
        raise InputError(
            f"Expected a column of road classes (highway, fclass, class) in {key.name[:60]!r} to "
            "measure minutes, found none; measure km, or give a speed for unclassified."
        )
    return roads


def reach_of(
    rows: Demand, places: pd.DataFrame, scenario: Scenario, *, further: float = 0.0
) -> np.ndarray:
    """What each place needs to each demand row of its own country: demand x places, float32.

    In km (detour included) or minutes; inf out of reach and on other countries' sides. further: how
    far beyond to look, for places that may stand nearer than their point.
    """
    widest = far(scenario) if scenario.model in _FAR_MODELS else scenario.reach * WIDEST
    widest += further
    found = np.full((len(rows), len(places)), np.inf, dtype=np.float32)
    for country in sorted(set(places["country"])):
        side = np.flatnonzero(rows.side == COUNTRIES.index(country))
        here = np.flatnonzero((places["country"] == country).to_numpy())
        points = places.iloc[here][["lon", "lat"]].to_numpy(float)
        found[np.ix_(side, here)] = reach_between(
            scenario, country, points, rows.points(side), limit=widest
        )
    return found


def reach_between(
    scenario: Scenario, country: str, sources: np.ndarray, targets: np.ndarray, *, limit: float
) -> np.ndarray:
    """Reach in the scenario's unit, targets x sources, kept for the next call of the same points.

    sources, targets: lon, lat in degrees, shape (n, 2).
    """
    shapes = np.ascontiguousarray(sources), np.ascontiguousarray(targets)
    parts = shapes[0].tobytes(), shapes[1].tobytes()
    if scenario.reach_by == "road":
        roads, minutes = scenario.roads, scenario.measure == "road_minutes"
        return _by_road(_key(scenario), country, *parts, float(limit), (minutes, roads.snap_km))
    straight = scenario.reach_by == "straight"
    km = _kept(country, *parts, float(limit) / scenario.detour, straight)
    return km * np.float32(scenario.detour)


def _key(scenario: Scenario) -> RoadKey | None:
    if scenario.reach_by != "road" or scenario.roads is None:
        return None
    facing = {country for pair in scenario.pairs for country in pair.split("-")}
    return road_key(scenario.roads, countries=tuple(sorted(facing & set(CORE_COUNTRIES))))


@lru_cache(maxsize=24)
def _kept(
    country: str, sources: bytes, targets: bytes, limit_km: float, straight: bool
) -> np.ndarray:
    points = [np.frombuffer(part).reshape(-1, 2) for part in (sources, targets)]
    if straight:
        found = _straight_km(*points, limit_km)
    else:
        found = own_country_km(country_land(country), *points, limit_km=limit_km)
    found.setflags(write=False)
    return found


@lru_cache(maxsize=24)
def _by_road(
    key: RoadKey, country: str, sources: bytes, targets: bytes, limit: float,
    how: tuple[bool, float],
) -> np.ndarray:  # fmt: skip
    points = [np.frombuffer(part).reshape(-1, 2) for part in (sources, targets)]
    found = road_reach(
        open_roads(key), country, *points, limit=limit, minutes=how[0], snap_km=how[1]
    )
    found.setflags(write=False)
    return found


def _straight_km(sources: np.ndarray, targets: np.ndarray, limit_km: float) -> np.ndarray:
    """Geodesic km, targets x sources, float32, inf beyond the limit."""
    shape = (len(targets), len(sources))
    ends = [np.broadcast_to(axis, shape).ravel() for axis in (*sources.T,)]
    starts = [np.broadcast_to(axis[:, None], shape).ravel() for axis in (*targets.T,)]
    km = (geod().inv(*starts, *ends)[2] / 1000.0).reshape(shape).astype(np.float32)
    km[km > limit_km] = np.inf
    return km


def per_straight_km(scenario: Scenario) -> float:
    """What a straight km of uncertainty costs in the scenario's unit.

    Km: the detour. Minutes: the detour at the speed of unclassified roads.
    """
    if scenario.measure != "road_minutes" or scenario.roads is None:
        return scenario.detour
    speed = {**SPEEDS, **scenario.roads.speeds}["unclassified"]
    return scenario.detour * 60.0 / speed
