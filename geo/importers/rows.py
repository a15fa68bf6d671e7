"""Rows of one sheet understood block by block: every row is accepted, or rejected with reasons."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo.cleaning.dates import DateReading, DateStyle
from geo.cleaning.goods import category_and_subtype
from geo.cleaning.quantities import QuantityReading, read_quantity
from geo.cleaning.texts import clean, text_of
from geo.cleaning.totals import is_total, repeats_header
from geo.importers.amounts import plain_amounts
from geo.importers.distinct import BlockNotes, Distinct, as_objects, as_words, distinct
from geo.importers.examples import examples
from geo.importers.free_text import guarded_column
from geo.importers.options import Options, Rejected
from geo.importers.placing import Placed, PlaceNames, country_of
from geo.importers.points import PointReader
from geo.importers.row_dates import DateRows
from geo.importers.row_notes import refuse
from geo.importers.row_places import PlaceRows
from geo.importers.sheets import Line, Table
from geo.importers.tally import Tally
from geo.messages import Message, message
from geo.schema.vocabularies import LABELS, PAIRS

COLUMNS = (
    "row", "id", "date", "day_from", "day_to", "date_precision", "date_written", "time", "category",
    "subtype", "country", "admin1", "admin1_code", "admin2", "place", "lon", "lat",
    "coord_precision", "coord_note", "coord_uncertainty_m", "border_pair", "quantity",
    "quantity_unit", "quantity_written", "quantity_unit_written", "quantity_values", "persons",
    "persons_role", "title", "notes", "agencies", "source_date", "confidence", "origin", "label",
    "originator", "import_notes", "import_file",
)  # fmt: skip
# Columns whose words are few: held as categories, so that a long file stays small.
_CONSTANT = (
    "date", "date_precision", "date_written", "time", "category", "subtype", "country", "admin1",
    "admin1_code", "admin2", "place", "coord_precision", "coord_note", "border_pair",
    "quantity_unit", "quantity_unit_written", "agencies", "source_date", "confidence", "origin",
    "label", "originator", "persons", "persons_role", "import_notes", "import_file",
)  # fmt: skip
_AMOUNTS = ("quantity", "quantity_unit", "quantity_written", "quantity_unit_written",
            "quantity_values")  # fmt: skip


@dataclass(slots=True)
class SheetReader(DateRows, PlaceRows):
    """Understands the blocks of one sheet; what it has read once it remembers."""

    file: str
    table: Table
    used: Mapping[str, str]
    options: Options
    names: PlaceNames
    style: DateStyle
    comma_decimals: bool
    origin: str
    tally: Tally
    points: PointReader
    dates: dict[Any, DateReading] = field(default_factory=dict)
    days: dict[Any, Any] = field(default_factory=dict)
    goods: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    amounts: dict[tuple[Any, Any], QuantityReading] = field(default_factory=dict)
    placed: dict[tuple[str, ...], Placed] = field(default_factory=dict)
    calendars: set[str] = field(default_factory=set)

    def block(
        self, lines: list[Line], values: Mapping[str, list[Any]]
    ) -> tuple[pd.DataFrame, list[Rejected]]:
        """Accepted rows and rejected ones of some lines. values: cells by field, as prepared."""
        n = len(lines)
        blank: list[Any] = [None] * n
        cells = {name: values.get(name, blank) for name in _FIELDS}
        reasons: dict[int, list[Message]] = {}
        notes = BlockNotes(n)
        rows: dict[str, Any] = {"row": np.array([number for number, _ in lines], dtype=np.int32)}
        countries = self._countries(cells, reasons)
        rows |= self._dates(cells, countries, reasons, notes)
        whole = self._no_records(lines, cells, rows["date"])
        rows |= self._kinds(cells, reasons)
        rows |= self._places(cells, countries, reasons, notes)
        rows |= self._quantities(cells, notes)
        rows |= self._texts(cells, notes)
        rows |= self._rest(lines, cells, reasons)
        for at, only in whole.items():
            reasons[at] = [only]
        frame = self._frame(rows, notes.closed(), reasons)
        for word, example in examples(notes, cells, rows, self.tally.wanted()):
            self.tally.show(word, example)
        return frame, [self._rejected(lines[at], reasons[at]) for at in sorted(reasons)]

    def _no_records(
        self, lines: list[Line], cells: Mapping[str, list[Any]], dates: pd.Categorical
    ) -> dict[int, Message]:
        """Totals, blank lines and headers said again, each with that one reason."""
        found = {}
        for at in np.flatnonzero(dates == "").tolist():
            row = lines[at][1]
            if not any(map(text_of, row)):
                found[at] = message("import.reason.blank_row")
            elif is_total(row, dated=False):
                found[at] = message("import.reason.total")
            elif repeats_header(row, self.table.columns):
                found[at] = message("import.reason.header")
        for at, status in enumerate(cells["refused"]):
            if status and at not in found:
                found[at] = message("import.reason.refused", value=str(status))
        return found

    def _countries(
        self, cells: Mapping[str, list[Any]], reasons: dict[int, list[Message]]
    ) -> np.ndarray:
        column = cells["country"]
        found = distinct(column)
        texts = [text_of(column[at]) for at in found.firsts]
        codes = [country_of(text) for text in texts]
        problems = [
            message("import.reason.country", value=text[:60]) if code is None else None
            for text, code in zip(texts, codes, strict=True)
        ]
        refuse(found, problems, reasons)
        return found.spread([code or self.options.country for code in codes])

    def _kinds(
        self, cells: Mapping[str, list[Any]], reasons: dict[int, list[Message]]
    ) -> dict[str, Any]:
        names = ("category", "subtype", "goods")
        found = distinct(*(cells[name] for name in names))
        kinds, problems = [], []
        for at in found.firsts.tolist():
            key = tuple(text_of(cells[name][at]) for name in names)
            if key not in self.goods:
                self.goods[key] = category_and_subtype(*map(clean, key))
            said = next((text for text in key if text), "")[:80]
            kinds.append(self.goods[key])
            problems.append(None if kinds[-1][0] else message("import.reason.category", value=said))
        refuse(found, problems, reasons)
        return {
            "category": found.words([kind for kind, _ in kinds]),
            "subtype": found.words([inner for _, inner in kinds]),
        }

    def _quantities(self, cells: Mapping[str, list[Any]], notes: BlockNotes) -> dict[str, Any]:
        """Amounts: plain numbers all at once, each other way of writing once."""
        amounts, units = cells["quantity"], cells["unit"]
        plain = plain_amounts(amounts, units, comma_decimals=self.comma_decimals)
        rest = as_objects(amounts)
        rest[plain.rows] = None
        found = distinct(rest.tolist(), units)
        told: dict[str, list[Any]] = {name: [] for name in _AMOUNTS}
        words = []
        for at in found.firsts.tolist():
            said, why = self._amount(rest[at], units[at])
            words.append(why)
            for name, value in zip(_AMOUNTS, said, strict=True):
                told[name].append(value)
        rows: dict[str, Any] = {name: found.spread(values) for name, values in told.items()}
        for name, values in plain.columns().items():
            rows[name][plain.rows] = values
        notes.spread(found, words)
        notes.spread(*plain.notes(len(amounts)))
        return rows

    def _amount(self, cell: Any, unit: Any) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        key = (cell, unit)
        if key not in self.amounts:
            self.amounts[key] = read_quantity(cell, unit, comma_decimals=self.comma_decimals)
        read = self.amounts[key]
        words = (*read.notes, *(("quantity_not_understood",) if read.problem else ()))
        several = ";".join(f"{value:.12g}" for value in read.values) if len(read.values) > 1 else ""
        written = text_of(cell)[:120] if words else ""
        return (read.value, read.unit, written, text_of(unit)[:40], several), words

    def _texts(self, cells: Mapping[str, list[Any]], notes: BlockNotes) -> dict[str, Any]:
        rows = {}
        for name in ("title", "notes", "agencies"):
            rows[name], personal = guarded_column(cells[name], self.options.personal)
            for at in personal.tolist():
                notes.add(at, "personal")
        return rows

    def _rest(
        self,
        lines: list[Line],
        cells: Mapping[str, list[Any]],
        reasons: dict[int, list[Message]],
    ) -> dict[str, Any]:
        rows: dict[str, Any] = {"label": self._labels(cells["label"], reasons)}
        rows["border_pair"] = _once(cells["border_pair"], lambda cell: _pair(text_of(cell)))
        owner = self.options.originator
        rows["originator"] = _once(cells["originator"], lambda cell: text_of(cell) or owner, owner)
        rows["persons"] = _once(cells["persons"], text_of)
        rows["persons_role"] = _once(cells["persons_role"], text_of)
        rows["id"] = as_objects(
            (clean(text_of(cell))[:120] if cell else "") or row_id(row)
            for cell, (_, row) in zip(cells["id"], lines, strict=True)
        )
        rows["origin"] = _same(self.origin, len(lines))
        return rows

    def _labels(self, column: list[Any], reasons: dict[int, list[Message]]) -> pd.Categorical:
        found = distinct(column)
        words = [
            text_of(column[at]).upper().removeprefix("TLP:").strip() if column[at] else ""
            for at in found.firsts
        ]
        problems = [
            message("import.reason.label", value=word[:40]) if word and word not in LABELS else None
            for word in words
        ]
        refuse(found, problems, reasons)
        return found.words([word or self.options.label for word in words])

    def _frame(
        self, rows: dict[str, Any], notes: BlockNotes, reasons: Mapping[int, list[Message]]
    ) -> pd.DataFrame:
        """Accepted rows, words as categories so that a long file stays small."""
        good = np.ones(len(rows["row"]), dtype=bool)
        good[list(reasons)] = False
        self.tally.add_notes(notes, rows["row"], good)
        rows["import_notes"] = Distinct(notes.codes, np.empty(0)).words(
            [";".join(words) for words in notes.words]
        )
        where = f"{self.file}#{self.table.name}" if self.table.name else self.file
        rows["import_file"] = _same(where, len(good))
        kept = slice(None) if good.all() else good
        frame = pd.DataFrame({name: _column(name, rows[name][kept]) for name in COLUMNS})
        return frame.reset_index(drop=True)

    def _rejected(self, line: Line, reasons: list[Message]) -> Rejected:
        for reason in reasons:
            self.tally.add(f"rejected:{reason.id.removeprefix('import.reason.')}", line[0])
        original = dict(zip(self.table.columns, line[1], strict=False))
        return Rejected(self.file, self.table.name, line[0], tuple(reasons), original)


_FIELDS = (
    "id", "date", "date_end", "within", "time", "category", "subtype", "goods", "quantity", "unit",
    "country", "province", "district", "subdistrict", "place", "lat", "lon", "coords", "zone",
    "datum", "precision", "precision_code", "uncertainty", "title", "notes", "agencies",
    "border_pair", "source_date", "label", "originator", "persons", "persons_role", "refused",
)  # fmt: skip


def _once(column: list[Any], read: Callable[[Any], str], blank: str = "") -> pd.Categorical:
    """Each distinct cell read once; ``blank`` for an empty one."""
    found = distinct(column)
    return found.words([read(column[at]) if column[at] else blank for at in found.firsts])


def _same(word: str, rows: int) -> pd.Categorical:
    return Distinct(np.zeros(rows, dtype=np.int64), np.empty(0)).words([word])


def _column(name: str, values: np.ndarray | pd.Categorical) -> Any:
    if isinstance(values, pd.Categorical):
        return values
    if name in _CONSTANT or not (values.dtype != object or values.any()):
        return as_words(values)
    if name in ("quantity", "coord_uncertainty_m"):
        return values.astype(float)
    return pd.array(values, dtype="str") if values.dtype == object else values


def row_id(cells: list[Any]) -> str:
    """An id from a row's cells: the same row brought again has the same id."""
    try:
        text = "\x1f".join(cells)
    except TypeError:
        text = "\x1f".join(map(str, cells))
    return f"own-{hashlib.blake2b(text.encode('utf-8', 'replace'), digest_size=9).hexdigest()}"


def _pair(text: str) -> str:
    words = [word.strip().upper() for word in text.split(";")]
    return ";".join(word for word in words if word in PAIRS)
