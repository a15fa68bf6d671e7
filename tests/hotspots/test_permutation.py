"""Conditional permutation p against exact counts of arrangements and against esda."""

import warnings
from itertools import combinations

import esda
import libpysal
import numpy as np
import pytest
from scipy import sparse, stats

from geo.errors import InputError
from geo.hotspots import enough_permutations, false_discovery, permutation_p


def ring(n: int) -> sparse.csr_array:
    """Each unit with its two neighbours on a circle."""
    one = sparse.eye_array(n, format="csr")
    return (one[np.roll(np.arange(n), 1)] + one[np.roll(np.arange(n), -1)]).tocsr()


def test_agrees_with_all_arrangements():
    """Nine units: all 28 pairs of the eight others are listed."""
    x = np.array([5, 0, 1, 4, 4, 2, 0, 7, 3.0])
    p = permutation_p(x, ring(9), permutations=60_000, seed=1)
    for i in range(9):
        others = np.delete(x, i)
        sums = np.array([a + b for a, b in combinations(others, 2)])
        exact = np.mean(sums >= x[i - 1] + x[(i + 1) % 9])
        assert p[i] == pytest.approx(exact, abs=0.01)


def test_zeros_and_ones_are_hypergeometric():
    x = np.zeros(40)
    x[[3, 5, 20, 30, 31]] = 1
    p = permutation_p(x, ring(40), permutations=200_000, seed=2)
    assert p[4] == pytest.approx(stats.hypergeom.sf(1, 39, 5, 2), rel=0.05)
    assert p[20] == 1.0


def test_agrees_with_esda_within_monte_carlo_error():
    weights = libpysal.weights.lat2W(8, 8)
    weights.transform = "B"
    x = np.random.default_rng(3).poisson(2, 64).astype(float)
    ours = permutation_p(x, weights.sparse, permutations=9999, seed=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = esda.G_Local(x, weights, transform="B", permutations=9999, star=False, seed=1)
    larger = (peer.sim >= peer.Gs[None, :] - 1e-12).mean(axis=0)
    assert np.abs(ours - larger).max() < 5 * np.sqrt(0.25 / 9999)


@pytest.mark.long
def test_rare_neighbours_and_many_neighbours_are_fair():
    weights = np.ones((12, 12)) - np.eye(12)
    weights[:3, 6:] = 0
    weights[11] = 0
    x = np.arange(12.0)
    p = permutation_p(x, sparse.csr_array(weights), permutations=40_000, seed=4)
    sums = np.array([sum(c) for c in combinations(np.delete(x, 0), 5)])
    assert p[0] == pytest.approx(np.mean(sums >= 1 + 2 + 3 + 4 + 5), abs=0.01)
    assert p[5] == 1.0
    assert np.isnan(p[11])


def test_null_worlds_with_enough_permutations_raise_no_more_alarms_than_alpha():
    rng, hits = np.random.default_rng(5), 0
    near, enough = ring(200), enough_permutations(200)
    for world in range(200):
        counts = rng.multinomial(60, np.full(200, 1 / 200))
        p = permutation_p(counts, near, permutations=enough, seed=world)
        hits += bool(false_discovery(p).any())
    assert hits / 200 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 200)


def test_same_seed_same_bytes_and_no_zero():
    x = np.r_[np.zeros(30), 9, 9, 9]
    first = permutation_p(x, ring(33), permutations=99, seed=7)
    assert first.tobytes() == permutation_p(x, ring(33), permutations=99, seed=7).tobytes()
    assert first.min() > 0


def test_row_standardised_weights_give_the_same_p():
    x = np.random.default_rng(6).poisson(1, 30)
    binary = permutation_p(x, ring(30), permutations=199, seed=1)
    assert permutation_p(x, (ring(30) / 2).tocsr(), permutations=199, seed=1) == pytest.approx(
        binary
    )


@pytest.mark.parametrize(
    ("values", "permutations", "words"),
    [([1, 1, 1], 9, "differ"), ([1, np.nan, 2], 9, "NaN"), ([1, 2, 3], 0, "permutations")],
)
def test_bad_input_is_named(values, permutations, words):
    with pytest.raises(InputError, match=words):
        permutation_p(values, ring(3), permutations=permutations, seed=1)


def test_unequal_weights_are_refused():
    weights = sparse.csr_array(np.array([[0, 1, 2.0], [1, 0, 1], [1, 1, 0]]))
    with pytest.raises(InputError, match="equal within each row"):
        permutation_p([1, 2, 3], weights, permutations=9, seed=1)
