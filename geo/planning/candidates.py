"""Where an office could stand: crossings, districts' largest places, towns, centres, user points.

Every place that is left out keeps its reason.
"""

from datetime import date

import numpy as np
import pandas as pd

from geo.borders import country_at, snap
from geo.borders.lines import land_chain
from geo.coverage import existing
from geo.crs import chord_to_arc_km, point_along, to_geocentric
from geo.planning.demand_places import crossing_status, pair_of
from geo.planning.exclusions import inside_areas, near_contested
from geo.planning.scenario import Scenario
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES
from geo.world import World

# First reason that applies: contested ground before all, then what the user or the facts rule out.
REASONS = (
    "no_point", "contested", "wrong_country", "too_far", "user_area", "closed_crossing",
    "office_here", "forbidden", "no_demand", "same_place",
)  # fmt: skip
WRONG_COUNTRY_KM = 3.0
OFFICE_HERE_KM = 3.0
# Known only by province or less: such an office covers nothing.
UNPLACED = ("province", "country", "none")
COLUMNS = (
    "kind", "name", "country", "pair", "lon", "lat", "precision", "status", "reason", "km_away",
    "km_along", "section",
)  # fmt: skip


def candidates(
    world: World, scenario: Scenario, offices: pd.DataFrame, *, as_of: date
) -> pd.DataFrame:
    """All places looked at, one row each, index id; ``reason`` is blank where it may be chosen.

    Columns as COLUMNS. pair: the chosen pair whose line is nearest. offices: those that exist, with
    country, lon, lat.
    """
    makers = {
        "crossing": _crossings,
        "district": _districts,
        "town": _towns,
        "centre": _centres,
        "office": _idle,
    }
    frames = [makers[kind](world, scenario, as_of) for kind in scenario.kinds if kind in makers]
    frames.append(_user_points(scenario))
    rows = pd.concat([frame for frame in frames if len(frame)] or [_user_points(scenario)])
    rows = rows[rows["country"].isin(_facing(scenario))]
    rows = rows[~rows.index.duplicated()].sort_index(kind="stable")
    rows = _on_own_side(_placed(rows, scenario))
    rows["reason"] = _reasons(rows, scenario, offices)
    return rows[list(COLUMNS)]


def no_candidates() -> pd.DataFrame:
    """A list without a row."""
    return pd.DataFrame(columns=list(COLUMNS)).astype({"lon": float, "lat": float})


def _facing(scenario: Scenario) -> list[str]:
    facing = {country for pair in scenario.pairs for country in pair.split("-")}
    return sorted(facing & set(CORE_COUNTRIES))


def _frame(rows: list[tuple]) -> pd.DataFrame:
    names = ["id", "kind", "name", "country", "pair", "lon", "lat", "precision", "status"]
    frame = pd.DataFrame(rows, columns=names).set_index("id")
    return frame.astype({"lon": float, "lat": float})


def _crossings(world: World, scenario: Scenario, as_of: date) -> pd.DataFrame:
    """Both sides of every crossing of the pairs, at the crossing's one point."""
    table = world.snapshot.crossings
    rows = []
    for name, row in table[table["border_pair"].isin(scenario.pairs)].iterrows():
        closed = name in scenario.closed_crossings
        status = "closed" if closed else crossing_status(row, as_of)
        for side in ("a", "b"):
            country = str(row[f"side_{side}_country"])
            rows.append((
                f"crossing:{name}:{country}", "crossing", str(row["name_en"]), country,
                str(row["border_pair"]), row["lon"], row["lat"], str(row["coord_precision"]),
                status,
            ))  # fmt: skip
    for point in scenario.new_crossings:
        pair = pair_of(point.lon, point.lat, point.country, scenario.pairs)
        rows += [(f"crossing:new:{point.id}:{country}", "crossing", point.name or point.id, country,
                  pair, point.lon, point.lat, "exact", "open")
                 for country in pair.split("-") if pair]  # fmt: skip
    return _frame(rows)


def _districts(world: World, scenario: Scenario, as_of: date) -> pd.DataFrame:  # noqa: ARG001
    """The largest listed place of every district that touches a chosen line."""
    touching = world.section_districts
    pairs = touching["section_id"].str.slice(0, 7)
    codes = touching.loc[pairs.isin(scenario.pairs), "district_code"].unique()
    places = world.tables["places"]
    places = places[places["district_code"].isin(codes)]
    order = places.assign(size=places["population"].fillna(-1).astype(float)).reset_index()
    order = order.sort_values(["district_code", "size", "id"], ascending=[True, False, True])
    first = order.drop_duplicates("district_code")
    return _places(first, "district")


def _towns(world: World, scenario: Scenario, as_of: date) -> pd.DataFrame:  # noqa: ARG001
    places = world.tables["places"]
    return _places(places[places["kind"] == "populated_place"].reset_index(), "town")


