"""Backups: one file with every record, the key and the list of erasures; also between databases.

The records stand in it as an SQLite file, whatever database they come from, so that a backup can be
restored to either kind. Whoever holds a backup holds the key: keep it as you keep the store. The
backup of an encrypted store is encrypted with the same passphrase, records and key.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update

from geo.errors import StoreError
from geo.store import keyfile
from geo.store.audit import RESTORED, verify_chain
from geo.store.cipher import Passphrase, PassphraseError, passphrase_for
from geo.store.engine import (
    Store,
    file_of,
    folder_of,
    locked,
    make_engine,
    open_store,
    passphrase_of,
    place_of,
    store_url,
    unlocking,
)
from geo.store.erasure import FILE_NAME as ERASURES
from geo.store.erasure import Erased, erase_again, ledger, read_ledger, save_ledger
from geo.store.faults import told
from geo.store.migrate import upgrade
from geo.store.protection import STATEMENT_VARIABLE, stated_by_operator
from geo.store.records import writing
from geo.store.tables import metadata, store_meta

_RECORDS, _MANIFEST = "atlas.sqlite", "manifest.json"
_PARTS = (_RECORDS, keyfile.FILE_NAME, ERASURES)
_ROWS_AT_ONCE = 20_000
_ACTOR = "atlas"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds. head: of its audit chain; erased: cleared of it while restoring."""

    revision: int
    entries: int
    records: int
    head: str
    erased: int = 0


