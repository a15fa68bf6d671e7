"""The versioned table of sections: what is known of each without reading any geometry."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geo.errors import DataFileError, InputError
from geo.schema.vocabularies import INNER_PAIRS, PAIRS

FOLDER: Final = Path(__file__).resolve().parents[2] / "data"
_KM: Final = ("km_from", "km_to", "length_km")
_DEGREES: Final = ("from_lon", "from_lat", "to_lon", "to_lat", "mid_lon", "mid_lat")


@dataclass(frozen=True, slots=True, eq=False)
class SectionIndex:
    """All sections in the canonical order: by PAIRS, in a pair by number, then the pair's link.

    ids: section ids. pair: position in PAIRS (int8). number: counted from kilometre 0 (int16; 1 for
    a link). is_link, inner: bool. km_from, km_to: along the pair's line (float64); a link goes on
    from the end of the land line. length_km: 0 for links, which have no length in rates.
    from_*, to_*, mid_*: degrees (float64). All arrays have one entry per section.
    """

    ids: tuple[str, ...]
    pair: np.ndarray
    number: np.ndarray
    is_link: np.ndarray
    inner: np.ndarray
    km_from: np.ndarray
    km_to: np.ndarray
    length_km: np.ndarray
    from_lon: np.ndarray
    from_lat: np.ndarray
    to_lon: np.ndarray
    to_lat: np.ndarray
    mid_lon: np.ndarray
    mid_lat: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)


def pairs() -> tuple[str, ...]:
    """The pairs that have a line, inner ones first, each group in alphabetical order."""
    return PAIRS


@functools.cache
def index() -> SectionIndex:
    """The index of all sections, read from ``data/borders/sections.csv`` only.

    Errors: DataFileError when the table is missing or does not follow the canonical order.
    """
    rows = _rows(FOLDER / "borders" / "sections.csv")
    columns = {name: _locked(rows[name].to_numpy(float)) for name in (*_KM, *_DEGREES)}
    is_link = rows["is_link"].to_numpy() == 1
    columns["length_km"] = _locked(np.where(is_link, 0.0, columns["length_km"]))
    pair = pd.Categorical(rows["pair"], categories=PAIRS).codes
    return SectionIndex(
        ids=tuple(rows["section_id"]),
        pair=_locked(pair.astype(np.int8)),
        number=_locked(rows["number"].to_numpy(np.int16)),
        is_link=_locked(is_link),
        inner=_locked(rows["pair"].isin(INNER_PAIRS).to_numpy()),
        **columns,
    )


def _rows(path: Path) -> pd.DataFrame:
    try:
        rows = pd.read_csv(path)
    except FileNotFoundError as error:
        raise DataFileError(
            f"Expected the table of sections at {path}, but it is not there; "
            "rebuild it with `make data`."
        ) from error
    order = pd.Categorical(rows["pair"], categories=PAIRS).codes.astype(int) * 2000
    order = order + rows["is_link"].to_numpy() * 1000 + rows["number"].to_numpy()
    if (order < 0).any() or (np.diff(order) <= 0).any():
        raise DataFileError(
            f"Expected {path.name} sorted by pair and number without repeats, but row "
            f"{int(np.argmax(np.diff(order) <= 0)) + 3} is not; rebuild it with `make data`."
        )
    return rows


def _locked(values: np.ndarray) -> np.ndarray:
    values = np.ascontiguousarray(values)
    values.setflags(write=False)
    return values


@functools.cache
def _positions() -> dict[str, int]:
    return {section_id: row for row, section_id in enumerate(index().ids)}


def position(section_id: str) -> int:
    """Position of a section in ``index()``; InputError when there is no such section."""
    found = _positions().get(section_id)
    if found is None:
        raise InputError(
            f"Expected the id of a section such as {index().ids[0]!r}, found {section_id!r}."
        )
    return found


def check_pair(pair: str) -> str:
    """``pair`` itself, or InputError when it is not one of PAIRS."""
    if pair not in PAIRS:
        raise InputError(f"Expected a pair, one of {', '.join(PAIRS)}; found {pair!r}.")
    return pair
