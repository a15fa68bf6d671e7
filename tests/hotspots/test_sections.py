"""Counts, rates, shrinkage, ranking and classes along the line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats

from geo.errors import InputError
from geo.hotspots import (
    class_edges,
    count_by_section,
    drawn_classes,
    poisson_interval,
    ranking,
    section_rates,
    shrunk_rates,
)


def test_counts_leave_out_records_on_no_section():
    assert count_by_section([0, 2, 2, -1], sections=4).tolist() == [1, 0, 2, 0]
    assert count_by_section([], sections=2).tolist() == [0, 0]
    with pytest.raises(InputError, match=r"-1…3"):
        count_by_section([4], sections=4)


def test_interval_agrees_with_published_table():
    """Exact limits as tabulated by Ulm 1990: 0 to 3.689 at 0, 0.0253 to 5.572 at 1."""
    low, high = poisson_interval([0, 1, 10])
    assert low == pytest.approx([0, 0.0253, 4.7954], abs=5e-5)
    assert high == pytest.approx([3.6889, 5.5716, 18.3904], abs=5e-5)


def test_interval_covers_at_least_its_level():
    mean = 3.7
    counts = np.arange(60)
    low, high = poisson_interval(counts)
    covered = stats.poisson.pmf(counts, mean)[(low <= mean) & (mean <= high)].sum()
    assert 0.95 <= covered < 0.99


def test_rate_by_hand_with_a_short_last_section():
    rates = section_rates([2, 1, 0], [10, 5, 0], years=2.0)
    assert rates.rate[:2] == pytest.approx([10, 10])
    assert rates.high[1] == pytest.approx(55.716, abs=1e-3)
    assert np.isnan([rates.rate[2], rates.low[2], rates.high[2]]).all()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1], [10], 0.0), "years"),
        (([1], [10], np.nan), "years"),
        (([np.nan], [10], 1.0), "counts"),
        (([1], [-10], 1.0), "length_km"),
    ],
)
def test_bad_rates_are_named(arguments, words):
    counts, length_km, years = arguments
    with pytest.raises(InputError, match=words):
        section_rates(counts, length_km, years=years)


def test_shrinkage_by_hand():
    """Counts 0, 0, 0, 8 on equal exposure 1: mean 2, variance 12 - 2 = 10, so prior 0.4 and 0.2."""
    shrunk = shrunk_rates([0, 0, 0, 8], [1, 1, 1, 1])
    assert shrunk.rate == pytest.approx([0.4 / 1.2] * 3 + [8.4 / 1.2])
    assert shrunk.low[3] == pytest.approx(stats.gamma.ppf(0.025, 8.4, scale=1 / 1.2))
    assert shrunk.high[0] == pytest.approx(stats.gamma.ppf(0.975, 0.4, scale=1 / 1.2))


def test_counts_that_vary_no_more_than_chance_shrink_to_one_rate():
    shrunk = shrunk_rates([2, 1, 2, 1], [10, 10, 10, 10])
    assert shrunk.rate == pytest.approx([0.15] * 4)
    assert shrunk.low == pytest.approx(shrunk.high)


def test_local_shrinkage_looks_along_the_line_only():
    near = sparse.block_array([[np.ones((3, 3)), None], [None, np.ones((3, 3))]]).tocsr()
    counts = [0, 9, 0, 40, 80, 40]
    shrunk = shrunk_rates(counts, np.ones(6), neighbourhood=near)
    first = shrunk_rates(counts[:3], np.ones(3))
    assert shrunk.rate[:3] == pytest.approx(first.rate)
    assert shrunk.low[:3] == pytest.approx(first.low)


def test_units_without_exposure_get_no_shrunk_rate_and_give_none():
    shrunk = shrunk_rates([5, 100, 1], [1, 0, 1])
    assert np.isnan(shrunk.rate[1])
    assert shrunk.rate[[0, 2]] == pytest.approx(shrunk_rates([5, 1], [1, 1]).rate)
    with pytest.raises(InputError, match="exposure"):
        shrunk_rates([1], [0])


def test_shrunk_rates_lie_nearer_the_truth_than_raw_ones():
    rng = np.random.default_rng(8)
    truth = rng.gamma(0.5, 0.6, 592)
    counts = rng.poisson(truth)
    shrunk = shrunk_rates(counts, np.ones(592))
    assert np.mean((shrunk.rate - truth) ** 2) < 0.8 * np.mean((counts - truth) ** 2)
    covered = np.mean((shrunk.low <= truth) & (truth <= shrunk.high))
    assert covered == pytest.approx(0.95, abs=0.03)


def test_one_record_on_a_short_section_is_not_worst():
    counts, length_km = [1, 12, 0, 0, 1, 0], [0.5, 10, 10, 10, 10, 10]
    raw = section_rates(counts, length_km, years=1.0)
    assert raw.rate.argmax() == 0
    assert ranking(shrunk_rates(counts, length_km).low, counts)[0] == 1


def test_ranking_breaks_ties_by_count_then_by_order():
    assert ranking([1, 2, np.nan, 2, 1], [5, 0, 9, 0, 6]).tolist() == [1, 3, 4, 0]


@given(st.permutations(range(8)))
def test_order_of_records_changes_no_count_and_no_rank(order):
    section = np.array([0, 0, 0, 3, 3, 5, 5, 5])
    counts = count_by_section(section[list(order)], sections=6)
    assert counts.tolist() == [3, 0, 0, 2, 0, 3]
    assert ranking(shrunk_rates(counts, np.ones(6)).low, counts).tolist() == [0, 5, 3, 1, 2, 4]


def test_few_different_counts_have_a_class_each():
    classes, edges = drawn_classes([0, 1, 1, 2, 4, np.nan])
    assert classes.tolist() == [0, 1, 1, 2, 3, 0]
    assert edges == (1.0, 2.0, 4.0)


def test_many_counts_fall_in_at_most_six_readable_classes():
    classes, edges = drawn_classes(np.arange(31))
    assert edges == (1, 2, 3, 5, 10, 20)
    assert classes[[0, 1, 2, 3, 4, 5, 9, 10, 19, 20, 30]].tolist() == [
        0,
        1,
        2,
        3,
        3,
        4,
        4,
        5,
        5,
        6,
        6,
    ]


def test_classes_that_do_not_occur_have_no_edge():
    _, edges = drawn_classes([1.5, 1.6, 90.0, 95.0])
    assert edges == (1.0, 50.0)


@given(st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=50))
def test_every_value_above_zero_has_a_class_from_its_edges(values):
    classes, edges = drawn_classes(values)
    assert 1 <= classes.min() <= classes.max() == len(edges) <= 6
    assert all(edges[k - 1] <= v for k, v in zip(classes, values, strict=True))


def test_bad_classes_are_named():
    with pytest.raises(InputError, match="negative"):
        drawn_classes([1, -1])
    with pytest.raises(InputError, match="below"):
        class_edges(5, 1)
    assert drawn_classes([])[1] == ()