def backup(store: Store, path: Path) -> BackupReport:
    """Write the whole store with its key to one file; it appears whole or not at all.

    Errors: StoreError when the chain does not verify (a damaged store would overwrite a good
    backup), or the file cannot be written.
    """
    with _workplace() as folder:
        keyfile.write(folder, store.key, store.passphrase)
        inner = _new_store(folder, store.passphrase)
        try:
            copy_rows(store.engine, inner)
        finally:
            inner.dispose()
        copied = open_store(_file_url(folder), folder=folder, passphrase=store.passphrase)
        report = _checked(copied, store.place)
        copied.close()
        listed = store.folder / ERASURES
        (folder / ERASURES).write_bytes(listed.read_bytes() if listed.exists() else b"")
        manifest = {
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "revision": report.revision,
            "entries": report.entries,
            "head": report.head,
            "sha256": {name: _sha256(folder / name) for name in _PARTS},
        }
        (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        _pack(folder, path)
    return report


def restore(
    path: Path, *, url: str | None = None, folder: Path | None = None, replace: bool = False
) -> BackupReport:
    """Bring a backup back into the store at ``url``, its key into ``folder``.

    What was erased since the backup was made (as the list of erasures in ``folder`` and the present
    store know) is erased from it first. The chain is verified before anything is changed. replace:
    allow records that are there to be replaced. Errors: StoreError.
    """
    address = store_url(url)
    present = unlocking(address, folder=folder)
    engine = make_engine(address, passphrase=present)
    folder = folder or folder_of(engine)
    try:
        with _workplace() as workplace:
            unpack(path, workplace)
            held = _held(path, workplace, present)
            engine = _as_protected(engine, held)
            _checked(held, str(path))
            known = _known_erasures(engine, folder, workplace)
            erased = erase_again(held, known, actor=_ACTOR)
            report = _checked(held, str(path))
            _replace(held.engine, engine, folder, replace=replace, key=held.key)
            held.close()
        store = open_store(url, folder=folder, passphrase=passphrase_of(engine))
        _begin_again(store, folder)
        store.close()
    finally:
        engine.dispose()
    return BackupReport(report.revision, report.entries, report.records, report.head, erased)


def move(store: Store, url: str, folder: Path) -> BackupReport:
    """Copy the store to an empty database at another address, with its key in ``folder``.

    Errors: StoreError when there are records at ``url`` already.
    """
    with _workplace() as workplace:
        path = workplace / "move.zip"
        backup(store, path)
        return restore(path, url=url, folder=folder)


def copy_rows(source: Engine, target: Engine, *, clear: bool = False) -> None:
    """Copy every table of the store; the target has the tables and its rows are deleted first
    when ``clear``. One transaction on each side. Errors: StoreError."""
    with (
        told(place_of(target)),
        source.connect() as held,
        held.begin(),
        locked(target) as new,
        new.begin(),
    ):
        for table in metadata.sorted_tables:
            if clear:
                new.execute(delete(table))
            rows = held.execute(select(table).execution_options(yield_per=_ROWS_AT_ONCE))
            for part in rows.mappings().partitions(_ROWS_AT_ONCE):
                new.execute(insert(table), [dict(row) for row in part])
        _set_counters(new)


def unpack(path: Path, folder: Path) -> None:
    """Take the known parts out of a backup and compare each with its hash.

    Errors: StoreError when it is no backup, is damaged, or has no key.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
            if keyfile.FILE_NAME not in names:
                raise StoreError(
                    f"Expected the key {keyfile.FILE_NAME} in the backup {path}, found none; "
                    "records cannot be restored without the key they were stored under."
                )
            for name in (*_PARTS, _MANIFEST):
                with packed.open(name) as part, (folder / name).open("wb") as out:
                    shutil.copyfileobj(part, out)
        hashes = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["sha256"]
        good = all(hashes[name] == _sha256(folder / name) for name in _PARTS)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise StoreError(
            f"Expected a backup of the atlas in {path}, but it is missing, damaged or something "
            "else; choose another backup."
        ) from error
    if not good:
        raise StoreError(f"The backup {path} was altered after it was made; choose another backup.")


def _checked(store: Store, place: str) -> BackupReport:
    report = verify_chain(store)
    if report.problems:
        raise StoreError(
            f"The audit chain of {place} does not verify ({len(report.problems)} places); nothing "
            "was changed. See python -m geo check, and restore an earlier backup."
        )
    with store.reading() as connection:
        held = connection.execute(select(store_meta.c.revision)).scalar_one()
    return BackupReport(int(held), report.entries, report.records, report.head)


def _held(path: Path, workplace: Path, present: Passphrase | None) -> Store:
    """The store of an unpacked backup, with the present store's passphrase or its own."""
    file = workplace / _RECORDS
    if not keyfile.is_encrypted(file):
        return open_store(_file_url(workplace), folder=workplace)
    if present:
        try:
            return open_store(_file_url(workplace), folder=workplace, passphrase=present)
        except PassphraseError:
            pass
    own = passphrase_for(str(path))
    return open_store(_file_url(workplace), folder=workplace, passphrase=own)


def _as_protected(engine: Engine, held: Store) -> Engine:
    """Where to restore to: a store that protects the records as well as their backup does.

    Errors: StoreError when there is a plain store.
    """
    address = str(engine.url)
    path = file_of(address)
    if held.passphrase is None or passphrase_of(engine) or stated_by_operator(address):
        return engine
    if path is None:
        raise StoreError(
            f"The backup is encrypted; nothing was changed. Set {STATEMENT_VARIABLE}=yes to state "
            f"that {place_of(engine)}, its backups and the line to it are closed to others."
        )
    if path.exists() and path.stat().st_size:
        raise StoreError(
            f"The backup is encrypted and the store {path} is not; nothing was changed. Encrypt "
            "the store first with python -m geo encrypt, or move it away."
        )
    engine.dispose()
    return make_engine(address, passphrase=held.passphrase)


def _known_erasures(engine: Engine, folder: Path, workplace: Path) -> list[Erased]:
    """From the file beside the key, from the store that is there, and from the backup itself."""
    known = [*read_ledger(folder / ERASURES), *read_ledger(workplace / ERASURES)]
    opened_with = passphrase_of(engine)
    if keyfile.read(folder, opened_with) is not None:
        address = engine.url.render_as_string(hide_password=False)
        try:
            present = open_store(address, folder=folder, passphrase=opened_with)
        except StoreError:
            return known
        known += ledger(present)
        present.close()
    return known


def _replace(source: Engine, engine: Engine, folder: Path, *, replace: bool, key: bytes) -> None:
    passphrase = passphrase_of(engine)
    with told(place_of(engine)):
        if keyfile.read(folder, passphrase) is None:
            keyfile.write(folder, key, passphrase)
        upgrade(engine, folder)
        with engine.connect() as connection, connection.begin():
            held = connection.execute(select(store_meta.c.revision)).scalar_one()
        if held and not replace:
            raise StoreError(
                f"There are records in {place_of(engine)} already; nothing was changed. Add "
                "--replace to put the backup in their place."
            )
        with source.connect() as connection:
            revision = connection.execute(select(store_meta.c.revision)).scalar_one()
        copy_rows(source, engine, clear=True)
        keyfile.write(folder, key, passphrase)
        with locked(engine) as connection, connection.begin():
            connection.execute(update(store_meta).values(revision=max(held, revision)))


def _begin_again(store: Store, folder: Path) -> None:
    """The entry from which on running screens read everything anew."""
    with writing(store, actor=_ACTOR, action=RESTORED) as change:
        change.records = 1
    if ledger(store) or (folder / ERASURES).exists():
        save_ledger(store)


def _set_counters(connection: Connection) -> None:
    """A server counts rows by itself: go on after the copied ones."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            if column.autoincrement is True:
                last = connection.execute(select(func.max(column))).scalar() or 0
                connection.execute(
                    text("SELECT setval(pg_get_serial_sequence(:t, :c), :n, :used)"),
                    {"t": table.name, "c": column.name, "n": max(last, 1), "used": last > 0},
                )


def _new_store(folder: Path, passphrase: Passphrase | None) -> Engine:
    """An SQLite store with tables and no row at all; encrypted where there is a passphrase."""
    engine = make_engine(_file_url(folder), passphrase=passphrase)
    upgrade(engine, folder)
    with locked(engine) as connection, connection.begin():
        connection.execute(delete(store_meta))
    return engine


def _file_url(folder: Path) -> str:
    return f"sqlite:///{folder / _RECORDS}"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pack(folder: Path, path: Path) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
                for name in (*_PARTS, _MANIFEST):
                    packed.write(folder / name, name)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise StoreError(
            f"Expected to write the backup to {path}, but cannot ({error.strerror}); nothing was "
            "changed."
        ) from error


@contextmanager
def _workplace() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="atlas-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
