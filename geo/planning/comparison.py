"""Two plans beside each other: which sites stay, what each covers, and what was asked differently.

A plan here is the record that ``geo.planning.report.report`` gives, as it is saved and exported.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

CHANGES = ("kept", "dropped", "added")
# Parts of a scenario that limit the search, not the question.
_SEARCH = ("nodes", "time_s", "seed")
# Parts that decide what a covered weight is measured in.
_MEASURE = ("model", "pairs", "weights", "detour", "reach_km")


@dataclass(frozen=True, slots=True)
class ComparedSite:
    """One place that either plan opens. change: of CHANGES, seen from the first plan.

    asked: whether it is a site of an asking country; else a counterpart that the other side is
    asked for. km_along: km along the pair's line.
    """

    id: str
    name: str
    country: str
    pair: str
    km_along: float
    asked: bool
    change: str


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """One side of one pair in both plans; NaN and 0 where a plan does not look at it.

    km: length of the side. *_km: covered length. *_share: of the length. *_both_km: of the pair,
    covered on both sides, NaN where only one side is looked at. *_incidents: covered incidents.
    """

    pair: str
    side: str
    km: float
    first_km: float
    second_km: float
    first_share: float
    second_share: float
    first_both_km: float
    second_both_km: float
    first_incidents: int
    second_incidents: int


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """What two plans have in common and where they differ.

    sites: in order of pair, km along and country. sides: in alphabetical order of pair and side.
    first_value, second_value: covered weight, to be set beside each other only where
    ``same_measure``. same_data: of the same kilometres and records on the same day. asked: the
    entries of the scenario that differ, each with both values as plain data.
    """

    sites: tuple[ComparedSite, ...]
    sides: tuple[ComparedSide, ...]
    first_value: float
    second_value: float
    same_measure: bool
    same_data: bool
    first_proven: bool
    second_proven: bool
    asked: tuple[tuple[str, Any, Any], ...]

    def of(self, change: str) -> tuple[ComparedSite, ...]:
        """The sites that are kept, dropped or added."""
        return tuple(site for site in self.sites if site.change == change)


def compare(first: Mapping[str, Any], second: Mapping[str, Any]) -> PlanComparison:
    """Compare two plan records."""
    asked = _asked(first["scenario"], second["scenario"])
    return PlanComparison(
        sites=_sites(first, second), sides=_sides(first["after"], second["after"]),
        first_value=float(first["objective"]), second_value=float(second["objective"]),
        same_measure=not any(name in _MEASURE for name, _, _ in asked)
        and set(first["scenario"]["sites"]) == set(second["scenario"]["sites"]),
        same_data=all(first[name] == second[name] for name in ("records", "as_of")),
        first_proven=bool(first["proven"]), second_proven=bool(second["proven"]), asked=asked,
    )  # fmt: skip


def _asked(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    names = sorted((set(first) | set(second)) - set(_SEARCH))
    both = ((name, first.get(name), second.get(name)) for name in names)
    return tuple(item for item in both if item[1] != item[2])


def _sites(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[ComparedSite, ...]:
    former = {place["id"]: place for place in first["places"]}
    latter = {place["id"]: place for place in second["places"]}
    rows = []
    for key, place in (former | latter).items():
        change = "added" if key not in former else "kept" if key in latter else "dropped"
        rows.append(
            ComparedSite(
                key, place["name"], place["country"], place["pair"], float(place["km_along"]),
                bool(place["asked"]), change,
            )
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.pair, row.km_along, row.country, row.id)))


def _sides(
    first: list[Mapping[str, Any]], second: list[Mapping[str, Any]]
) -> tuple[ComparedSide, ...]:
    former, latter = ({(row["pair"], row["side"]): row for row in part} for part in (first, second))
    rows = []
    for pair, side in sorted(former.keys() | latter.keys()):
        one, two = former.get((pair, side), {}), latter.get((pair, side), {})
        rows.append(
            ComparedSide(
                pair, side, float((one or two)["km"]),
                *(_number(row, name) for name in ("covered_km", "covered_share", "both_sides_km")
                  for row in (one, two)),
                int(one.get("covered_incidents", 0)), int(two.get("covered_incidents", 0)),
            )
        )  # fmt: skip
    return tuple(rows)


def _number(row: Mapping[str, Any], name: str) -> float:
    value = row.get(name)
    return nan if value is None else float(value)
