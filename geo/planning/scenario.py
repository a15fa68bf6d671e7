"""What a planner asks: a frozen scenario, read from JSON and written back to the same bytes."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from geo.errors import InputError
from geo.planning.inputs import (
    CATEGORY_WEIGHTS,
    LISTS,
    WEIGHTS,
    Area,
    Point,
    RoadFile,
    WeightedPoint,
    area_faults,
    point_faults,
    read_list,
    read_road_file,
    road_faults,
)
from geo.schema.vocabularies import CORE_COUNTRIES, PAIRS, PRECISIONS

BASES = ("operating", "documented", "chosen")
CANDIDATE_KINDS = ("crossing", "district", "town", "centre", "office")
MODELS = ("maximal_cover", "backup_cover", "gradual_cover", "p_median", "p_center", "set_cover")
REACH_BY = ("own_country", "road", "straight")
# The coarsest precision that an eligible incident may have is a town.
DEMAND_PRECISIONS = PRECISIONS[: PRECISIONS.index("town") + 1]
DETOUR = 1.3
# Most places are known by their town, which may err by as much.
CONTESTED_KM = 5.0


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

    reach_by: own-country distance on the grid of the land; by road, of ``roads``; or straight line,
    times detour. reach_minutes: with roads, the reach in minutes in place of reach_km. precision,
    date_from, date_to: the incidents that count. layer: the user's own demand. exclusions: areas
    without offices; contested_km: a strip around contested ground that is left out too.
    closed_crossings: ids taken as closed; new_crossings, new_zones: taken as there.
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
    reach_by: str = "own_country"
    reach_minutes: float | None = None
    roads: RoadFile | None = None
    precision: str = "town"
    date_from: date | None = None
    date_to: date | None = None
    layer: tuple[WeightedPoint, ...] = ()
    exclusions: tuple[Area, ...] = ()
    contested_km: float = CONTESTED_KM
    closed_crossings: tuple[str, ...] = ()
    new_crossings: tuple[Point, ...] = ()
    new_zones: tuple[Point, ...] = ()

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries that ask for new offices, in alphabetical order."""
        return tuple(sorted(country for country, (_, most) in self.sites.items() if most > 0))

    @property
    def measure(self) -> str:
        """How reach is measured: own_country, road_km, road_minutes or straight."""
        if self.reach_by != "road":
            return self.reach_by
        return "road_km" if self.reach_minutes is None else "road_minutes"

    @property
    def reach(self) -> float:
        """What an office covers at most, in minutes for road_minutes, else in km."""
        return self.reach_minutes if self.measure == "road_minutes" else self.reach_km


def faults(scenario: Scenario) -> list[str]:
    """Everything that is wrong with a scenario before any data is looked at."""
    found = place_faults(scenario) + reach_faults(scenario)
    if not scenario.countries:
        found.append("expected one or more sites in at least one country, found none")
    found += _above(scenario, ("reach_km",), zero=False)
    found += _above(scenario, ("mirror_km", "spacing_km"), zero=True)
    words = (
        ("basis", (scenario.basis,), BASES),
        ("model", (scenario.model,), MODELS),
        ("precision", (scenario.precision,), DEMAND_PRECISIONS),
    )
    return [*found, *_word_faults(words), *_weight_faults(scenario), *_cost_faults(scenario)]


def place_faults(scenario: Scenario) -> list[str]:
    """Faults without whose mending no candidate can be looked at."""
    found = [f"expected pairs among {', '.join(PAIRS)}, found {pair!r}"
             for pair in scenario.pairs if pair not in PAIRS]  # fmt: skip
    if not scenario.pairs:
        found.append("expected at least one pair, found none")
    found += _site_faults(scenario) + _above(scenario, ("near_km",), zero=False)
    found += _above(scenario, ("contested_km",), zero=True)
    found += _word_faults((("kinds", scenario.kinds, CANDIDATE_KINDS),))
    found += area_faults(scenario.exclusions)
    for name in LISTS:
        if name != "exclusions":
            found += point_faults(name, getattr(scenario, name))
    return found


def reach_faults(scenario: Scenario) -> list[str]:
    """Faults of how reach is measured, the road file's options among them."""
    found = _word_faults((("reach_by", (scenario.reach_by,), REACH_BY),))
    if not 1 <= scenario.detour < float("inf"):
        found.append(f"expected a detour factor of 1 or more, found {scenario.detour!r}")
    minutes = scenario.reach_minutes
    if scenario.reach_by == "road":
        found += road_faults(scenario.roads, minutes=minutes is not None)
    if minutes is not None and scenario.reach_by != "road":
        found.append("expected a reach in km where no road file is used, found minutes")
    elif minutes is not None and not 0 < minutes < float("inf"):
        found.append(f"expected reach_minutes above 0, found {minutes!r}")
    return found


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


