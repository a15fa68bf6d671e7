"""Adding, editing and withdrawing records; every change is one audited transaction with history."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, bindparam, insert, select, update

from geo.errors import InputError
from geo.keys import compute_keys
from geo.operations.logs import event
from geo.schema.vocabularies import LABELS
from geo.store.audit import append
from geo.store.encoding import (
    Keys,
    codes_of,
    digests,
    encode,
    key_columns,
    pair_bits_of,
    words_of,
)
from geo.store.engine import Store, locked
from geo.store.faults import Ending, told
from geo.store.rows import insert_rows
from geo.store.tables import KINDS, RecordKind, store_meta, word

_UNLABELLED = "AMBER+STRICT"
CHUNK_ROWS = 50_000


@dataclass(slots=True)
class Change:
    """A transaction under way. records: how many rows it wrote or closed so far."""

    connection: Connection
    revision: int
    at: str
    secret: bytes
    keys: Keys
    records: int = 0
    words: dict[tuple[str, str], int] = field(default_factory=dict)


@contextmanager
def writing(
    store: Store, *, actor: str, action: str, keys: Keys = compute_keys
) -> Iterator[Change]:
    """One transaction under the store's lock; its audit entry is written when the block ends.

    Parameters: actor, an id, never a name; action, a word; keys, computes geometry's part.
    A block that changes nothing leaves no entry and no new revision; one that raises, nothing.
    Errors: StoreError.
    """
    ending = Ending()
    with (
        store.writes.one(),
        told(store.place, ending=ending),
        locked(store.engine) as connection,
        connection.begin(),
    ):
        held = connection.execute(select(store_meta.c.revision)).scalar_one()
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        change = Change(connection, held + 1, at, store.key, keys)
        yield change
        if change.records:
            append(
                connection,
                revision=change.revision,
                at=at,
                actor=actor,
                action=action,
                records=change.records,
            )
            connection.execute(update(store_meta).values(revision=change.revision))
        ending.sent = True
    event("store.write", action=action, records=change.records, revision=change.revision)


def add(
    store: Store, table: str, frame: pd.DataFrame, *, actor: str, keys: Keys = compute_keys
) -> int:
    """Store new records of a user; one without a label gets AMBER+STRICT.

    frame: one row per record, columns as in the files of facts (words, not codes), ``id`` among
    them. Returns the store's revision. Errors: InputError for a word outside its vocabulary or an
    id that is taken; StoreError. Nothing is stored when any row is refused.
    """
    kind = KINDS[table]
    labelled = _labelled(frame, _UNLABELLED)
    keys = _looked_up(labelled, keys)
    with writing(store, actor=actor, action=f"add.{table}", keys=keys) as change:
        taken = current_rows(change.connection, kind, labelled["id"].astype(str).tolist())
        if taken or labelled["id"].duplicated().any():
            ids = labelled["id"]
            twice = next(iter(taken), None) or ids[ids.duplicated()].iloc[0]
            raise InputError(
                f"Expected new ids in {table!r}, found {twice!r} twice; edit that record instead."
            )
        insert_records(change, kind, labelled, touched=True)
        return change.revision if change.records else change.revision - 1


def edit(
    store: Store,
    table: str,
    record_id: str,
    values: Mapping[str, Any],
    *,
    actor: str,
    keys: Keys = compute_keys,
) -> int:
    """Change some columns of a record; the former version stays in its history.

    values: new words by column. Returns the store's revision. Errors: InputError when there is no
    such record or a value is refused; StoreError.
    """
    kind = KINDS[table]
    with writing(store, actor=actor, action=f"edit.{table}", keys=keys) as change:
        held = _one(change.connection, kind, record_id)
        frame = decode([held], kind)
        if "date" in values:
            frame = frame.drop(columns=["day_from", "day_to"])
        frame = frame.assign(**{name: [value] for name, value in values.items()})
        close_rows(change, kind, [held["row"]])
        insert_records(
            change, kind, frame, touched=True, keep=[held["key"]], seed_hashes=[held["seed_hash"]]
        )
        return change.revision


def withdraw(store: Store, table: str, record_id: str, *, actor: str) -> int:
    """Take a record out of use; its history stays. Returns the store's revision.

    Errors: InputError when there is no such record; StoreError.
    """
    kind = KINDS[table]
    with writing(store, actor=actor, action=f"withdraw.{table}") as change:
        held = _one(change.connection, kind, record_id)
        close_rows(change, kind, [held["row"]], touched=True)
        return change.revision


def history(store: Store, table: str, record_id: str) -> pd.DataFrame:
    """Every version of a record, oldest first, with valid_from, valid_to, revision, touched."""
    kind = KINDS[table]
    rows = select(kind.table).where(kind.table.c.id == record_id).order_by(kind.table.c.row)
    with store.reading() as connection:
        held = [dict(row) for row in connection.execute(rows).mappings()]
    frame = decode(held, kind)
    for name in ("valid_from", "valid_to", "revision", "touched"):
        frame[name] = [row[name] for row in held]
    return frame


def insert_records(
    change: Change,
    kind: RecordKind,
    frame: pd.DataFrame,
    *,
    touched: bool,
    keep: list[int] | None = None,
    seed_hashes: list[str | None] | None = None,
) -> None:
    """Write one new version per row of ``frame``, in chunks.

    touched: by a user, so that a later release of the files leaves it alone. keep: store keys of
    records that already have one; others get the next free ones.
    """
    for start in range(0, len(frame), CHUNK_ROWS):
        part = slice(start, start + CHUNK_ROWS)
        chunk = frame.iloc[part].reset_index(drop=True)
        columns = encode(chunk, kind, keys=change.keys, codes_for_words=_numberer(change))
        n = len(chunk)
        columns["key"] = keep[part] if keep else _next_keys(change.connection, n)
        columns["digest"] = digests(columns, kind, change.secret)
        columns |= {
            "valid_from": [change.at] * n,
            "revision": [change.revision] * n,
            "born": [change.revision] * n,
            "touched": [int(touched)] * n,
            "seed_hash": seed_hashes[part] if seed_hashes else [None] * n,
        }
        insert_rows(change.connection, kind.table, columns)
        change.records += n


def close_rows(
    change: Change, kind: RecordKind, rows: list[int], *, touched: bool | None = None
) -> None:
    """End the validity of row versions now."""
    table = kind.table
    values: dict[str, Any] = {
        "valid_to": change.at,
        "closed": change.revision,
        "revision": change.revision,
    }
    if touched is not None:
        values["touched"] = int(touched)
    statement = update(table).where(table.c.row == bindparam("at_row")).values(values)
    if rows:
        change.connection.execute(statement, [{"at_row": row} for row in rows])
        change.records += len(rows)


def current_rows(
    connection: Connection, kind: RecordKind, ids: list[str]
) -> dict[str, Mapping[str, Any]]:
    """Current versions by id, of those among ``ids`` that exist."""
    table, found = kind.table, {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        rows = connection.execute(
            select(table).where(table.c.id.in_(some), table.c.valid_to.is_(None))
        )
        found |= {row["id"]: dict(row) for row in rows.mappings()}
    return found


def decode(rows: list[Mapping[str, Any]], kind: RecordKind) -> pd.DataFrame:
    """Records in words from row versions: what ``encode`` was given, blanks as "" or NaN.

    Rows that were erased keep their codes and lose their texts.
    """
    columns: dict[str, Any] = {"id": [row["id"] for row in rows]}
    for name, vocabulary in kind.codes.items():
        codes = [row[name] for row in rows]
        if any(number != -2 for number in codes):
            columns[name] = words_of(codes, vocabulary)
    columns["originator"] = [row["originator"] for row in rows]
    for name, held in (("lon", "lon"), ("lat", "lat"), ("coord_uncertainty_m", "uncertainty_m")):
        columns[name] = pd.array([row[held] for row in rows], dtype="object")
        columns[name] = pd.to_numeric(pd.Series(columns[name], dtype=object)).astype(float)
    if kind.name == "incident":
        columns |= {name: [row[name] for row in rows] for name in ("day_from", "day_to")}
    contents = [json.loads(row["content"] or "{}") for row in rows]
    names = dict.fromkeys(name for content in contents for name in content)
    for name in names:
        columns[name] = [content.get(name) for content in contents]
    return pd.DataFrame(columns)


def rekey(change: Change, kind: RecordKind) -> None:
    """Compute geometry's keys of all current rows again, in place."""
    table, last = kind.table, 0
    while True:
        rows = _after(change.connection, kind, last)
        if not rows:
            return
        frame = decode(rows, kind)
        placed = change.keys(frame)
        columns = key_columns(placed, _numberer(change))
        if kind.name == "incident":
            columns["pair_bits"] = pair_bits_of(frame, placed)
        names = {name: f"new_{name}" for name in columns}
        values = {name: bindparam(new) for name, new in names.items()}
        statement = update(table).where(table.c.row == bindparam("at_row"))
        new_values = [
            dict(zip(names.values(), values, strict=True))
            for values in zip(*columns.values(), strict=True)
        ]
        change.connection.execute(
            statement.values(values | {"revision": change.revision}),
            [{"at_row": row["row"]} | new for row, new in zip(rows, new_values, strict=True)],
        )
        change.records += len(rows)
        last = rows[-1]["row"]


