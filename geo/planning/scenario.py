"""What a planner asks: a frozen scenario, read from JSON and written back to the same bytes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from geo.errors import InputError
from geo.schema.vocabularies import CORE_COUNTRIES, PAIRS

BASES = ("operating", "documented", "chosen")
CANDIDATE_KINDS = ("crossing", "district", "town", "centre", "office")
MODELS = ("maximal_cover", "backup_cover", "gradual_cover", "p_median", "p_center", "set_cover")
DETOUR = 1.3


@dataclass(frozen=True, slots=True)
class Point:
    """A place that the user names: an office that is already there, or a candidate."""

    id: str
    country: str
    lon: float
    lat: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One question to the planner.

    sites: country to (least, most) new offices; other countries of the pairs may open counterparts
    only. reach_km: own-country distance times detour that an office covers. mirror_km: 0 switches
    the mirror rule off. spacing_km: least distance between new offices of one country. basis: which
    offices count. chosen: office ids where basis is "chosen". closed: ids of offices taken as
    closed. weights: of a kilometre and of an incident. kinds: candidate sources. near_km: how far
    from the line a candidate may lie. exclude_closed: leave out crossings that are closed or
    unknown on the day. costs: low and high per site by country, blank at first; budget: on the high
    costs, None without. forced, forbidden: candidate ids.
    """

    pairs: tuple[str, ...]
    sites: Mapping[str, tuple[int, int]]
    reach_km: float = 40.0
    mirror_km: float = 15.0
    spacing_km: float = 0.0
    detour: float = DETOUR
    basis: str = "documented"
    chosen: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=lambda: {"incident": 1.0, "km": 1.0})
    kinds: tuple[str, ...] = ("crossing", "district")
    near_km: float = 25.0
    exclude_closed: bool = False
    offices: tuple[Point, ...] = ()
    points: tuple[Point, ...] = ()
    forced: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    costs: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    budget: float | None = None
    model: str = "maximal_cover"
    nodes: int | None = 20_000
    time_s: float | None = None
    seed: int = 20

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries that ask for new offices, in alphabetical order."""
        return tuple(sorted(country for country, (_, most) in self.sites.items() if most > 0))


def faults(scenario: Scenario) -> list[str]:
    """Everything that is wrong with a scenario before any data is looked at."""
    found = [f"expected pairs among {', '.join(PAIRS)}, found {pair!r}"
             for pair in scenario.pairs if pair not in PAIRS]  # fmt: skip
    if not scenario.pairs:
        found.append("expected at least one pair, found none")
    found += _site_faults(scenario)
    if not scenario.countries:
        found.append("expected one or more sites in at least one country, found none")
    return [*found, *_number_faults(scenario), *_word_faults(scenario), *_cost_faults(scenario)]


def _site_faults(scenario: Scenario) -> list[str]:
    found = []
    facing = {country for pair in scenario.pairs for country in pair.split("-")}
    for country, (least, most) in scenario.sites.items():
        if country not in CORE_COUNTRIES or (scenario.pairs and country not in facing):
            found.append(f"expected new sites in a country of the pairs, found {country!r}")
        if not 0 <= least <= most:
            found.append(
                f"expected 0 <= least <= most sites for {country}, found {least} and {most}"
            )
    return found


def _number_faults(scenario: Scenario) -> list[str]:
    found = []
    for name, least in (("reach_km", 0), ("near_km", 0), ("mirror_km", None), ("spacing_km", None)):
        value = getattr(scenario, name)
        if not (value >= 0 if least is None else value > 0):
            words = "of 0 or more" if least is None else "above 0"
            found += [f"expected {name} {words}, found {value!r}"]
    if not scenario.detour >= 1:
        found.append(f"expected a detour factor of 1 or more, found {scenario.detour!r}")
    values = list(scenario.weights.values())
    if any(not value >= 0 for value in values):
        found.append(f"expected weights of 0 or more, found {min(values)!r}")
    elif not any(values):
        found.append("expected at least one weight above 0, found only zeros")
    return found


def _word_faults(scenario: Scenario) -> list[str]:
    found = []
    for name, words, known in (
        ("basis", (scenario.basis,), BASES),
        ("model", (scenario.model,), MODELS),
        ("kinds", scenario.kinds, CANDIDATE_KINDS),
        ("weights", tuple(scenario.weights), ("incident", "km")),
    ):
        found += [f"expected {name} among {', '.join(known)}, found {word!r}"
                  for word in words if word not in known]  # fmt: skip
    for place in (*scenario.offices, *scenario.points):
        if place.country not in CORE_COUNTRIES or not (
            -180 <= place.lon <= 180 and -90 <= place.lat <= 90
        ):
            found.append(f"expected a country and a lon, lat in degrees for point {place.id!r}")
    return found


def _cost_faults(scenario: Scenario) -> list[str]:
    found = [
        f"expected 0 <= low <= high cost for {country}, found {low:g} and {high:g}"
        for country, (low, high) in scenario.costs.items()
        if not 0 <= low <= high
    ]
    if scenario.budget is not None:
        if not scenario.budget >= 0:
            found.append(f"expected a budget of 0 or more, found {scenario.budget!r}")
        facing = {country for pair in scenario.pairs for country in pair.split("-")}
        missing = ", ".join(sorted(facing - set(scenario.costs)))
        if missing:
            found.append(f"expected a cost per site beside a budget, found none for {missing}")
    return found


def to_json(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain values, keys in alphabetical order."""
    values = asdict(scenario)
    for name in ("sites", "costs"):
        values[name] = {key: list(values[name][key]) for key in sorted(values[name])}
    return {key: values[key] for key in sorted(values)}