def _above(scenario: Scenario, names: tuple[str, ...], *, zero: bool) -> list[str]:
    """Numbers that are below 0, or 0 where that is too little, or no numbers."""
    words = "of 0 or more" if zero else "above 0"
    return [
        f"expected {name} {words}, found {value!r}"
        for name in names
        for value in [getattr(scenario, name)]
        if not (0 <= value < float("inf") and (zero or value > 0))
    ]


def _weight_faults(scenario: Scenario) -> list[str]:
    found = _word_faults((("weights", tuple(scenario.weights), (*WEIGHTS, *CATEGORY_WEIGHTS)),))
    values = list(scenario.weights.values())
    low = [value for value in values if not 0 <= value < float("inf")]
    if low:
        found.append(f"expected weights of 0 or more, found {low[0]!r}")
    elif not any(values):
        found.append("expected at least one weight above 0, found only zeros")
    first, last = scenario.date_from, scenario.date_to
    if first and last and first > last:
        found.append(f"expected date_from no later than date_to, found {first} and {last}")
    if scenario.weights.get("layer") and not scenario.layer:
        found.append("expected a layer of one's own beside its weight, found none")
    return found


def _word_faults(asked: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> list[str]:
    """Words that are not known: (name, words, known)."""
    return [f"expected {name} among {', '.join(known)}, found {word!r}"
            for name, words, known in asked for word in words if word not in known]  # fmt: skip


def _cost_faults(scenario: Scenario) -> list[str]:
    found = [
        f"expected 0 <= low <= high cost for {country}, found {low:g} and {high:g}"
        for country, (low, high) in scenario.costs.items()
        if not 0 <= low <= high < float("inf")
    ]
    kinds = {f"{country}:{kind}" for country in CORE_COUNTRIES for kind in CANDIDATE_KINDS}
    found += [
        f"expected costs for a country or a country and kind such as THA:office, found {name!r}"
        for name in scenario.costs
        if name not in kinds and name not in CORE_COUNTRIES
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
    for name in ("date_from", "date_to"):
        values[name] = values[name].isoformat() if values[name] else None
    for area in values["exclusions"]:
        area["ring"] = [list(corner) for corner in area["ring"]]
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
            read[name] = _READ.get(name, float)(values[name])
        except (TypeError, ValueError, KeyError, AttributeError):
            wrong.append(f"{name} cannot be read from {json.dumps(values[name])[:60]}")
    if wrong:
        raise InputError(f"Expected a scenario that can be read, found: {'; '.join(wrong)}.")
    return Scenario(**read)


def _ranges(value: Any, number: Callable[[Any], float]) -> dict[str, tuple[float, float]]:
    return {str(key): (number(low), number(high)) for key, (low, high) in sorted(value.items())}


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError(value)
    return tuple(str(item) for item in value)


def _optional(value: Any, kind: Callable[[Any], Any]) -> Any:
    return None if value is None or value == "" else kind(value)


_READ: Mapping[str, Callable[[Any], Any]] = MappingProxyType({
    **dict.fromkeys(
        ("pairs", "chosen", "closed", "closed_crossings", "kinds", "forced", "forbidden"), _words
    ),
    **dict.fromkeys(("basis", "model", "reach_by", "precision"), str),
    **dict.fromkeys(("nodes", "seed"), lambda value: _optional(value, int)),
    **dict.fromkeys(("time_s", "budget", "reach_minutes"), lambda value: _optional(value, float)),
    **dict.fromkeys(("date_from", "date_to"), lambda value: _optional(value, date.fromisoformat)),
    **{name: partial(read_list, name) for name in LISTS},
    "roads": read_road_file,
    "exclude_closed": bool,
    "sites": lambda value: _ranges(value, int),
    "costs": lambda value: _ranges(value, float),
    "weights": lambda value: {str(key): float(one) for key, one in sorted(value.items())},
})  # fmt: skip


def read_scenario(text: str) -> Scenario:
    """A scenario from the text of a file; InputError where it is no JSON."""
    try:
        return from_json(json.loads(text))
    except json.JSONDecodeError as error:
        raise InputError(
            f"Expected a scenario as JSON, found a fault in line {error.lineno}."
        ) from error
