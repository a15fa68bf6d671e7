"""Worlds of a few records on the real table of sections, and the shipped facts."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo.assembly import build_world
from geo.schema.vocabularies import ORIGINS, code
from geo.selection import gate
from geo.store import open_store, seed

_TOY = Path(__file__).parent.parent / "core" / "toy.py"


@pytest.fixture(scope="session")
def toy():
    """The module of the toy world."""
    spec = importlib.util.spec_from_file_location("hotspots_toy", _TOY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def agency_world(toy):
    """Makes a world in which one agency collected all records in one way."""

    def make(records):
        world = toy.world(records)
        incidents = replace(
            world.snapshot.incidents,
            origin=np.full(len(records), code(ORIGINS, "agency"), np.int8),
            outlet=np.zeros(len(records), np.int16),
            outlets=("one agency",),
        )
        snapshot = replace(world.snapshot, incidents=incidents)
        return replace(world, snapshot=snapshot, gate=gate(incidents))

    return make


@pytest.fixture(scope="session")
def shipped(tmp_path_factory):
    """What the public sees of the shipped facts."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('shipped') / 'atlas.sqlite'}")
    seed(store)
    yield build_world(store)
    store.close()
