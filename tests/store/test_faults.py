"""A disk that is full, a store that is read-only or locked: one clear sentence, nothing lost.

The full disk is a real one where the tests may mount (a tmpfs of two megabytes), else a limit on
the size of files that the system enforces on a child process.
"""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import text

from geo.errors import StoreError
from geo.store import edit, engine, open_store
from geo.store.engine import locked
from geo.store.erasure import erase
from geo.store.imports import ImportAbout, imports, store_import
from geo.store.writes import Writes
from tests.store import model, toy
from tests.store.conftest import Address
from tests.store.fault_table import Row, write_row

FEW, MANY = 2, 20
TIMES = (FEW, pytest.param(MANY, marks=pytest.mark.long))
_DISK_MB = 2


def one_sentence(caught, *words):
    """The fault's text, which must be one sentence about these words."""
    said = str(caught.value)
    assert "\n" not in said
    assert "Traceback" not in said
    assert all(word in said for word in words), said
    return said


def table_row(backend, kind, times):
    """Only the long tests write into the table."""
    if times == MANY:
        write_row(Row(backend, kind, times, "told in one sentence; as before each time", 0, 0))


def bring(store, ids):
    about = ImportAbout(("file.csv",), ("generic",), "CLEAR", 0, 0)
    return store_import(store, model.parts(ids), about, actor="u1", keys=toy.toy_keys)


def whole(number):
    return tuple(f"F{number}-{i}" for i in range(model.PARTS * model.PART_ROWS))


@pytest.fixture
def filled(new_address):
    """Address of a store with one import, and the world it holds."""
    address = new_address()
    store = address.open()
    work = model.Work("import", 0, whole(0))
    work.do(store)
    store.close()
    return address, work.done(model.World())


@contextmanager
def small_disk(folder):
    """A disk of two megabytes at ``folder``, or None where mounting is not allowed."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={_DISK_MB}m", "tmpfs"]
    done = subprocess.run(["mount", *options, folder], capture_output=True, check=False)
    if done.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(folder):
    """Write until the disk is full, leaving a few kilobytes."""
    with (folder / "filler").open("wb") as file, pytest.raises(OSError, match="space"):
        while True:
            file.write(os.urandom(8192))
            file.flush()


@pytest.mark.parametrize("times", TIMES)
def test_a_full_disk_changes_nothing_and_goes_on_when_there_is_room(tmp_path, times):
    with small_disk(tmp_path / "disk") as folder:
        if folder is None:
            _limited(tmp_path)
            return
        store = open_store(f"sqlite:///{folder / 'atlas.sqlite'}")
        world = model.World()
        for number in range(2):
            bring(store, whole(number))
            world = model.Work("import", number, whole(number)).done(world)
        for _ in range(times):
            fill(folder)
            with pytest.raises(StoreError) as caught:
                bring(store, whole(7))
            one_sentence(caught, "disk", "full", "nothing was changed", "Free some space")
            assert model.same(model.found_world(store), world)
            (folder / "filler").unlink()
        bring(store, whole(7))
        assert len(imports(store)) == 3
        store.close()
    table_row("sqlite", "disk full while importing", times)


def _limited(tmp_path):
    """The same with a limit on file sizes, which a child process sets for itself."""
    url = f"sqlite:///{tmp_path / 'atlas.sqlite'}"
    store = open_store(url)
    bring(store, whole(0))
    store.close()
    child = get_context("fork").Process(target=_import_with_limit, args=(url,))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    store = open_store(url)
    assert len(imports(store)) == 1
    store.close()


def _import_with_limit(url):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = open_store(url)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    with pytest.raises(StoreError, match="full or failing"):
        bring(store, whole(7))
    os._exit(0)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("times", TIMES)
def test_a_read_only_folder_is_told_and_nothing_changes(filled, times):
    address, world = filled
    # Outside the tests' own folders, which only their user may enter.
    folder = Path(tempfile.mkdtemp(prefix="atlas-read-only-"))
    shutil.copytree(address.folder, folder, dirs_exist_ok=True)
    address = Address(f"sqlite:///{folder / 'atlas.sqlite'}", folder)
    for _ in range(times):
        with read_only(folder):
            child = get_context("fork").Process(target=_edit_as_nobody, args=(address,))
            child.start()
            child.join(60)
        assert child.exitcode == 0
        model.check(address, world)
    shutil.rmtree(folder)
    table_row("sqlite", "folder and files read-only", times)


@contextmanager
def read_only(folder):
    """Nothing in the folder, nor the folder, may be written while the block runs."""
    paths = [folder, *folder.iterdir()]
    modes = [path.stat().st_mode for path in paths]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


def _edit_as_nobody(address):
    if os.getuid() == 0:
        # The superuser may write anywhere: go on as somebody who may not.
        os.setuid(65534)
    with pytest.raises(StoreError) as caught:
        store = address.open()
        edit(store, "incident", "F0-1", {"title": "x"}, actor="u1", keys=toy.toy_keys)
    one_sentence(caught, "read-only", "nothing was changed", "Allow writing")
    os._exit(0)


@pytest.mark.parametrize("times", TIMES)
def test_a_store_that_stays_locked_is_told(filled, monkeypatch, times, backend):
    address, world = filled
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_S", 0.2)
    store, other = address.open(), address.open()
    for _ in range(times):
        with locked(other.engine) as connection, connection.begin():
            connection.execute(text("UPDATE store_meta SET revision = revision"))
            with pytest.raises(StoreError) as caught:
                edit(store, "incident", "F0-1", {"title": "x"}, actor="u1", keys=toy.toy_keys)
        one_sentence(caught, "Another program", "nothing was changed", "Try again")
    store.close()
    other.close()
    model.check(address, world)
    table_row(backend, "locked by another program", times)


def test_writers_wait_for_each_other_and_none_is_lost(filled):
    address, world = filled
    stores = [address.open() for _ in range(4)]

    def write(number):
        for i in range(5):
            values = {"title": f"by {number}, {i}"}
            ids = world_ids[number * 5 + i]
            edit(stores[number], "incident", ids, values, actor="u1", keys=toy.toy_keys)

    world_ids = sorted(world.titles)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = model.found_world(stores[0])
    assert found.entries == 1 + 20
    assert sum(title.startswith("by ") for title in found.titles.values()) == 20
    for store in stores:
        store.close()


def test_an_erasure_that_was_cut_short_is_finished_at_the_next_opening(filled, monkeypatch):
    address, world = filled
    store = address.open()
    monkeypatch.setattr("geo.store.erasure._overwrite_freed", _stop)
    with pytest.raises(KeyboardInterrupt):
        erase(store, "incident", ["F0-3"], actor="u1", reason="asked for")
    store.close()
    monkeypatch.undo()
    work = model.Work("erasure", 1, ("F0-3",))
    model.check(address, work.done(world))


def _stop(_store):
    raise KeyboardInterrupt


def test_a_closing_store_lets_a_change_finish_and_refuses_the_next():
    writes, inside, done = Writes(), threading.Event(), threading.Event()

    def change():
        with writes.one(), writes.one():
            inside.set()
            done.wait(10)

    thread = threading.Thread(target=change)
    thread.start()
    inside.wait(10)
    assert not writes.close(wait_s=0.05)
    with pytest.raises(StoreError, match="stopping"), writes.one():
        pass
    done.set()
    assert writes.close(wait_s=10)
    thread.join()
