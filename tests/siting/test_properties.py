"""What must hold for any instance; limits; repeated runs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geo.siting import Limits, Rules, greedy_cover, maximal_cover, p_median

SEEDS = st.integers(0, 10_000)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_a_further_candidate_never_lowers_the_optimum(instance, seed):
    distance, weight = instance(seed, 30, 10)
    fewer = maximal_cover(distance[:, :9], weight, radius=25.0, sites=3)
    more = maximal_cover(distance, weight, radius=25.0, sites=3)
    assert more.objective >= fewer.objective
    closer = p_median(distance, weight, sites=3).objective
    assert closer <= p_median(distance[:, :9], weight, sites=3).objective * (1 + 1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_greedy_never_beats_the_optimum(instance, seed):
    distance, weight = instance(seed, 30, 10)
    quick = greedy_cover(sparse.csr_array(distance <= 25.0), weight, sites=3, existing=(2,))
    best = maximal_cover(distance, weight, radius=25.0, sites=3, existing=(2,))
    assert quick.objective <= best.objective <= quick.bound
    assert not quick.proven


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_the_mirror_rule_never_raises_the_optimum(instance, ruled, seed):
    distance, weight = instance(seed, 30, 10)
    free = Rules(sparse.csr_array((0, 10)), np.empty(0), np.empty(0))
    kept = maximal_cover(distance, weight, radius=25.0, sites=4, rules=ruled("mirror", 10))
    assert (
        kept.objective
        <= maximal_cover(distance, weight, radius=25.0, sites=4, rules=free).objective
    )


def test_forced_and_forbidden_sites_are_kept(instance):
    distance, weight = instance(5)
    rules = Rules(sparse.csr_array((0, 9)), np.empty(0), np.empty(0), forced=(7,), forbidden=(0, 1))
    plan = maximal_cover(distance, weight, radius=30.0, sites=3, rules=rules)
    assert 7 in plan.chosen
    assert not {0, 1} & set(plan.chosen)


def test_a_run_repeats_itself(instance):
    distance, weight = instance(9, 300, 60)
    runs = {
        maximal_cover(distance, weight, radius=9.0, sites=8, limits=Limits(nodes=50))
        for _ in range(3)
    }
    assert len(runs) == 1


def test_stopping_early_is_said_and_the_bound_is_honest(instance):
    distance, weight = instance(11, 400, 80)
    full = p_median(distance, weight, sites=6)
    early = p_median(distance, weight, sites=6, limits=Limits(stop=lambda: True))
    assert full.proven
    assert not early.proven or early.gap == 0.0
    assert early.bound <= full.objective * (1 + 1e-9) <= early.objective * (1 + 2e-9)


def test_p_median_of_middle_size_is_within_one_per_cent(instance):
    distance, weight = instance(3, 500, 120)
    plan = p_median(distance, weight, sites=8, limits=Limits(time_s=4.0))
    assert plan.gap <= 0.01
    own = (distance[:, plan.chosen].min(axis=1) * weight).sum()
    assert own == pytest.approx(plan.objective)
