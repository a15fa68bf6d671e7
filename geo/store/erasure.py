"""Erasing records for good, also from older backups, and how long each kind of record is kept.

An erased record leaves its store key, its revisions and its keyed hash, so that the audit chain
still verifies. The ledger of erasures knows erased rows by these hashes; it also stands in a file
beside the key, so that an older backup can be cleared of them.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, delete, func, select, text, update

from geo.columns import NO_DAY
from geo.errors import InputError, StoreError
from geo.schema.vocabularies import LABELS, ORIGINS
from geo.store.engine import Store, locked
from geo.store.faults import told
from geo.store.ledgers import write_lines
from geo.store.records import Change, writing
from geo.store.tables import INCIDENT, KINDS, RecordKind, erasure, retention_rule, word

FILE_NAME = "erasures.jsonl"
_ERASED = "the records were erased, and what is left to do is done when the store is opened again"
_LINE = ("table_name", "key", "id_hash", "rows", "reason", "actor", "at")


@dataclass(frozen=True, slots=True)
class Erased:
    """One line of the ledger. rows: keyed hashes of the row versions that were erased."""

    table_name: str
    key: int
    id_hash: str
    rows: frozenset[bytes]
    reason: str
    actor: str
    at: str


def erase(store: Store, table: str, record_ids: Iterable[str], *, actor: str, reason: str) -> int:
    """Destroy records, in use or withdrawn, with all their versions; returns how many.

    Nothing of them is left but numbers and keyed hashes. One transaction; the freed parts of the
    store are overwritten. A shipped record that is erased does not come back with a later release.
    Errors: InputError for an unknown record or without a reason; StoreError.
    """
    kind, ids = KINDS[table], list(dict.fromkeys(record_ids))
    if not reason.strip():
        raise InputError("Expected a reason for erasing, found none; nothing was changed.")
    with store.writes.one():
        with writing(store, actor=actor, action=f"erase.{table}") as change:
            keys = [_key_of(change.connection, kind, record_id) for record_id in ids]
            for key in keys:
                _erase_key(change, kind, key, actor=actor, reason=reason.strip())
            _drop_unused_words(change.connection)
        if ids:
            _overwrite_freed(store)
            save_ledger(store)
    return len(ids)


def finish_erasures(store: Store) -> bool:
    """Do what an erasure that was interrupted after its transaction left undone; whether any was.

    The list beside the key is written last: an erasure it lacks may still stand in freed parts of
    the store. Errors: StoreError.
    """
    listed = {(line.table_name, line.rows) for line in read_ledger(store.folder / FILE_NAME)}
    if all((line.table_name, line.rows) in listed for line in ledger(store)):
        return False
    _overwrite_freed(store)
    save_ledger(store)
    return True


def erase_again(store: Store, known: Iterable[Erased], *, actor: str) -> int:
    """Erase from a restored store what ``known`` lists and it still holds; returns how many."""
    count = 0
    with writing(store, actor=actor, action="erase.again") as change:
        present = {(line.table_name, line.rows) for line in _lines(change.connection)}
        for line in known:
            kind = KINDS.get(line.table_name)
            if kind is None or (line.table_name, line.rows) in present:
                continue
            # The present store and the list beside its key both know it.
            present.add((line.table_name, line.rows))
            rows = [
                row
                for row in _versions(change.connection, kind, line.key)
                if bytes(row["digest"]) in line.rows
            ]
            _blank_rows(change, kind, rows)
            count += bool(rows)
            names = ("table_name", "key", "id_hash", "reason")
            held = {name: getattr(line, name) for name in names} | {"rows": _joined(line.rows)}
            write_lines(change, erasure, [held], actor=line.actor)
        _drop_unused_words(change.connection)
    _overwrite_freed(store)
    save_ledger(store)
    return count


def erased_id_hashes(connection: Connection) -> set[str]:
    """Keyed hashes of the ids that were erased, by which seeding leaves them out."""
    return set(connection.execute(select(erasure.c.id_hash)).scalars())


def id_hash(secret: bytes, table: str, record_id: str) -> str:
    """Keyed hash of a record's id."""
    said = f"erased id\x1f{table}\x1f{record_id}".encode()
    return hmac.digest(secret, said, hashlib.sha256).hex()


def ledger(store: Store) -> tuple[Erased, ...]:
    """Every erasure the store knows of, oldest first."""
    with store.reading() as connection:
        return tuple(_lines(connection))


