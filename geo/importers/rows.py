"""Rows of one sheet understood block by block: every row is accepted, or rejected with reasons."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geo.cleaning.dates import DateReading, DateStyle
from geo.cleaning.goods import category_and_subtype
from geo.cleaning.quantities import QuantityReading, read_quantity
from geo.cleaning.texts import clean, text_of
from geo.cleaning.totals import is_total, repeats_header
from geo.importers.free_text import guarded
from geo.importers.options import Options, Rejected
from geo.importers.placing import Placed, PlaceNames, country_of
from geo.importers.points import PointReader
from geo.importers.row_dates import DateRows
from geo.importers.row_notes import add_to
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
    "originator", "import_notes", "import_row",
)  # fmt: skip
_CONSTANT = (
    "date_precision",
    "category",
    "subtype",
    "country",
    "coord_precision",
    "quantity_unit",
    "confidence",
    "origin",
    "label",
    "persons_role",
)


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
    goods: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    amounts: dict[tuple[Any, Any], QuantityReading] = field(default_factory=dict)
    placed: dict[tuple[str, ...], Placed] = field(default_factory=dict)
    countries: dict[str, str | None] = field(default_factory=dict)
    calendars: set[str] = field(default_factory=set)

    def block(
        self, lines: list[Line], values: Mapping[str, list[Any]]
    ) -> tuple[pd.DataFrame, list[Rejected]]:
        """Accepted rows and rejected ones of some lines. values: cells by field, as prepared."""
        n = len(lines)
        blank: list[Any] = [None] * n
        cells = {name: values.get(name, blank) for name in _FIELDS}
        reasons: dict[int, list[Message]] = {}
        notes: dict[int, list[str]] = {}
        rows: dict[str, list[Any]] = {"row": [number for number, _ in lines]}
        rows |= self._countries(cells, reasons)
        rows |= self._dates(cells, rows["country"], reasons, notes)
        whole = self._no_records(lines, cells, rows["date"])
        rows |= self._kinds(cells, reasons)
        rows |= self._places(cells, rows["country"], reasons, notes)
        rows |= self._quantities(cells, notes)
        rows |= self._rest(lines, cells, reasons, notes)
        for at, only in whole.items():
            reasons[at] = [only]
        frame = self._frame(rows, notes, [at for at in range(n) if at not in reasons])
        return frame, [self._rejected(lines[at], reasons[at]) for at in sorted(reasons)]

    def _no_records(
        self, lines: list[Line], cells: Mapping[str, list[Any]], dates: list[str]
    ) -> dict[int, Message]:
        """Totals, blank lines and headers said again, each with that one reason."""
        found = {}
        for at, (_, row) in enumerate(lines):
            if dates[at]:
                continue
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
    ) -> dict[str, list[Any]]:
        found = []
        for at, cell in enumerate(cells["country"]):
            text = text_of(cell)
            if text not in self.countries:
                self.countries[text] = country_of(text)
            code = self.countries[text]
            if code is None:
                add_to(reasons, at, message("import.reason.country", value=text[:60]))
            found.append(code or self.options.country)
        return {"country": found}

    def _kinds(
        self, cells: Mapping[str, list[Any]], reasons: dict[int, list[Message]]
    ) -> dict[str, list[Any]]:
        found = []
        for at, cell in enumerate(cells["category"]):
            key = (text_of(cell), text_of(cells["subtype"][at]), text_of(cells["goods"][at]))
            if key not in self.goods:
                self.goods[key] = category_and_subtype(*map(clean, key))
            if not self.goods[key][0]:
                said = next((text for text in key if text), "")
                add_to(reasons, at, message("import.reason.category", value=said[:80]))
            found.append(self.goods[key])
        return {"category": [one[0] for one in found], "subtype": [one[1] for one in found]}

    def _quantities(
        self, cells: Mapping[str, list[Any]], notes: dict[int, list[str]]
    ) -> dict[str, list[Any]]:
        names = (
            "quantity",
            "quantity_unit",
            "quantity_written",
            "quantity_unit_written",
            "quantity_values",
        )
        rows: dict[str, list[Any]] = {name: [] for name in names}
        for at, (cell, unit) in enumerate(zip(cells["quantity"], cells["unit"], strict=True)):
            key = (cell, unit)
            if key not in self.amounts:
                self.amounts[key] = read_quantity(cell, unit, comma_decimals=self.comma_decimals)
            read = self.amounts[key]
            for word in (*read.notes, *(["quantity_not_understood"] if read.problem else [])):
                add_to(notes, at, word)
            kept = bool(read.notes or read.problem)
            several = (
                ";".join(f"{value:.12g}" for value in read.values) if len(read.values) > 1 else ""
            )
            said = (
                read.value,
                read.unit,
                text_of(cell)[:120] if kept else "",
                text_of(unit)[:40],
                several,
            )
            for name, value in zip(names, said, strict=True):
                rows[name].append(value)
        return rows

    def _rest(
        self,
        lines: list[Line],
        cells: Mapping[str, list[Any]],
        reasons: dict[int, list[Message]],
        notes: dict[int, list[str]],
    ) -> dict[str, list[Any]]:
        rows: dict[str, list[Any]] = {}
        for name in ("title", "notes", "agencies"):
            rows[name] = []
            for at, cell in enumerate(cells[name]):
                if not cell:
                    rows[name].append("")
                    continue
                text, found = guarded(text_of(cell), self.options.personal)
                if found:
                    add_to(notes, at, "personal")
                rows[name].append(text)
        rows["border_pair"] = [
            _pair(text_of(cell)) if cell else "" for cell in cells["border_pair"]
        ]
        rows["label"] = [self._label(at, cell, reasons) for at, cell in enumerate(cells["label"])]
        rows["originator"] = [
            (text_of(cell) if cell else "") or self.options.originator
            for cell in cells["originator"]
        ]
        rows["persons"] = [text_of(cell) if cell else "" for cell in cells["persons"]]
        rows["persons_role"] = [cell or "" for cell in cells["persons_role"]]
        rows["id"] = [
            (clean(text_of(cell))[:120] if cell else "") or row_id(row)
            for cell, (_, row) in zip(cells["id"], lines, strict=True)
        ]
        return rows

    def _label(self, at: int, cell: Any, reasons: dict[int, list[Message]]) -> str:
        if not cell:
            return self.options.label
        word = text_of(cell).upper().removeprefix("TLP:").strip()
        if word and word not in LABELS:
            add_to(reasons, at, message("import.reason.label", value=word[:40]))
        return word or self.options.label

    def _frame(
        self, rows: dict[str, list[Any]], notes: dict[int, list[str]], good: list[int]
    ) -> pd.DataFrame:
        """Accepted rows, words as categories so that a long file stays small."""
        numbers = rows["row"]
        for at in good:
            for word in notes.get(at, ()):
                self.tally.add(word, numbers[at])
        n = len(numbers)
        said = {at: ";".join(dict.fromkeys(words)) for at, words in notes.items()}
        where = f"{self.file}#{self.table.name}" if self.table.name else self.file
        rows |= {
            "import_notes": [said.get(at, "") for at in range(n)],
            "import_row": [f"{where}:{number}" for number in numbers],
            "origin": [self.origin] * n,
        }
        keep = good if len(good) < n else slice(None)
        frame = pd.DataFrame({name: rows[name] for name in COLUMNS}).iloc[keep]
        small = dict.fromkeys(_CONSTANT, "category")
        frame = frame.astype(small | {"quantity": float, "coord_uncertainty_m": float})
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


def row_id(cells: list[Any]) -> str:
    """An id from a row's cells: the same row brought again has the same id."""
    text = "\x1f".join(map(str, cells))
    return f"own-{hashlib.blake2b(text.encode('utf-8', 'replace'), digest_size=9).hexdigest()}"


def _pair(text: str) -> str:
    if not text:
        return ""
    words = [word.strip().upper() for word in text.split(";")]
    return ";".join(word for word in words if word in PAIRS)
