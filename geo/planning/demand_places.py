"""Demand at points: zones, crossings, flows, and the user's own layer."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.ages import first_day, is_aged
from geo.borders import contested, country_at, snap
from geo.planning.scenario import Scenario
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES, PAIRS, PRECISIONS
from geo.world import World

# lon, lat, side, pair, section, km_along, km, incident, uncertainty_m, amount, category.
Columns = tuple[np.ndarray, ...]
Aside = tuple[tuple[str, int], ...]

PLACE_KM = 25.0
# Casino areas and listed sites are another layer; reported sites are not shown.
ZONE_KINDS = ("border_economic_zone", "industrial_estate", "sez")
_IDLE_ZONES = ("planned", "suspended")
_FLOW_UNITS = ("movements", "persons")
_DAYS = MappingProxyType({"day": 1.0, "month": 365.25 / 12})
_PER_DAY = 1000.0
_NO_WORD = re.compile(r"[\W_]+")
_NAMES = ("country", "pair", "lon", "lat", "precision", "amount", "reason")


class _Place(NamedTuple):
    """One place before it is tied to a line; reason: why it cannot count, "" where it can."""

    country: str
    pair: str
    lon: float
    lat: float
    precision: str
    amount: float
    reason: str = ""


def places(world: World, kind: str, scenario: Scenario, *, as_of: date) -> tuple[Columns, Aside]:
    """Rows of one kind within 25 km of a chosen line, and how many were set aside and why.

    kind: "zone", "crossing", "flow" or "layer". Only places known to a town or better count, on the
    side of the country they are stated in; none inside a contested place.
    """
    found = _MAKERS[kind](world, scenario, as_of)
    rows = pd.DataFrame(found, columns=list(_NAMES)).astype({"lon": float, "lat": float})
    rows = _tied(rows, scenario.pairs)
    lost = rows["reason"].value_counts().sort_index()
    aside = tuple((f"{kind}:{word}", int(number)) for word, number in lost.items() if word)
    return _columns(rows[rows["reason"] == ""]), aside


def _tied(rows: pd.DataFrame, pairs: tuple[str, ...]) -> pd.DataFrame:
    """Each place with the chosen line of its own country that is nearest, or a reason."""
    lon, lat = rows["lon"].to_numpy(), rows["lat"].to_numpy()
    rows = rows.assign(km_away=np.inf, km_along=np.nan, section=-1, at=-1)
    for pair in pairs:
        own = rows["country"].isin(pair.split("-")) & rows["pair"].isin(["", pair])
        own &= np.isfinite(lon) & np.isfinite(lat)
        if own.any():
            found = snap(rows.loc[own, "lon"], rows.loc[own, "lat"], pair=pair)
            nearer = found.index[found["km_away"] < rows.loc[own, "km_away"]]
            for column in ("km_away", "km_along", "section"):
                rows.loc[nearer, column] = found.loc[nearer, column]
            rows.loc[nearer, "at"] = PAIRS.index(pair)
    coarse = [word not in PRECISIONS[: PRECISIONS.index("town") + 1] for word in rows["precision"]]
    holds = {
        "no_point": ~(np.isfinite(lon) & np.isfinite(lat)),
        "other_country": ~rows["country"].isin(CORE_COUNTRIES),
        "precision": np.array(coarse, dtype=bool),
        "far_from_line": ~(rows["km_away"] <= PLACE_KM) | rows["km_along"].isna(),
        "side_not_stated": contested(lon, lat),
    }
    for word, hit in holds.items():
        rows.loc[np.asarray(hit) & (rows["reason"] == "").to_numpy(), "reason"] = word
    return rows


def _columns(rows: pd.DataFrame) -> Columns:
    n = len(rows)
    side = np.array([COUNTRIES.index(country) for country in rows["country"]], dtype=np.int64)
    lon, lat, along, amount = (
        rows[name].to_numpy(float) for name in ("lon", "lat", "km_along", "amount")
    )
    pair, section = (rows[name].to_numpy(np.int64) for name in ("at", "section"))
    blank = np.zeros(n)
    return (
        lon, lat, side, pair, section, along, blank, blank, blank, amount,
        np.full(n, -1, dtype=np.int8),
    )  # fmt: skip


def _zones(world: World, scenario: Scenario, as_of: date) -> list[_Place]:  # noqa: ARG001
    table = world.snapshot.zones
    table = table[table["kind"].isin(ZONE_KINDS)]
    found = []
    for _, row in table.iterrows():
        reason = "not_active" if row["status"] in _IDLE_ZONES else ""
        reason = "low_confidence" if row["confidence"] == "low" else reason
        found.append(_Place(str(row["country"]), "", row["lon"], row["lat"],
                            str(row["coord_precision"]), 1.0, reason))  # fmt: skip
    new = [_Place(place.country, "", place.lon, place.lat, "exact", 1.0)
           for place in scenario.new_zones]  # fmt: skip
    return found + new


def crossing_status(row: pd.Series, as_of: date) -> str:
    """What is known of a crossing's status on a day: unknown where the statement is too old."""
    stated = str(row["status_date"]) if pd.notna(row["status_date"]) else ""
    return "unknown" if is_aged(stated, as_of=as_of) else str(row["status"])


