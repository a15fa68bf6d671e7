"""Scores on a held-out period, beside the naive baselines."""

import numpy as np
import pytest

from geo.errors import InputError
from geo.hotspots import back_test, named_units


def test_by_hand():
    """Ten units of 10 km; one named; it holds 12 of 24 held-out and 15 of 30 past records."""
    past = np.array([15, 5, 2, 2, 1, 1, 1, 1, 1, 1])
    later = np.array([12, 0, 4, 2, 1, 1, 1, 1, 1, 1])
    found = back_test({"mine": past}, past, later, np.full(10, 10.0), named_share=0.1, seed=1)
    mine = found["mine"]
    assert mine.hit_rate.value == pytest.approx(0.5)
    assert mine.pai.value == pytest.approx(5)
    assert mine.recapture.value == pytest.approx(1)
    assert mine.lead.value == 0
    assert 0.25 < mine.hit_rate.low < 0.5 < mine.hit_rate.high < 0.75


def test_uniform_names_blindly_and_scores_one():
    rng = np.random.default_rng(2)
    past, later, size = rng.poisson(1, 50), rng.poisson(1, 50), np.full(50, 10.0)
    uniform = back_test({}, past, later, size, seed=1)["uniform"]
    assert uniform.pai.value == pytest.approx(1)
    assert uniform.hit_rate.value == pytest.approx(0.1)
    assert uniform.recapture.value == pytest.approx(1)


def test_ties_share_what_is_left():
    named = named_units(np.array([3.0, 1, 1, 1]), np.array([10.0, 10, 20, 10]), named_share=0.5)
    assert named == pytest.approx([1, 0.375, 0.375, 0.375])
    assert named @ np.array([10, 10, 20, 10]) == pytest.approx(25)


def test_a_knowing_score_leads_and_a_blind_one_does_not():
    rng = np.random.default_rng(3)
    truth = rng.gamma(0.3, 1, 300)
    past, later = rng.poisson(truth * 0.3), rng.poisson(truth)
    found = back_test(
        {"truth": truth, "noise": rng.random(300)}, past, later, np.full(300, 10.0), seed=1
    )
    assert found["truth"].lead.low > 0
    assert found["noise"].lead.high < 0
    assert found["noise"].pai.low < 1.6


def test_same_seed_same_answer():
    past = np.arange(30)
    first = back_test({"mine": past}, past, past, np.ones(30), seed=7)
    assert first == back_test({"mine": past}, past, past, np.ones(30), seed=7)


def test_bad_input_is_named():
    with pytest.raises(InputError, match="past; found 3"):
        back_test({}, [1, 2], [20, 20], [1, 1], seed=1)
    with pytest.raises(InputError, match="named_share"):
        back_test({}, [20, 20], [20, 20], [1, 1], named_share=1, seed=1)
    with pytest.raises(InputError, match="NaN"):
        back_test({"x": [1, np.nan]}, [20, 20], [20, 20], [1, 1], seed=1)
