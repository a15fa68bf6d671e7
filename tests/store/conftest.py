"""The toy world as fixtures."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from geo.store import open_store, seed

_TOY = Path(__file__).parent / "toy.py"


@pytest.fixture(scope="session")
def toy():
    """The module of the toy world; ``toy.__file__`` is the program that seeds with it."""
    spec = importlib.util.spec_from_file_location("toy_world", _TOY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def templates(toy, tmp_path_factory):
    """Folders with an empty and a seeded store, to be copied: making one takes a while."""
    folder = tmp_path_factory.mktemp("stores")
    facts = toy.write_files(folder / "facts")
    for name in ("empty", "seeded"):
        (folder / name).mkdir()
        store = open_store(f"sqlite:///{folder / name / 'atlas.sqlite'}")
        if name == "seeded":
            seed(store, data_dir=facts, keys=toy.toy_keys, basis="toy")
        store.close()
    return folder


@pytest.fixture
def facts(toy, tmp_path):
    """A folder with the toy files of facts."""
    return toy.write_files(tmp_path / "facts")


@pytest.fixture
def empty(templates, tmp_path):
    """A new store without records."""
    yield from _copied(templates / "empty", tmp_path / "empty")


@pytest.fixture
def seeded(templates, tmp_path):
    """A store with the toy records."""
    yield from _copied(templates / "seeded", tmp_path / "seeded")


def _copied(template, folder):
    shutil.copytree(template, folder)
    store = open_store(f"sqlite:///{folder / 'atlas.sqlite'}")
    yield store
    store.close()
