"""The circular scan against a plain search over all circles."""

import numpy as np
import pytest

from geo.errors import InputError
from geo.hotspots import scan


def ratio(c, e, n):
    """Kulldorff's log-likelihood ratio for an excess, written out."""
    if c <= e:
        return 0.0
    rest = (n - c) * np.log((n - c) / (n - e)) if c < n else 0.0
    return c * np.log(c / e) + rest


def plain(centres, cases, population, max_share):
    """Best ratio and its members over all circles, in loops."""
    n, best, members = cases.sum(), 0.0, ()
    for i in range(len(cases)):
        d = np.hypot(*(centres - centres[i]).T)
        for radius in np.unique(d):
            inside = d <= radius
            share = population[inside].sum() / population.sum()
            if share <= max_share and share < 1:
                value = ratio(cases[inside].sum(), n * share, n)
                if value > best + 1e-12:
                    best, members = value, tuple(np.flatnonzero(inside))
    return best, members


def test_four_areas_by_hand():
    """Eight of ten cases in a quarter of the population."""
    found = scan(
        [[0, 0], [10, 0], [20, 0], [30, 0]],
        [8, 1, 1, 0],
        [1, 1, 1, 1],
        simulations=99,
        seed=1,
        metric="euclidean",
    )[0]
    assert found.members == (0,)
    assert (found.cases, found.expected, found.radius) == (8, 2.5, 0.0)
    assert found.log_likelihood_ratio == pytest.approx(8 * np.log(3.2) + 2 * np.log(2 / 7.5))
    assert found.relative_risk == pytest.approx((8 / 2.5) / (2 / 7.5))


def test_likeliest_circle_is_that_of_a_plain_search():
    rng = np.random.default_rng(2)
    for _ in range(15):
        centres, population = rng.uniform(0, 100, (30, 2)), rng.gamma(2, 50, 30)
        cases = rng.multinomial(60, population / population.sum())
        best, members = plain(centres, cases, population, 0.5)
        found = scan(centres, cases, population, simulations=1, seed=1, metric="euclidean")[0]
        assert found.log_likelihood_ratio == pytest.approx(best)
        assert tuple(sorted(found.members)) == members


def test_areas_equally_far_enter_together():
    centres = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [9, 9], [9, 8]]
    found = scan(
        centres,
        [0, 9, 0, 9, 0, 1, 1],
        np.ones(7),
        simulations=9,
        seed=1,
        metric="euclidean",
        max_share=0.9,
    )
    for cluster in found:
        if cluster.centre == 0:
            assert len(cluster.members) in (1, 5)


def test_degrees_are_not_flat():
    """At 60 north a degree of longitude is half a degree of latitude: the nearest differ."""
    centres = [[0, 60], [1.5, 60], [0, 61], [1.5, 61], [40, 20], [50, 10], [60, 0]]
    cases, population = [10, 10, 0, 0, 1, 1, 1], np.ones(7)
    round_earth = scan(centres, cases, population, simulations=9, seed=1)[0]
    assert set(round_earth.members) == {0, 1}
    assert round_earth.radius == pytest.approx(83_390, rel=0.01)
    flat = scan(centres, cases, population, simulations=9, seed=1, metric="euclidean")[0]
    assert set(flat.members) != {0, 1}


def test_rank_p_and_seed():
    rng = np.random.default_rng(3)
    centres, population = rng.uniform(0, 100, (50, 2)), np.ones(50)
    cases = np.ones(50)
    near = np.argsort(np.hypot(*(centres - centres[7]).T))[:4]
    cases[near] += 8
    found = scan(centres, cases, population, simulations=199, seed=4, metric="euclidean")
    assert set(found[0].members) == set(near)
    assert found[0].p == 1 / 200
    assert all(0 < cluster.p <= 1 for cluster in found)
    again = scan(centres, cases, population, simulations=199, seed=4, metric="euclidean")
    assert repr(found) == repr(again)
    members = [member for cluster in found for member in cluster.members]
    assert len(members) == len(set(members))


def test_order_of_areas_changes_no_cluster():
    rng = np.random.default_rng(5)
    centres, population = rng.uniform(0, 100, (40, 2)), rng.gamma(2, 50, 40)
    cases = rng.poisson(3, 40)
    order = rng.permutation(40)
    options = {"simulations": 9, "seed": 1, "metric": "euclidean"}
    first = scan(centres, cases, population, **options)[0]
    second = scan(centres[order], cases[order], population[order], **options)[0]
    assert set(first.members) == set(order[list(second.members)])


@pytest.mark.long
def test_false_alarms_on_null_worlds_stay_at_the_level():
    rng = np.random.default_rng(6)
    centres, population = rng.uniform(0, 100, (40, 2)), rng.gamma(2, 50, 40)
    hits = 0
    for world in range(150):
        cases = rng.multinomial(80, population / population.sum())
        found = scan(centres, cases, population, simulations=59, seed=world, metric="euclidean")
        hits += found[0].p <= 0.05
    assert hits / 150 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 150)


def test_progress_can_stop_it():
    calls = []

    def progress(done, wanted):
        calls.append((done, wanted))
        return False

    found = scan(
        [[0, 0], [1, 0], [2, 0]],
        [5, 1, 1],
        [1, 1, 1],
        seed=1,
        simulations=900,
        metric="euclidean",
        progress=progress,
    )
    assert calls == [(250, 900)]
    assert found[0].p >= 1 / 251


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"centres": [[0, 0]], "cases": [5], "population": [1]}, "two areas"),
        ({"cases": [1, 0, 0]}, "two cases"),
        ({"cases": [1, np.nan, 3]}, "NaN"),
        ({"population": [0, 1, 1]}, "area 0 has none"),
        ({"max_share": 0}, "max_share"),
        ({"simulations": 0}, "simulations"),
        ({"metric": "manhattan"}, "metric"),
        ({"centres": [[0, 100_000], [1, 1], [2, 2]]}, "degrees"),
    ],
)
def test_bad_input_is_named(change, words):
    options = {
        "centres": [[0, 0], [1, 1], [2, 2]],
        "cases": [3, 1, 1],
        "population": [1, 1, 1],
        "seed": 1,
    } | change
    data = [options.pop(name) for name in ("centres", "cases", "population")]
    with pytest.raises(InputError, match=words):
        scan(*data, **options)
