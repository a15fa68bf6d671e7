"""Which office is nearest to a stretch of border, on each side of it.

Straight-line geodesic distance inside one country's list of offices: an office serves only its own
side. Road distance and reach belong to the planner.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.crs import geod

METRES_PER_KM = 1000.0
# An office known only by its province stands on a representative point: no distance can be told.
_UNPLACED = ("province", "country", "none")


@dataclass(frozen=True, slots=True)
class NearestOffice:
    """The nearest office of one country. office_id is blank where none can be measured to.

    approximate: the office is known only by its district, so the distance is rough.
    """

    country: str
    office_id: str
    name: str
    local_name: str
    distance_km: float
    approximate: bool


def existing(offices: pd.DataFrame, *, basis: str) -> pd.DataFrame:
    """Offices that exist on one of the two bases.

    basis: "operating" keeps status operating; "documented" keeps all that are not planned or
    closed.
    """
    if basis == "operating":
        return offices[offices["status"] == "operating"]
    return offices[~offices["status"].isin(["planned", "closed"])]


def nearest_office(
    lon: float, lat: float, *, country: str, offices: pd.DataFrame, basis: str
) -> NearestOffice:
    """Nearest existing office of ``country`` to a point.

    Parameters: lon, lat in degrees; offices with columns country, status, name_en, name_local,
    lon, lat, coord_precision, indexed by id; basis as in ``existing``.
    Returns a result with NaN distance where the country has no office that can be placed, or the
    point itself is not known.
    """
    chosen = existing(offices, basis=basis)
    chosen = chosen[
        (chosen["country"] == country)
        & chosen[["lon", "lat"]].notna().all(axis=1)
        & ~chosen["coord_precision"].isin(_UNPLACED)
    ]
    if chosen.empty or not np.isfinite([lon, lat]).all():
        return NearestOffice(country, "", "", "", float("nan"), False)
    lons, lats = chosen["lon"].to_numpy(float), chosen["lat"].to_numpy(float)
    here = np.full(len(chosen), lon), np.full(len(chosen), lat)
    distance = geod().inv(*here, lons, lats)[2] / METRES_PER_KM
    best = int(np.argmin(distance))
    row = chosen.iloc[best]
    return NearestOffice(
        country,
        str(chosen.index[best]),
        str(row["name_en"]),
        str(row["name_local"]),
        float(distance[best]),
        row["coord_precision"] == "district",
    )
