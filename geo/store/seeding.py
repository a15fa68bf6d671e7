"""Bringing the shipped files of facts into the store: once per file, whoever starts first."""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, select, update

from geo.errors import DataFileError
from geo.keys import compute_keys, keys_basis
from geo.store.encoding import Keys
from geo.store.engine import Store
from geo.store.records import Change, close_rows, insert_records, rekey, writing
from geo.store.tables import KINDS, RecordKind, seed_conflict, seed_file, store_meta

DATA_DIR = Path(__file__).resolve().parent.parent.parent / "data"
ACTOR = "atlas"
_SHIPPED_LABEL = "CLEAR"


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What one seeding step did, in records. conflicts: new ones that it listed."""

    revision: int
    inserted: int = 0
    updated: int = 0
    withdrawn: int = 0
    conflicts: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Shipped:
    """One file of facts as read: its rows in words and the hash of each."""

    kind: RecordKind
    file_hash: str
    frame: pd.DataFrame
    hashes: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class _Differences:
    """What a file asks of the store, by id."""

    new: list[str]
    changed: dict[str, Any]
    gone: list[Any]
    contested: dict[str, str]


def seed(
    store: Store,
    *,
    data_dir: Path = DATA_DIR,
    keys: Keys = compute_keys,
    basis: str | None = None,
) -> SeedReport:
    """Bring the store up to the shipped files; does nothing when it already is.

    A row that no user touched follows its file: it is added, changed or withdrawn with it. A row
    that a user touched stays, and a differing file is listed as a conflict. All is one transaction:
    a second process waits and then finds nothing to do, and a killed one leaves nothing behind.

    Parameters: data_dir, the folder of the files; keys, computes geometry's part of a record;
    basis, a word that changes when stored keys must be computed again.
    Errors: DataFileError for a missing or damaged file, InputError for a word outside its
    vocabulary, StoreError.
    """
    basis = keys_basis() if basis is None else basis
    hashes = {name: file_hash(kind, data_dir) for name, kind in KINDS.items()}
    with store.reading() as connection:
        if _seeded(connection) == hashes and _basis(connection) == basis:
            return SeedReport(_revision(connection))
    with writing(store, actor=ACTOR, action="seed", keys=keys) as change:
        held = _seeded(change.connection)
        _refresh_keys(change, basis)
        totals = SeedReport(change.revision)
        for name, kind in KINDS.items():
            if held.get(name) != hashes[name]:
                totals = _add(totals, _seed_file(change, _read(kind, data_dir, hashes[name])))
        if not change.records:
            totals = SeedReport(change.revision - 1, conflicts=totals.conflicts)
    return totals


def conflicts(store: Store) -> pd.DataFrame:
    """Rows where a shipped file and a user's edit differ: table_name, id, kind, file_hash, at.

    kind: "changed" (the file says something new), "gone" (the file no longer has the row) or
    "id_taken" (the file has a row under a user's own id). The user's edit is what stands.
    """
    statement = select(seed_conflict).order_by(seed_conflict.c.number)
    with store.reading() as connection:
        rows = [dict(row) for row in connection.execute(statement).mappings()]
    return pd.DataFrame(rows, columns=["table_name", "id", "kind", "file_hash", "at"])


def file_hash(kind: RecordKind, data_dir: Path = DATA_DIR) -> str:
    """SHA-256 of a kind's file of facts (with the file of sources where it names outlets).

    Errors: DataFileError when a file is missing.
    """
    names = [kind.file_name, *(["sources"] if kind.name == "incident" else [])]
    total = hashlib.sha256()
    for name in names:
        path = data_dir / f"{name}.csv"
        try:
            total.update(path.read_bytes())
        except OSError as error:
            raise DataFileError(
                f"Expected the facts in data/{name}.csv, but the file cannot be read "
                f"({error.strerror}); install the atlas again."
            ) from error
    return total.hexdigest()


def _read(kind: RecordKind, data_dir: Path, hashed: str) -> _Shipped:
    frame = _csv(data_dir, kind.file_name)
    if kind.id_column not in frame or frame[kind.id_column].duplicated().any():
        raise DataFileError(
            f"Expected a column {kind.id_column!r} without repetition in "
            f"data/{kind.file_name}.csv; install the atlas again."
        )
    frame = frame.rename(columns={kind.id_column: "id"})
    if kind.name == "incident":
        sources = _csv(data_dir, "sources").set_index("source_id")
        frame = frame.assign(outlet=frame["source_id"].map(sources["outlet"]).fillna(""))
    if "label" not in frame:
        frame = frame.assign(label=_SHIPPED_LABEL)
    for name in ("lon", "lat", "coord_uncertainty_m"):
        if name in frame:
            frame[name] = _number(frame[name], kind)
    return _Shipped(kind, hashed, frame, _row_hashes(frame))


def _csv(data_dir: Path, name: str) -> pd.DataFrame:
    try:
        return pd.read_csv(
            data_dir / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8"
        )
    except (OSError, ValueError) as error:
        raise DataFileError(
            f"Expected a table in data/{name}.csv, but it cannot be read ({error}); install the "
            "atlas again."
        ) from error


def _number(texts: pd.Series, kind: RecordKind) -> pd.Series:
    numbers = pd.to_numeric(texts.replace("", None), errors="coerce")
    wrong = numbers.isna() & (texts != "")
    if wrong.any():
        raise DataFileError(
            f"Expected a number in column {texts.name!r} of data/{kind.file_name}.csv, found "
            f"{texts[wrong].iloc[0]!r}; install the atlas again."
        )
    return numbers.astype(float)


def _row_hashes(frame: pd.DataFrame) -> dict[str, str]:
    names = sorted(frame.columns)
    rows = frame[names].astype(object).where(frame[names].notna(), "").astype(str)
    told = rows.itertuples(index=False, name=None)
    texts = (json.dumps([names, row], ensure_ascii=False) for row in told)
    hashes = (hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts)
    return dict(zip(frame["id"].tolist(), hashes, strict=True))


def _seed_file(change: Change, shipped: _Shipped) -> SeedReport:
    kind = shipped.kind
    shipped = _without_erased(change, shipped)
    latest = _latest(change.connection, kind)
    unknown = [name for name in shipped.hashes if name not in latest]
    latest |= _taken(change.connection, kind, unknown)
    found = _differences(latest, shipped.hashes)
    close_rows(change, kind, [row.row for row in (*found.changed.values(), *found.gone)])
    _write(change, shipped, found.new, None)
    _write(change, shipped, list(found.changed), [row.key for row in found.changed.values()])
    listed = _list_conflicts(change, shipped, found.contested)
    change.connection.execute(
        insert(seed_file),
        {
            "table_name": kind.name,
            "file_hash": shipped.file_hash,
            "records": len(shipped.frame),
            "revision": change.revision,
            "at": change.at,
        },
    )
    return SeedReport(change.revision, len(found.new), len(found.changed), len(found.gone), listed)


def _without_erased(change: Change, shipped: _Shipped) -> _Shipped:
    """The file's rows but those that were erased here."""
    from geo.store.erasure import erased_id_hashes, id_hash

    gone = erased_id_hashes(change.connection)
    if not gone:
        return shipped
    kind, secret = shipped.kind, change.secret
    hashes = {
        record_id: hashed
        for record_id, hashed in shipped.hashes.items()
        if id_hash(secret, kind.name, record_id) not in gone
    }
    return replace(shipped, hashes=hashes)


def _differences(latest: dict[str, Any], hashes: dict[str, str]) -> _Differences:
    """Compare the latest version of every id in the store with the file's rows."""
    new, changed, contested = [], {}, {}
    for record_id, hashed in hashes.items():
        held = latest.get(record_id)
        if held is None or (held.valid_to is not None and not held.touched):
            new.append(record_id)
        elif held.seed_hash == hashed:
            continue
        elif held.touched:
            contested[record_id] = "changed" if held.seed_hash else "id_taken"
        else:
            changed[record_id] = held
    absent = [row for row in latest.values() if row.id not in hashes and row.valid_to is None]
    contested |= {held.id: "gone" for held in absent if held.touched and held.seed_hash}
    gone = [held for held in absent if not held.touched]
    return _Differences(new, changed, gone, contested)


def _latest(connection: Connection, kind: RecordKind) -> dict[str, Any]:
    """The newest version of every record that once came from a file."""
    table = kind.table
    newest = select(func.max(table.c.row)).where(table.c.seed_hash.is_not(None))
    rows = connection.execute(select(table).where(table.c.row.in_(newest.group_by(table.c.id))))
    return {row.id: row for row in rows}


def _taken(connection: Connection, kind: RecordKind, ids: list[str]) -> dict[str, Any]:
    """Current records of users under ids that the file uses too."""
    table, found = kind.table, {}
    for start in range(0, len(ids), 500):
        wanted = table.c.id.in_(ids[start : start + 500]) & table.c.valid_to.is_(None)
        found |= {row.id: row for row in connection.execute(select(table).where(wanted))}
    return found


def _write(change: Change, shipped: _Shipped, ids: list[str], keep: list[int] | None) -> None:
    if not ids:
        return
    rows = shipped.frame.set_index("id", drop=False).loc[ids].reset_index(drop=True)
    hashes = [shipped.hashes[record_id] for record_id in ids]
    insert_records(change, shipped.kind, rows, touched=False, keep=keep, seed_hashes=hashes)


def _list_conflicts(change: Change, shipped: _Shipped, contested: dict[str, str]) -> int:
    table, name = seed_conflict, shipped.kind.name
    known = {
        (row.id, row.seed_hash)
        for row in change.connection.execute(
            select(table.c.id, table.c.seed_hash).where(table.c.table_name == name)
        )
    }
    rows = [
        {
            "table_name": name,
            "id": record_id,
            "seed_hash": shipped.hashes.get(record_id, ""),
            "kind": kind,
            "file_hash": shipped.file_hash,
            "at": change.at,
        }
        for record_id, kind in sorted(contested.items())
        if (record_id, shipped.hashes.get(record_id, "")) not in known
    ]
    if rows:
        change.connection.execute(insert(table), rows)
    return len(rows)


def _refresh_keys(change: Change, basis: str) -> None:
    """Compute stored keys again when the sections or the cell size have changed."""
    if _basis(change.connection) == basis:
        return
    for kind in KINDS.values():
        rekey(change, kind)
    change.connection.execute(update(store_meta).values(keys_basis=basis))


def _seeded(connection: Connection) -> dict[str, str]:
    """The file hash that each table was last seeded from."""
    rows = connection.execute(
        select(seed_file.c.table_name, seed_file.c.file_hash).order_by(seed_file.c.number)
    )
    return {row.table_name: row.file_hash for row in rows}


def _basis(connection: Connection) -> str:
    return str(connection.execute(select(store_meta.c.keys_basis)).scalar_one())


def _revision(connection: Connection) -> int:
    return int(connection.execute(select(store_meta.c.revision)).scalar_one())


def _add(one: SeedReport, other: SeedReport) -> SeedReport:
    return SeedReport(
        one.revision,
        one.inserted + other.inserted,
        one.updated + other.updated,
        one.withdrawn + other.withdrawn,
        one.conflicts + other.conflicts,
    )
