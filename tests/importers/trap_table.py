"""Trap by trap: what a sheet says, and what is stored. ``python -m tests.importers.trap_table``
writes the table down; ``test_trap_table`` holds every line of it. None of the rows is a record."""

import io
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from geo.importers.marks import Marks, marked
from geo.importers.options import Options
from geo.importers.places import shipped_names
from geo.importers.preview import HeldRecords, preview
from geo.importers.reading import read_file
from geo.store import history, open_store
from geo.store.imports import ImportAbout, held_incidents, store_import, taken_ids

AS_OF = date(2026, 1, 1)
PATH = Path(__file__).with_name("trap_table.md")
HEAD = """# Trap by trap: what a sheet says, and what was stored

Written on {day} by `python -m tests.importers.trap_table`: every case was imported into a store of
its own making and read back from it; `test_trap_table` does the same at each run and compares. The
inputs are made up. Cells of latitude and longitude that are the same in most cases are left out.

| trap | input | chosen for the file | stored | notes kept with the record |
|---|---|---|---|---|
"""
TRAPS = (
    "Buddhist year", "leap day of a Buddhist year", "two-digit year", "calendars mixed in a file",
    "Thai month words and digits", "Excel day numbers", "day or month first",
    "times, fiscal years, Myanmar's clock", "Indian 1975", "zone missing or wrong",
    "letter grid without zone", "other ways to write a point", "precision codes",
    "point in another country", "encodings and mojibake", "look-alike spelling",
    "Zawgyi and old fonts", "place names", "quantities", "several counts of one event",
    "totals row", "workbook habits", "date of publication", "persons in free text",
)  # fmt: skip
POINT = {"lat": "16.713", "lon": "98.571"}
BUDDHIST = {"two_digit": "buddhist"}


@dataclass(frozen=True, slots=True)
class Case:
    """One input. written: cells by heading (or a whole file in ``text``); stored: what must be
    read back from the store, by column; reason: why it is not stored, instead."""

    trap: int
    written: dict[str, str] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    encoding: str = "utf-8"


def at(coordinates: str, lon: float, lat: float, trap: int, **more: str) -> Case:
    """A case whose place is written in one cell."""
    return Case(trap, {"coordinates": coordinates, **more}, {"lon": lon, "lat": lat})


def amount(written: str, quantity: float, unit: str, **more: Any) -> Case:
    """A case of a quantity."""
    stored = {"quantity": quantity, "quantity_unit": unit or None, **more}
    return Case(19, {**POINT, "quantity": written}, stored)


def on(trap: int, written: str, day: str, **more: Any) -> Case:
    """A case of a date."""
    return Case(trap, {**POINT, "date": written}, {"date": day}, options=more)


