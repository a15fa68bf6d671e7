"""Numbers from the literature against ours, and where published software does otherwise."""

import numpy as np
import pytest

from geo.hotspots import mann_kendall, near_repeat
from tests.hotspots import published_results as published

FIGURES = published.figures()
METHODS = {"local G", "Moran's I", "scan", "near repeat", "Mann-Kendall"}
SIMULATIONS = 999


@pytest.mark.parametrize("figure", FIGURES, ids=lambda row: f"{row.source}: {row.what}")
def test_ours_is_the_published_figure_to_its_last_digit(figure):
    assert figure.apart <= 0.5 * figure.digit + 1e-9, figure


def test_every_method_has_a_published_figure_and_stands_in_the_table():
    assert {row.method for row in FIGURES} == METHODS
    printed = published.table()
    assert all(f"{method:13} " in printed for method in METHODS)
    assert "largest difference" in printed


@pytest.fixture(scope="module")
def circles():
    return published.leukaemia("haversine", SIMULATIONS)


def test_probabilities_of_the_scan_agree_within_what_simulation_allows(circles):
    """Both rest on 999 worlds, so that three standard errors of each stand between them."""
    for (centre, size), *_, p in published.GREAT_CIRCLES:
        ours = published.same_circle(circles, centre, size).p
        error = np.sqrt(2 * max(p, 1e-3) * (1 - min(p, 0.999)) / SIMULATIONS)
        # The most extreme of theirs is a fitted tail below the smallest rank.
        assert abs(ours - max(p, 1 / (SIMULATIONS + 1))) <= 3 * error + 1e-3, (centre, ours, p)


def test_members_and_radius_of_the_likeliest_circle(circles):
    theirs = {
        52, 50, 53, 38, 49, 48, 15, 39, 37, 1, 16, 44, 47, 40, 14, 2, 51, 13, 43, 45, 17, 55, 11,
        3, 12, 46, 36, 35, 54, 10, 5,
    }  # fmt: skip
    assert {member + 1 for member in circles[0].members} == theirs
    # They measure on a sphere of another radius: 7.70 km against 7.705.
    assert circles[0].radius == pytest.approx(7_700, abs=10)


def test_a_plane_of_degrees_gives_another_cluster(circles):
    flat = published.leukaemia("euclidean", 9)
    assert set(flat[0].members) < set(circles[0].members)
    assert flat[1].members != circles[1].members


def test_a_circle_that_satscan_leaves_out_is_kept(circles):
    """It keeps only the likeliest circle of each centre before it looks for overlap; we look among
    all circles, and find one more that touches no other."""
    theirs = {centre for (centre, _), *_ in published.GREAT_CIRCLES}
    more = [c for c in circles if not theirs & {member + 1 for member in c.members}]
    assert {member + 1 for member in more[0].members} == {265, 266, 281}
    assert more[0].log_likelihood_ratio == pytest.approx(3.820132, abs=1e-6)


def test_knox_1964_by_shuffling():
    points, days = published.leukaemia_table()
    bands = {"distance_edges_m": [0, 1000, 1e9], "day_edges": [0, 60, 1e6]}
    assert near_repeat(points, days, simulations=199, seed=1, **bands)["p"][0] <= 0.02


@pytest.mark.parametrize("n", [4, 10, 40])
def test_mann_kendall_by_the_printed_formula(n):
    """Kendall 1975: without ties the variance is n (n - 1)(2n + 5) / 18."""
    found = mann_kendall(np.arange(n))
    assert found.s == n * (n - 1) // 2
    assert found.variance == pytest.approx(n * (n - 1) * (2 * n + 5) / 18)
    assert found.z == pytest.approx((found.s - 1) / np.sqrt(found.variance))
