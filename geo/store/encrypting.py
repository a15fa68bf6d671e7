"""Turning a plain store into an encrypted one; the plain file is destroyed once the new one is
verified."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from geo.errors import StoreError
from geo.store import keyfile
from geo.store.audit import ChainReport, verify_chain
from geo.store.cipher import Passphrase, check_passphrase, driver
from geo.store.engine import file_of, open_store, store_url
from geo.store.keyfile import OLD_ENDING

# Of ``python -m geo encrypt``: so that a passphrase never stands in a list of processes.
STDIN_OPTION = "--passphrase-stdin"
_DRAFT = ".encrypting"
_ROOT = Path(__file__).resolve().parents[2]
_LIMIT_S = 1800
_BLOCK_BYTES = 1 << 20
_SIDE_FILES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class EncryptReport:
    """What the encrypted store holds. head: of its audit chain; already: it was encrypted before,
    and only what an interrupted run had left was finished."""

    records: int
    entries: int
    head: str
    already: bool = False


def encrypt_store(
    passphrase: Passphrase, *, url: str | None = None, folder: Path | None = None
) -> EncryptReport:
    """Encrypt the SQLite store at an address and wrap its key; nothing else may have it open.

    An interrupted run leaves the plain store or the whole encrypted one; a second run finishes it.
    Parameters as in ``open_store``. Errors: StoreError when the store is on a server, open
    elsewhere, its chain does not verify or the disk is full; PassphraseError for a store that is
    encrypted with another.
    """
    address = store_url(url)
    path = file_of(address)
    if path is None:
        raise StoreError(
            "Expected an SQLite store to encrypt; on a database server the operator protects the "
            "disk, the connection and the backups."
        )
    folder = folder or path.resolve().parent
    already = keyfile.is_encrypted(path, folder)
    if not already:
        _check_plain(address, folder)
        _replace_by_encrypted(path, passphrase)
    check_passphrase(path, passphrase)
    _wrap_key(folder, passphrase)
    with _opened(address, folder, passphrase) as report:
        _destroy(path.with_name(path.name + OLD_ENDING))
        _destroy(folder / f"{keyfile.FILE_NAME}{OLD_ENDING}")
    return EncryptReport(report.records, report.entries, report.head, already)


def encrypt_elsewhere(text: str) -> None:
    """Encrypt the installation's store in a process of its own.

    In a process that has had the plain file open, a second library would read it beside the first.
    Errors: StoreError with that process's sentence.
    """
    done = subprocess.run(
        [sys.executable, "-m", "geo", "encrypt", STDIN_OPTION],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=_ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=_LIMIT_S,
        check=False,
    )
    if done.returncode:
        raise StoreError(done.stderr.strip() or "The store could not be encrypted; try again.")


def _check_plain(address: str, folder: Path) -> None:
    """Bring the plain store up to date and see that its chain verifies."""
    with _opened(address, folder, None):
        pass


@contextmanager
def _opened(address: str, folder: Path, passphrase: Passphrase | None) -> Iterator[ChainReport]:
    """A store that was opened and verified, closed when the block ends."""
    store = open_store(address, folder=folder, passphrase=passphrase)
    with closing(store):
        report = verify_chain(store)
        if report.problems:
            raise StoreError(
                f"The audit chain of {store.place} does not verify ({len(report.problems)} "
                "places); nothing was changed. See python -m geo check, and restore a backup."
            )
        yield report


def _replace_by_encrypted(path: Path, passphrase: Passphrase) -> None:
    """Write the encrypted file beside the plain one, compare them, and let it take the name."""
    draft, old = (path.with_name(path.name + ending) for ending in (_DRAFT, OLD_ENDING))
    module = driver()
    try:
        _destroy(draft)
        with closing(module.connect(str(path), isolation_level=None)) as plain:
            _keep_for_oneself(plain, path)
            _export(plain, draft, passphrase)
            _compare(plain)
            plain.execute("DETACH DATABASE encrypted")
            _flush(draft)
            old.unlink(missing_ok=True)
            os.link(path, old)
            draft.replace(path)
    except (module.DatabaseError, OSError) as error:
        raise StoreError(
            f"The store {path} could not be encrypted ({error}); it is unchanged. Free some space "
            "beside it and try again."
        ) from error


def _keep_for_oneself(plain: Any, path: Path) -> None:
    """Leave write-ahead logging, which needs that nobody else has the file open, and lock it."""
    plain.execute("PRAGMA secure_delete = ON")
    plain.execute("PRAGMA busy_timeout = 2000")
    try:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        mode = plain.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        plain.execute("PRAGMA locking_mode = EXCLUSIVE")
        plain.execute("BEGIN EXCLUSIVE")
        plain.execute("COMMIT")
    except plain.OperationalError:
        mode = "in use"
    if mode != "delete":
        raise StoreError(
            f"The store {path} is open elsewhere; nothing was changed. Stop the dashboard and "
            "every other command that uses it, then encrypt it."
        )


def _export(plain: Any, draft: Path, passphrase: Passphrase) -> None:
    key = passphrase.database_key(draft)
    plain.execute(f'ATTACH DATABASE ? AS encrypted KEY "{key}"', (str(draft),))
    plain.execute("SELECT sqlcipher_export('encrypted')").fetchall()


def _compare(plain: Any) -> None:
    """Every table row by row, in order. Errors: StoreError when the copy is not the same."""
    tables = [row[0] for row in plain.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    for name in tables:
        held, copied = (
            plain.execute(f'SELECT * FROM {part}."{name}" ORDER BY rowid')  # noqa: S608
            for part in ("main", "encrypted")
        )
        if any(one != other for one, other in zip_longest(held, copied)):
            raise StoreError(
                f"The encrypted copy differs from the store in the table {name}; the store is "
                "unchanged. Try again, on another disk if it happens again."
            )


def _wrap_key(folder: Path, passphrase: Passphrase) -> None:
    if keyfile.is_wrapped(folder):
        return
    key = keyfile.read(folder)
    if key is not None:
        held = folder / f"{keyfile.FILE_NAME}{OLD_ENDING}"
        held.unlink(missing_ok=True)
        os.link(folder / keyfile.FILE_NAME, held)
        keyfile.write(folder, key, passphrase)


def _destroy(path: Path) -> None:
    """Overwrite a file and take it away. What a disk keeps aside by itself is beyond reach."""
    with contextlib.suppress(FileNotFoundError):
        size = path.stat().st_size
        with path.open("r+b") as stream:
            for start in range(0, size, _BLOCK_BYTES):
                stream.write(bytes(min(_BLOCK_BYTES, size - start)))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    for ending in _SIDE_FILES:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())
