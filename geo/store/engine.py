"""Opening the store, and its two kinds of transaction."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.exc import ArgumentError

from geo.errors import StoreError
from geo.home import home
from geo.store import keyfile
from geo.store.faults import told
from geo.store.tables import store_meta

URL_VARIABLE = "BORDER_ATLAS_DATABASE_URL"
FILE_NAME = "atlas.sqlite"
BUSY_TIMEOUT_S = 60
# Any fixed number: the name of the writers' lock on a server.
_SERVER_LOCK = 7_305_112_022
_WRITE = "atlas_write"


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """An opened store. place: what a person calls it; key: the installation's secret bytes."""

    engine: Engine
    place: str
    folder: Path
    key: bytes

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


def make_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """An engine whose write transactions take the store's lock from their first statement.

    Errors: StoreError when the address is not understood.
    """
    try:
        parsed = _with_driver(make_url(url))
        sqlite = parsed.get_backend_name() == "sqlite"
        arguments = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False} if sqlite else {}
        engine = create_engine(parsed, connect_args=arguments, pool_pre_ping=not sqlite)
    except (ArgumentError, ImportError) as error:
        raise StoreError(
            f"Expected a database address in {URL_VARIABLE}, such as sqlite:///file.sqlite; it was "
            "not understood or its driver is not installed."
        ) from error
    if sqlite:
        event.listen(engine, "connect", _sqlite_settings(foreign_keys))
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


def open_store(url: str | None = None, *, folder: Path | None = None) -> Store:
    """Open the store, making or upgrading it where needed; several processes may do so at once.

    Parameters: url, a database address (default: see ``store_url``); folder, where the key file
    stands (default: beside an SQLite file given by url, else ``geo.home.home()``).
    Errors: StoreError when it cannot be opened or written, is damaged, was written by a newer
    version, or does not belong to the key file.
    """
    from geo.store.migrate import upgrade

    engine = make_engine(store_url(url))
    place = place_of(engine)
    try:
        folder = folder or folder_of(engine)
        with told(place):
            upgrade(engine, folder)
            key = _own_key(engine, folder)
    except StoreError:
        engine.dispose()
        raise
    return Store(engine, place, folder, key)


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


def _own_key(engine: Engine, folder: Path) -> bytes:
    with engine.connect() as connection, connection.begin():
        expected = connection.execute(select(store_meta.c.key_check)).scalar_one()
    key = keyfile.read(folder)
    if key is None or keyfile.check_word(key) != expected:
        raise StoreError(
            f"Expected {folder / keyfile.FILE_NAME} to be the key of the store, but it is "
            f"{'missing' if key is None else 'another one'}; put back the key file that was saved "
            "with the store."
        )
    return key


def _sqlite_settings(foreign_keys: bool) -> Any:
    def settings(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not begin transactions of its own: ``begin`` below chooses the kind.
        connection.isolation_level = None
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        # What is erased is overwritten in the file too.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    return settings


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; the switch itself does not wait for a lock, so it is tried."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
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
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _SERVER_LOCK})
    else:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