def from_json(values: Mapping[str, Any]) -> Scenario:
    """A scenario from plain values.

    Errors: InputError naming every unknown or unreadable entry at once.
    """
    known = {item.name for item in fields(Scenario)}
    if not isinstance(values, Mapping) or "pairs" not in values or "sites" not in values:
        raise InputError("Expected a scenario as JSON with at least pairs and sites.")
    wrong = [f"unknown entry {name!r}" for name in sorted(set(values) - known)]
    read: dict[str, Any] = {}
    for name in sorted(known & set(values)):
        try:
            read[name] = _entry(name, values[name])
        except (TypeError, ValueError, KeyError, AttributeError):
            wrong.append(f"{name} cannot be read from {json.dumps(values[name])[:60]}")
    if wrong:
        raise InputError(f"Expected a scenario that can be read, found: {'; '.join(wrong)}.")
    return Scenario(**read)


def _entry(name: str, value: Any) -> Any:
    if name in ("offices", "points"):
        return tuple(
            Point(**{**row, "lon": float(row["lon"]), "lat": float(row["lat"])}) for row in value
        )
    if name == "sites":
        return {str(key): (int(low), int(high)) for key, (low, high) in sorted(value.items())}
    if name == "costs":
        return {str(key): (float(low), float(high)) for key, (low, high) in sorted(value.items())}
    if name == "weights":
        return {str(key): float(number) for key, number in sorted(value.items())}
    if name in ("pairs", "chosen", "closed", "kinds", "forced", "forbidden"):
        if isinstance(value, str):
            raise TypeError(name)
        return tuple(str(item) for item in value)
    if name in ("basis", "model"):
        return str(value)
    if name == "exclude_closed":
        return bool(value)
    if name in ("nodes", "time_s", "budget", "seed"):
        return None if value is None else (int if name in ("nodes", "seed") else float)(value)
    return float(value)


def read_scenario(text: str) -> Scenario:
    """A scenario from the text of a file; InputError where it is no JSON."""
    try:
        return from_json(json.loads(text))
    except json.JSONDecodeError as error:
        raise InputError(
            f"Expected a scenario as JSON, found a fault in line {error.lineno}."
        ) from error
