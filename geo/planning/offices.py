"""Which offices count, those the user says are there, and those without a usable point."""

import numpy as np
import pandas as pd

from geo.areas import districts, locate_district
from geo.coverage import existing
from geo.planning.candidates import UNPLACED
from geo.planning.scenario import Scenario
from geo.schema.vocabularies import CORE_COUNTRIES
from geo.world import World

# What a published count must count to be a total of all offices of a country.
WHOLE_COUNTS = ("offices", "locations in all, in 13 provinces")


def offices_of(table: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Offices that count with a usable point.

    table: the offices on record. The user's own come on top, as "own:" and their id, on any basis;
    whatever the scenario takes as closed is left out.
    """
    basis = "operating" if scenario.basis == "operating" else "documented"
    rows = existing(table, basis=basis)
    if scenario.basis == "chosen":
        rows = rows[rows.index.isin(scenario.chosen)]
    rows = rows[~rows.index.isin(scenario.closed) & rows["country"].isin(CORE_COUNTRIES)]
    blank = _unplaced(rows)
    columns = ["country", "name_en", "lon", "lat", "coord_precision", "border_pair", "status"]
    own = pd.DataFrame(
        [(p.country, p.name or p.id, p.lon, p.lat, "exact", "", "operating")
         for p in scenario.offices],
        columns=columns, index=[f"own:{p.id}" for p in scenario.offices],
    )  # fmt: skip
    own = own[~own.index.isin(scenario.closed)]
    kept = rows.loc[~blank, columns]
    return pd.concat([kept, own]) if len(own) else kept


def _unplaced(rows: pd.DataFrame) -> pd.Series:
    """Offices that are known by no point that distances can be taken from."""
    return rows["coord_precision"].isin(UNPLACED) | rows["lon"].isna()


def unlocated_offices(world: World) -> tuple[tuple[str, int], ...]:
    """Offices that exist and stand nowhere on the map, by country, those above 0 alone.

    The latest published total of a country, or what is documented where that is more or no total
    is known, less the documented offices with a usable point.
    """
    rows = existing(world.snapshot.offices, basis="documented")
    documented, placed = (part["country"].value_counts() for part in (rows, rows[~_unplaced(rows)]))
    totals = _reported_totals(world.tables.get("office_counts"))
    missing = {
        country: max(totals.get(country, 0), int(documented.get(country, 0)))
        - int(placed.get(country, 0))
        for country in CORE_COUNTRIES
    }
    return tuple((country, missing[country]) for country in sorted(missing) if missing[country] > 0)


def _reported_totals(table: pd.DataFrame | None) -> dict[str, int]:
    """The latest published total of all offices of one country; own arithmetic is left out."""
    if table is None or table.empty:
        return {}
    whole = table["counted"].isin(WHOLE_COUNTS) & (table["qualifier"] != "own_count")
    rows = table[whole & table["countries"].isin(CORE_COUNTRIES)].sort_values(["date", "id"])
    last = rows.drop_duplicates("countries", keep="last")
    return {str(row.countries): int(row.number) for row in last.itertuples()}


def spread_km(offices: pd.DataFrame) -> np.ndarray:
    """Radius of a circle of the district's area, km, for offices known by their district only."""
    spread = np.zeros(len(offices))
    vague = np.flatnonzero((offices["coord_precision"] == "district").to_numpy())
    if len(vague):
        rows = offices.iloc[vague]
        codes = locate_district(
            rows["lon"].to_numpy(float), rows["lat"].to_numpy(float),
            country=rows["country"].to_numpy(object),
        )  # fmt: skip
        frame = districts()
        known = np.isin(codes, frame.index)
        area = frame.loc[codes[known]].geometry.to_crs("ESRI:54034").area.to_numpy()
        spread[vague[known]] = np.sqrt(area / np.pi) / 1000.0
    return spread


def unknown_offices(table: pd.DataFrame, scenario: Scenario) -> list[str]:
    """Ids that a scenario names and no office has, in its order, each once."""
    named = dict.fromkeys((*scenario.chosen, *scenario.closed))
    own = {f"own:{point.id}" for point in scenario.offices}
    return [key for key in named if key not in table.index and key not in own]
