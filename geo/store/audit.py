"""The audit chain: one entry per transaction, each holding the hash of the one before.

An entry's digest covers the keyed hashes of the rows that the transaction wrote and the numbers of
those it closed. It holds no text of any record, so that content can be erased and the chain still
verifies. Keys that geometry gives are left out: they are computed again when the lines change.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from geo.messages import Message, message
from geo.store.encoding import DIGESTED, digests
from geo.store.engine import Store
from geo.store.tables import KINDS, LEDGERS, RecordKind, audit_entry, impact_statement

FIRST_HASH = "0" * 64
# The action of the entry that a restored backup begins again with.
RESTORED = "restore"
# Rows of the database are held this many at a time; to hold twenty thousand takes twice the time.
_CHUNK_ROWS = 1_000
_MAX_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a look along the chain found. head: the last entry's hash. problems: none when whole."""

    entries: int
    records: int
    head: str
    problems: tuple[Message, ...]


def append(
    connection: Connection, *, revision: int, at: str, actor: str, action: str, records: int
) -> str:
    """Write the entry of the transaction that made ``revision``; call last, under the store's lock.

    Returns the new head.
    """
    last = connection.execute(
        select(audit_entry.c.number, audit_entry.c.hash)
        .order_by(audit_entry.c.number.desc())
        .limit(1)
    ).first()
    entry: dict[str, Any] = {
        "number": last.number + 1 if last else 1,
        "at": at,
        "actor": actor,
        "action": action,
        "revision": revision,
        "records": records,
        "digest": _digest_now(connection, revision),
        "previous": last.hash if last else FIRST_HASH,
    }
    entry["hash"] = _entry_hash(entry)
    connection.execute(insert(audit_entry), entry)
    return str(entry["hash"])


def chain_head(store: Store) -> str:
    """Hash of the last entry, to be printed in whatever leaves the atlas."""
    with store.reading() as connection:
        return (
            connection.execute(
                select(audit_entry.c.hash).order_by(audit_entry.c.number.desc()).limit(1)
            ).scalar()
            or FIRST_HASH
        )


def verify_chain(store: Store, *, contents: bool = True) -> ChainReport:
    """Compute every hash again and compare.

    contents: also compare each row that is not erased with its keyed hash.
    Returns a report with one message per entry or row that does not agree (at most 20).
    """
    with store.reading() as connection:
        found = _digests_by_revision(connection)
        entries = connection.execute(select(audit_entry).order_by(audit_entry.c.number)).mappings()
        chain = [dict(entry) for entry in entries]
        problems = list(_chain_problems(chain, found))
        records = 0
        for kind in KINDS.values():
            count, altered = _row_problems(connection, kind, store.key) if contents else (0, [])
            records += count
            problems += altered
        problems += _statement_problems(connection, store.key) if contents else []
    head = chain[-1]["hash"] if chain else FIRST_HASH
    return ChainReport(len(chain), records, head, tuple(problems[:_MAX_PROBLEMS]))


def _entry_hash(entry: dict[str, Any]) -> str:
    names = ("number", "at", "actor", "action", "revision", "records", "digest", "previous")
    return hashlib.sha256("\x1f".join(str(entry[name]) for name in names).encode()).hexdigest()


def _chain_problems(chain: list[dict[str, Any]], found: dict[int, str]) -> Iterator[Message]:
    previous, last_revision = FIRST_HASH, 0
    for position, entry in enumerate(chain, start=1):
        if entry["number"] != position:
            yield message("store.audit.missing", entry=position)
            return
        if entry["previous"] != previous or entry["hash"] != _entry_hash(entry):
            yield message("store.audit.broken", entry=position)
        if found.pop(entry["revision"], _Empty.digest) != entry["digest"]:
            yield message("store.audit.records_differ", entry=position)
        previous, last_revision = entry["hash"], entry["revision"]
    for revision in sorted(found):
        yield message("store.audit.unrecorded", revision=revision, last=last_revision)


class _Empty:
    """The digest of a transaction that wrote and closed no row (such as computing keys again)."""

    digest = hashlib.sha256(b"").hexdigest()


