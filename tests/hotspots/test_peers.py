"""Agreement with libraries that do the same, and where they do otherwise, why."""

import warnings

import esda
import geopandas as gpd
import libpysal
import numpy as np
import pytest
from pointpats import Knox
from scipy import sparse, stats

from geo.hotspots import likeness, moran, near_repeat
from tests.hotspots import published_results as published

DELTA, TAU = 20, 5
FAR = 1e9


@pytest.fixture(scope="module")
def burkitt():
    """Burkitt's lymphoma in the West Nile district of Uganda (Williams et al. 1978)."""
    frame = gpd.read_file(libpysal.examples.get_path("burkitt.shp"))
    return frame[["X", "Y"]].to_numpy(float), frame["T"].to_numpy(float)


@pytest.fixture(scope="module")
def peer(burkitt):
    points, days = burkitt
    np.random.seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Knox(points, days[:, None], delta=DELTA, tau=TAU, permutations=999)


def bands(edge_m, edge_days):
    return {"distance_edges_m": [0, edge_m, FAR], "day_edges": [0, edge_days, FAR]}


@pytest.fixture(scope="module")
def ours(burkitt):
    """Their thresholds belong to the near side; our bands are left-closed, so one step further."""
    step = np.nextafter([DELTA, TAU], np.inf)
    return near_repeat(*burkitt, simulations=999, seed=1, **bands(*step))


def test_pairs_and_what_is_expected_are_those_of_pointpats(ours, peer):
    observed = ours["observed"].to_numpy().reshape(2, 2)
    expected = ours["expected"].to_numpy().reshape(2, 2)
    assert observed.tolist() == peer.observed.tolist()
    assert np.abs(expected - peer.expected).max() < 1e-9
    assert ours["observed"][0] == 13


def test_shuffled_probabilities_agree_within_what_simulation_allows(ours, peer):
    error = np.sqrt(2 * peer.p_sim * (1 - peer.p_sim) / 999)
    assert abs(ours["p"][0] - peer.p_sim) <= 3 * error


def test_pointpats_leaves_the_observed_count_out_of_its_poisson_tail(ours, peer):
    """P(more than 13) where the test asks for P(13 or more), as Knox 1964 printed it for 5."""
    expected = ours["expected"][0]
    assert peer.p_poisson == pytest.approx(stats.poisson.sf(13, expected))
    whole = stats.poisson.sf(12, expected)
    assert whole > peer.p_poisson + 0.05
    assert abs(whole - ours["p"][0]) < abs(peer.p_poisson - ours["p"][0])


def test_a_threshold_is_in_the_far_band_of_ours(burkitt, ours):
    open_end = near_repeat(*burkitt, simulations=1, seed=1, **bands(DELTA, TAU))
    distance = np.hypot(*(np.subtract.outer(c, c) for c in burkitt[0].T))[np.triu_indices(188, 1)]
    near = lambda table: table["observed"][:2].sum()  # noqa: E731
    assert near(ours) - near(open_end) == (distance == DELTA).sum()


@pytest.mark.parametrize("transform", ["B", "R"])
def test_morans_i_and_both_variances_are_esdas(transform):
    crime, binary = published.columbus()
    weights = libpysal.weights.WSP(sparse.csr_matrix(binary)).to_W()
    weights.transform = transform
    peer = esda.Moran(crime, weights, permutations=0)
    matrix = sparse.csr_array(weights.sparse)
    randomised, normal = moran(crime, matrix), moran(crime, matrix, normal=True)
    assert randomised.i == pytest.approx(peer.I, abs=1e-12)
    assert randomised.z == pytest.approx(peer.z_rand, abs=1e-10)
    assert normal.z == pytest.approx(peer.z_norm, abs=1e-10)


def test_likeness_of_equal_units_is_morans_i():
    near = sparse.csr_array(libpysal.weights.lat2W(8, 8).sparse)
    counts = np.random.default_rng(2).poisson(2, 64)
    found = likeness(counts, np.full(64, 10.0), near, simulations=9, seed=1)
    assert found.i == pytest.approx(moran(counts, near).i, abs=1e-12)
