"""What the screen *Import* says of files that were read: tables of texts, and the rows to draw."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from geo.cleaning.texts import text_of
from geo.importers.fields import HEADINGS
from geo.importers.options import Reading
from geo.importers.preview import Preview
from geo.importers.recognising import Recognised
from geo.importers.tally import DOUBTS
from geo.language import Translator
from geo.messages import message
from geo.store.imports import ImportEntry

MAX_DRAWN = 20_000
MARGIN_DEGREES = 0.6
_DRAWN = (
    "id", "date", "date_precision", "category", "place", "country", "lon", "lat",
    "coord_precision", "border_pair",
)  # fmt: skip

Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def step_table(readings: Sequence[Reading], write: Translator, *, doubts: bool) -> Table:
    """What each rule did, a line per example: rule, how many rows, a row, before, after.

    doubts: the rules that a person should look at, else the others.
    """
    rows: list[tuple[Any, ...]] = []
    for reading in readings:
        for step in reading.steps:
            if step.doubt != doubts or step.word.startswith("rejected:"):
                continue
            told = write(message(f"import.step.{step.word}"))
            first = step.examples[0] if step.examples else None
            if not step.shown:
                rows.append((told, f"{step.rows:,}", _number(first), "", ""))
            for at, one in enumerate(step.shown):
                said = (told, f"{step.rows:,}") if at == 0 else ("", "")
                rows.append((*said, _number(one.row), one.before, one.after))
    return _headings(write, "rule", "rows", "row", "before", "after"), rows


def doubtful_rows(seen: Preview) -> int:
    """How many of the new rows hold something to be looked at, of all files."""
    found = 0
    for reading, kept in zip(seen.readings, seen.keep, strict=True):
        differing = [row for file, row, _ in seen.differing if file == reading.file]
        for part, rows in zip(reading.parts, kept, strict=True):
            found += int(_in_doubt(part, differing)[rows].sum())
    return found


def _in_doubt(part: pd.DataFrame, differing: list[int]) -> np.ndarray:
    notes = part["import_notes"].cat
    words = [not DOUBTS.isdisjoint(said.split(";")) for said in notes.categories]
    doubt = np.array([*words, False])[notes.codes.to_numpy()]
    return doubt | np.isin(part["row"].to_numpy(), differing)


def _number(row: int | None) -> str:
    """A row's number as text, so that a blank beside it is a blank."""
    return "" if row is None else str(row)


def likely_repeats(seen: Preview) -> int:
    """How many rows only seem to tell what another one told: near in time, place and amount."""
    ids = ("import.duplicate.same_event", "import.duplicate.stored_event")
    return sum(one.why.id in ids for one in seen.duplicates)


def bounds_of(rows: pd.DataFrame) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the rows' points with a margin; None without any."""
    placed = rows.dropna(subset=["lon", "lat"])
    if placed.empty:
        return None
    lon, lat = placed["lon"].astype(float), placed["lat"].astype(float)
    edge = MARGIN_DEGREES
    return lon.min() - edge, lat.min() - edge, lon.max() + edge, lat.max() + edge


def differing_table(seen: Preview, write: Translator) -> Table:
    """Rows that tell another amount of what may be one event."""
    return _headings(write, "file", "row", "other"), [tuple(one) for one in seen.differing]


def rejected_table(seen: Preview, write: Translator, *, most: int | None = None) -> Table:
    """Rejected rows with every reason and their cells as they came; at most so many."""
    rejected = seen.rejected[:most]
    names = list(dict.fromkeys(str(name) for one in rejected for name in one.original))
    rows = [
        (
            one.file,
            one.sheet,
            one.row,
            " ".join(write(reason) for reason in one.reasons),
            *(text_of(one.original.get(name)) for name in names),
        )
        for one in rejected
    ]
    return (*_headings(write, "file", "sheet", "row", "reason"), *names), rows


def duplicate_table(seen: Preview, write: Translator, *, most: int | None = None) -> Table:
    """Rows told twice, and what tells them already; at most so many."""
    rows = [(one.file, one.row, write(one.why)) for one in seen.duplicates[:most]]
    return _headings(write, "file", "row", "reason"), rows


def import_table(entries: Iterable[ImportEntry], write: Translator) -> Table:
    """Imports as listed."""
    rows = [
        (
            one.number,
            one.at[:16].replace("T", " "),
            one.files,
            one.label,
            one.accepted,
            one.rejected,
            one.duplicates,
        )
        for one in entries
    ]
    names = ("import", "at", "files", "label", "accepted", "rejected", "duplicates")
    return _headings(write, *names), rows


def field_name(field: str, write: Translator) -> str:
    """A field as the template calls it in a language."""
    names = HEADINGS[field]
    return names[1] if write.language == "th" else names[0]


def sentence_of(one: Recognised, write: Translator) -> str:
    """What a sheet is taken for, in one sentence."""
    shape = message(f"import.shape.{one.shape}")
    used = len(one.used)
    return write(message("import.recognised", shape=shape, used=used, n=len(one.columns)))


def drawn(seen: Preview) -> pd.DataFrame:
    """The first rows that would be stored, as ``geo.importers.own_world`` takes them."""
    parts, held = [], 0
    for part in seen.parts():
        parts.append(part[list(_DRAWN)].iloc[: MAX_DRAWN - held])
        held += len(parts[-1])
        if held >= MAX_DRAWN:
            break
    if not parts:
        return pd.DataFrame(columns=list(_DRAWN))
    words = [name for name in _DRAWN if name not in ("lon", "lat")]
    frame = pd.concat([part.astype(dict.fromkeys(words, object)) for part in parts])
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    return frame


def _headings(write: Translator, *names: str) -> tuple[str, ...]:
    return tuple(write(message(f"import.column.{name}")) for name in names)
