"""Whether points lie in the country their row states; a disagreement is told, nothing is moved."""

from dataclasses import dataclass

import pandas as pd
import shapely
from pyproj import Geod

from geo.schema.contract import PointColumns, TableContract
from geo.schema.vocabularies import COUNTRIES, NEIGHBOURS

TOLERANCE_KM = 3.0
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A point outside every country stated, by full-resolution outlines. km: to the nearest one.

    lies_in: blank at sea or outside the nine countries.
    """

    table: str
    id: str
    stated: tuple[str, ...]
    lies_in: str
    km: float
    precision: str


def misplaced(
    contract: TableContract, frame: pd.DataFrame, *, tolerance_km: float = TOLERANCE_KM
) -> tuple[Misplaced, ...]:
    """Rows whose point lies more than the tolerance outside every country they state.

    frame: as ``geo.reference.table`` gives it. Rows without a point are left out, and so are
    points in no outline that state a neighbour: of those only the strip along the line is known.
    """
    found: list[Misplaced] = []
    for point in contract.points:
        if point.countries:
            found += _of_point(contract, point, frame)
    return tuple(item for item in found if item.km > tolerance_km)


def _of_point(contract: TableContract, point: PointColumns, frame: pd.DataFrame) -> list[Misplaced]:
    from geo import borders  # the outlines are loaded only where points are compared with them

    placed = frame[frame[point.lon].notna()]
    lon, lat = placed[point.lon].to_numpy(), placed[point.lat].to_numpy()
    found = []
    for row, position in enumerate(borders.country_at(lon, lat)):
        stated = tuple(placed[list(point.countries)].iloc[row])
        lies_in = COUNTRIES[position] if position >= 0 else ""
        if lies_in in stated or (not lies_in and any(item in NEIGHBOURS for item in stated)):
            continue
        km = min(_km_outside(country, lon[row], lat[row]) for country in stated)
        key, precision = placed[[contract.key, "coord_precision"]].iloc[row]
        found.append(Misplaced(contract.name, key, stated, lies_in, km, precision))
    return found


def _km_outside(country: str, lon: float, lat: float) -> float:
    """Distance from a point outside a country to its outline, km on the ellipsoid.

    The nearest spot is found in degrees, so the distance may come out up to 15 % too long.
    """
    from geo.borders.sides import outlines

    spot = shapely.get_point(shapely.shortest_line(outlines()[country], shapely.Point(lon, lat)), 0)
    return float(_GEOD.inv(lon, lat, spot.x, spot.y)[2]) / 1000