def _crossings(world: World, scenario: Scenario, as_of: date) -> list[_Place]:
    """Both sides of each crossing; closed or unknown ones are left out by choice."""
    table = world.snapshot.crossings
    found = []
    for key, row in table[table["border_pair"].isin(scenario.pairs)].iterrows():
        shut = scenario.exclude_closed and crossing_status(row, as_of) in ("closed", "unknown")
        reason = "closed_crossing" if shut or key in scenario.closed_crossings else ""
        found += [_Place(side, str(row["border_pair"]), row["lon"], row["lat"],
                         str(row["coord_precision"]), 1.0, reason)
                  for side in (str(row["side_a_country"]), str(row["side_b_country"]))]  # fmt: skip
    for place in scenario.new_crossings:
        pair = pair_of(place.lon, place.lat, place.country, scenario.pairs)
        found += [_Place(side, pair, place.lon, place.lat, "exact", 1.0)
                  for side in pair.split("-") if pair]  # fmt: skip
    return found


def pair_of(lon: float, lat: float, country: str, pairs: tuple[str, ...]) -> str:
    """The chosen pair of a country whose line is nearest to a point; "" without one."""
    own = [pair for pair in pairs if country in pair.split("-")]
    at = np.array([lon]), np.array([lat])
    away = [float(snap(*at, pair=pair)["km_away"].iloc[0]) for pair in own]
    return own[int(np.argmin(np.where(np.isnan(away), np.inf, away)))] if own else ""


def _flows(world: World, scenario: Scenario, as_of: date) -> list[_Place]:
    """The latest dated count at each crossing that its text names, on both sides.

    Counts of several dates and kinds are not comparable; a count at a crossing that cannot be told
    from its text has no place.
    """
    flows, crossings = world.tables["flows"], world.snapshot.crossings
    flows = flows[flows["border_pair"].isin(scenario.pairs) & flows["unit"].isin(_FLOW_UNITS)]
    flows = flows.assign(until=[first_day(str(day)) or date.min for day in flows["period_to"]])
    flows = flows[flows["until"] <= as_of].sort_values("until", kind="stable")
    latest: dict[str, tuple[date, float]] = {}
    found = []
    for _, row in flows.iterrows():
        at = _named_crossing(row, crossings)
        if not at:
            found.append(_Place("", "", np.nan, np.nan, "none", 0.0, "no_crossing_named"))
            continue
        same = latest.get(at, (date.min, 0.0))
        total = _a_day(row) + (same[1] if same[0] == row["until"] else 0.0)
        latest[at] = (row["until"], total)
    for at, (_, total) in latest.items():
        row = crossings.loc[at]
        found += [_Place(str(row[f"side_{side}_country"]), str(row["border_pair"]), row["lon"],
                         row["lat"], str(row["coord_precision"]), total / _PER_DAY)
                  for side in ("a", "b")]  # fmt: skip
    return found


def _named_crossing(row: pd.Series, crossings: pd.DataFrame) -> str:
    """The one crossing of the pair whose name, else whose place, stands in the text; else ""."""
    text = _words(str(row["crossing_or_area"]))
    table = crossings[crossings["border_pair"] == row["border_pair"]]
    for columns in (("name_en",), ("side_a_place", "side_b_place")):
        named = [
            str(key)
            for key, place in table[list(columns)].fillna("").iterrows()
            if any(_words(str(name)).strip() and _words(str(name)) in text for name in place)
        ]
        if named:
            return named[0] if len(named) == 1 else ""
    return ""


def _words(text: str) -> str:
    """Words in lower case between single spaces, one at each end; blank where there are none."""
    return f" {' '.join(_NO_WORD.split(text.casefold())).strip()} "


def _a_day(row: pd.Series) -> float:
    """Movements or persons a day."""
    if row["per"] in _DAYS:
        return float(row["value"]) / _DAYS[row["per"]]
    first, last = (first_day(str(row[name])) for name in ("period_from", "period_to"))
    days = (last - first).days + 1 if first and last else 1
    return float(row["value"]) / max(days, 1)


def _layer(world: World, scenario: Scenario, as_of: date) -> list[_Place]:  # noqa: ARG001
    """The user's own points; one without a country lies where the outlines say."""
    rows = scenario.layer
    at = country_at(np.array([p.lon for p in rows]), np.array([p.lat for p in rows]))
    return [
        _Place(place.country or (COUNTRIES[code] if code >= 0 else ""), "", place.lon, place.lat,
               "exact", place.weight)
        for place, code in zip(rows, at.tolist(), strict=True)
    ]  # fmt: skip


_MAKERS: Mapping[str, Callable[[World, Scenario, date], list[_Place]]] = MappingProxyType(
    {"crossing": _crossings, "flow": _flows, "layer": _layer, "zone": _zones}
)
