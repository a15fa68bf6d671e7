"""Options of ``python -m geo plan`` on reach, weights and what a planner brings along."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.planning import Scenario
from geo.planning.inputs import SEASONS, SURFACES
from geo.planning.own_files import read_areas, read_layer, read_points
from geo.planning.road_store import keep_road_file
from geo.planning.scenario import BASES, DEMAND_PRECISIONS, MODELS, REACH_BY

# Option of the command: field of the scenario, where they are called alike.
_PLAIN = (
    "detour", "model", "budget", "near_km", "spacing_km", "contested_km", "precision", "date_from",
    "date_to",
)  # fmt: skip
_FILES: tuple[tuple[str, str, Callable[[str, bytes], Any]], ...] = (
    ("own_offices", "offices", read_points), ("candidates", "points", read_points),
    ("layer", "layer", read_layer), ("exclude_areas", "exclusions", read_areas),
)  # fmt: skip
_LISTS = ("chosen", "closed", "closed_crossings", "kinds", "forced", "forbidden")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options to the parser of ``plan``; each overrides what SCENARIO.json says."""
    reach = parser.add_argument_group("reach")
    reach.add_argument("--reach-by", choices=REACH_BY, help="straight is a fallback only")
    reach.add_argument("--roads", type=Path, metavar="FILE", help=".gpkg, .geojson or .osm.pbf")
    reach.add_argument("--reach-minutes", type=float, help="by road, in place of --reach-km")
    reach.add_argument("--season", choices=SEASONS, help="wet: slower on unpaved roads")
    reach.add_argument("--wet-factor", type=float, help="on the speed of unpaved roads, your own")
    reach.add_argument("--speeds", metavar="CLASS=KMH,…", help="over the shipped speeds")
    reach.add_argument("--blank-surface", choices=SURFACES, help="roads that state no surface")
    reach.add_argument("--snap-km", type=float, help="how far a place may lie from a road")
    reach.add_argument("--road-parts", action="store_true", help="accept a network in parts")
    reach.add_argument("--detour", type=float, help="on own-country and straight distance")
    asked = parser.add_argument_group("demand and candidates")
    asked.add_argument("--weights", metavar="WORD=WEIGHT,…", help="km, incident, zone, crossing, …")
    asked.add_argument("--layer", type=Path, metavar="FILE", help="points with a weight")
    asked.add_argument("--precision", choices=DEMAND_PRECISIONS, help="of incidents, at worst")
    asked.add_argument("--date-from", type=date.fromisoformat, metavar="YYYY-MM-DD")
    asked.add_argument("--date-to", type=date.fromisoformat, metavar="YYYY-MM-DD")
    asked.add_argument("--own-offices", type=Path, metavar="FILE", help="offices that are there")
    asked.add_argument("--candidates", type=Path, metavar="FILE", help="places that may be chosen")
    asked.add_argument("--exclude-areas", type=Path, metavar="FILE", help="polygons, GeoJSON")
    asked.add_argument("--exclude-closed", action="store_true", help="crossings closed or unknown")
    asked.add_argument("--model", choices=MODELS)
    for name in ("budget", "near_km", "spacing_km", "contested_km"):
        asked.add_argument(f"--{name.replace('_', '-')}", type=float)
    for name in _LISTS:
        asked.add_argument(f"--{name.replace('_', '-')}", metavar="ID,…")


def applied(scenario: Scenario, arguments: argparse.Namespace) -> Scenario:
    """The scenario with the options laid over it.

    Errors: InputError, FileNotUnderstoodError or CRSError where an option cannot be read.
    """
    changes: dict[str, Any] = {
        name: getattr(arguments, name) for name in _PLAIN if getattr(arguments, name) is not None
    }
    for option, field, read in _FILES:
        path = getattr(arguments, option)
        if path is not None:
            changes[field] = read(path.name, _content(path))
    for name in _LISTS:
        words = getattr(arguments, name)
        if words is not None:
            changes[name] = tuple(word.strip() for word in words.split(",") if word.strip())
    if arguments.weights is not None:
        changes["weights"] = _numbers(arguments.weights, "--weights")
    if arguments.exclude_closed:
        changes["exclude_closed"] = True
    if arguments.basis is None and (arguments.chosen is not None):
        changes["basis"] = BASES[-1]
    return replace(scenario, **changes, **_reach(scenario, arguments))


def _reach(scenario: Scenario, arguments: argparse.Namespace) -> dict[str, Any]:
    roads = scenario.roads
    if arguments.roads is not None:
        kept = keep_road_file(arguments.roads)
        if roads is not None and roads.sha256 == kept.sha256:
            kept = roads
        roads = kept
    options = {
        "season": arguments.season, "wet_factor": arguments.wet_factor,
        "blank_surface": arguments.blank_surface, "snap_km": arguments.snap_km,
        "parts": arguments.road_parts or None,
        "speeds": None if arguments.speeds is None else _numbers(arguments.speeds, "--speeds"),
    }  # fmt: skip
    stated = {name: value for name, value in options.items() if value is not None}
    if stated and roads is None:
        raise InputError(
            "Expected --roads FILE beside --season, --wet-factor, --speeds, --blank-surface, "
            "--snap-km or --road-parts, found none."
        )
    found: dict[str, Any] = {}
    if roads is not None and (stated or arguments.roads is not None):
        found = {"roads": replace(roads, **stated), "reach_by": "road"}
    if arguments.reach_minutes is not None:
        found["reach_minutes"] = arguments.reach_minutes
    if arguments.reach_by is not None:
        found["reach_by"] = arguments.reach_by
    return found


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"Expected a file {path.name[-60:]!r}, but it cannot be read ({error.strerror}); "
            "check its name."
        ) from error


def _numbers(text: str, option: str) -> dict[str, float]:
    """Words with a number each: "km=1,incident=5"."""
    found, wrong = {}, []
    for part in filter(None, (item.strip() for item in text.split(","))):
        word, _, number = part.partition("=")
        try:
            found[word.strip()] = float(number)
        except ValueError:
            wrong.append(part[:40])
    if wrong or not found:
        listed = ", ".join(wrong) or text[:40]
        raise InputError(f"Expected {option} as WORD=NUMBER,…, found {listed!r}.")
    return dict(sorted(found.items()))
