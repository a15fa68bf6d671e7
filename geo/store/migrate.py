"""Bringing a store to this version's tables, under the store's lock."""

from functools import cache
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, insert, select, text

from geo.errors import StoreError
from geo.store import keyfile
from geo.store.engine import locked, make_engine, passphrase_of, place_of
from geo.store.tables import store_meta

_SCRIPTS = Path(__file__).resolve().parent / "migrations"
# Steps speak to their database through names that the whole process shares.
_ONE_AT_A_TIME = Lock()


@cache
def scripts() -> ScriptDirectory:
    """The steps from the first tables to the present ones."""
    return ScriptDirectory.from_config(_config())


def upgrade(engine: Engine, folder: Path, *, target: str = "head") -> None:
    """Run the steps that a store still lacks, and write its key when it is new.

    Two processes may call this at once: the second waits, then finds nothing to do. All steps are
    one transaction. Errors: StoreError when the store was written by a newer version.
    """
    head = scripts().get_current_head() if target == "head" else target
    with engine.connect() as connection, connection.begin():
        if _version(connection, place_of(engine)) == head:
            return
    # Foreign keys are off here only: a batch step drops and rebuilds tables.
    steps = make_engine(
        engine.url.render_as_string(hide_password=False),
        foreign_keys=False,
        passphrase=passphrase_of(engine),
    )
    try:
        with locked(steps) as connection, connection.begin():
            if _version(connection, place_of(engine)) != head:
                _run(connection, target)
                _first_row(connection, folder)
    finally:
        steps.dispose()


def is_current(engine: Engine) -> bool:
    """Whether a store has this version's tables. Errors: StoreError for a newer version's."""
    with engine.connect() as connection, connection.begin():
        return _version(connection, place_of(engine)) == scripts().get_current_head()


def _run(connection: Connection, target: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    with _ONE_AT_A_TIME:
        command.upgrade(config, target)
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise StoreError(
                f"The upgrade of the store would leave {len(broken)} rows without what they refer "
                "to; nothing was changed. Restore a backup and report this."
            )


def _first_row(connection: Connection, folder: Path) -> None:
    if connection.execute(select(store_meta.c.one)).first() is not None:
        return
    passphrase = passphrase_of(connection.engine)
    key = keyfile.read(folder, passphrase) or keyfile.make(folder, passphrase)
    row = {"one": 1, "revision": 0, "next_key": 1, "keys_basis": ""}
    connection.execute(insert(store_meta), {**row, "key_check": keyfile.check_word(key)})


def _version(connection: Connection, place: str) -> str | None:
    version = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts().walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(
            f"The store at {place} was written by a newer version of the atlas (tables "
            f"{version!r}); start that version, or move the store away to begin from the shipped "
            "records."
        )
    return version


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