UCDP = (
    "id,type_of_violence,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,"
    "longitude,country,date_prec,date_start,date_end,best\n"
    "{id},1,{prec},x,x,,,16.7,98.5,Myanmar (Burma),1,2023-05-01,2023-05-01,3\n"
)
CASES = (
    on(1, "12/03/2568", "2025-03-12"),
    on(2, "29/02/2567", "2024-02-29"),
    on(3, "12 มี.ค. 68", "2025-03-12", **BUDDHIST),
    on(3, "12/3/68", "2025-03-12"),
    on(4, "7/9/2020", "2020-09-07"),
    on(4, "18/9/2563", "2020-09-18"),
    on(5, "๑๒ มีนาคม พ.ศ. ๒๕๖๘", "2025-03-12"),
    on(5, "12 ม.ค. 2568", "2025-01-12"),
    on(5, "12 มิ.ย. 2568", "2025-06-12"),
    on(6, "45728", "2025-03-12"),
    on(6, "44266", "2025-03-12", epoch=1904),
    on(7, "03/12/2025", "2025-12-03"),
    on(7, "12/25/2025", "2025-12-25"),
    on(8, "ปีงบประมาณ 2568", "2025"),
    Case(8, {**POINT, "date": "2025-03-11T17:40:00Z", "country": "Myanmar"},
         {"date": "2025-03-12", "time": "00:10"}),
    Case(8, {**POINT, "time": "23.30 น."}, {"time": "23:30"}),
    at("454783 1847503", 98.5710, 16.7130, 9, province="Tak", datum="Indian 1975"),
    at("476633 1923819", 104.7800, 17.4000, 10, province="นครพนม"),
    at("47Q 476633 1923819", 104.7800, 17.4000, 10, province="Nakhon Phanom"),
    Case(10, {"coordinates": "476633 1923819"}, reason="point_zone_missing"),
    at("VE ๒๐๔๕๐๘", 104.2496, 17.6426, 11),
    at("MU 534382", 98.5635, 16.6262, 11),
    at("N16 42.780 E98 34.260", 98.5710, 16.7130, 12),
    at("16?42?46.8?N 98?34?15.6?E", 98.5710, 16.7130, 12),
    at("16.42.46 N 98.34.15 E", 98.5708, 16.7128, 12),
    at("16,713 ; 98,571", 98.5710, 16.7130, 12),
    at("๑๖.๗๑๓๐, ๙๘.๕๗๑๐", 98.5710, 16.7130, 12),
    at("98.5710, 16.7130", 98.5710, 16.7130, 12),
    at("https://maps.example/@16.713,98.571,17z", 98.5710, 16.7130, 12),
    Case(12, {"lat": "0", "lon": "0"}, reason="no_place"),
    Case(13, text=UCDP.format(id="{id}", prec=2), stored={
        "coord_precision": "district", "coord_uncertainty_m": 25_000.0,
        "coord_note": "where_prec 2"}),
    Case(13, text=UCDP.format(id="{id}", prec=4), stored={
        "coord_precision": "province", "coord_note": "where_prec 4"}),
    Case(13, text=UCDP.format(id="{id}", prec=6), stored={
        "coord_precision": "country", "coord_note": "where_prec 6"}),
    Case(14, {"lat": "16.80", "lon": "97.60", "country": "THA"},
         {"country": "THA", "lon": 97.60, "import_notes": "other_country"}),
    Case(15, {"place": "áÁèÊÍ´"}, {"place": "แม่สอด"}),
    Case(15, {"place": "แม่สอด"}, {"place": "แม่สอด"}, encoding="cp874"),
    Case(15, {"place": "แม่สอด"}, {"place": "แม่สอด"}, encoding="utf-16"),
    Case(16, {"district": "อ.เเม่\u200bสาย", "province": "จ.เชียงราย"},
         {"admin2": "อ.แม่สาย", "coord_precision": "district"}),
    Case(17, {"place": "ျမဝတီ"}, reason="zawgyi"),
    Case(17, {"place": "®½¡Á¦ñ¤"}, reason="legacy_font"),
    Case(18, {"place": "Paoy Paet"}, {"place": "Paoy Paet", "coord_precision": "town"}),
    Case(18, {"district": "เมือง", "province": "นครพนม"},
         {"admin1_code": "TH48", "coord_precision": "district"}),
    amount("4.2 ล้านเม็ด", 4_200_000, "tablets"),
    amount("200 มัด", 200, "", quantity_written="200 มัด"),
    amount("1 ตัน 500 กก.", 1_500, "kg"),
    amount("๖.๑ ล้าน", 6_100_000, ""),
    amount("1.385 เม็ด", 1_385, "tablets"),
    Case(20, {**POINT, "quantity": "358 kg or nearly 600 kg"},
         {"quantity": 358, "quantity_values": "358;600"}),
    Case(21, {"date": "รวม", "category": "", "place": "", "quantity": "200000"}, reason="total"),
    Case(22, {"lat": "'16.713°", "lon": "98.571°", "quantity": "-", "country": "ไม่ทราบ"},
         {"lat": 16.713, "lon": 98.571, "quantity": 0}),
    Case(23, {**POINT, "date": "November 4, 2015", "source_date": "2025-11-05"},
         {"date": "2015-11-04", "confidence": "low"}),
    Case(23, {**POINT, "date": "July 2, 20205"}, reason="date_year_out_of_range"),
    Case(24, {**POINT, "notes": "จับ นายสมชาย ใจดี อายุ 15 ปี โทร 081-234-5678"},
         {"notes": "จับ [name] [minor_age] โทร [phone]"}),
    Case(24, {"lat": "16.7131", "lon": "98.5712", "category": "ค้ามนุษย์", "place": "Shelter X"},
         {"date": "2025-03", "coord_precision": "district", "place": None,
          "date_precision": "month", "day_from": 20_148, "day_to": 20_178}),
)  # fmt: skip


