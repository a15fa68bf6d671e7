"""What geometry says about a record, computed once when the record is written."""

import hashlib
from typing import Protocol

import h3.api.basic_int as h3
import numpy as np
import pandas as pd

from geo.codes import word_codes
from geo.schema.vocabularies import COUNTRIES, PAIRS, PRECISIONS

CELL_RESOLUTION = 7
# No screen or statistic looks further from a line than this.
MAX_SNAP_KM = 200.0
_DISTRICT = PRECISIONS.index("district")


class Lines(Protocol):
    """The part of ``geo.borders`` that keys need."""

    def snap(self, lon, lat, *, pair=None, max_km=None) -> pd.DataFrame: ...
    def contested(self, lon, lat) -> np.ndarray: ...
    def index(self): ...


class Areas(Protocol):
    """The part of ``geo.areas`` that keys need."""

    def locate_district(self, lon, lat, *, country=None) -> np.ndarray: ...


def compute_keys(
    frame: pd.DataFrame,
    *,
    resolution: int = CELL_RESOLUTION,
    lines: Lines | None = None,
    areas: Areas | None = None,
) -> pd.DataFrame:
    """Section, side, district and cell of records.

    frame: columns lon, lat (degrees, NaN where blank) and the words country, border_pair and
    coord_precision (blank or absent where not stated). resolution: of the H3 cells.

    Returns a frame with the index of ``frame``: section (int16, position in
    ``geo.borders.index()``, -1), pair (int8, the section's position in PAIRS, -1), km_along,
    km_away (float64 km, NaN), side (int8 COUNTRIES position, -1), district (code, ""), cell
    (uint64, 0 where none).

    A stated pair wins over the nearest line. A record known only by its province or worse stands on
    a representative point: it gets no section, district or cell. One known by its district gets no
    cell. Side is the stated country, never computed; inside a contested stretch, and where the
    country is not one of the section's pair, it is not stated.
    """
    lines, areas = lines or _lines(), areas or _areas()
    precision = word_codes(frame, "coord_precision", PRECISIONS)
    lon, lat = (frame[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    usable = np.isfinite(lon) & np.isfinite(lat) & (precision >= 0) & (precision <= _DISTRICT)
    keys = _blank(frame)
    country = word_codes(frame, "country", COUNTRIES).astype(np.int8)
    keys["side"] = country
    if usable.any():
        rows = np.flatnonzero(usable)
        snapped = _snapped(frame, lon, lat, rows, lines)
        for name, values in snapped.items():
            keys[name] = _spread(keys[name].to_numpy(), rows, values)
        contested = np.zeros(len(frame), dtype=bool)
        contested[rows] = np.asarray(lines.contested(lon[rows], lat[rows]), dtype=bool)
        pair = np.asarray(lines.index().pair)
        section = keys["section"].to_numpy()
        keys["pair"] = np.where(section >= 0, pair[np.maximum(section, 0)], -1).astype(np.int8)
        keys["side"] = _sides(country, keys["pair"].to_numpy(), contested)
        keys["district"] = _spread(
            keys["district"].to_numpy(dtype=object), rows, _districts(frame, lon, lat, rows, areas)
        )
    return keys.assign(cell=_cells(lon, lat, usable & (precision < _DISTRICT), resolution))


def keys_basis(*, lines: Lines | None = None, resolution: int = CELL_RESOLUTION) -> str:
    """A word that changes when stored keys would come out otherwise (sections or cell size)."""
    index = (lines or _lines()).index()
    said = [*index.ids, *np.round(index.km_from, 3), *np.round(index.km_to, 3), resolution]
    return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()[:16]


def _lines() -> Lines:
    from geo import borders

    return borders


def _areas() -> Areas:
    from geo import areas

    return areas


def _blank(frame: pd.DataFrame) -> pd.DataFrame:
    n = len(frame)
    return pd.DataFrame(
        {
            "section": np.full(n, -1, dtype=np.int16),
            "pair": np.full(n, -1, dtype=np.int8),
            "km_along": np.full(n, np.nan),
            "km_away": np.full(n, np.nan),
            "side": np.full(n, -1, dtype=np.int8),
            "district": np.full(n, "", dtype=object),
            "cell": np.zeros(n, dtype=np.uint64),
        },
        index=frame.index,
    )


def first_pair(pairs: pd.Series) -> np.ndarray:
    """The first stated pair of each record, "" where none is known to the atlas."""
    return (
        pairs.fillna("")
        .map({text: _first(text) for text in pairs.fillna("").unique()})
        .to_numpy(dtype=object)
    )


def _first(text: str) -> str:
    return next((word for word in str(text).split(";") if word.strip() in PAIRS), "").strip()


def _snapped(
    frame: pd.DataFrame, lon: np.ndarray, lat: np.ndarray, rows: np.ndarray, lines: Lines
) -> dict[str, np.ndarray]:
    pair = None
    if "border_pair" in frame:
        pair = first_pair(frame["border_pair"].iloc[rows])
    found = lines.snap(lon[rows], lat[rows], pair=pair, max_km=MAX_SNAP_KM)
    return {
        "section": found["section"].to_numpy(dtype=np.int16),
        "km_along": found["km_along"].to_numpy(dtype=float),
        "km_away": found["km_away"].to_numpy(dtype=float),
    }


def _sides(country: np.ndarray, pair: np.ndarray, contested: np.ndarray) -> np.ndarray:
    members = np.array(
        [[COUNTRIES.index(word) for word in text.split("-")] for text in PAIRS], dtype=np.int8
    )
    foreign = (pair >= 0) & (members[np.maximum(pair, 0)] != country[:, None]).all(axis=1)
    return np.where(contested | foreign, -1, country).astype(np.int8)


def _districts(
    frame: pd.DataFrame, lon: np.ndarray, lat: np.ndarray, rows: np.ndarray, areas: Areas
) -> np.ndarray:
    country = frame["country"].iloc[rows].fillna("").to_numpy() if "country" in frame else None
    found = areas.locate_district(lon[rows], lat[rows], country=country)
    codes = np.asarray(found, dtype=object)
    return np.array(["" if pd.isna(code) else str(code) for code in codes], dtype=object)


def _cells(lon: np.ndarray, lat: np.ndarray, wanted: np.ndarray, resolution: int) -> np.ndarray:
    cells = np.zeros(len(lon), dtype=np.uint64)
    rows = np.flatnonzero(wanted)
    points = zip(lat[rows].tolist(), lon[rows].tolist(), strict=True)
    found = (h3.latlng_to_cell(y, x, resolution) for y, x in points)
    cells[rows] = np.fromiter(found, dtype=np.uint64, count=len(rows))
    return cells


def _spread(target: np.ndarray, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    result = target.copy()
    result[rows] = values
    return result
