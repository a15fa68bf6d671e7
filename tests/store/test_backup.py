"""A backup holds the key, comes back whole or not at all, and without what was erased."""

import zipfile

import pytest
from sqlalchemy import text

from geo.errors import StoreError
from geo.release import PUBLIC
from geo.snapshot import snapshot
from geo.store import chain_head, edit, history, open_store, revision, verify_chain
from geo.store.backup import backup, move, restore
from geo.store.erasure import erase


@pytest.fixture
def saved(toy, seeded, tmp_path):
    """A store, and a backup of it made before its last change."""
    edit(seeded, "incident", "I-1", {"title": "Kept title"}, actor="u1", keys=toy.toy_keys)
    path = tmp_path / "backup.zip"
    report = backup(seeded, path)
    assert (report.head, report.revision) == (chain_head(seeded), 2)
    edit(seeded, "incident", "I-4", {"title": "Later"}, actor="u1", keys=toy.toy_keys)
    return seeded, path


def _url(store):
    return store.engine.url.render_as_string(hide_password=False)


def test_it_comes_back_elsewhere_with_its_key(saved, new_address):
    store, path = saved
    address = new_address()
    report = restore(path, url=address.url, folder=address.folder)
    assert (report.records, report.erased) == (10, 0)
    again = address.open()
    assert again.key == store.key
    assert history(again, "incident", "I-1")["title"].tolist()[-1] == "Kept title"
    assert verify_chain(again).problems == ()
    assert (path.stat().st_mode & 0o077) == 0
    again.close()


def test_records_that_are_there_are_kept_unless_said(saved):
    store, path = saved
    with pytest.raises(StoreError, match="--replace"):
        restore(path, url=_url(store), folder=store.folder)
    assert history(store, "incident", "I-4")["title"].tolist()[-1] == "Later"


def test_a_running_screen_reads_the_restored_records(toy, saved):
    store, path = saved
    before = snapshot(store, audience=PUBLIC)
    edit(store, "incident", "I-4", {"label": "RED"}, actor="u1", keys=toy.toy_keys)
    seen = snapshot(store, audience=PUBLIC, previous=before)
    held = revision(store)
    store.close()
    restore(path, url=_url(store), folder=store.folder, replace=True)
    assert revision(store) > held
    assert len(seen.incidents) == 4
    assert len(snapshot(store, audience=PUBLIC, previous=seen).incidents) == 5
    edit(store, "incident", "I-4", {"title": "After"}, actor="u1", keys=toy.toy_keys)
    assert verify_chain(store).problems == ()


@pytest.mark.parametrize("lost", [False, True])
def test_what_was_erased_since_does_not_come_back(saved, lost, new_address):
    """Also when the store itself was lost, and only the list of erasures is left."""
    store, path = saved
    erase(store, "incident", ["I-1"], actor="u1", reason="asked for")
    store.close()
    address = new_address()
    if lost:
        listed = (store.folder / "erasures.jsonl").read_bytes()
        (address.folder / "erasures.jsonl").write_bytes(listed)
        report = restore(path, url=address.url, folder=address.folder)
        again = address.open()
    else:
        (store.folder / "erasures.jsonl").unlink()
        report = restore(path, url=_url(store), folder=store.folder, replace=True)
        again = open_store(_url(store), folder=store.folder)
    assert report.erased == 1
    with again.reading() as connection:
        rows = connection.execute(text("SELECT * FROM incident")).fetchall()
    assert "Kept title" not in repr(rows)
    assert "Seizure" not in repr(rows)
    assert len(snapshot(again, audience=PUBLIC).incidents) == 4
    assert verify_chain(again).problems == ()
    again.close()


def _rewritten(path, name, change):
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w") as packed:
        for one, data in parts.items():
            if data is not None:
                packed.writestr(one, data)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("atlas.key", lambda _: None, r"key atlas\.key"),
        ("atlas.key", lambda _: b"x" * 32, "altered"),
        ("atlas.sqlite", lambda data: data.replace(b"Kept title", b"Kent title"), "altered"),
        ("manifest.json", lambda _: b"{", "damaged"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(saved, name, change, said):
    store, path = saved
    _rewritten(path, name, change)
    head = chain_head(store)
    with pytest.raises(StoreError, match=said) as caught:
        restore(path, url=_url(store), folder=store.folder, replace=True)
    assert "\n" not in str(caught.value)
    assert chain_head(store) == head


def test_a_store_whose_chain_is_broken_is_not_backed_up(saved):
    store, path = saved
    before = path.read_bytes()
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE incident SET lon = 1 WHERE id = 'I-4'"))
    with pytest.raises(StoreError, match="does not verify"):
        backup(store, path)
    assert path.read_bytes() == before


def test_a_store_moves_between_databases_and_goes_on(toy, saved, new_address, postgresql, tmp_path):
    """From either kind of database to PostgreSQL and back to a file."""
    store, _ = saved
    (tmp_path / "there").mkdir()
    (tmp_path / "back").mkdir()
    url = postgresql.url(postgresql.database())
    report = move(store, url, tmp_path / "there")
    there = open_store(url, folder=tmp_path / "there")
    edit(there, "incident", "I-4", {"title": "There"}, actor="u1", keys=toy.toy_keys)
    assert (report.entries, verify_chain(there).problems) == (3, ())
    file = f"sqlite:///{tmp_path / 'back' / 'atlas.sqlite'}"
    move(there, file, tmp_path / "back")
    back = open_store(file)
    assert history(back, "incident", "I-4")["title"].tolist()[-2:] == ["Later", "There"]
    assert verify_chain(back).problems == ()
    there.close()
    back.close()
