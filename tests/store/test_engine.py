"""Opening: made when new, upgraded from the first tables, refused with one sentence when unfit."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, inspect, text

from geo.errors import StoreError
from geo.store import add, edit, open_store, revision, verify_chain
from geo.store.engine import make_engine
from geo.store.migrate import scripts, upgrade
from geo.store.records import decode
from geo.store.tables import OFFICE, metadata


def _url(tmp_path):
    return f"sqlite:///{tmp_path / 'atlas.sqlite'}"


def test_a_new_store_is_empty_and_in_wal_mode(tmp_path):
    store = open_store(_url(tmp_path))
    assert revision(store) == 0
    with store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    store.close()


def test_the_steps_from_the_first_tables_end_at_the_present_ones(new_address):
    address = new_address()
    engine = make_engine(address.url)
    first = [script.revision for script in scripts().walk_revisions()][-1]
    upgrade(engine, address.folder, target=first)
    upgrade(engine, address.folder)
    inspected = inspect(engine)
    names = set(inspected.get_table_names()) - {"alembic_version"}
    assert names == set(metadata.tables)
    for name, table in metadata.tables.items():
        held = {column["name"]: column["nullable"] for column in inspected.get_columns(name)}
        assert held == {column.name: bool(column.nullable) for column in table.columns}
        indexes = {
            index["name"]: bool(index["unique"])
            for index in inspected.get_indexes(name)
            if "duplicates_constraint" not in index
        }
        assert indexes == {index.name: bool(index.unique) for index in table.indexes}
    engine.dispose()


def test_the_key_file_is_for_its_owner_only_and_kept(tmp_path):
    first = open_store(_url(tmp_path))
    path = tmp_path / "atlas.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first.key) == 32
    first.close()
    again = open_store(_url(tmp_path))
    assert again.key == first.key
    again.close()


@pytest.mark.parametrize("key", [None, b"x" * 32, b"short"])
def test_a_store_without_its_own_key_is_refused(tmp_path, key):
    open_store(_url(tmp_path)).close()
    path = tmp_path / "atlas.key"
    path.unlink()
    if key is not None:
        path.write_bytes(key)
    with pytest.raises(StoreError, match=r"atlas\.key"):
        open_store(_url(tmp_path))


def test_a_newer_store_is_refused_and_left_alone(tmp_path):
    store = open_store(_url(tmp_path))
    store.close()
    engine = make_engine(_url(tmp_path))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        open_store(_url(tmp_path))
    engine.dispose()


@pytest.mark.parametrize("damage", [b"this is no database at all" * 400, b"SQLite format 3\0" * 99])
def test_a_damaged_file_gets_one_sentence(tmp_path, damage):
    (tmp_path / "atlas.sqlite").write_bytes(damage)
    with pytest.raises(StoreError, match="damaged") as caught:
        open_store(_url(tmp_path))
    assert "\n" not in str(caught.value)
    assert (tmp_path / "atlas.sqlite").read_bytes() == damage


def test_a_folder_that_does_not_exist_gets_one_sentence(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path / 'nowhere' / 'atlas.sqlite'}")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_read_only_file_gets_one_sentence(toy, seeded):
    @event.listens_for(seeded.engine, "connect")
    def _read_only(connection, _record):
        connection.execute("PRAGMA query_only = ON")

    seeded.close()
    with pytest.raises(StoreError, match="read-only"):
        edit(seeded, "office", "off-a", {"status": "closed"}, actor="u1", keys=toy.toy_keys)
    assert revision(seeded) == 1


@pytest.mark.parametrize("url", ["no address", "nosuchkind://x/y"])
def test_an_address_that_is_none_gets_one_sentence(url):
    with pytest.raises(StoreError, match="BORDER_ATLAS_DATABASE_URL"):
        open_store(url)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_full_disk_changes_nothing(toy, seeded):
    with seeded.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
    seeded.engine.dispose()

    @event.listens_for(seeded.engine, "connect")
    def _small_disk(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    frame = (
        decode([], OFFICE)
        .reindex(range(500))
        .assign(id=[f"o{i}" for i in range(500)], coord_precision="none", notes="x" * 1000)
    )
    with pytest.raises(StoreError, match="full"):
        add(seeded, "office", frame, actor="u1", keys=toy.toy_keys)
    assert revision(seeded) == 1
    report = verify_chain(seeded)
    assert (report.entries, report.records, report.problems) == (1, 9, ())


def test_threads_of_one_process_make_their_stores_at_once(tmp_path):
    folders = [tmp_path / str(number) for number in range(8)]
    for folder in folders:
        folder.mkdir()

    def made(folder):
        store = open_store(f"sqlite:///{folder / 'atlas.sqlite'}", folder=folder)
        store.close()
        return verify_chain(store).problems

    with ThreadPoolExecutor(len(folders)) as threads:
        assert list(threads.map(made, folders)) == [()] * len(folders)
