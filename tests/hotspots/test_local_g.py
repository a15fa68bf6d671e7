"""z of local G and G* against the formula written out, and against esda where esda is right."""

import warnings

import esda
import libpysal
import numpy as np
import pytest
from scipy import sparse

from geo.errors import InputError
from geo.hotspots import local_g


def written_out(x, weights, star):
    """Getis & Ord 1996, one unit at a time, in plain loops."""
    z = []
    for i in range(len(x)):
        others = [j for j in range(len(x)) if star or j != i]
        m = len(others)
        mean = sum(x[j] for j in others) / m
        spread = (sum(x[j] ** 2 for j in others) / m - mean**2) ** 0.5
        w = sum(weights[i, j] for j in others)
        s1 = sum(weights[i, j] ** 2 for j in others)
        top = sum(weights[i, j] * x[j] for j in others) - w * mean
        z.append(top / (spread * ((m * s1 - w**2) / (m - 1)) ** 0.5))
    return np.array(z)


@pytest.fixture
def lattice():
    weights = libpysal.weights.lat2W(9, 7)
    return np.random.default_rng(1).poisson(3, 63).astype(float), weights


def test_one_neighbour_each_by_hand():
    """Values 1, 2, 3, 6, chain: G* of the end is (3 - 2*3) / (s sqrt((4*2 - 4) / 3)), s² = 3.5."""
    ones = np.ones(3)
    chain = sparse.diags_array([ones, ones], offsets=[-1, 1], shape=(4, 4)).tocsr()
    z = local_g([1, 2, 3, 6], chain)
    assert z[0] == pytest.approx(-3 / np.sqrt(3.5 * 4 / 3))
    assert z[3] == pytest.approx(3 / np.sqrt(3.5 * 4 / 3))


@pytest.mark.parametrize("star", [True, False])
def test_any_weights_follow_the_formula(star):
    rng = np.random.default_rng(2)
    x, weights = rng.normal(10, 3, 12), rng.uniform(0, 1, (12, 12)) * (rng.random((12, 12)) < 0.5)
    np.fill_diagonal(weights, 0.7 if star else 0.0)
    assert local_g(x, sparse.csr_array(weights), star=star) == pytest.approx(
        written_out(x, weights, star), abs=1e-12
    )


@pytest.mark.parametrize("star", [True, False])
def test_binary_weights_agree_with_esda(lattice, star):
    x, weights = lattice
    weights.transform = "B"
    peer = esda.G_Local(x, weights, transform="B", permutations=0, star=star).Zs
    assert np.abs(local_g(x, weights.sparse, star=star) - peer).max() < 1e-12


def test_row_standardised_weights_differ_from_esda_which_puts_the_sum_for_the_sum_of_squares(
    lattice,
):
    x, weights = lattice
    weights.transform = "R"
    ours = local_g(x, weights.sparse, star=False)
    assert ours == pytest.approx(written_out(x, weights.sparse.toarray(), star=False), abs=1e-12)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = esda.G_Local(x, weights, transform="R", permutations=0, star=False).Zs
    assert np.abs(ours - peer).max() > 0.5


def test_missing_diagonal_is_added_at_the_rows_own_weight(lattice):
    x, weights = lattice
    weights.transform = "B"
    binary = local_g(x, weights.sparse)
    weights.transform = "R"
    assert local_g(x, weights.sparse) == pytest.approx(binary, abs=1e-12)
    full = sparse.csr_array(weights.sparse) + sparse.eye_array(63)
    assert not np.allclose(local_g(x, full.tocsr()), binary)


def test_isolates_and_units_that_neighbour_all_are_nan():
    weights = np.zeros((5, 5))
    weights[0, 1:] = 1
    weights[1, 2] = weights[2, 1] = weights[3, 2] = 1
    z = local_g([1, 2, 3, 4, 9], sparse.csr_array(weights))
    assert np.isnan(z[[0, 4]]).all()
    assert np.isfinite(z[[1, 2, 3]]).all()


def test_shift_and_scale_change_nothing(lattice):
    x, weights = lattice
    z = local_g(x, weights.sparse)
    assert local_g(2 * x, weights.sparse) == pytest.approx(z, abs=1e-12)
    assert local_g(x + 1e6, weights.sparse) == pytest.approx(z, abs=1e-6)


def test_input_is_not_written_to(lattice):
    x, weights = lattice
    before, matrix = x.copy(), weights.sparse.toarray()
    local_g(x, weights.sparse)
    assert np.array_equal(x, before)
    assert np.array_equal(weights.sparse.toarray(), matrix)


@pytest.mark.parametrize(
    ("values", "words"),
    [([1.0], "at least three"), ([2, 2, 2, 2], "differ"), ([1, np.nan, 2, 3], "NaN")],
)
def test_bad_input_is_named(values, words):
    with pytest.raises(InputError, match=words):
        local_g(values, sparse.eye_array(len(values)).tocsr())


def test_weights_must_fit():
    with pytest.raises(InputError, match="4 by 4"):
        local_g([1, 2, 3, 4], sparse.eye_array(3).tocsr())
    with pytest.raises(InputError, match="finite"):
        local_g([1, 2, 3], sparse.csr_array(np.array([[0, -1.0, 0], [0, 0, 1], [1, 0, 0]])))
