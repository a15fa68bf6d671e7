"""Published instances, compared by objective value; sources stand in ``published/README.md``."""

from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

from geo.siting import maximal_cover, p_center, p_median, set_cover

FOLDER = Path(__file__).parent / "published"


@pytest.fixture(scope="module")
def pmed1():
    """Shortest ways between the nodes of the network; its lines number nodes from 1."""
    header, *edges = (FOLDER / "pmed1.txt").read_text(encoding="utf-8").splitlines()
    nodes = int(header.split()[0])
    length = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(length, 0.0)
    for line in edges:
        first, second, cost = map(int, line.split())
        length[first - 1, second - 1] = length[second - 1, first - 1] = cost
    for middle in range(nodes):
        length = np.minimum(length, length[:, middle, None] + length[middle])
    return length


@pytest.fixture(scope="module")
def sjc402():
    """Distances, metres, and households."""
    rows = np.loadtxt(FOLDER / "sjc402.csv", delimiter=",", skiprows=1)
    gaps = rows[:, None, :2] - rows[None, :, :2]
    return np.hypot(gaps[..., 0], gaps[..., 1]), rows[:, 2]


def same(plan, optimum):
    assert plan.proven
    assert (plan.objective, plan.bound, plan.gap) == pytest.approx((optimum, optimum, 0.0))


def test_p_median_of_the_or_library(pmed1):
    same(p_median(pmed1, np.ones(len(pmed1)), sites=5), 5819)


def test_p_center_of_the_or_library(pmed1):
    same(p_center(pmed1, sites=5), 127)


SJC402 = ((3, 14690), (4, 15658), (5, 15970))
SJC402_LONG = ((1, 6555), (2, 11339), (6, 15984))


@pytest.mark.parametrize(
    ("sites", "households"),
    [*SJC402, *(pytest.param(*case, marks=pytest.mark.long) for case in SJC402_LONG)],
)
def test_maximal_cover_of_sao_jose_dos_campos(sjc402, sites, households):
    distance, demand = sjc402
    plan = maximal_cover(distance, demand, radius=800.0, sites=sites)
    same(plan, households)
    held = (distance[:, list(plan.chosen)] <= 800.0).any(axis=1)
    assert demand[held].sum() == households


@pytest.mark.parametrize(("power", "fewest"), [(2, 5), (3, 18)])
def test_set_cover_of_steiner_triples(power, fewest):
    """Points of a space over three elements; triples that sum to 0 are its lines."""
    points = np.array(list(product(range(3), repeat=power)))
    lines = [
        trio
        for trio in combinations(range(len(points)), 3)
        if not (points[list(trio)].sum(axis=0) % 3).any()
    ]
    assert len(lines) == len(points) * (len(points) - 1) // 6
    same(set_cover(outside(lines, len(points)), radius=0.5), fewest)


@pytest.mark.parametrize(("dimensions", "fewest"), [(3, 3), (4, 8), (5, 24)])
def test_set_cover_of_the_squares_of_a_hypercube(dimensions, fewest):
    """The fewest edges that leave no square of the cube untouched."""
    corners = range(2**dimensions)
    steps = [1 << bit for bit in range(dimensions)]
    edges = {(c, c | step): i for i, (c, step) in enumerate(
        (c, step) for c in corners for step in steps if not c & step)}  # fmt: skip
    squares = [
        (edges[c, c | one], edges[c, c | two], edges[c | one, c | one | two],
         edges[c | two, c | one | two])
        for one, two in combinations(steps, 2) for c in corners if not c & (one | two)
    ]  # fmt: skip
    same(set_cover(outside(squares, len(edges)), radius=0.5), fewest)


def outside(members, columns):
    """Distance 0 where a column belongs to a row, else 1."""
    distance = np.ones((len(members), columns))
    for row, own in zip(distance, members, strict=True):
        row[list(own)] = 0.0
    return distance
