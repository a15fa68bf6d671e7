"""A small map per audience: where a record is for it, on the same piece of ground for all."""

from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Geod

from geo import areas
from geo.borders import contested, index, sections, sides
from geo.briefing.sharing_views import Views
from geo.messages import Message, message
from geo.release.masking import RING_M
from geo.release.policy import LEVELS, Audience
from geo.schema.vocabularies import PAIRS

Ring = tuple[tuple[float, float], ...]
# Half the height of a map in degrees: at least, and at most where the border is further away.
_HALF_DEGREES = (0.16, 0.45)
_WIDER, _KM_PER_DEGREE = 1.25, 111.0
_SIMPLER_DEGREES = 0.0008
_AROUND = range(0, 360, 10)
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class SmallMap:
    """What a small map holds, in degrees.

    bounds: west, south, east, north. lines: of the border, each with whether it is contested.
    section: the part of the line that is told; areas: rings of the district or country that is
    told; ring: around a masked point; point: lon, lat, or None. name: what it says in words.
    """

    name: Message
    bounds: tuple[float, float, float, float]
    lines: tuple[tuple[Ring, bool], ...] = ()
    section: tuple[Ring, ...] = ()
    areas: tuple[Ring, ...] = ()
    ring: Ring = ()
    point: tuple[float, float] | None = None


def small_maps(found: Views, key: int) -> dict[Audience, SmallMap] | None:
    """One small map per audience of one record; None where the record has no point as held."""
    lon, lat = (float(found.held.loc[key, name]) for name in ("lon", "lat"))
    if not np.isfinite([lon, lat]).all():
        return None
    away_km = found.held.loc[key, "km_away"]
    reach = 0.0 if away_km is None or np.isnan(away_km) else float(away_km) / _KM_PER_DEGREE
    half = float(np.clip(_WIDER * reach, *_HALF_DEGREES))
    bounds = (lon - _WIDER * half, lat - half, lon + _WIDER * half, lat + half)
    box = shapely.box(*bounds)
    lines = _lines(box)
    return {a: _small(found, key, a, box, bounds, lines) for a in found.seen}


def _small(
    found: Views, key: int, audience: Audience, box: shapely.Polygon,
    bounds: tuple[float, float, float, float], lines: tuple[tuple[Ring, bool], ...],
) -> SmallMap:  # fmt: skip
    level = LEVELS[int(found.told.loc[key, audience])]
    name = message(f"sharing.level.{level}")
    if key not in found.seen[audience].index:
        return SmallMap(name, bounds, lines)
    row = found.seen[audience].loc[key]
    told = {}
    if np.isfinite(row["lon"]):
        told["point"] = (float(row["lon"]), float(row["lat"]))
        told["ring"] = _ring(*told["point"]) if level == "masked" else ()
    elif level == "section":
        told["section"] = _section(int(row["section"]), box)
    elif level == "district":
        told["areas"] = _district(found, key, box)
    elif level == "country":
        told["areas"] = _country(str(row["country"]), box)
    return SmallMap(name, bounds, lines, **told)


def _lines(box: shapely.Polygon) -> tuple[tuple[Ring, bool], ...]:
    table = index()
    west, south, east, north = box.bounds
    near = (np.abs(table.mid_lon - box.centroid.x) < east - west) & (
        np.abs(table.mid_lat - box.centroid.y) < north - south
    )
    lines = []
    for at in np.flatnonzero(near):
        rough = bool(contested(table.mid_lon[at : at + 1], table.mid_lat[at : at + 1])[0])
        lines += [(ring, rough) for ring in _section(int(at), box)]
    return tuple(lines)


def _section(at: int, box: shapely.Polygon) -> tuple[Ring, ...]:
    table = index()
    rows = sections(PAIRS[int(table.pair[at])])
    name = table.ids[at]
    return _rings(rows.geometry[name].intersection(box)) if name in rows.index else ()


def _district(found: Views, key: int, box: shapely.Polygon) -> tuple[Ring, ...]:
    code = str(found.held.loc[key, "district"])
    frame = areas.districts()
    return _rings(frame.geometry[code].intersection(box)) if code in frame.index else ()


def _country(code: str, box: shapely.Polygon) -> tuple[Ring, ...]:
    shape = sides.outlines().get(code)
    return _rings(shape.intersection(box)) if shape is not None else ()


def _ring(lon: float, lat: float) -> Ring:
    around = [_GEOD.fwd(lon, lat, angle, RING_M[1])[:2] for angle in _AROUND]
    return tuple((float(x), float(y)) for x, y in around)


def _rings(shape: shapely.Geometry) -> tuple[Ring, ...]:
    """Outer rings or paths of a shape."""
    parts = shapely.get_parts(shape.simplify(_SIMPLER_DEGREES))
    lines = [part.exterior if part.geom_type == "Polygon" else part for part in parts]
    return tuple(
        tuple((float(x), float(y)) for x, y in line.coords)
        for line in lines
        if line.geom_type in ("LineString", "LinearRing") and len(line.coords) > 1
    )
