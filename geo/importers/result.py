"""The result of an import as one JSON file, written row by row so that any number fits."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from geo.errors import InputError
from geo.importers.options import Duplicate, Rejected
from geo.importers.preview import Preview
from geo.language import Translator

_LEFT_OUT = ("import_file", "day_from", "day_to", "exact_lon", "exact_lat")
_EPOCH = pd.Timestamp("1970-01-01")


def write_result(path: Path, seen: Preview, *, about: dict[str, Any]) -> None:
    """Write accepted, rejected and duplicates; every row of the files is in exactly one list.

    about: what else to say at the top, such as how many records were stored. Reasons are English
    sentences, ``reason_ids`` the words that programs compare.
    Errors: InputError when the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8") as target:
            target.write("{" + json.dumps(about, ensure_ascii=False)[1:-1])
            target.write(", " if about else "")
            _list(target, "accepted", _accepted(seen))
            _list(target, "rejected", _rejected(seen.rejected), before=",\n")
            _list(target, "duplicates", _duplicates(seen.duplicates), before=",\n")
            target.write("}\n")
    except OSError as error:
        raise InputError(
            f"Expected to write the result to {path}, but it cannot be written "
            f"({error.strerror}); choose another file for --out."
        ) from error


def _list(target: TextIO, name: str, rows: Iterable[dict[str, Any]], *, before: str = "") -> None:
    target.write(f'{before}"{name}": [')
    for number, row in enumerate(rows):
        text = json.dumps(row, ensure_ascii=False, default=str)
        target.write(("," if number else "") + "\n" + text)
    target.write("]")


def _accepted(seen: Preview) -> Iterator[dict[str, Any]]:
    several = len(seen.readings) > 1
    differ = {(file, row): other for file, row, other in seen.differing}
    for reading, kept in zip(seen.readings, seen.keep, strict=True):
        for part, rows in zip(reading.parts, kept, strict=True):
            for row in part.iloc[rows].to_dict("records"):
                told = _plain(row) | ({"file": reading.file} if several else {})
                other = differ.get((reading.file, row["row"]))
                yield told | ({"may_be_one_event_with": other} if other else {})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: None if value != value or value == "" else value for name, value in row.items()}
    for name in ("from", "to"):
        day = told[f"day_{name}"]
        told[f"date_{name}"] = (_EPOCH + pd.Timedelta(days=day)).date().isoformat()
    told["import_notes"] = (told["import_notes"] or "").split(";") if told["import_notes"] else []
    return {name: value for name, value in told.items() if name not in _LEFT_OUT}


def _rejected(rows: Iterable[Rejected]) -> Iterator[dict[str, Any]]:
    write = Translator("en", buddhist=False)
    for one in rows:
        told = {
            "row": one.row,
            "reasons": [write(reason) for reason in one.reasons],
            "reason_ids": [reason.id.removeprefix("import.reason.") for reason in one.reasons],
            "original": {str(name): _cell(value) for name, value in one.original.items()},
            "file": one.file,
        }
        yield told | ({"sheet": one.sheet} if one.sheet else {})


def _cell(value: Any) -> Any:
    return value if isinstance(value, str | int | bool) or value is None else str(value)


def _duplicates(rows: Iterable[Duplicate]) -> Iterator[dict[str, Any]]:
    write = Translator("en", buddhist=False)
    for one in rows:
        why = write(one.why)
        yield {
            "row": one.row,
            "id": one.id,
            "duplicate_of": one.of,
            "reasons": [why],
            "file": one.file,
        }
