"""Opening the store, and its two kinds of transaction."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.exc import ArgumentError

from geo.errors import StoreError
from geo.home import home
from geo.store import keyfile
from geo.store.cipher import (
    Passphrase,
    check_passphrase,
    driver,
    passphrase_for,
)
from geo.store.faults import told
from geo.store.tables import store_meta
from geo.store.writes import Writes

URL_VARIABLE = "BORDER_ATLAS_DATABASE_URL"
FILE_NAME = "atlas.sqlite"
BUSY_TIMEOUT_S = 60
# Any fixed number: the name of the writers' lock on a server.
_SERVER_LOCK = 7_305_112_022
_WRITE = "atlas_write"
_OPENED_WITH = "atlas_opened_with"
_FILE = "PRAGMA database_list"
# A server that was switched off or unplugged is told within seconds, not after minutes.
_CONNECT_S = 10
_KEEPALIVES = MappingProxyType(
    {"keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3}
)


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """An opened store. place: what a person calls it; key: the installation's secret bytes;
    writes: the changes under way in this process; passphrase: of an encrypted store, else None."""

    engine: Engine
    place: str
    folder: Path
    key: bytes = field(repr=False)
    writes: Writes = field(default_factory=Writes)
    passphrase: Passphrase | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state of the store.

        Errors: StoreError.
        """
        with told(self.place), self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of every connection; the store can be opened again."""
        self.engine.dispose()


def store_url(url: str | None = None) -> str:
    """The address of the store: the one given, the environment's, or the file in ``home()``."""
    return url or os.environ.get(URL_VARIABLE) or f"sqlite:///{home() / FILE_NAME}"


def store_exists() -> bool:
    """Whether this installation has a store already; a server's is taken to be there."""
    url = os.environ.get(URL_VARIABLE)
    return bool(url) or (home() / FILE_NAME).exists()


def make_engine(
    url: str,
    *,
    foreign_keys: bool = True,
    passphrase: Passphrase | None = None,
) -> Engine:
    """An engine whose write transactions take the store's lock from their first statement.

    passphrase: of an SQLite file that is encrypted, or is to be when it is made.

    Errors: StoreError when the address is not understood.
    """
    try:
        parsed = _with_driver(make_url(url))
        sqlite = parsed.get_backend_name() == "sqlite"
        arguments = {**_KEEPALIVES, "connect_timeout": _CONNECT_S}
        if sqlite:
            arguments = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
        # Two SQLite libraries must never hold one file in one process: each undoes the other's
        # locks. So an encrypted file is not even tried with the plain one.
        if passphrase is None and keyfile.is_encrypted(file_of(url) or Path()):
            passphrase = passphrase_for(str(file_of(url)))
        module = {"module": driver()} if sqlite and passphrase else {}
        engine = create_engine(parsed, connect_args=arguments, pool_pre_ping=not sqlite, **module)
        engine.update_execution_options(**{_OPENED_WITH: passphrase})
    except (ArgumentError, ImportError) as error:
        raise StoreError(
            f"Expected a database address in {URL_VARIABLE}, such as sqlite:///file.sqlite; it was "
            "not understood or its driver is not installed."
        ) from error
    if sqlite:
        event.listen(engine, "connect", _sqlite_settings(foreign_keys, passphrase))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_server)
    return engine


def _with_driver(url: URL) -> URL:
    """The address with the driver that the atlas brings, where it names none."""
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def place_of(engine: Engine) -> str:
    """What to call a store in a sentence: its file, or its address without user and password."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    return f"{url.get_backend_name()}://{url.host}/{url.database}"


def locked(engine: Engine) -> Connection:
    """A connection whose transactions hold the store's lock; others wait, readers go on."""
    return engine.connect().execution_options(**{_WRITE: True})


