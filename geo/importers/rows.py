"""Rows of one sheet understood block by block: every row is accepted, or rejected with reasons."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.cleaning.dates import DateReading, DateStyle, read_clock, read_date
from geo.cleaning.goods import category_and_subtype
from geo.cleaning.quantities import QuantityReading, read_quantity
from geo.cleaning.texts import clean, is_legacy_font, is_unknown, is_zawgyi, text_of
from geo.cleaning.totals import is_total, repeats_header
from geo.columns import NO_DAY
from geo.importers.free_text import guarded
from geo.importers.options import Options, Rejected
from geo.importers.placing import Placed, PlaceNames, country_of, place
from geo.importers.points import PointReader, carried, has_point, plain_degrees
from geo.importers.sheets import Line, Table
from geo.importers.tally import Tally
from geo.messages import Message, message
from geo.schema.vocabularies import LABELS, PAIRS, PRECISIONS

COLUMNS = (
    "row", "id", "date", "day_from", "day_to", "date_precision", "date_written", "time", "category",
    "subtype", "country", "admin1", "admin1_code", "admin2", "place", "lon", "lat",
    "coord_precision", "coord_note", "coord_uncertainty_m", "border_pair", "quantity",
    "quantity_unit", "quantity_written", "quantity_unit_written", "quantity_values", "persons",
    "persons_role", "title", "notes", "agencies", "source_date", "confidence", "origin", "label",
    "originator", "import_notes", "import_row",
)  # fmt: skip
_EPOCH = date(1970, 1, 1).toordinal()
_LONG_BEFORE_DAYS = 366
_PLACES = ("place", "subdistrict", "district", "province")
_CONSTANT = ("date_precision", "category", "subtype", "country", "coord_precision", "quantity_unit", "confidence", "origin", "label", "persons_role")  # fmt: skip


@dataclass(slots=True)
class SheetReader:
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

    def block(self, lines: list[Line], values: Mapping[str, list[Any]]) -> tuple[pd.DataFrame, list[Rejected]]:
        """Accepted rows and rejected ones of some lines. values: cells by field, as prepared."""
        n = len(lines)
        blank: list[Any] = [None] * n
        cells = {name: values.get(name, blank) for name in _FIELDS}
        reasons: dict[int, list[Message]] = {}
        notes: dict[int, list[str]] = {}
        rows: dict[str, list[Any]] = {"row": [number for number, _ in lines]}
        whole = self._no_records(lines, cells, reasons)
        rows |= self._countries(cells, reasons)
        rows |= self._dates(cells, rows["country"], reasons, notes)
        rows |= self._kinds(cells, reasons)
        rows |= self._places(cells, rows["country"], reasons, notes)
        rows |= self._quantities(cells, notes)
        rows |= self._rest(lines, cells, reasons, notes)
        for at, only in whole.items():
            reasons[at] = [only]
        frame = self._frame(rows, notes, [at for at in range(n) if at not in reasons])
        return frame, [self._rejected(lines[at], reasons[at]) for at in sorted(reasons)]

    def _no_records(
        self, lines: list[Line], cells: Mapping[str, list[Any]], reasons: dict[int, list[Message]]
    ) -> dict[int, Message]:
        """Totals, blank lines and headers said again, each with that one reason."""
        found = {}
        for at, (_, row) in enumerate(lines):
            if not is_unknown(text_of(cells["date"][at])) and self._date(cells["date"][at], "").iso:
                continue
            if not any(map(text_of, row)):
                found[at] = message("import.reason.blank_row")
            elif is_total(row, dated=False):
                found[at] = message("import.reason.total")
            elif repeats_header(row, self.table.columns):
                found[at] = message("import.reason.header")
        for at, status in enumerate(cells["refused"]):
            if status:
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
                _add(reasons, at, message("import.reason.country", value=text[:60]))
            found.append(code or self.options.country)
        return {"country": found}

    def _date(self, cell: Any, country: str) -> DateReading:
        zoned = country == "MMR" and isinstance(cell, str) and "T" in cell
        key = (cell, zoned, type(cell) is str)
        if key not in self.dates:
            self.dates[key] = read_date(cell, self.style, country=country if zoned else "")
        return self.dates[key]

    def _dates(
        self,
        cells: Mapping[str, list[Any]],
        countries: list[str],
        reasons: dict[int, list[Message]],
        notes: dict[int, list[str]],
    ) -> dict[str, list[Any]]:
        names = ("date", "day_from", "day_to", "date_precision", "date_written", "time", "confidence", "source_date")  # fmt: skip
        rows: dict[str, list[Any]] = {name: [] for name in names}
        for at, cell in enumerate(cells["date"]):
            read = self._date(cell, countries[at])
            iso, first, last, precision = self._span(read, cells, at)
            doubt = self._dated_well(read, first, cells, at, reasons)
            for word in (*read.notes, *self._both_calendars(read)):
                _add(notes, at, word)
            if doubt:
                _add(notes, at, "date_long_before")
            rows["date"].append(iso)
            rows["day_from"].append(first)
            rows["day_to"].append(last)
            rows["date_precision"].append(precision)
            rows["date_written"].append(text_of(cell)[:80] if read.notes else "")
            rows["time"].append(read.clock or (read_clock(cells["time"][at]) if cells["time"][at] else ""))
            rows["confidence"].append("low" if doubt else "medium")
            rows["source_date"].append(self._published(cells["source_date"][at]).iso)
        return rows

    def _both_calendars(self, read: DateReading) -> tuple[str, ...]:
        """A note on the first row whose calendar differs from that of the rows before."""
        if not read.iso or {"two_digit", "serial"} & set(read.notes):
            return ()
        calendar = "buddhist" if "buddhist" in read.notes else "gregorian"
        new = bool(self.calendars) and calendar not in self.calendars
        self.calendars.add(calendar)
        return ("both_calendars",) if new else ()

    def _published(self, cell: Any) -> DateReading:
        return self._date(cell, "") if cell is not None and text_of(cell) else DateReading()

    def _span(
        self, read: DateReading, cells: Mapping[str, list[Any]], at: int
    ) -> tuple[str, int, int, str]:
        """Date, first and last day and precision; a data set's own span is kept."""
        if read.first is None or read.last is None:
            return "", NO_DAY, NO_DAY, "none"
        first, last = read.first.toordinal() - _EPOCH, read.last.toordinal() - _EPOCH
        within = cells["within"][at]
        if not within or within == "day" or read.precision != "day":
            return read.iso, first, last, read.precision
        end = self._date(cells["date_end"][at], "") if cells["date_end"][at] else read
        if end.last is not None:
            last = max(last, end.last.toordinal() - _EPOCH)
        if within == "week" and last == first:
            last = first + 6
        word = "year" if within == "year" else "month"
        if word == "month" and within == "month" and last == first:
            month = self._date(read.iso[:7], "")
            first, last = month.first.toordinal() - _EPOCH, month.last.toordinal() - _EPOCH
        return read.iso[: 4 if word == "year" else 7], first, last, word

    def _dated_well(
        self,
        read: DateReading,
        first: int,
        cells: Mapping[str, list[Any]],
        at: int,
        reasons: dict[int, list[Message]],
    ) -> bool:
        """Reject what has no possible date; True where it lies long before its publication."""
        written = text_of(cells["date"][at])[:60]
        if not read.iso:
            _add(reasons, at, message(f"import.reason.date_{read.problem}", value=written))
            return False
        published = self._published(cells["source_date"][at])
        latest = published.last or self.options.as_of
        if read.first > min(latest, self.options.as_of):
            _add(reasons, at, message("import.reason.date_after", value=written))
            return False
        if published.first is None:
            return False
        return published.first.toordinal() - _EPOCH - first > _LONG_BEFORE_DAYS

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
                _add(reasons, at, message("import.reason.category", value=said[:80]))
            found.append(self.goods[key])
        return {"category": [one[0] for one in found], "subtype": [one[1] for one in found]}

    def _places(
        self,
        cells: Mapping[str, list[Any]],
        countries: list[str],
        reasons: dict[int, list[Message]],
        notes: dict[int, list[str]],
    ) -> dict[str, list[Any]]:
        y, x, plain = plain_degrees(cells["lat"], cells["lon"])
        names = ("lon", "lat", "coord_precision", "coord_uncertainty_m", "coord_note", "place", "admin1", "admin1_code", "admin2")  # fmt: skip
        rows: dict[str, list[Any]] = {name: [] for name in names}
        for at, ok in enumerate(plain.tolist()):
            stated = self._stated(cells, at, notes)
            placed = self._placed(stated, countries[at])
            countries[at] = countries[at] or placed.country
            given = text_of(cells["precision"][at]).lower()
            if ok and not cells["zone"][at]:
                lon, lat = float(x[at]), float(y[at])
                word, off_m = given or carried(cells["lat"][at], cells["lon"][at]), float("nan")
            else:
                lon, lat, word, off_m = self._other_point(cells, at, placed, reasons, notes)
                word = given or word
            if word not in PRECISIONS:
                _add(reasons, at, message("import.reason.precision", value=given[:60]))
            off_m = _metres(cells["uncertainty"][at], off_m)
            said = (lon, lat, word, off_m, text_of(cells["precision_code"][at]), stated[0] or stated[1])
            for name, value in zip(names, (*said, stated[3], placed.admin1, stated[2]), strict=True):
                rows[name].append(value)
        return rows

    def _stated(
        self, cells: Mapping[str, list[Any]], at: int, notes: dict[int, list[str]]
    ) -> tuple[str, str, str, str]:
        """The row's place names; one in an old font cannot be matched and is left out, and told."""
        found = []
        for name in _PLACES:
            text = clean(text_of(cells[name][at]))
            if text and not text.isascii() and (is_zawgyi(text) or is_legacy_font(text)):
                _add(notes, at, "zawgyi" if is_zawgyi(text) else "legacy_font")
                text = ""
            found.append("" if is_unknown(text) else text)
        return found[0], found[1], found[2], found[3]

    def _placed(self, stated: tuple[str, str, str, str], country: str) -> Placed:
        key = (*stated, country)
        if key not in self.placed:
            self.placed[key] = place(self.names, stated=stated, country=country)
        return self.placed[key]

    def _other_point(
        self,
        cells: Mapping[str, list[Any]],
        at: int,
        placed: Placed,
        reasons: dict[int, list[Message]],
        notes: dict[int, list[str]],
    ) -> tuple[float, float, str, float]:
        """A point in other dress than plain degrees, else the point of the row's place names."""
        given = tuple(cells[name][at] for name in ("lat", "lon", "coords", "zone", "datum"))
        problem = "blank"
        if has_point(*given[:3]):
            read = self.points.slow(given, placed.admin1)
            for word in read.notes:
                _add(notes, at, word)
            if not read.problem:
                return read.lon, read.lat, read.carried, read.uncertainty_m
            problem = read.problem
        if problem not in ("blank", "null_island"):
            said = next((text for text in map(text_of, (given[2], given[0])) if text), "")
            _add(reasons, at, message(f"import.reason.point_{problem}", value=said[:80]))
            return float("nan"), float("nan"), "none", float("nan")
        return self._by_name(at, placed, problem, reasons, notes)

    def _by_name(
        self,
        at: int,
        placed: Placed,
        problem: str,
        reasons: dict[int, list[Message]],
        notes: dict[int, list[str]],
    ) -> tuple[float, float, str, float]:
        told = [problem] * (problem != "blank") + list(placed.notes)
        for word in told:
            _add(notes, at, word)
        if placed.precision:
            return placed.lon, placed.lat, placed.precision, float("nan")
        fonts = [word for word in ("zawgyi", "legacy_font") if word in notes.get(at, ())]
        why = (fonts + [word for word in placed.notes if word.startswith("place")] + ["no_place"])[0]
        _add(reasons, at, message(f"import.reason.{why}"))
        return float("nan"), float("nan"), "none", float("nan")

    def _quantities(
        self, cells: Mapping[str, list[Any]], notes: dict[int, list[str]]
    ) -> dict[str, list[Any]]:
        names = ("quantity", "quantity_unit", "quantity_written", "quantity_unit_written", "quantity_values")  # fmt: skip
        rows: dict[str, list[Any]] = {name: [] for name in names}
        for at, (cell, unit) in enumerate(zip(cells["quantity"], cells["unit"], strict=True)):
            key = (cell, unit)
            if key not in self.amounts:
                self.amounts[key] = read_quantity(cell, unit, comma_decimals=self.comma_decimals)
            read = self.amounts[key]
            for word in (*read.notes, *(["quantity_not_understood"] if read.problem else [])):
                _add(notes, at, word)
            kept = bool(read.notes or read.problem)
            several = ";".join(f"{value:.12g}" for value in read.values) if len(read.values) > 1 else ""
            said = (read.value, read.unit, text_of(cell)[:120] if kept else "", text_of(unit)[:40], several)
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
                text, found = guarded(text_of(cell), self.options.personal)
                if found:
                    _add(notes, at, "personal")
                rows[name].append(text)
        rows["border_pair"] = [_pair(text_of(cell)) for cell in cells["border_pair"]]
        rows["label"] = [self._label(at, cell, reasons) for at, cell in enumerate(cells["label"])]
        rows["originator"] = [text_of(cell) or self.options.originator for cell in cells["originator"]]
        rows["persons"] = [text_of(cell) for cell in cells["persons"]]
        rows["persons_role"] = [cell or "" for cell in cells["persons_role"]]
        rows["id"] = [
            clean(text_of(cell))[:120] or row_id(row)
            for cell, (_, row) in zip(cells["id"], lines, strict=True)
        ]
        return rows

    def _label(self, at: int, cell: Any, reasons: dict[int, list[Message]]) -> str:
        word = text_of(cell).upper().removeprefix("TLP:").strip()
        if word and word not in LABELS:
            _add(reasons, at, message("import.reason.label", value=word[:40]))
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
        small = {name: "category" for name in _CONSTANT}
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


def _add(held: dict[int, list[Any]], at: int, item: Any) -> None:
    held.setdefault(at, []).append(item)


def _metres(cell: Any, otherwise: float) -> float:
    text = text_of(cell)
    if not text:
        return otherwise
    try:
        found = float(text)
    except ValueError:
        return otherwise
    return found if 0 < found < 1e7 else otherwise


def _pair(text: str) -> str:
    if not text:
        return ""
    words = [word.strip().upper() for word in text.split(";")]
    return ";".join(word for word in words if word in PAIRS)
