"""What a planner brings along: own points, weights, areas, a road file; read from plain values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from geo.schema.vocabularies import CATEGORIES, CORE_COUNTRIES

SEASONS = ("dry", "wet")
SURFACES = ("paved", "unpaved")
# How far a place may lie from the nearest road of its country.
SNAP_KM = 5.0
MAX_POINTS = 20_000
# Weights that a scenario may state; "incident:armed_clash" stands for that category alone.
WEIGHTS = ("crossing", "flow", "incident", "km", "layer", "zone")
CATEGORY_WEIGHTS = tuple(f"incident:{word}" for word in sorted(CATEGORIES))
_SHA256 = re.compile("[0-9a-f]{64}")
_WORLD = ((-180.0, 180.0), (-90.0, 90.0))


@dataclass(frozen=True, slots=True)
class Point:
    """A place that the user names: an office that is already there, a candidate, a crossing."""

    id: str
    country: str
    lon: float
    lat: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class WeightedPoint:
    """A row of the user's own layer.

    country: blank where the outlines are to say. weight: in the layer's own unit, 0 or more.
    """

    id: str
    country: str
    lon: float
    lat: float
    weight: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon in which no office may be proposed. ring: lon, lat in degrees, three or more."""

    name: str
    ring: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class RoadFile:
    """Which road file a scenario was made with, and how it is driven.

    sha256: of the file's bytes. season: "dry", or "wet": then speeds on unpaved roads are
    multiplied by wet_factor, which the user gives. speeds: km/h by road class, over the shipped
    ones. blank_surface: what a road without a stated surface counts as. snap_km: how far a place
    may lie from a road. parts: whether a network in several parts is accepted. layer: of the
    file, "" for its first one with lines.
    """

    name: str
    sha256: str
    season: str = "dry"
    wet_factor: float | None = None
    speeds: Mapping[str, float] = field(default_factory=dict)
    blank_surface: str = "paved"
    snap_km: float = SNAP_KM
    parts: bool = False
    layer: str = ""


_KINDS: Mapping[str, type] = MappingProxyType(
    {
        "layer": WeightedPoint,
        "new_crossings": Point,
        "new_zones": Point,
        "offices": Point,
        "points": Point,
    }
)
LISTS = (*_KINDS, "exclusions")


def read_list(name: str, rows: Any) -> tuple[Any, ...]:
    """Points, weighted points or areas from plain values.

    Errors: TypeError, ValueError or KeyError where a row cannot be read.
    """
    if isinstance(rows, str | Mapping):
        raise TypeError(name)
    if name == "exclusions":
        return tuple(
            Area(str(row["name"]), tuple((float(x), float(y)) for x, y in row["ring"]))
            for row in rows
        )
    numbers = ("lon", "lat", "weight")
    return tuple(
        _KINDS[name](**{
            key: float(value) if key in numbers else str(value) for key, value in row.items()
        })
        for row in rows
    )  # fmt: skip


def read_road_file(row: Mapping[str, Any] | None) -> RoadFile | None:
    """A road file's entry from plain values; errors as in ``read_list``."""
    if row is None:
        return None
    read = dict(row)
    read["speeds"] = {str(key): float(km) for key, km in sorted(read.get("speeds", {}).items())}
    if read.get("wet_factor") is not None:
        read["wet_factor"] = float(read["wet_factor"])
    if "snap_km" in read:
        read["snap_km"] = float(read["snap_km"])
    if not isinstance(read.get("parts", False), bool):
        raise TypeError("parts")
    return RoadFile(**read)


def point_faults(name: str, points: tuple[Point | WeightedPoint, ...]) -> list[str]:
    """What is wrong with a list of points: too many, no known country, off the globe, weights."""
    found = [
        f"expected a country and a lon, lat in degrees for point {place.id!r}"
        for place in points
        if place.country not in (CORE_COUNTRIES if name != "layer" else ("", *CORE_COUNTRIES))
        or not _on_globe(place.lon, place.lat)
    ]
    if len(points) > MAX_POINTS:
        found.append(f"expected at most {MAX_POINTS:,} {name}, found {len(points):,}")
    weights = [place.weight for place in points if isinstance(place, WeightedPoint)]
    if any(not 0 <= weight < float("inf") for weight in weights):
        wrong = next(weight for weight in weights if not 0 <= weight < float("inf"))
        found.append(f"expected weights of 0 or more in {name}, found {wrong:g}")
    elif weights and not any(weights):
        found.append(f"expected at least one weight above 0 in {name}, found only zeros")
    return found


def _on_globe(lon: float, lat: float) -> bool:
    return all(low <= value <= high
               for value, (low, high) in zip((lon, lat), _WORLD, strict=True))  # fmt: skip


def area_faults(areas: tuple[Area, ...]) -> list[str]:
    """What is wrong with the areas: too few corners, off the globe."""
    return [
        f"expected three or more corners in degrees for the area {area.name!r}"
        for area in areas
        if len(area.ring) < 3 or not all(_on_globe(lon, lat) for lon, lat in area.ring)
    ]


def road_faults(roads: RoadFile | None, *, minutes: bool) -> list[str]:
    """What is wrong with a road file's options; the file itself is looked at when it is opened."""
    if roads is None:
        return ["expected a road file where reach is measured by road, found none; add one"]
    found = []
    if not _SHA256.fullmatch(roads.sha256):
        found.append(f"expected the SHA-256 of the road file {roads.name[:60]!r}, found none")
    for value, known, word in (
        (roads.season, SEASONS, "season"),
        (roads.blank_surface, SURFACES, "blank_surface"),
    ):
        if value not in known:
            found.append(f"expected {word} among {', '.join(known)}, found {value!r}")
    slow = [f"{key} {speed:g}" for key, speed in roads.speeds.items() if not 0 < speed <= 200]
    if slow:
        found.append(f"expected speeds above 0 and up to 200 km/h, found {', '.join(slow)}")
    if not 0 < roads.snap_km <= 50:
        found.append(f"expected snap_km above 0 and up to 50, found {roads.snap_km!r}")
    factor = roads.wet_factor
    if factor is not None and not 0 < factor <= 1:
        found.append(f"expected a wet-season factor above 0 and up to 1, found {factor!r}")
    if minutes and roads.season == "wet" and factor is None:
        found.append(
            "expected a factor for unpaved roads in the wet season, found none: no figure is "
            "shipped, give your own"
        )
    return found
