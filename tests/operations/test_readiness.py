"""Readiness: what is wrong is named, what is in order is said so, and no path or name leaves."""

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from geo.language import LANGUAGES, catalogue
from geo.operations import readiness
from geo.operations.readiness import Lookout
from geo.store import Store, open_store
from geo.store.engine import FILE_NAME, make_engine
from geo.store.keyfile import FILE_NAME as KEY
from geo.store.migrate import scripts, upgrade

NAMES = ("store", "migrations", "data", "disk")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An installation's folder with a store and sound facts."""
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(tmp_path))
    monkeypatch.delenv("BORDER_ATLAS_DATABASE_URL", raising=False)
    monkeypatch.setattr(readiness, "check_files", lambda: SimpleNamespace(faults=()))
    open_store().close()
    return tmp_path


def state(home, **options):
    """Which checks pass, by name, as a new lookout sees it."""
    found = Lookout(open_store, home, **options).look()
    assert tuple(check.name for check in found.checks) == NAMES
    assert found.ready == all(check.ok for check in found.checks)
    return {check.name: check.ok for check in found.checks}


def test_a_sound_installation_is_ready(home):
    assert state(home) == dict.fromkeys(NAMES, True)
    assert not list(home.glob(".trial-*"))


def test_a_store_whose_file_was_taken_away_is_not_ready(home):
    held = open_store()
    for path in home.glob(f"{FILE_NAME}*"):
        path.unlink()
    found = Lookout(lambda: held, home).look()
    held.close()
    assert [check.ok for check in found.checks] == [False, False, True, True]
    assert not (home / FILE_NAME).exists()


def test_a_store_with_another_key_is_not_ready(home):
    (home / KEY).write_bytes(b"k" * 32)
    assert state(home)["store"] is False


def test_a_damaged_store_is_not_ready(home):
    for path in home.glob(f"{FILE_NAME}*"):
        path.write_bytes(b"no database at all" * 500)
    assert state(home)["store"] is False


def test_older_tables_are_not_ready(home):
    for path in (*home.glob(f"{FILE_NAME}*"), home / KEY):
        path.unlink()
    engine = make_engine(f"sqlite:///{home / FILE_NAME}")
    first = [script.revision for script in scripts().walk_revisions()][-1]
    upgrade(engine, home, target=first)
    held = Store(engine, str(home / FILE_NAME), home, b"")
    found = Lookout(lambda: held, home).look()
    engine.dispose()
    assert [check.ok for check in found.checks] == [True, False, True, True]


def test_newer_tables_are_not_ready(home):
    engine = make_engine(f"sqlite:///{home / FILE_NAME}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert state(home)["migrations"] is False


def test_a_disk_without_room_is_not_ready(home):
    assert state(home, min_free_bytes=10**18)["disk"] is False


def test_facts_are_read_again_only_when_a_file_changed(home, monkeypatch, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("id\n")
    read = []
    found = SimpleNamespace(faults=("a fault",))
    monkeypatch.setattr(readiness, "check_files", lambda: read.append(1) or found)
    monkeypatch.setattr(readiness.reference, "table_path", lambda name: table)
    monkeypatch.setattr(readiness, "_KEPT_S", 0.0)
    lookout = Lookout(open_store, home)
    assert [lookout.look().ready for _ in range(3)] == [False] * 3
    assert len(read) == 1
    table.write_text("id\nx\n")
    lookout.look()
    assert len(read) == 2


def test_a_server_that_is_away_is_told_within_seconds(home, monkeypatch):
    monkeypatch.setenv("BORDER_ATLAS_DATABASE_URL", "postgresql://u:secret@127.0.0.1:9/atlas")
    found = state(home)
    assert (found["store"], found["migrations"], found["data"]) == (False, False, True)


def test_answers_are_kept_for_a_second(home):
    lookout = Lookout(open_store, home)
    first = lookout.look()
    assert lookout.look() is first


def test_every_answer_has_words_in_each_language():
    ids = [f"operations.{name}.{word}" for name in NAMES for word in ("ok", "fault")]
    for language in LANGUAGES:
        assert {*ids, "operations.migrations.unknown"} <= set(catalogue(language))