def open_store(
    url: str | None = None, *, folder: Path | None = None, passphrase: Passphrase | None = None
) -> Store:
    """Open the store, making or upgrading it where needed; several processes may do so at once.

    Parameters: url, a database address (default: see ``store_url``); folder, where the key file
    stands (default: beside an SQLite file given by url, else ``geo.home.home()``); passphrase, of
    an encrypted store (default: see ``geo.store.cipher.passphrase_for``), or to encrypt a new one
    with.
    Errors: StoreError when it cannot be opened or written, is damaged, was written by a newer
    version, or does not belong to the key file; LockedStoreError without its passphrase,
    PassphraseError with another.
    """
    from geo.store.erasure import finish_erasures
    from geo.store.migrate import upgrade

    address = store_url(url)
    passphrase = unlocking(address, passphrase, folder=folder)
    engine = make_engine(address, passphrase=passphrase)
    place = place_of(engine)
    try:
        folder = folder or folder_of(engine)
        with told(place):
            upgrade(engine, folder)
            key = own_key(engine, folder)
        store = Store(engine, place, folder, key, passphrase=passphrase)
        finish_erasures(store)
    except StoreError:
        engine.dispose()
        raise
    return store


def passphrase_of(engine: Engine) -> Passphrase | None:
    """The passphrase that an engine opens its file with, or None."""
    found: Passphrase | None = engine.get_execution_options().get(_OPENED_WITH)
    return found


def file_of(url: str) -> Path | None:
    """The file of an SQLite store's address; None for a server or one in memory."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None
    named = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if named else None


def unlocking(
    url: str, passphrase: Passphrase | None = None, *, folder: Path | None = None
) -> Passphrase | None:
    """The passphrase that opens the store at an address; None where it is not encrypted.

    passphrase: to try first, and to encrypt a store with that is not there yet. folder: of the key.
    Errors: LockedStoreError, PassphraseError; StoreError for a plain store with a passphrase.
    """
    path = file_of(url)
    if path is None or not path.exists() or not path.stat().st_size:
        return passphrase if path else None
    if keyfile.is_encrypted(path, folder):
        found = passphrase or passphrase_for(str(path))
        check_passphrase(path, found)
        return found
    if passphrase:
        raise StoreError(
            f"The store {path} is not encrypted, so a passphrase does not open it; encrypt it "
            "first with python -m geo encrypt."
        )
    return None


def revision(store: Store) -> int:
    """The store's revision, which every change raises by one; cheap to ask for."""
    with store.reading() as connection:
        return int(connection.execute(select(store_meta.c.revision)).scalar_one())


def folder_of(engine: Engine) -> Path:
    """Where a store's key stands: beside an SQLite file, else in ``home()``."""
    database = engine.url.database
    if engine.url.get_backend_name() == "sqlite" and database and database != ":memory:":
        return Path(database).resolve().parent
    return home()


def own_key(engine: Engine, folder: Path) -> bytes:
    """The key in ``folder``, which must be the store's. Errors: StoreError."""
    with engine.connect() as connection, connection.begin():
        expected = connection.execute(select(store_meta.c.key_check)).scalar_one()
    key = keyfile.read(folder, passphrase_of(engine))
    if key is None or keyfile.check_word(key) != expected:
        raise StoreError(
            f"Expected {folder / keyfile.FILE_NAME} to be the key of the store, but it is "
            f"{'missing' if key is None else 'another one'}; put back the key file that was saved "
            "with the store."
        )
    return key


def _sqlite_settings(foreign_keys: bool, passphrase: Passphrase | None) -> Any:
    def settings(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions of its own: ``begin`` below chooses the kind.
        connection.isolation_level = None
        if passphrase:
            passphrase.unlock(connection, Path(connection.execute(_FILE).fetchone()[2]))
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        # What is erased is overwritten in the file too.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    return settings


def _write_ahead(connection: Any) -> None:
    """Switch to write-ahead logging; the switch itself does not wait for a lock, so it is tried."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _begin_server(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITE):
        connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT_S}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _SERVER_LOCK})
    else:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