def _places(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    columns = zip(
        rows["id"], rows["name_en"], rows["country"], rows["lon"], rows["lat"], rows["precision"],
        strict=True,
    )  # fmt: skip
    return _frame([(f"place:{key}", kind, name, country, "", lon, lat, precision, "")
                   for key, name, country, lon, lat, precision in columns])  # fmt: skip


def _centres(world: World, scenario: Scenario, as_of: date) -> pd.DataFrame:  # noqa: ARG001
    rows = world.snapshot.district_status
    rows = rows[rows["nts_target"].isin(["stated_target", "centre_reported", "visited"])]
    return _frame([
        (f"centre:{key}", "centre", str(row["district_en"]), "THA", "", row["lon"], row["lat"],
         str(row["coord_precision"]), str(row["nts_target"]))
        for key, row in rows.iterrows()
    ])  # fmt: skip


def _idle(world: World, scenario: Scenario, as_of: date) -> pd.DataFrame:  # noqa: ARG001
    """Documented offices that are not known to operate: to strengthen, not to build."""
    rows = existing(world.snapshot.offices, basis="documented")
    rows = rows[(rows["status"] != "operating") & ~rows["coord_precision"].isin(UNPLACED)]
    return _frame([
        (f"office:{key}", "office", str(row["name_en"]), str(row["country"]), "", row["lon"],
         row["lat"], str(row["coord_precision"]), str(row["status"]))
        for key, row in rows.iterrows()
    ])  # fmt: skip


def _user_points(scenario: Scenario) -> pd.DataFrame:
    return _frame([
        (f"point:{point.id}", "user", point.name or point.id, point.country, "", point.lon,
         point.lat, "exact", "") for point in scenario.points
    ])  # fmt: skip


def _placed(rows: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The nearest chosen line of the candidate's own country, and how far it is."""
    stated = rows["pair"]
    rows = rows.assign(km_away=np.nan, km_along=np.nan, section=-1)
    for pair in scenario.pairs:
        own = rows["country"].isin(pair.split("-")) & stated.isin(["", pair])
        own &= rows[["lon", "lat"]].notna().all(axis=1)
        if not own.any():
            continue
        found = snap(rows.loc[own, "lon"], rows.loc[own, "lat"], pair=pair)
        nearer = found.index[~(rows.loc[own, "km_away"] <= found["km_away"])]
        for column in ("km_away", "km_along", "section"):
            rows.loc[nearer, column] = found.loc[nearer, column]
        rows.loc[nearer, "pair"] = pair
    return rows


def _on_own_side(rows: pd.DataFrame) -> pd.DataFrame:
    """A crossing has one point for both sides: for the other side the line nearest to it stands."""
    at = country_at(rows["lon"].to_numpy(float), rows["lat"].to_numpy(float))
    stated = np.array([COUNTRIES.index(country) for country in rows["country"]], dtype=np.int64)
    across = (rows["kind"] == "crossing").to_numpy() & (at != stated) & rows["km_along"].notna()
    rows = rows.copy()
    for pair in rows.loc[across, "pair"].unique():
        some = across & (rows["pair"] == pair).to_numpy()
        km = rows.loc[some, "km_along"].to_numpy(float)
        coordinates, along = land_chain(pair)
        rows.loc[some, ["lon", "lat"]] = point_along(coordinates, along, km)
        rows.loc[some, "km_away"] = 0.0
    return rows


def _reasons(rows: pd.DataFrame, scenario: Scenario, offices: pd.DataFrame) -> np.ndarray:
    lon, lat = rows["lon"].to_numpy(float), rows["lat"].to_numpy(float)
    shut = rows["status"].isin(["closed", "unknown"]) & (rows["kind"] == "crossing")
    named = rows.index.str.split(":").str[1].isin(scenario.closed_crossings)
    holds = {
        "contested": near_contested(lon, lat, buffer_km=scenario.contested_km),
        "user_area": inside_areas(lon, lat, scenario.exclusions),
        "too_far": ~(rows["km_away"] <= scenario.near_km).to_numpy(),
        "no_point": ~np.isfinite(lon) | ~np.isfinite(lat),
        "closed_crossing": shut.to_numpy() & (scenario.exclude_closed | named),
        "office_here": nearest_km(rows, offices) <= OFFICE_HERE_KM,
        "forbidden": rows.index.isin(scenario.forbidden),
        "wrong_country": _elsewhere(rows),
    }
    reason = np.full(len(rows), "", dtype=object)
    for word in reversed(REASONS):
        reason[holds.get(word, np.zeros(len(rows), dtype=bool))] = word
    free = np.flatnonzero(reason == "")
    again = rows.iloc[free][["country", "lon", "lat"]].duplicated().to_numpy()
    reason[free[again]] = "same_place"
    return reason


def _elsewhere(rows: pd.DataFrame) -> np.ndarray:
    """Places whose point lies in another country, further from the line than outlines may err."""
    at = country_at(rows["lon"].to_numpy(float), rows["lat"].to_numpy(float))
    stated = np.array([COUNTRIES.index(country) for country in rows["country"]], dtype=np.int64)
    return (at != stated) & (rows["km_away"] > WRONG_COUNTRY_KM).to_numpy()


def nearest_km(rows: pd.DataFrame, offices: pd.DataFrame) -> np.ndarray:
    """Geodesic km from each row to the nearest office of its own country; inf without one."""
    least = np.full(len(rows), np.inf)
    for country in rows["country"].unique():
        here = np.flatnonzero((rows["country"] == country).to_numpy())
        there = offices[(offices["country"] == country) & offices["lon"].notna()]
        if len(there):
            points = to_geocentric(*(rows[name].to_numpy(float)[here] for name in ("lon", "lat")))
            centres = to_geocentric(there["lon"].to_numpy(float), there["lat"].to_numpy(float))
            gaps = np.linalg.norm(np.nan_to_num(points)[:, None] - centres[None], axis=2)
            least[here] = chord_to_arc_km(gaps.min(axis=1))
    return least
