"""Quantities that are plain numbers, for many rows at once; the rest is read cell by cell."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.cleaning.quantities import unit_meaning
from geo.cleaning.texts import clean, text_of
from geo.importers.distinct import Distinct, as_objects, distinct

_PLAIN: Final = "[0-9]{1,15}|[1-9][0-9]{0,2}(?:,[0-9]{3})+"


@dataclass(frozen=True, slots=True, eq=False)
class PlainAmounts:
    """rows: positions of the cells that are plain numbers; values: as the records hold them;
    units: which of ``meanings`` each has; meanings: written unit, the records' unit, its factor,
    and the words for what was done; texts: as written."""

    rows: np.ndarray
    values: np.ndarray
    units: np.ndarray
    meanings: tuple[tuple[str, str, float, tuple[str, ...]], ...]
    texts: np.ndarray

    def columns(self) -> dict[str, np.ndarray]:
        """The columns of quantities, one value per plain cell."""
        told = np.array([bool(words) for *_, words in self.meanings], dtype=bool)
        return {
            "quantity": self.values,
            "quantity_unit": as_objects(unit for _, unit, *_ in self.meanings)[self.units],
            "quantity_written": np.where(told[self.units], self.texts, ""),
            "quantity_unit_written": as_objects(said for said, *_ in self.meanings)[self.units],
        }

    def notes(self, count: int) -> tuple[Distinct, list[tuple[str, ...]]]:
        """Words per kind of unit, spread over all ``count`` rows of the block."""
        codes = np.zeros(count, dtype=np.int64)
        codes[self.rows] = self.units + 1
        return Distinct(codes, np.empty(0)), [(), *(words for *_, words in self.meanings)]


def plain_amounts(cells: list[Any], units: list[Any], *, comma_decimals: bool) -> PlainAmounts:
    """The cells that are whole numbers, thousands marked or not; none where a comma is decimal.

    Understood as ``geo.cleaning.quantities.read_quantity`` does.
    """
    rows = np.empty(0, dtype=np.int64)
    if not comma_decimals and any(cells):
        texts = pd.Series(pd.array([c if _ascii(c) else "" for c in cells], dtype="str"))
        rows = np.flatnonzero(texts.str.fullmatch(_PLAIN).to_numpy(dtype=bool))
    if not len(rows):
        none = np.empty(0, dtype=np.int64)
        return PlainAmounts(none, np.empty(0), none, (), as_objects([]))
    some = texts.iloc[rows]
    numbers = pd.to_numeric(some.str.replace(",", "")).to_numpy(dtype=float)
    found = distinct([units[at] for at in rows.tolist()])
    meanings = tuple(_meaning(units[rows[at]]) for at in found.firsts)
    factors = np.array([factor for _, _, factor, _ in meanings])[found.codes]
    values = numbers.copy()
    for at in np.flatnonzero(factors != 1.0).tolist():
        values[at] = round(numbers[at] * factors[at], 9)
    return PlainAmounts(rows, values, found.codes, meanings, some.to_numpy(dtype=object))


def _ascii(cell: Any) -> bool:
    return type(cell) is str and cell.isascii()


def _meaning(cell: Any) -> tuple[str, str, float, tuple[str, ...]]:
    written = clean(text_of(cell))
    unit, factor, kept = unit_meaning(written)
    words = ("unit_kept",) if kept else ("converted_unit",) if factor != 1.0 else ()
    return text_of(cell)[:40], unit, factor, words if written else (*words, "unit_unknown")