def _after(connection: Connection, kind: RecordKind, last: int) -> list[Mapping[str, Any]]:
    table = kind.table
    statement = (
        select(table)
        .where(table.c.valid_to.is_(None), table.c.row > last)
        .order_by(table.c.row)
        .limit(CHUNK_ROWS)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _looked_up(frame: pd.DataFrame, keys: Keys) -> Keys:
    """Geometry's part of records that are written at once, computed before anybody waits for the
    lock that the change will hold."""
    if not 0 < len(frame) <= CHUNK_ROWS:
        return keys
    placed = keys(frame.reset_index(drop=True))
    return lambda _: placed


def _labelled(frame: pd.DataFrame, label: str) -> pd.DataFrame:
    if "label" not in frame:
        return frame.assign(label=label)
    codes_of(frame, "label", LABELS)
    return frame.assign(label=frame["label"].replace("", label).fillna(label))


def _one(connection: Connection, kind: RecordKind, record_id: str) -> Mapping[str, Any]:
    found = current_rows(connection, kind, [record_id])
    if record_id not in found:
        raise InputError(f"Expected a record {record_id!r} in {kind.name!r}, found none in use.")
    return found[record_id]


def _next_keys(connection: Connection, n: int) -> list[int]:
    first = int(connection.execute(select(store_meta.c.next_key)).scalar_one())
    connection.execute(update(store_meta).values(next_key=first + n))
    return list(range(first, first + n))


def _numberer(change: Change) -> Any:
    """Numbers of words in the store's own lists, new words appended; -1 for a blank."""

    def numbers(list_name: str, words: pd.Series) -> list[int]:
        held = change.words
        if not held:
            rows = change.connection.execute(select(word.c.kind, word.c.word, word.c.code))
            held.update({(row.kind, row.word): row.code for row in rows})
        codes, found = pd.factorize(words, use_na_sentinel=False)
        new = [text for text in found if text and (list_name, text) not in held]
        next_code = max(held.values(), default=0) + 1
        fresh = {(list_name, text): next_code + i for i, text in enumerate(new)}
        if fresh:
            rows = [{"kind": kind, "word": text, "code": n} for (kind, text), n in fresh.items()]
            change.connection.execute(insert(word), rows)
            held.update(fresh)
        numbers_of = [held.get((list_name, text), -1) for text in found]
        return np.array(numbers_of, dtype=np.int64)[codes].tolist()

    return numbers