def _digest_now(connection: Connection, revision: int) -> str:
    """Digest of what the present transaction wrote and closed."""
    total = hashlib.sha256()
    for kind in KINDS.values():
        table = kind.table
        rows = connection.execute(
            _events(table).where(table.c.revision == revision),
            execution_options={"yield_per": _CHUNK_ROWS},
        )
        for some in rows.partitions():
            total.update(b"".join(_written(kind.name.encode(), some, revision)))
    for _, line in _statements(connection, revision):
        total.update(line)
    return total.hexdigest()


def _digests_by_revision(connection: Connection) -> dict[int, str]:
    """The same digest for every revision that any row speaks of."""
    totals: dict[int, Any] = {}
    for kind in KINDS.values():
        table = kind.table
        for row in _stream(connection, _events(table)):
            for revision in {row.born, row.closed} - {None}:
                total = totals.setdefault(revision, hashlib.sha256())
                for line in _written(kind.name.encode(), (row,), revision):
                    total.update(line)
    for revision, line in _statements(connection):
        totals.setdefault(revision, hashlib.sha256()).update(line)
    return {revision: total.hexdigest() for revision, total in totals.items()}


def ledger_digest(table: Table, values: Mapping[str, Any], secret: bytes) -> bytes:
    """Keyed hash of a line of a ledger: all its columns but the number and this hash."""
    names = [column.name for column in table.columns if column.name not in ("number", "digest")]
    text = "\x1f".join(str(values[name]) for name in names)
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()


def statement_digest(values: Mapping[str, Any], secret: bytes) -> bytes:
    """Keyed hash of what one country said of a section's impact level."""
    return ledger_digest(impact_statement, values, secret)


def _statements(connection: Connection, revision: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Revision and digested line of each line of the ledgers, in order."""
    for table in LEDGERS:
        columns = table.c
        rows = select(columns.number, columns.revision, columns.digest).order_by(columns.number)
        if revision is not None:
            rows = rows.where(columns.revision == revision)
        for row in connection.execute(rows):
            yield (
                row.revision,
                b"+%s %d %s\n" % (table.name.encode(), row.number, bytes(row.digest)),
            )


def _statement_problems(connection: Connection, secret: bytes) -> list[Message]:
    return [
        message("store.audit.row_altered", table=table.name, key=int(row["number"]))
        for table in LEDGERS
        for row in connection.execute(select(table).order_by(table.c.number)).mappings()
        if not hmac.compare_digest(bytes(row["digest"]), ledger_digest(table, row, secret))
    ]


def _events(table: Table) -> Any:
    columns = table.c
    return select(columns.row, columns.key, columns.born, columns.closed, columns.digest).order_by(
        columns.row
    )


def _written(name: bytes, rows: Iterable[Any], revision: int) -> Iterator[bytes]:
    """The lines of rows that one transaction wrote or closed."""
    for row, key, born, closed, digest in rows:
        if born == revision:
            yield b"+%s %d %d %s\n" % (name, row, key, digest)
        if closed == revision:
            yield b"-%s %d %d\n" % (name, row, key)


def _stream(connection: Connection, statement: Any) -> Iterator[Any]:
    return iter(connection.execute(statement.execution_options(yield_per=_CHUNK_ROWS)))


def _row_problems(
    connection: Connection, kind: RecordKind, secret: bytes
) -> tuple[int, list[Message]]:
    """How many rows were compared with their keyed hash, and a message per one that differs."""
    table, names = kind.table, _digested(kind)
    statement = select(*(table.c[name] for name in (*names, "digest"))).where(
        table.c.content.is_not(None)
    )
    count, problems = 0, []
    result = connection.execute(statement.execution_options(yield_per=_CHUNK_ROWS))
    for rows in result.partitions(_CHUNK_ROWS):
        columns = dict(zip((*names, "digest"), map(list, zip(*rows, strict=True)), strict=True))
        again = digests(columns, kind, secret)
        count += len(again)
        problems += [
            message("store.audit.row_altered", table=kind.name, key=int(key))
            for key, held, computed in zip(columns["key"], columns["digest"], again, strict=True)
            if not hmac.compare_digest(bytes(held), computed)
        ]
    return count, problems


def _digested(kind: RecordKind) -> tuple[str, ...]:
    days = ("day_from", "day_to") if kind.name == "incident" else ()
    return (*DIGESTED, *kind.codes, *days)
