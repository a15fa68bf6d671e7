"""Which offices count, those the user says are there, and those without a usable point."""

import numpy as np
import pandas as pd

from geo.areas import districts, locate_district
from geo.coverage import existing
from geo.planning.candidates import UNPLACED
from geo.planning.scenario import Scenario
from geo.schema.vocabularies import CORE_COUNTRIES


def offices_of(
    table: pd.DataFrame, scenario: Scenario
) -> tuple[pd.DataFrame, tuple[tuple[str, int], ...]]:
    """Offices that count with a usable point, and how many of each country have none.

    table: the offices on record. The user's own come on top, as "own:" and their id, on any basis;
    whatever the scenario takes as closed is left out.
    """
    basis = "operating" if scenario.basis == "operating" else "documented"
    rows = existing(table, basis=basis)
    if scenario.basis == "chosen":
        rows = rows[rows.index.isin(scenario.chosen)]
    rows = rows[~rows.index.isin(scenario.closed) & rows["country"].isin(CORE_COUNTRIES)]
    blank = rows["coord_precision"].isin(UNPLACED) | rows["lon"].isna()
    lost = rows.loc[blank, "country"].value_counts()
    columns = ["country", "name_en", "lon", "lat", "coord_precision", "border_pair", "status"]
    own = pd.DataFrame(
        [(p.country, p.name or p.id, p.lon, p.lat, "exact", "", "operating")
         for p in scenario.offices],
        columns=columns, index=[f"own:{p.id}" for p in scenario.offices],
    )  # fmt: skip
    own = own[~own.index.isin(scenario.closed)]
    kept = rows.loc[~blank, columns]
    kept = pd.concat([kept, own]) if len(own) else kept
    return kept, tuple((str(country), int(lost[country])) for country in sorted(lost.index))


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
