"""The toy world, and the real one of the shipped facts in a store of its own."""

import importlib.util
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

from geo.areas import districts, places, provinces
from geo.assembly import build_world
from geo.briefing.situation import Situation, situation
from geo.importers.own_file import Gazetteer, read_own_file
from geo.importers.own_world import gazetteer as build_gazetteer
from geo.profile import SHIPPED, load_profile
from geo.query import Query
from geo.search import fold
from geo.store import Store, open_store, seed
from geo.world import World
from tests.core.own_files import HEADER

settings.register_profile(
    "core",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("core")


@pytest.fixture(scope="session")
def toy() -> ModuleType:
    """The module of the toy world."""
    path = Path(__file__).parent / "toy.py"
    spec = importlib.util.spec_from_file_location("core_toy", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds the shipped facts; to be read, or copied."""
    folder = tmp_path_factory.mktemp("shipped")
    opened = open_store(f"sqlite:///{folder / 'atlas.sqlite'}")
    seed(opened)
    opened.close()
    return folder


@pytest.fixture(scope="session")
def shipped(shipped_folder: Path) -> Iterator[World]:
    """What the public sees of the shipped facts."""
    store = open_store(f"sqlite:///{shipped_folder / 'atlas.sqlite'}")
    yield build_world(store)
    store.close()


@pytest.fixture
def own_store(shipped_folder: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the shipped store, to be written into."""
    shutil.copytree(shipped_folder, tmp_path / "store")
    store = open_store(f"sqlite:///{tmp_path / 'store' / 'atlas.sqlite'}")
    yield store
    store.close()


@pytest.fixture(scope="session")
def answer(shipped: World) -> Situation:
    """The view that the atlas opens with, on the shipped facts and profile."""
    profile = load_profile(SHIPPED)
    return situation(shipped, Query(), as_of=date(2026, 11, 23), profile=profile)


@pytest.fixture(scope="session")
def places_by_name() -> Gazetteer:
    """The gazetteer of the shipped places, districts and provinces."""
    return build_gazetteer(places=places(), districts=districts(), provinces=provinces())


@pytest.fixture(scope="session")
def names():
    """A gazetteer of five names."""
    rows = [
        ("Mae Sot", 98.57, 16.71, "THA", "town", 0),
        ("แม่สอด", 98.57, 16.71, "THA", "town", 0),
        ("Mae Sot", 98.70, 16.80, "THA", "district", 1),
        ("Ban Dan", 98.0, 17.0, "MMR", "town", 0),
        ("Ban Dan", 102.0, 14.0, "THA", "town", 0),
        ("ตาก", 99.1, 16.9, "THA", "province", 2),
    ]
    columns = ["name", "lon", "lat", "country", "precision", "rank"]
    table = pd.DataFrame(rows, columns=columns)
    return Gazetteer(table.assign(name=table["name"].map(fold)))


@pytest.fixture(scope="session")
def read(names):
    """Reads lines as a CSV."""

    def run(*lines, header=HEADER, name="mine.csv", encoding="utf-8"):
        content = "\n".join([header, *lines]).encode(encoding)
        return read_own_file(name, content, gazetteer=names)

    return run


@pytest.fixture(scope="session")
def ask(toy):
    """Answers a query on toy records."""

    def run(records, query=None, *, profile=toy.NO_PROFILE, as_of=toy.AS_OF):
        return situation(toy.world(records), query or Query(), as_of=as_of, profile=profile)

    return run
