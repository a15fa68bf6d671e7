"""What an import would do: every row of every file accepted, rejected or told twice, and why."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from geo.cleaning.duplicates import repeats
from geo.columns import NO_DAY
from geo.importers.distinct import as_words
from geo.importers.options import Duplicate, Reading, Rejected
from geo.messages import message
from geo.schema.vocabularies import CATEGORIES

_NO_HELD = pd.DataFrame(columns=["id", "day_from", "day_to", "lon", "lat", "category", "content"])


@dataclass(frozen=True, slots=True)
class HeldRecords:
    """What is stored already. within(first_day, last_day): incidents of those days, as
    ``geo.store.imports.held_incidents`` gives them; taken(ids): those in use."""

    within: Callable[[int, int], pd.DataFrame]
    taken: Callable[[Sequence[str]], set[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """All that an import will do. readings: one per file, in order. keep: per reading and part, the
    positions of rows that are new. duplicates: rows told twice. differing: accepted rows that tell
    another amount of what may be one event: (file, row, the other's id)."""

    readings: tuple[Reading, ...]
    keep: tuple[tuple[np.ndarray, ...], ...]
    duplicates: tuple[Duplicate, ...]
    differing: tuple[tuple[str, int, str], ...]

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Rejected rows of all files."""
        return tuple(row for reading in self.readings for row in reading.rejected)

    @property
    def accepted(self) -> int:
        """How many rows are new."""
        return sum(len(rows) for part in self.keep for rows in part)

    def parts(self) -> Iterator[pd.DataFrame]:
        """The new rows, some at a time, each with where it stood: ``import_row``."""
        for reading, kept in zip(self.readings, self.keep, strict=True):
            for part, rows in zip(reading.parts, kept, strict=True):
                if len(rows):
                    whole = len(rows) == len(part)
                    yield _placed(part if whole else part.iloc[rows].reset_index(drop=True))


def _placed(part: pd.DataFrame) -> pd.DataFrame:
    where = part["import_file"].astype(object)
    stood = [f"{file}:{row}" for file, row in zip(where, part["row"], strict=True)]
    return part.drop(columns="import_file").assign(import_row=pd.array(stood, dtype="str"))


_COMPARED = ("row", "day_from", "day_to", "lon", "lat", "category", "subtype", "quantity",
             "quantity_unit")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Keys:
    """Of every accepted row of all files in order, what tells whether it repeats another. ids: a
    number per id, equal ids alike; starts: row at which each part begins, with its reading and
    number."""

    frame: pd.DataFrame
    ids: np.ndarray
    readings: tuple[Reading, ...]
    starts: tuple[tuple[int, int, int], ...]

    def _part(self, rows: np.ndarray) -> np.ndarray:
        """Position in ``starts`` of each row's part."""
        return np.searchsorted([start for start, _, _ in self.starts], rows, side="right") - 1

    def files(self, rows: Sequence[int] | np.ndarray) -> list[str]:
        """The files of some rows."""
        parts = self._part(np.asarray(rows, dtype=np.int64)).tolist()
        return [self.readings[self.starts[part][1]].file for part in parts]

    def names(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """The ids of some rows (objects)."""
        rows = np.asarray(rows, dtype=np.int64)
        found, part = np.empty(len(rows), dtype=object), self._part(rows)
        for number in np.unique(part).tolist():
            start, reading, at = self.starts[number]
            here = np.flatnonzero(part == number)
            ids = self.readings[reading].parts[at]["id"]
            found[here] = ids.iloc[rows[here] - start].to_numpy(dtype=object)
        return found


def preview(
    readings: Sequence[Reading], *, held: HeldRecords | None = None, keep_likely: bool = False
) -> Preview:
    """Find rows that repeat one of the same file, of another one, or of the store.

    Same id: the same record. Else the rule of ``geo.cleaning.duplicates``. The first telling is
    kept, the stored one before any. keep_likely: rows that only the rule takes for repeats are kept
    and told with those that differ.
    """
    keys = _keys(readings)
    of = _same_ids(keys) | _stored(keys, held)
    repeated, differing = _repeated(keys, of, held)
    if keep_likely:
        differing |= {at: name for at, (name, _) in repeated.items()}
        repeated = {}
    of = {**repeated, **of}
    rows = keys.frame["row"].to_numpy()
    told = _duplicates(keys, rows, of)
    differ = tuple(
        (file, int(rows[at]), other)
        for file, (at, other) in zip(keys.files(list(differing)), differing.items(), strict=True)
    )
    return Preview(tuple(readings), _keep(readings, of), told, differ)


def _keys(readings: Sequence[Reading]) -> _Keys:
    frames, ids, starts = [pd.DataFrame(columns=list(_COMPARED))], [], []
    start = 0
    for number, reading in enumerate(readings):
        for at, part in enumerate(reading.parts):
            frames.append(part[list(_COMPARED)])
            ids.append(pd.util.hash_array(part["id"].to_numpy(dtype=object), categorize=False))
            starts.append((start, number, at))
            start += len(part)
    numbers = np.concatenate(ids) if ids else np.empty(0, dtype=np.uint64)
    return _Keys(_joined(frames[1:] or frames), numbers, tuple(readings), tuple(starts))


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames under one another; words stay categories."""
    words = ("category", "subtype", "quantity_unit")
    columns: dict[str, Any] = {
        name: np.concatenate([frame[name].to_numpy() for frame in frames])
        for name in _COMPARED
        if name not in words
    }
    for name in words:
        columns[name] = union_categoricals([_words(frame[name]) for frame in frames])
    return pd.DataFrame(columns)[list(_COMPARED)]


def _words(column: pd.Series) -> pd.Categorical:
    found = column.array
    if not isinstance(found, pd.Categorical):
        return as_words(column)
    # Joining makes another kind of index of the words than they had.
    return pd.Categorical.from_codes(found.codes, found.categories.astype(object))


def _same_ids(keys: _Keys) -> dict[int, tuple[str, str]]:
    """Rows whose id an earlier row has; numbers that agree by chance are told apart by the ids."""
    again = np.flatnonzero(pd.Series(keys.ids).duplicated().to_numpy())
    if not len(again):
        return {}
    seen = np.flatnonzero(np.isin(keys.ids, keys.ids[again]))
    names = keys.names(seen)
    second = pd.Series(names).duplicated().to_numpy()
    return {
        int(at): (str(name), "same_id")
        for at, name in zip(seen[second], names[second], strict=True)
    }


def _stored(keys: _Keys, held: HeldRecords | None) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    start = 0
    for reading in keys.readings if held else ():
        for part in reading.parts:
            ids = part["id"].to_numpy(dtype=object)
            taken = held.taken(ids.tolist()) if held else set()
            if taken:
                rows = np.flatnonzero(pd.Index(ids).isin(list(taken)))
                found |= {start + int(at): (str(ids[at]), "stored") for at in rows}
            start += len(part)
    return found


def _repeated(
    keys: _Keys, of: Mapping[int, Any], held: HeldRecords | None
) -> tuple[dict[int, tuple[str, str]], dict[int, str]]:
    """Repeats by date, place, substance and quantity, against the store and among themselves."""
    frame = keys.frame
    dated = frame.loc[frame["day_from"] != NO_DAY, "day_from"]
    stored = _NO_HELD
    if held and len(dated):
        stored = held.within(int(dated.min()) - 2, int(frame["day_to"].max()) + 2)
    stored = _as_rows(stored)
    new = np.delete(np.arange(len(frame)), list(of))
    both = frame if len(new) == len(frame) else frame.iloc[new]
    both = _joined([stored, both]) if len(stored) else both
    again, other = repeats(_comparable(both), held=len(stored))
    n = len(stored)

    told = [*again.values(), *other.values()]
    names = dict(zip(told, _names(keys, stored, new, told), strict=True))
    found = {
        int(new[at - n]): (names[to], "stored_event" if to < n else "same_event")
        for at, to in again.items()
    }
    return found, {int(new[at - n]): names[to] for at, to in other.items()}


def _names(keys: _Keys, stored: pd.DataFrame, new: np.ndarray, told: list[int]) -> list[str]:
    """Ids of rows that stand after the stored ones."""
    rows, n = np.array(told, dtype=np.int64), len(stored)
    names = np.empty(len(rows), dtype=object)
    names[rows < n] = stored["id"].to_numpy(dtype=object)[rows[rows < n]]
    names[rows >= n] = keys.names(new[rows[rows >= n] - n])
    return [str(name) for name in names]


def _as_rows(stored: pd.DataFrame) -> pd.DataFrame:
    """Stored incidents with the columns of accepted rows."""
    contents = [json.loads(text or "{}") for text in stored["content"]]
    words = (*CATEGORIES, "", "")
    return pd.DataFrame(
        {
            "row": np.zeros(len(stored), dtype=np.int64),
            "id": stored["id"].to_numpy(dtype=object),
            "day_from": stored["day_from"].to_numpy(dtype=np.int64),
            "day_to": stored["day_to"].to_numpy(dtype=np.int64),
            "lon": stored["lon"].to_numpy(dtype=float),
            "lat": stored["lat"].to_numpy(dtype=float),
            "category": [words[int(code)] for code in stored["category"]],
            "subtype": [content.get("subtype", "") for content in contents],
            "quantity": pd.to_numeric(
                pd.Series([content.get("quantity") for content in contents], dtype=object),
                errors="coerce",
            ).to_numpy(dtype=float),
            "quantity_unit": [content.get("quantity_unit", "") for content in contents],
        }
    )


def _comparable(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns that ``geo.cleaning.duplicates`` compares; only days of their own count."""
    kind = np.zeros(len(rows), dtype=np.int64)
    for name in ("category", "subtype", "quantity_unit"):
        words = rows[name].cat
        kind = kind * (len(words.categories) + 1) + words.codes.to_numpy()
    first = rows["day_from"].to_numpy(dtype=np.int64)
    own_day = first == rows["day_to"].to_numpy(dtype=np.int64)
    # A quantity of nothing, or none, is no sign that two rows are one event.
    quantity = rows["quantity"].to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "day": np.where(own_day, first, NO_DAY),
            "lon": rows["lon"].to_numpy(dtype=float),
            "lat": rows["lat"].to_numpy(dtype=float),
            "kind": kind,
            "quantity": np.where(quantity > 0, quantity, np.nan),
        }
    )


def _duplicates(
    keys: _Keys, rows: np.ndarray, of: dict[int, tuple[str, str]]
) -> tuple[Duplicate, ...]:
    reasons = {
        "same_id": "import.duplicate.same_id",
        "stored": "import.duplicate.stored",
        "same_event": "import.duplicate.same_event",
        "stored_event": "import.duplicate.stored_event",
    }
    positions = sorted(of)
    told = zip(positions, keys.files(positions), keys.names(positions), strict=True)
    return tuple(
        Duplicate(
            file, "", int(rows[at]), str(name), of[at][0], message(reasons[of[at][1]], of=of[at][0])
        )
        for at, file, name in told
    )


def _keep(readings: Sequence[Reading], of: dict[int, Any]) -> tuple[tuple[np.ndarray, ...], ...]:
    told = np.array(sorted(of), dtype=np.int64)
    start, kept = 0, []
    for reading in readings:
        own = []
        for part in reading.parts:
            here = told[(told >= start) & (told < start + len(part))] - start
            own.append(np.delete(np.arange(len(part)), here))
            start += len(part)
        kept.append(tuple(own))
    return tuple(kept)