def erasures_known(store: Store) -> int:
    """How many erasures the store knows of; it never falls."""
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(erasure)).scalar_one())


def read_ledger(path: Path) -> tuple[Erased, ...]:
    """The erasures that a file lists; none where there is no file.

    Errors: StoreError when it cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(_erased(json.loads(line)) for line in lines if line)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"Expected a list of erasures in {path}, but it cannot be read; put back the copy that "
            "was saved with the newest backup."
        ) from error


def save_ledger(store: Store) -> None:
    """Write the ledger beside the key, with the lines the file has already. Errors: StoreError."""
    path = store.folder / FILE_NAME
    # Under the store's lock, so that no other process puts an older list in place of a newer one.
    with (
        told(store.place, outcome=_ERASED),
        locked(store.engine) as connection,
        connection.begin(),
    ):
        held = _lines(connection)
        known = {(line.table_name, line.rows): line for line in (*read_ledger(path), *held)}
        _write_ledger(path, known.values())


def _write_ledger(path: Path, known: Iterable[Erased]) -> None:
    lines = [
        {name: getattr(line, name) for name in _LINE} | {"rows": _joined(line.rows)}
        for line in known
    ]
    draft = path.with_name(f"{FILE_NAME}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(line) + "\n" for line in lines)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise StoreError(
            f"The records were erased, but the list of erasures cannot be written to {path} "
            f"({error.strerror}); older backups would bring them back until it can."
        ) from error


def keep_for(
    store: Store, table: str, *, keep_days: int, actor: str, origin: str = "", label: str = ""
) -> None:
    """Say how long a kind of record is kept after it was stored; 0 days: without limit.

    origin, label: only such records, blank: all. The last word on the same kind holds.
    Errors: InputError for an unknown word or fewer than 0 days.
    """
    known = table in KINDS and origin in (*ORIGINS, "") and label in (*LABELS, "")
    if not known or keep_days < 0 or (origin and table != INCIDENT.name):
        raise InputError(
            f"Expected a table of {', '.join(KINDS)}, an origin and a label of the vocabularies, "
            f"and 0 days or more; found {table!r}, {origin!r}, {label!r}, {keep_days!r}."
        )
    line = {"table_name": table, "origin": origin, "label": label, "keep_days": keep_days}
    with writing(store, actor=actor, action="retention.rule") as change:
        write_lines(change, retention_rule, [line], actor=actor)


def retention_rules(store: Store) -> pd.DataFrame:
    """How long each kind is kept: table_name, origin, label, keep_days; the words in force."""
    names = ["table_name", "origin", "label", "keep_days"]
    columns = (retention_rule.c[name] for name in names)
    statement = select(*columns).order_by(retention_rule.c.number)
    with store.reading() as connection:
        frame = pd.DataFrame(connection.execute(statement).fetchall(), columns=names)
    last = frame.drop_duplicates(names[:3], keep="last")
    return last[last["keep_days"] > 0].reset_index(drop=True)


def overdue(store: Store, *, as_of: date) -> pd.DataFrame:
    """Records kept longer than their rule says: table_name, id, stored (day), keep_days.

    Of several rules that speak of a record the shortest holds.
    """
    found = []
    with store.reading() as connection:
        for rule in retention_rules(store).itertuples(index=False):
            last = (as_of - timedelta(days=int(rule.keep_days))).isoformat()
            for record_id, stored in _stored_before(connection, rule, last):
                found.append((rule.table_name, record_id, stored[:10], int(rule.keep_days)))
    frame = pd.DataFrame(found, columns=["table_name", "id", "stored", "keep_days"])
    frame = frame.sort_values(["keep_days", "table_name", "id"])
    return frame.drop_duplicates(["table_name", "id"]).reset_index(drop=True)


def run_retention(store: Store, *, as_of: date, actor: str) -> int:
    """Erase what ``overdue`` lists; returns how many records."""
    listed = overdue(store, as_of=as_of)
    return sum(
        erase(store, str(table), part["id"].tolist(), actor=actor, reason="retention")
        for table, part in listed.groupby("table_name")
    )


def _stored_before(connection: Connection, rule: Any, day: str) -> list[tuple[str, str]]:
    """Id and first time of a rule's records, in use or withdrawn, first stored before a day."""
    table = KINDS[rule.table_name].table
    newest = select(
        func.max(table.c.row).label("row"), func.min(table.c.valid_from).label("first")
    ).group_by(table.c.key)
    versions = newest.having(func.min(table.c.valid_from) < day).subquery()
    statement = (
        select(table.c.id, versions.c.first)
        .join(versions, versions.c.row == table.c.row)
        .where(table.c.content.is_not(None))
    )
    if rule.origin:
        statement = statement.where(table.c.origin == ORIGINS.index(rule.origin))
    if rule.label:
        statement = statement.where(table.c.label == LABELS.index(rule.label))
    return [(row[0], row[1]) for row in connection.execute(statement)]


