"""The exact test against sums by hand, against scipy, and its properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse, stats

from geo.errors import InputError
from geo.hotspots import conditional_test, false_discovery, stands_out, upper_tail


def chain(n: int) -> sparse.csr_array:
    """Units in a row, each a neighbour of the next; no diagonal, which the test must add."""
    ones = np.ones(n - 1)
    return sparse.diags_array([ones, ones], offsets=[-1, 1], shape=(n, n)).tocsr()


def test_three_units_by_hand():
    """Two records on (1, 1, 2) km: the end unit's neighbourhood holds half of the km."""
    test = conditional_test([2, 0, 0], [1, 1, 2], chain(3))
    assert test.total == 2
    assert test.observed.tolist() == [2, 2, 0]
    assert test.expected == pytest.approx([1, 2, 1.5])
    assert test.p == pytest.approx([0.25, 1.0, 1.0])
    assert test.p_own == pytest.approx([1 / 16, 1.0, 1.0])
    assert test.z[0] == pytest.approx(1 / np.sqrt(0.5))
    assert np.isnan(test.z[1])


def test_tail_is_the_binomial_sum():
    k = np.arange(0, 21)
    exact = [stats.binom.pmf(np.arange(j, 21), 20, 0.3).sum() for j in k]
    assert upper_tail(k, 20, 0.3) == pytest.approx(exact, rel=1e-10)


def test_tail_is_never_zero_however_extreme():
    assert 0 < upper_tail([1_000_000], 1_000_000, 1e-9)[0] < 1e-300


def test_units_without_exposure_take_no_part():
    near = chain(4)
    with_link = conditional_test([5, 9, 1, 2], [10, 0, 10, 10], near)
    assert np.isnan(with_link.p[1])
    assert np.isnan(with_link.z[1])
    assert with_link.total == 8
    alone = conditional_test(
        [5, 1, 2], [10, 10, 10], sparse.csr_array(near.toarray()[[0, 2, 3]][:, [0, 2, 3]])
    )
    assert with_link.p[[0, 2, 3]] == pytest.approx(alone.p)
    assert not stands_out(with_link)[1]


def test_the_quiet_neighbour_of_a_busy_unit_does_not_stand_out():
    counts = np.zeros(100)
    counts[50] = 20
    counts[::10] += 1
    test = conditional_test(counts, np.ones(100), chain(100))
    assert false_discovery(test.p)[[49, 50, 51]].all()
    assert np.flatnonzero(stands_out(test)).tolist() == [50]


def test_one_record_never_stands_out_not_even_on_a_sliver():
    exposure = np.full(50, 10.0)
    exposure[7] = 1e-7
    counts = np.zeros(50)
    counts[[7, 20, 30]] = 1
    test = conditional_test(counts, exposure, sparse.csr_array((50, 50)))
    assert test.p[7] < 1e-6
    assert not stands_out(test).any()


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(np.int64, 12, elements=st.integers(0, 40)).filter(lambda a: a.sum() > 0),
    hnp.arrays(float, 12, elements=st.floats(0.1, 20)),
    st.randoms(use_true_random=False),
)
def test_p_is_a_probability_above_zero_and_order_changes_nothing(counts, exposure, shuffle):
    near = chain(12).toarray()
    test = conditional_test(counts, exposure, sparse.csr_array(near))
    assert ((test.p > 0) & (test.p <= 1)).all()
    order = list(range(12))
    shuffle.shuffle(order)
    again = conditional_test(
        counts[order], exposure[order], sparse.csr_array(near[order][:, order])
    )
    assert again.p == pytest.approx(test.p[order], rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(hnp.arrays(np.int64, 15, elements=st.integers(0, 9)).filter(lambda a: np.ptp(a) > 0))
def test_doubling_all_counts_keeps_the_ranking_of_z(counts):
    once = conditional_test(counts, np.ones(15), chain(15)).z
    twice = conditional_test(2 * counts, np.ones(15), chain(15)).z
    assert twice == pytest.approx(once * np.sqrt(2))


def test_equal_input_gives_equal_bytes():
    a = conditional_test([3, 1, 4, 1, 5], [9, 2, 6, 5, 3], chain(5))
    b = conditional_test([3, 1, 4, 1, 5], [9, 2, 6, 5, 3], chain(5))
    assert a.p.tobytes() == b.p.tobytes()
    assert a.z.tobytes() == b.z.tobytes()


@pytest.mark.parametrize(
    ("counts", "exposure", "words"),
    [
        ([1, np.nan, 2], [1, 1, 1], "NaN"),
        ([1, -1, 2], [1, 1, 1], "negative"),
        ([1, 0.5, 2], [1, 1, 1], "whole"),
        ([1, 1, 2], [1, 1], "3 values"),
        ([1, 1, 2], [1, np.inf, 1], "infinite"),
        ([0, 0, 0], [1, 1, 1], "at least one record"),
        ([1, 1, 2], [0, 0, 1], "at least two units"),
        ([[1, 1, 2]], [1, 1, 1], "one dimension"),
    ],
)
def test_bad_input_is_named(counts, exposure, words):
    with pytest.raises(InputError, match=words):
        conditional_test(counts, exposure, chain(3))


def test_bad_weights_and_alpha_are_named():
    with pytest.raises(InputError, match=r"scipy\.sparse"):
        conditional_test([1, 2], [1, 1], np.eye(2))
    with pytest.raises(InputError, match="3 by 3"):
        conditional_test([1, 2, 3], [1, 1, 1], chain(4))
    with pytest.raises(InputError, match="alpha"):
        stands_out(conditional_test([1, 2], [1, 1], chain(2)), alpha=1.5)


def test_false_discovery_is_the_step_up_of_the_paper():
    """Benjamini & Hochberg 1995, section 3.2: 15 p-values, four stand at 0.05."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert false_discovery(p).tolist() == [True] * 4 + [False] * 11


@given(hnp.arrays(float, st.integers(1, 60), elements=st.floats(0, 1)), st.floats(0.001, 0.5))
def test_false_discovery_agrees_with_scipy(p, alpha):
    adjusted = stats.false_discovery_control(p)
    clear = np.abs(adjusted - alpha) > 1e-12
    assert (false_discovery(p, alpha=alpha) == (adjusted <= alpha))[clear].all()


def test_false_discovery_leaves_untested_units_out():
    assert false_discovery([0.04, np.nan, np.nan]).tolist() == [True, False, False]
    assert not false_discovery([np.nan]).any()
    assert false_discovery(np.array([])).shape == (0,)


@pytest.mark.parametrize("p", [[-0.1, 0.5], [0.2, 1.2]])
def test_false_discovery_refuses_what_is_no_probability(p):
    with pytest.raises(InputError, match="between 0 and 1"):
        false_discovery(p)
