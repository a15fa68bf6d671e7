"""Cylinders on worlds small enough to count by hand; false alarms and power; stop and bytes."""

from itertools import pairwise

import numpy as np
import pytest

from geo.errors import InputError
from geo.hotspots import Cylinders, space_time_scan

# Ever wider gaps, so that no two neighbours of an area are equally far.
LINE = np.column_stack([np.cumsum(1000.0 + 50.0 * np.arange(10)), np.zeros(10)])
EVEN = np.ones(10)
FLAT = Cylinders(metric="euclidean", max_periods=3)
OPEN = Cylinders(metric="euclidean", max_periods=3, prospective=True)


def planted():
    """One case per area and period, six more in areas 4 and 5 in the last two of eight periods."""
    cases = np.ones((10, 8), dtype=int)
    cases[4:6, 6:] += 6
    return cases


def test_the_planted_cylinder_is_found_and_counted_by_hand():
    best = space_time_scan(LINE, planted(), population=EVEN, cylinders=FLAT, seed=1)[0]
    assert (sorted(best.members), best.first, best.last) == ([4, 5], 6, 7)
    assert best.cases == 28
    # 104 cases over 80 cells alike: 2 areas times 2 periods hold 5.2.
    assert best.expected == pytest.approx(104 * 4 / 80)
    ratio = 28 * np.log(28 / 5.2) + 76 * np.log(76 / 98.8)
    assert best.log_likelihood_ratio == pytest.approx(ratio)
    assert best.p == pytest.approx(1 / 1000)


def test_shuffled_times_expect_row_times_column():
    cases = planted()
    best = space_time_scan(LINE, cases, cylinders=OPEN, simulations=199, seed=1)[0]
    assert (sorted(best.members), best.first, best.last) == ([4, 5], 6, 7)
    expected = cases[4:6].sum() * cases[:, 6:].sum() / cases.sum()
    assert best.expected == pytest.approx(expected)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_busy_place_or_a_busy_period_alone_is_no_cluster_of_shuffled_times(axis):
    cases = np.ones((10, 8), dtype=int)
    cases[(slice(None), 7) if axis else (3, slice(None))] += 9
    found = space_time_scan(LINE, cases, cylinders=OPEN, simulations=99, seed=2)
    assert all(item.p > 0.05 for item in found)


def test_a_cluster_that_ended_is_not_found_by_the_prospective_scan():
    cases = np.roll(planted(), -4, axis=1)
    options = {"population": EVEN, "simulations": 99, "seed": 1}
    assert space_time_scan(LINE, cases, cylinders=FLAT, **options)[0].p <= 0.05
    found = space_time_scan(LINE, cases, cylinders=OPEN, **options)
    assert all(item.last == 7 for item in found)
    assert all(item.p > 0.05 for item in found)


def test_a_cylinder_begins_no_earlier_than_asked_and_is_no_wider():
    options = Cylinders(
        metric="euclidean", prospective=True, max_periods=6, earliest=5, max_radius=1300.0
    )
    found = space_time_scan(LINE, planted(), cylinders=options, simulations=19, seed=1)
    assert all(item.first >= 5 and item.radius <= 1300 for item in found)


def test_the_same_seed_gives_the_same_and_clusters_share_no_area():
    first, again = (
        space_time_scan(LINE, planted(), cylinders=FLAT, simulations=99, seed=7) for _ in range(2)
    )
    assert [told(a) for a in first] == [told(a) for a in again]
    members = [set(item.members) for item in first]
    assert all(not a & b for a, b in pairwise(members))
    assert all(0 < item.p <= 1 for item in first)


def told(item):
    return (item.members, item.first, item.last, item.cases, item.p)


@pytest.mark.long
@pytest.mark.parametrize("population", [None, EVEN])
def test_worlds_of_pure_chance_raise_few_alarms(population):
    rng, hits, worlds = np.random.default_rng(5), 0, 120
    for world in range(worlds):
        cases = rng.multinomial(60, np.full(80, 1 / 80)).reshape(10, 8)
        found = space_time_scan(
            LINE, cases, population=population, cylinders=OPEN, simulations=39, seed=world
        )
        hits += bool(found) and found[0].p <= 0.05
    assert hits / worlds <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / worlds)


def test_a_planted_cluster_among_few_cases_is_mostly_seen():
    rng, seen = np.random.default_rng(6), 0
    for world in range(30):
        cases = rng.multinomial(60, np.full(80, 1 / 80)).reshape(10, 8)
        cases[4:6, 6:] += rng.poisson(2.5, (2, 2))
        best = space_time_scan(
            LINE, cases, population=EVEN, cylinders=OPEN, simulations=99, seed=world
        )[0]
        seen += best.p <= 0.05 and bool({4, 5} & set(best.members))
    assert seen >= 20


def test_progress_can_stop_and_p_rests_on_what_was_done():
    calls = []

    def stop(done, wanted):
        calls.append((done, wanted))
        return False

    found = space_time_scan(
        LINE, planted(), population=EVEN, cylinders=FLAT, simulations=5000, seed=1, progress=stop
    )
    assert len(calls) == 1
    assert found[0].p == pytest.approx(1 / (calls[0][0] + 1))


@pytest.mark.parametrize(
    ("cases", "options", "words"),
    [
        (np.ones((10, 1)), FLAT, "at least two areas, periods and cases"),
        (np.zeros((10, 8)), FLAT, "at least two areas, periods and cases"),
        (np.full((10, 8), np.nan), FLAT, "none NaN"),
        (np.ones((3, 8)), FLAT, "shape"),
        (np.ones((10, 8)), Cylinders(metric="flat"), "metric"),
        (np.ones((10, 8)), Cylinders(metric="euclidean", earliest=8), "earliest"),
        (np.ones((10, 8)), Cylinders(metric="euclidean", max_periods=0), "max_periods"),
        (
            np.ones((10, 8)),
            Cylinders(metric="euclidean", max_share=0.0),
            "max_share",
        ),
    ],
)
def test_bad_input_is_one_sentence(cases, options, words):
    with pytest.raises(InputError, match=words):
        space_time_scan(LINE, cases, cylinders=options, simulations=9, seed=1)
