"""Points of many rows at once: plain degrees in one step, everything else cell by cell."""

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo.cleaning.coordinates import PointReading, read_point
from geo.cleaning.grids import REGION
from geo.cleaning.texts import digits, is_unknown, text_of
from geo.importers.placing import PlaceNames, choose

SITE_DECIMALS, TOWN_DECIMALS = 3, 2
_ZONE = re.compile(r"^\s*4[6-9]\s*[N-Rn-r]?[\s,]+(?=\d{6})")


@dataclass(slots=True)
class PointReader:
    """Reads points and remembers what it read; one per file."""

    names: PlaceNames
    datum: str
    held: dict[tuple[Any, ...], PointReading] = field(default_factory=dict)

    def slow(self, cells: tuple[Any, Any, Any, Any, Any], province: str) -> PointReading:
        """One row's point. cells: lat, lon, coords, zone, datum; province: code, "" where none."""
        key = (*map(text_of, cells), province)
        if key not in self.held:
            self.held[key] = self._read(cells, province)
        return self.held[key]

    def _read(self, cells: tuple[Any, Any, Any, Any, Any], province: str) -> PointReading:
        lat, lon, joined, zone, datum = cells
        stated = _datum(datum) or self.datum
        reading = read_point(lat, lon, joined=joined, zone=zone, datum=stated)
        if len(reading.options) > 1:
            chosen = choose(reading.options, self.names, province)
            if chosen is None:
                return PointReading(notes=reading.notes, problem="zone_missing")
            return _chosen(reading, chosen, "zone_from_province")
        if reading.options and province and "utm" in reading.notes:
            return self._checked(reading, cells, province, stated)
        return reading

    def _checked(
        self, reading: PointReading, cells: tuple[Any, ...], province: str, datum: str
    ) -> PointReading:
        """A stated zone that puts the row outside its province, where the other zone does not."""
        if choose(reading.options, self.names, province) is not None:
            return reading
        lat, lon, joined = cells[:3]
        bare = _ZONE.sub("", digits(text_of(joined)))
        other = read_point(lat, lon, joined=bare, datum=datum)
        chosen = choose(other.options, self.names, province)
        return _chosen(other, chosen, "zone_corrected") if chosen else reading


def _datum(cell: Any) -> str:
    from geo.cleaning.grids import DATUMS, datum_of

    text = text_of(cell)
    return text.lower() if text.lower() in DATUMS else datum_of(text)


def _chosen(reading: PointReading, option: tuple[float, float, int], note: str) -> PointReading:
    notes = tuple(word for word in reading.notes if word != "several_zones")
    return PointReading(
        option[0], option[1], reading.carried, reading.uncertainty_m, (*notes, note)
    )


def plain_degrees(lat: list[Any], lon: list[Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Latitude, longitude and which rows are plain decimal degrees of this region."""
    y, x = (_numbers(cells) for cells in (lat, lon))
    west, south, east, north = REGION
    with np.errstate(invalid="ignore"):
        plain = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return y, x, plain


def _numbers(cells: list[Any]) -> np.ndarray:
    column = pd.Series(cells, dtype=object)
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan, copy=True)


def carried(lat: list[Any], lon: list[Any]) -> np.ndarray:
    """The precision that plain degrees as written can carry, one word per row (objects)."""
    decimals = np.minimum(_decimals(lat), _decimals(lon))
    words = np.array(["district", "town", "site"], dtype=object)
    return words[(decimals >= TOWN_DECIMALS).astype(int) + (decimals >= SITE_DECIMALS)]


def _decimals(cells: list[Any]) -> np.ndarray:
    texts = (cell if type(cell) is str else _shortest(cell) for cell in cells)
    return np.fromiter(
        (len(text) - 1 - at if (at := text.find(".")) >= 0 else 0 for text in texts),
        np.int64,
        len(cells),
    )


def _shortest(cell: Any) -> str:
    return repr(float(cell)).rstrip("0") if isinstance(cell, int | float) else ""


def has_point(lat: Any, lon: Any, coords: Any) -> bool:
    """Whether any of the cells says something."""
    return not all(is_unknown(text_of(cell)) for cell in (lat, lon, coords))
