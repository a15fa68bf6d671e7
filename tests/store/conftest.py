"""The toy world as fixtures, on each kind of database."""

import importlib.util
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from geo.store import open_store, seed

_TOY = Path(__file__).parent / "toy.py"
BACKENDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Address:
    """Where a store is, and the folder of its key."""

    url: str
    folder: Path

    def open(self):
        return open_store(self.url, folder=self.folder)


@pytest.fixture(scope="session")
def toy():
    """The module of the toy world; ``toy.__file__`` is the program that seeds with it."""
    spec = importlib.util.spec_from_file_location("toy_world", _TOY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=BACKENDS)
def backend(request):
    return request.param


@pytest.fixture(scope="session")
def facts_once(toy, tmp_path_factory):
    return toy.write_files(tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="session")
def made(request, toy, facts_once, tmp_path_factory):
    """A function (backend, name) -> address of an empty or seeded store, each made once."""
    held = {}

    def make(backend, name):
        if (backend, name) not in held:
            folder = tmp_path_factory.mktemp(f"{backend}_{name}")
            url = _file(folder)
            if backend == "postgresql":
                started = request.getfixturevalue("postgresql")
                url = started.url(started.database())
            store = open_store(url, folder=folder)
            if name == "seeded":
                seed(store, data_dir=facts_once, keys=toy.toy_keys, basis="toy")
            store.close()
            held[backend, name] = Address(url, folder)
        return held[backend, name]

    return make


@pytest.fixture
def new_address(backend, tmp_path, request):
    """A function that gives the address of a store that does not exist yet."""
    numbers = count(1)

    def new():
        folder = tmp_path / f"new_{next(numbers)}"
        folder.mkdir()
        if backend == "sqlite":
            return Address(_file(folder), folder)
        started = request.getfixturevalue("postgresql")
        return Address(started.lend(request.addfinalizer), folder)

    return new


@pytest.fixture
def facts(toy, tmp_path):
    """A folder with the toy files of facts."""
    return toy.write_files(tmp_path / "facts")


@pytest.fixture
def empty(made, backend, tmp_path, request):
    """A new store without records."""
    yield from _copied(made(backend, "empty"), backend, tmp_path / "empty", request)


@pytest.fixture
def seeded(made, backend, tmp_path, request):
    """A store with the toy records."""
    yield from _copied(made(backend, "seeded"), backend, tmp_path / "seeded", request)


def _file(folder):
    return f"sqlite:///{folder / 'atlas.sqlite'}"


def _copied(template, backend, folder, request):
    shutil.copytree(template.folder, folder)
    url = _file(folder)
    if backend == "postgresql":
        started = request.getfixturevalue("postgresql")
        url = started.lend(request.addfinalizer, like=template.url.rsplit("/", 1)[1])
    store = open_store(url, folder=folder)
    yield store
    store.close()
