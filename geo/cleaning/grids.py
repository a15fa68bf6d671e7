"""Metric grids of the region as degrees: UTM and the military letters, WGS 84 and Indian 1975.

The old Thai grid differs from WGS 84 by about 625 m. pyproj picks the shift for the area of
interest; its ballpark choice, which does not shift at all, is refused.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyproj import Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.exceptions import ProjError

REGION: Final = (90.0, 5.0, 112.0, 30.0)
DATUMS: Final = ("wgs84", "indian_1975")
ZONES: Final = (46, 47, 48, 49)
_CODES = {"wgs84": {zone: 32600 + zone for zone in ZONES}, "indian_1975": {47: 24047, 48: 24048}}
_COLUMN_SETS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_MGRS = re.compile(r"(?:(4[5-9])\s*([N-R])\s*)?([A-HJ-NP-Z])\s?([A-HJ-NP-V])[\s,]*(\d+)[\s,]*(\d*)")
_UTM = re.compile(
    r"(?:zone\s*|โซน\s*)?(?:(4[6-9])\s*([N-R]?)[\s,:]+)?0?(\d{6}(?:\.\d+)?)\s*(?:m?\s?E)?[\s,;/]+"
    r"(\d{6,7}(?:\.\d+)?)\s*(?:m?\s?N)?(?:[\s,;/(]*(?:zone|โซน)\s*(4[6-9])\s*[N-R]?\)?)?",
    re.IGNORECASE,
)
_DATUM_WORDS = (
    (re.compile(r"indian[\s_-]*(?:datum)?[\s_-]*(?:19)?75|ind[\s_-]?75|อินเดีย\S*\s*(?:19|25)?\d\d|L\s?7017|EPSG:?\s?2404[78]", re.IGNORECASE),  # noqa: E501
     "indian_1975"),
    (re.compile(r"wgs[\s_-]*(?:19)?84|L\s?7018|EPSG:?\s?(?:4326|3264[78])", re.IGNORECASE), "wgs84"),  # noqa: E501
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GridPoint:
    """A position as written: zone 0 where none was, metres east and north, and what one last
    digit is worth in metres. datum is "" where nothing said which. Northings of letter grids are
    all those possible between 5 and 30 N.
    """

    zone: int
    easting_m: float
    northings_m: tuple[float, ...]
    step_m: float
    datum: str


def datum_of(text: str) -> str:
    """The datum that a text names, "" where it names none."""
    return next((datum for pattern, datum in _DATUM_WORDS if pattern.search(text)), "")


def read_grid(text: str) -> GridPoint | None:
    """A grid position in a text with digits 0 to 9; None where it holds none."""
    datum = datum_of(text)
    for pattern, _ in _DATUM_WORDS:
        text = pattern.sub(" ", text)
    plain = re.sub(r"(?i)\b(?:utm|mgrs|grid|พิกัด)\b:?", " ", text).strip(" ()[],;")
    if found := _UTM.fullmatch(plain):
        zone = int(found[1] or found[5] or 0)
        return GridPoint(zone, float(found[3]), (float(found[4]),), 1.0, datum)
    if found := _MGRS.fullmatch(plain.upper()):
        return _letters(found, datum)
    return None


def _letters(found: re.Match[str], datum: str) -> GridPoint | None:
    """Zone from the column letter where none is written: the three sets repeat zone by zone."""
    both = found[5] + found[6]
    if len(both) % 2 or len(both) > 10 or (found[6] and len(found[5]) != len(found[6])):
        return None
    column, row = found[3], found[4]
    letters = next(letters for letters in _COLUMN_SETS if column in letters)
    of_set = [zone for zone in ZONES if (zone - 1) % 3 == _COLUMN_SETS.index(letters)]
    zone = int(found[1]) if found[1] else (of_set[0] if len(of_set) == 1 else 0)
    if zone not in of_set and zone:
        return None
    half, step = len(both) // 2, 10.0 ** (5 - len(both) // 2)
    east, north = (int(part or 0) * step for part in (both[:half], both[half:]))
    easting = (letters.index(column) + 1) * 100_000 + east
    shift = 0 if zone % 2 else 5
    first = ((_ROWS.index(row) - shift) % 20) * 100_000 + north
    northings = tuple(n for n in (first, first + 2_000_000) if 550_000 < n < 3_330_000)
    return GridPoint(zone, easting, northings, step, datum)


def candidates(point: GridPoint, *, datum: str) -> tuple[tuple[float, float, int], ...]:
    """Every (lon, lat, zone) inside the region that a position may mean in a datum.

    Without a zone both of the region's are tried. Empty where the datum has no such zone.
    """
    zones = (point.zone,) if point.zone else (47, 48)
    found = []
    for zone in zones:
        if zone not in _CODES[datum]:
            continue
        for northing in point.northings_m:
            lon, lat = to_degrees(point.easting_m, northing, zone=zone, datum=datum)
            if REGION[0] <= lon <= REGION[2] and REGION[1] <= lat <= REGION[3]:
                found.append((lon, lat, zone))
    return tuple(found)


def to_degrees(
    easting_m: float, northing_m: float, *, zone: int, datum: str = "wgs84"
) -> tuple[float, float]:
    """Longitude and latitude in WGS 84; not finite where the datum cannot be shifted there."""
    try:
        lon, lat = _transformer(_CODES[datum][zone]).transform(easting_m, northing_m)
    except ProjError:
        return float("nan"), float("nan")
    return float(lon), float(lat)


@cache
def _transformer(code: int) -> Transformer:
    west, south, east, north = REGION
    return Transformer.from_crs(
        f"EPSG:{code}",
        "EPSG:4326",
        always_xy=True,
        allow_ballpark=False,
        area_of_interest=AreaOfInterest(west, south, east, north),
    )
