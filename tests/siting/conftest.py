"""Small seeded instances."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from geo.siting import Rules


@pytest.fixture(scope="session")
def brute():
    """The module that tries every choice."""
    path = Path(__file__).parent / "brute.py"
    spec = importlib.util.spec_from_file_location("siting_brute", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def instance():
    """Make distance (demand x candidate) and weight of points in a square of side 100."""

    def made(seed, rows=24, columns=9):
        rng = np.random.default_rng(seed)
        demand, sites = rng.random((rows, 2)) * 100, rng.random((columns, 2)) * 100
        distance = np.hypot(*(demand[:, None] - sites[None]).transpose(2, 0, 1))
        return distance, rng.integers(1, 9, rows).astype(float)

    return made


@pytest.fixture(scope="session")
def ruled():
    """Make rules by kind for ``columns`` candidates, the first half on one side of a line."""

    def made(kind, columns, *, seed=0):
        rng = np.random.default_rng(seed)
        rows, lower, upper = [], [], []
        half = columns // 2
        if kind in ("mirror", "all"):
            for j in range(columns):
                opposite = range(half, columns) if j < half else range(half)
                row = np.zeros(columns)
                row[j] = 1.0
                row[[k for k in opposite if (j + k) % 3 == 0]] = -1.0
                rows.append(row)
                lower.append(-np.inf)
                upper.append(float(j % 5 == 0))
        if kind in ("budget", "all"):
            rows.append(rng.integers(1, 6, columns).astype(float))
            lower.append(-np.inf)
            upper.append(8.0)
        if kind in ("numbers", "all"):
            row = np.zeros(columns)
            row[:half] = 1.0
            rows.append(row)
            lower.append(1.0)
            upper.append(2.0)
        return Rules(sparse.csr_array(np.array(rows)), np.array(lower), np.array(upper))

    return made


def _beside(name):
    path = Path(__file__).parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"siting_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def toys():
    """The module that makes roads by hand."""
    return _beside("road_toys")


@pytest.fixture(scope="session")
def ground():
    """The module that makes worlds on a real line."""
    return _beside("planner_world")