def file_of(case: Case, number: int) -> bytes:
    """The file that a case is about, with one row."""
    if case.text:
        return case.text.replace("{id}", f"case-{number}").encode(case.encoding)
    cells = {"id": f"case-{number}", "date": "2025-03-12", "category": "arms", **case.written}
    return pd.DataFrame([cells]).to_csv(index=False).encode(case.encoding)


def outcome(case: Case, number: int, store: Any) -> tuple[dict[str, Any], str]:
    """What the store holds after importing a case; or why it holds nothing."""
    options = Options(as_of=AS_OF, label="", **case.options)
    names = shipped_names()
    read = read_file("file.csv", io.BytesIO(file_of(case, number)), options, names=names)
    held = HeldRecords(
        lambda first, last: held_incidents(store, first, last), lambda ids: taken_ids(store, ids)
    )
    # Every case lies near others on purpose; only ids count here. Trap 21 has tests of its own.
    seen = preview([read], held=HeldRecords(lambda *_: held.within(-1, -2), held.taken))
    if not seen.accepted:
        last = seen.rejected[-1].reasons[0].id if seen.rejected else "duplicate"
        return {}, last.removeprefix("import.reason.")
    parts = (part.drop(columns="row") for part in marked(seen.parts(), Marks("CLEAR")))
    about = ImportAbout(("file.csv",), read.shapes, "CLEAR", len(seen.rejected), 0)
    store_import(store, parts, about, actor="tester")
    row = history(store, "incident", f"case-{number}").iloc[-1].to_dict()
    return {name: None if value != value else value for name, value in row.items()}, ""


def table() -> list[tuple[Case, dict[str, Any], str]]:
    """Every case imported into a store of its own making, and read back."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'atlas.sqlite'}")
        found = [(case, *outcome(case, n, store)) for n, case in enumerate(CASES, start=1)]
        store.close()
    return found


def lines() -> list[str]:
    """The table's lines: trap, input, what is stored, and the notes kept with the record."""
    found = []
    for case, stored, reason in table():
        cells = {k: v for k, v in case.written.items() if (k, v) not in POINT.items()}
        said = "; ".join(f"{name}: {value}" for name, value in cells.items())
        said = said or case.text.splitlines()[1].replace("{id}", "1")
        chosen = "; ".join(f"{name}: {value}" for name, value in case.options.items())
        wanted = "; ".join(f"{name}: {_told(stored.get(name))}" for name in case.stored)
        told = f"not stored: {reason}" if reason else wanted
        coded = "" if case.encoding == "utf-8" else f" (file in {case.encoding})"
        notes = (stored.get("import_notes") or "").replace(";", ", ")
        cells_of_line = (f"{case.trap} {TRAPS[case.trap - 1]}", said + coded, chosen, told, notes)
        found.append("| " + " | ".join(map(_plain, cells_of_line)) + " |")
    return found


def _told(value: Any) -> str:
    if value is None or value == "":
        return "blank"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _plain(text: str) -> str:
    return text.replace("|", "/").replace("\u200b", "[zero-width space]").replace("\n", " ")


def main() -> None:
    """Write the table."""
    head = HEAD.replace("{day}", f"{datetime.now(UTC):%Y-%m-%d}")
    PATH.write_text(head + "\n".join(lines()) + "\n", encoding="utf-8")
    print(f"{len(CASES)} cases of {len(TRAPS)} traps, written to {PATH.name}")


if __name__ == "__main__":
    main()
