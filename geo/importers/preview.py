"""What an import would do: every row of every file accepted, rejected or told twice, and why."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.cleaning.duplicates import repeats
from geo.columns import NO_DAY
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
        """The new rows, some at a time."""
        for reading, kept in zip(self.readings, self.keep, strict=True):
            for part, rows in zip(reading.parts, kept, strict=True):
                if len(rows):
                    whole = len(rows) == len(part)
                    yield part if whole else part.iloc[rows].reset_index(drop=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Keys:
    """Of every accepted row of all files in order, what tells whether it repeats another."""

    frame: pd.DataFrame
    where: np.ndarray


def preview(readings: Sequence[Reading], *, held: HeldRecords | None = None) -> Preview:
    """Find rows that repeat one of the same file, of another one, or of the store.

    Same id: the same record. Else the rule of ``geo.cleaning.duplicates``. The first telling is
    kept, the stored one before any.
    """
    keys = _keys(readings)
    ids = keys.frame["id"].astype(str).to_numpy(dtype=object)
    same_id = pd.Series(ids).duplicated().to_numpy()
    taken = held.taken(list(ids)) if held else set()
    stored = np.fromiter((word in taken for word in ids), dtype=bool, count=len(ids))
    first = {word: at for at, word in reversed(list(enumerate(ids)))} if same_id.any() else {}
    of: dict[int, tuple[str, str]] = {
        int(at): (str(ids[first[ids[at]]]), "same_id") for at in np.flatnonzero(same_id)
    }
    of |= {int(at): (str(ids[at]), "stored") for at in np.flatnonzero(stored)}
    repeated, differing = _repeated(keys.frame, ids, of, held)
    of = {**repeated, **of}
    rows = keys.frame["row"].to_numpy()
    told = _duplicates(readings, keys.where, ids, rows, of)
    differ = tuple(
        (readings[keys.where[at][0]].file, int(rows[at]), other) for at, other in differing.items()
    )
    return Preview(tuple(readings), _keep(readings, of), told, differ)


def _keys(readings: Sequence[Reading]) -> _Keys:
    names = [
        "row",
        "id",
        "day_from",
        "day_to",
        "lon",
        "lat",
        "category",
        "subtype",
        "quantity",
        "quantity_unit",
        "coord_precision",
    ]
    frames, where = [pd.DataFrame(columns=names)], []
    for number, reading in enumerate(readings):
        for at, part in enumerate(reading.parts):
            frames.append(
                part[names].astype(dict.fromkeys(("category", "subtype", "quantity_unit"), object))
            )
            where.append(np.tile((number, at), (len(part), 1)))
    frame = pd.concat(frames[1:] or frames, ignore_index=True)
    places = np.concatenate(where) if where else np.empty((0, 2), dtype=np.int64)
    return _Keys(frame, places)


def _repeated(
    frame: pd.DataFrame, ids: np.ndarray, of: dict[int, Any], held: HeldRecords | None
) -> tuple[dict[int, tuple[str, str]], dict[int, str]]:
    """Repeats by date, place, substance and quantity, against the store and among themselves."""
    dated = frame.loc[frame["day_from"] != NO_DAY, "day_from"]
    stored = _NO_HELD
    if held and len(dated):
        stored = held.within(int(dated.min()) - 2, int(frame["day_to"].max()) + 2)
    stored = _as_rows(stored)
    new = np.array([at for at in range(len(frame)) if at not in of], dtype=np.int64)
    both = pd.concat([stored, frame.iloc[new]], ignore_index=True)
    again, other = repeats(_comparable(both), held=len(stored))
    names = np.concatenate([stored["id"].to_numpy(dtype=object), ids[new]])
    n = len(stored)
    found = {
        int(new[at - n]): (str(names[to]), "stored_event" if to < n else "same_event")
        for at, to in again.items()
    }
    return found, {int(new[at - n]): str(names[to]) for at, to in other.items()}


def _as_rows(stored: pd.DataFrame) -> pd.DataFrame:
    """Stored incidents with the columns of accepted rows."""
    contents = [json.loads(text or "{}") for text in stored["content"]]
    words = (*CATEGORIES, "", "")
    return pd.DataFrame(
        {
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
    said = rows["category"].astype(str) + "|" + rows["subtype"].astype(str)
    kind, _ = pd.factorize(said + "|" + rows["quantity_unit"].astype(str))
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
    readings: Sequence[Reading],
    where: np.ndarray,
    ids: np.ndarray,
    rows: np.ndarray,
    of: dict[int, tuple[str, str]],
) -> tuple[Duplicate, ...]:
    reasons = {
        "same_id": "import.duplicate.same_id",
        "stored": "import.duplicate.stored",
        "same_event": "import.duplicate.same_event",
        "stored_event": "import.duplicate.stored_event",
    }
    return tuple(
        Duplicate(
            readings[where[at][0]].file, "", int(rows[at]), str(ids[at]), to,
            message(reasons[why], of=to),
        )
        for at, (to, why) in sorted(of.items())
    )  # fmt: skip


def _keep(readings: Sequence[Reading], of: dict[int, Any]) -> tuple[tuple[np.ndarray, ...], ...]:
    start, kept = 0, []
    for reading in readings:
        own = []
        for part in reading.parts:
            rows = np.arange(len(part))
            told = [at - start for at in range(start, start + len(part)) if at in of] if of else []
            own.append(np.delete(rows, told))
            start += len(part)
        kept.append(tuple(own))
    return tuple(kept)
