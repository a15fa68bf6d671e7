"""``python -m geo import FILE…``: read files of records, say what happened to each row, store."""

import argparse
import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from geo.cleaning.encodings import READINGS
from geo.errors import FileNotUnderstoodError, InputError, StoreError
from geo.importers.mapping import parse_mapping
from geo.importers.options import PERSONAL, Options, Reading
from geo.importers.places import shipped_names
from geo.importers.preview import HeldRecords, Preview, preview
from geo.importers.reading import read_file
from geo.importers.result import write_result
from geo.importers.template import write_template
from geo.schema.vocabularies import LABELS
from geo.store import open_store
from geo.store.imports import (
    ImportAbout,
    held_incidents,
    refuse_closed,
    store_import,
    taken_ids,
    undo_import,
)

ACTOR = "command_line"


def register(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("import", help="read files of records and store them")
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="CSV, TSV, XLSX, ODS, GeoJSON, GeoPackage, zipped Shapefile, KML",
    )
    parser.add_argument("--db", metavar="URL", help="the database; default: the installation's own")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write every row's fate as JSON")
    parser.add_argument(
        "--label", default="AMBER+STRICT", choices=LABELS, help="of records without one"
    )
    parser.add_argument("--originator", default="", help="country and agency that own the records")
    parser.add_argument("--preview", action="store_true", help="store nothing")
    parser.add_argument("--undo", type=int, metavar="NUMBER", help="take an import back")
    parser.add_argument(
        "--template", type=Path, metavar="FILE", help="write the empty template (.xlsx or .csv)"
    )
    _choices(parser)
    parser.set_defaults(run=run)


def _choices(parser: argparse.ArgumentParser) -> None:
    """What a person may have to say about a file."""
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DAY", help="no event is later; default: today"
    )
    parser.add_argument("--two-digit-years", default="", choices=("buddhist", "gregorian"))
    parser.add_argument("--month-first", action="store_true", help="03/12/2025 is 12 March")
    parser.add_argument("--epoch", type=int, choices=(1900, 1904), help="of Excel's day numbers")
    parser.add_argument("--datum", default="", choices=("wgs84", "indian_1975"))
    parser.add_argument("--country", default="", help="alpha-3, where the file has none")
    parser.add_argument("--reading", default="", choices=READINGS, help="of damaged Thai text")
    parser.add_argument("--personal", default="mask", choices=PERSONAL, help="data in free text")
    parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")


def run(arguments: argparse.Namespace) -> int:
    """Print what was read and stored; 0 on success."""
    if arguments.template:
        write_template(arguments.template)
        print(f"The empty template is in {arguments.template}.")
        return 0
    if arguments.undo is None and not arguments.files:
        raise InputError("Expected at least one file, or --undo or --template; see --help.")
    with ExitStack() as held:
        store = open_store(arguments.db)
        held.callback(store.close)
        if arguments.undo is not None:
            undone = undo_import(store, arguments.undo, actor=ACTOR)
            print(f"Import {arguments.undo} undone: {undone.withdrawn} records withdrawn, "
                  f"{undone.edited} edited since stay.")  # fmt: skip
            return 0
        with _few_sweeps():
            return _import(store, arguments)


@contextmanager
def _few_sweeps() -> Iterator[None]:
    """Millions of cells are alive and none of them in a circle: looking for circles among them
    takes a tenth of the time of a long import."""
    held = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*held)


def _import(store: Any, arguments: argparse.Namespace) -> int:
    options = _options(arguments)
    readings = tuple(_read(path, options) for path in arguments.files)
    known = HeldRecords(partial(held_incidents, store), partial(taken_ids, store))
    seen = preview(readings, held=known)
    for reading in readings:
        print(_table(reading))
    stored, refused, number = 0, "", 0
    if not arguments.preview and seen.accepted:
        try:
            stored, number = _store(store, seen, options)
        except StoreError as error:
            refused = str(error)
    print(
        f"accepted {seen.accepted}  rejected {len(seen.rejected)}  duplicates {len(seen.duplicates)}  stored {stored}"  # noqa: E501
    )
    if arguments.out:
        about = {"stored": stored, "import": number or None, "not_stored": refused or None}
        write_result(arguments.out, seen, about=about)
    if refused:
        raise StoreError(refused)
    return 0


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        as_of=arguments.as_of or date.today(),  # noqa: DTZ011
        two_digit=arguments.two_digit_years,
        epoch=arguments.epoch,
        month_first=True if arguments.month_first else None,
        datum=arguments.datum,
        reading=arguments.reading,
        personal=arguments.personal,
        country=arguments.country.upper(),
        mapping=parse_mapping(arguments.map),
        label=arguments.label,
        originator=arguments.originator,
    )


def _read(path: Path, options: Options) -> Reading:
    try:
        with path.open("rb") as handle:
            return read_file(os.path.basename(path), handle, options, names=shipped_names())  # noqa: PTH119
    except OSError as error:
        raise FileNotUnderstoodError(
            f"Expected to read {path}, but it cannot be read ({error.strerror}); name another file."
        ) from error


def _store(store: Any, seen: Preview, options: Options) -> tuple[int, int]:
    """Store what is new; how many records, and the import's number."""
    for reading in seen.readings:
        for part in reading.parts:
            refuse_closed(part, store=store)
    shapes = tuple(shape for reading in seen.readings for shape in reading.shapes)
    about = ImportAbout(
        tuple(reading.file for reading in seen.readings),
        shapes,
        options.label,
        len(seen.rejected),
        len(seen.duplicates),
    )
    records = (part.drop(columns=["row"]) for part in seen.parts())
    entry = store_import(store, records, about, actor=ACTOR)
    print(f"import {entry.number}: undo with --undo {entry.number}")
    return entry.accepted, entry.number


def _table(reading: Reading) -> str:
    lines = [f"{reading.file}: {', '.join(dict.fromkeys(reading.shapes))}, {reading.rows} rows"]
    for step in reading.steps:
        rows = ", ".join(map(str, step.examples[:5]))
        mark = "?" if step.doubt else " "
        lines.append(f"  {mark} {step.word:<34} {step.rows:>8}  rows {rows}")
    for name, text in reading.readings:
        lines.append(f"    {name:<34} {text[:60]}")
    return "\n".join(lines)
