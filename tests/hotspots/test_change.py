"""Two periods compared unit by unit."""

import numpy as np
import pytest
from scipy import stats

from geo.errors import InputError
from geo.hotspots import change_between

YEAR = {"days_before": 365, "days_after": 365}


def test_p_and_interval_are_the_exact_binomial_ones():
    found = change_between([10, 12], [22, 10], **YEAR)
    peer = stats.binomtest(22, 32, 0.5)
    assert found.p[0] == pytest.approx(peer.pvalue)
    low, high = peer.proportion_ci(method="exact")
    assert found.ratio[0] == pytest.approx(2.2)
    assert found.low[0] == pytest.approx(low / (1 - low))
    assert found.high[0] == pytest.approx(high / (1 - high))


def test_longer_period_is_allowed_for():
    found = change_between([20, 20], [40, 40], days_before=365, days_after=730)
    assert found.ratio == pytest.approx([1, 1])
    assert found.p.min() > 0.9
    assert not (found.rose | found.fell).any()


def test_rise_and_fall_are_named_and_not_confused():
    found = change_between([2, 40, 10, 0], [40, 2, 10, 0], **YEAR)
    assert found.rose.tolist() == [True, False, False, False]
    assert found.fell.tolist() == [False, True, False, False]
    assert np.isnan([found.p[3], found.ratio[3], found.low[3], found.high[3]]).all()


def test_nothing_before_has_no_upper_end():
    found = change_between([0, 30], [9, 30], **YEAR)
    assert np.isinf([found.ratio[0], found.high[0]]).all()
    assert found.low[0] > 1


def test_against_the_whole_a_common_rise_is_no_change():
    before, after = [10, 12, 8], [30, 36, 24]
    assert change_between(before, after, **YEAR).rose.all()
    whole = change_between(before, after, against="whole", **YEAR)
    assert not whole.rose.any()
    assert whole.ratio == pytest.approx([1, 1, 1])


def test_null_worlds_raise_no_more_alarms_than_alpha():
    rng, hits = np.random.default_rng(1), 0
    for _ in range(300):
        found = change_between(rng.poisson(0.4, 200), rng.poisson(0.4, 200), **YEAR)
        hits += bool((found.rose | found.fell).any())
    assert hits / 300 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 300)


def test_too_few_records_are_no_number():
    with pytest.raises(InputError, match="at least 20 records in its period before; found 19"):
        change_between([10, 9], [30, 30], **YEAR)
    with pytest.raises(InputError, match="against"):
        change_between([20, 9], [30, 30], against="area", **YEAR)
    with pytest.raises(InputError, match="days_after"):
        change_between([20, 9], [30, 30], days_before=1, days_after=0)