def _key_of(connection: Connection, kind: RecordKind, record_id: str) -> int:
    """Store key of a record, in use or withdrawn."""
    table = kind.table
    newest = select(table.c.key).where(table.c.id == record_id).order_by(table.c.row.desc())
    key = connection.execute(newest.limit(1)).scalar()
    if key is None:
        raise InputError(f"Expected a record {record_id!r} in {kind.name!r}, found none.")
    return int(key)


def _erase_key(change: Change, kind: RecordKind, key: int, *, actor: str, reason: str) -> None:
    rows = _versions(change.connection, kind, key)
    line = {
        "table_name": kind.name,
        "key": key,
        "id_hash": id_hash(change.secret, kind.name, rows[-1]["id"]),
        "rows": _joined(bytes(row["digest"]) for row in rows),
        "reason": reason,
    }
    _blank_rows(change, kind, rows)
    write_lines(change, erasure, [line], actor=actor)


def _versions(connection: Connection, kind: RecordKind, key: int) -> list[Any]:
    table = kind.table
    columns = (table.c.row, table.c.id, table.c.valid_to, table.c.digest)
    rows = connection.execute(select(*columns).where(table.c.key == key).order_by(table.c.row))
    return [dict(row) for row in rows.mappings()]


def _blank_rows(change: Change, kind: RecordKind, rows: list[Any]) -> None:
    table = kind.table
    blank = _blank(table, kind) | {"revision": change.revision}
    for row in rows:
        values = {**blank, "id": f"erased-{row['row']}"}
        if row["valid_to"] is None:
            values |= {"valid_to": change.at, "closed": change.revision}
        change.connection.execute(update(table).where(table.c.row == row["row"]).values(values))
        change.records += 1


def _blank(table: Table, kind: RecordKind) -> dict[str, Any]:
    """Every column that says anything of a record, with the value that says nothing."""
    kept = {"row", "key", "id", "valid_from", "valid_to", "revision", "born", "closed", "digest"}
    special = {"originator": "", "touched": 1, "cell": 0, "pair_bits": 0}
    special |= {"day_from": NO_DAY, "day_to": NO_DAY} if kind.name == INCIDENT.name else {}
    names = [column.name for column in table.columns if column.name not in kept]
    return {name: special.get(name, None if table.c[name].nullable else -1) for name in names}


def _drop_unused_words(connection: Connection) -> None:
    """An outlet that only erased records named is destroyed with them."""
    used = select(INCIDENT.table.c.outlet)
    connection.execute(delete(word).where(word.c.kind == "outlet", word.c.code.not_in(used)))


def _overwrite_freed(store: Store) -> None:
    """Make sure that no log or freed page of the database still holds what was erased."""
    sqlite = store.engine.dialect.name == "sqlite"
    statements = (
        ["PRAGMA wal_checkpoint(TRUNCATE)"]
        if sqlite
        else [f"VACUUM {name}" for name in (*KINDS, word.name)]
    )
    with told(store.place, outcome=_ERASED):
        plain = store.engine.execution_options(isolation_level="AUTOCOMMIT")
        with (store.engine if sqlite else plain).connect() as connection:
            if sqlite:
                cursor = connection.connection.cursor()
                cursor.execute(statements[0])
                cursor.close()
                return
            for statement in statements:
                connection.execute(text(statement))


def _lines(connection: Connection) -> list[Erased]:
    rows = connection.execute(select(erasure).order_by(erasure.c.number)).mappings()
    return [_erased(dict(row)) for row in rows]


def _erased(values: dict[str, Any]) -> Erased:
    hashes = frozenset(bytes.fromhex(one) for one in values["rows"].split())
    return Erased(**{name: values[name] for name in _LINE if name != "rows"}, rows=hashes)


def _joined(hashes: Iterable[bytes]) -> str:
    return " ".join(sorted(one.hex() for one in hashes))
