"""Mann-Kendall against counting by hand and scipy; the sixteen patterns one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.errors import InputError
from geo.hotspots import EMERGING_CATEGORIES, emerging_category, mann_kendall

HOT, COLD, FLAT = (3.0, 0.001), (-3.0, 0.001), (0.1, 0.9)


def test_ten_values_by_hand():
    """26 rises, 16 falls, 3 ties; variance (10*9*25 - 2*2*1*9 - 3*2*11) / 18."""
    x = [29, 20, 23, 23, 24, 22, 23, 25, 26, 24]
    rises = sum(b > a for i, a in enumerate(x) for b in x[i + 1 :])
    falls = sum(b < a for i, a in enumerate(x) for b in x[i + 1 :])
    found = mann_kendall(x)
    assert found.s == rises - falls
    assert found.variance == pytest.approx((2250 - 3 * 2 * 11 - 2 * 1 * 9) / 18)
    assert found.z == pytest.approx((found.s - 1) / np.sqrt(found.variance))
    assert found.p == pytest.approx(2 * stats.norm.sf(found.z))


def test_straight_rise_without_ties():
    s, variance, z, p = mann_kendall(range(10))
    assert (s, variance) == (45, 125.0)
    assert z == pytest.approx(44 / np.sqrt(125))
    assert p == pytest.approx(8.3e-5, rel=0.01)
    assert mann_kendall(range(9, -1, -1)).z == pytest.approx(-z)


@given(st.lists(st.integers(0, 6), min_size=3, max_size=25).filter(lambda x: len(set(x)) > 1))
def test_agrees_with_kendalls_tau(x):
    found = mann_kendall(x)
    n = len(x)
    _, ties = np.unique(x, return_counts=True)
    pairs = n * (n - 1) / 2
    tau = found.s / np.sqrt(pairs * (pairs - np.sum(ties * (ties - 1) / 2)))
    assert tau == pytest.approx(stats.kendalltau(range(n), x).statistic)
    assert 0 < found.p <= 1


@pytest.mark.parametrize(
    ("series", "words"), [([1, 2], "at least 3"), ([4, 4, 4, 4], "differ"), ([1, np.nan, 2], "NaN")]
)
def test_bad_series_are_named(series, words):
    with pytest.raises(InputError, match=words):
        mann_kendall(series)


def category(periods):
    z, p = np.array(periods).T
    return emerging_category(z, p)


RISING = [(3.0 + k, 0.001) for k in range(10)]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([FLAT] * 9 + [HOT], "new_hot"),
        ([FLAT] * 7 + [HOT] * 3, "consecutive_hot"),
        (RISING, "intensifying_hot"),
        (RISING[::-1], "diminishing_hot"),
        ([HOT] * 10, "persistent_hot"),
        ([FLAT] + [HOT] * 9, "persistent_hot"),
        ([HOT, FLAT] * 4 + [FLAT, HOT], "sporadic_hot"),
        ([COLD] + [FLAT] * 7 + [HOT, HOT], "consecutive_hot"),
        ([FLAT, COLD, HOT] + [FLAT] * 6 + [HOT], "oscillating_hot"),
        ([HOT] * 9 + [FLAT], "historical_hot"),
        ([HOT] * 8 + [FLAT] * 2, "none"),
        ([FLAT] * 10, "none"),
        ([COLD] * 9 + [HOT], "new_hot"),
    ],
)
def test_patterns_and_their_mirror(periods, expected):
    assert category(periods) == expected
    mirrored = [(-z, p) for z, p in periods]
    assert category(mirrored) == expected.replace("hot", "cold")


def test_every_pattern_is_one_of_seventeen_words():
    assert len(EMERGING_CATEGORIES) == len(set(EMERGING_CATEGORIES)) == 17


def test_a_rising_place_that_is_not_hot_is_not_intensifying():
    """The check that at least one implementation forgets."""
    z = np.linspace(-1.5, 1.5, 12)
    assert emerging_category(z, 2 * stats.norm.sf(np.abs(z))) == "none"


def test_a_period_not_tested_is_not_hot_and_does_not_break_the_trend():
    z = np.array([3.0 + k for k in range(20)])
    p = np.full(20, 0.001)
    z[4] = p[4] = np.nan
    assert emerging_category(z, p) == "intensifying_hot"


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0, 1)), min_size=4, max_size=15))
def test_any_history_has_a_known_pattern(periods):
    assert category(periods) in EMERGING_CATEGORIES


def test_bad_histories_are_named():
    with pytest.raises(InputError, match="at least 4"):
        emerging_category([1, 2, 3], [0.1, 0.1, 0.1])
    with pytest.raises(InputError, match="one length"):
        emerging_category([1, 2, 3, 4], [0.1])
    with pytest.raises(InputError, match="between 0 and 1"):
        emerging_category([1, 2, 3, 4], [0.1, 0.1, 0.1, 1.1])
