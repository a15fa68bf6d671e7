"""Every model against trying every choice, with and without existing sites and rules."""

import numpy as np
import pytest

from geo.errors import InputError
from geo.siting import (
    backup_cover,
    gradual_cover,
    maximal_cover,
    p_center,
    p_median,
    set_cover,
)

RADIUS = 30.0
SEEDS = range(6)
EXISTING = ((), (1, 4))
RULES = (None, "mirror", "budget", "numbers", "all")


def tried(brute, columns, sites, existing, rules):
    """All choices that the rules allow, each with the existing sites."""
    found = brute.choices(
        columns, sites, existing=existing, at_most=rules is not None,
        allowed=None if rules is None else rules.allows,
    )  # fmt: skip
    return [(*picked, *existing) for picked in found]


def agrees(plan, answer, value, *, rules, sites):
    assert plan.proven
    assert plan.objective == pytest.approx(answer, rel=1e-9, abs=1e-7)
    assert plan.bound == pytest.approx(answer, rel=1e-6, abs=1e-6)
    assert plan.gap <= 1e-6
    assert value == pytest.approx(plan.objective, rel=1e-9, abs=1e-7)
    assert len(set(plan.chosen)) == len(plan.chosen) <= sites
    if rules is None:
        assert len(plan.chosen) == sites
    else:
        assert rules.allows(np.isin(np.arange(rules.matrix.shape[1]), plan.chosen))


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("existing", EXISTING)
@pytest.mark.parametrize("need", (1, 2))
def test_cover_equals_trying_all(brute, instance, ruled, need, existing, kind):
    model = maximal_cover if need == 1 else backup_cover
    for seed in SEEDS:
        distance, weight = instance(seed)
        rules = None if kind is None else ruled(kind, 9, seed=seed)
        options = tried(brute, 9, 3, existing, rules)
        plan = model(distance, weight, radius=RADIUS, sites=3, existing=existing, rules=rules)
        answer = max(brute.covered(distance, weight, RADIUS, picked, need) for picked in options)
        own = brute.covered(distance, weight, RADIUS, (*plan.chosen, *existing), need)
        agrees(plan, answer, own, rules=rules, sites=3)


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("existing", EXISTING)
def test_p_median_equals_trying_all(brute, instance, ruled, existing, kind):
    for seed in SEEDS:
        distance, weight = instance(seed)
        rules = None if kind is None else ruled(kind, 9, seed=seed)
        options = tried(brute, 9, 3, existing, rules)
        answer = min(brute.assigned(distance, weight, picked) for picked in options)
        plan = p_median(distance, weight, sites=3, existing=existing, rules=rules)
        own = brute.assigned(distance, weight, (*plan.chosen, *existing))
        agrees(plan, answer, own, rules=rules, sites=3)


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("existing", EXISTING)
def test_p_center_equals_trying_all(brute, instance, ruled, existing, kind):
    for seed in SEEDS:
        distance, _ = instance(seed)
        rules = None if kind is None else ruled(kind, 9, seed=seed)
        options = tried(brute, 9, 3, existing, rules)
        answer = min(brute.farthest(distance, picked) for picked in options)
        plan = p_center(distance, sites=3, existing=existing, rules=rules)
        own = brute.farthest(distance, (*plan.chosen, *existing))
        agrees(plan, answer, own, rules=rules, sites=3)


@pytest.mark.parametrize("existing", EXISTING)
def test_set_cover_equals_trying_all(brute, instance, existing):
    for seed in SEEDS:
        distance, weight = instance(seed)
        radius = max(RADIUS, float(distance.min(axis=1).max()))
        plan = set_cover(distance, radius=radius, existing=existing)
        total = weight.sum()
        for sites in range(8):
            options = tried(brute, 9, sites, existing, None)
            if any(brute.covered(distance, weight, radius, p) == total for p in options if p):
                break
        assert plan.proven
        assert plan.objective == len(plan.chosen) == sites == plan.bound
        assert brute.covered(distance, weight, radius, (*plan.chosen, *existing)) == total


def test_gradual_cover_equals_trying_all(brute, instance):
    for seed in SEEDS:
        distance, weight = instance(seed)
        radii = np.linspace(15.0, 45.0, 7)
        share = (distance[:, :, None] <= radii).mean(axis=2)
        options = tried(brute, 9, 3, (), None)
        answer = max(float(share[:, list(p)].max(axis=1) @ weight) for p in options)
        plan = gradual_cover(distance, weight, radii=radii, sites=3)
        assert plan.proven
        assert plan.objective == pytest.approx(answer)


def test_unreachable_demand_is_named(instance):
    distance, weight = instance(1)
    distance[[3, 7]] = np.inf
    with pytest.raises(InputError, match=r"2 of 24 .*rows 3, 7"):
        set_cover(distance, radius=200.0)
    assert maximal_cover(distance, weight, radius=200.0, sites=2).uncoverable == (3, 7)
    assert p_median(distance, weight, sites=2).uncoverable == (3, 7)
    assert p_center(distance, sites=2).uncoverable == (3, 7)


def test_p_median_says_when_the_sites_cannot_reach_all():
    distance = np.where(np.eye(4) > 0, 1.0, np.inf)
    assert p_median(distance, np.ones(4), sites=4).objective == 4.0
    with pytest.raises(InputError, match="at least 4 are needed"):
        p_median(distance, np.ones(4), sites=3)


def test_rules_that_allow_nothing_are_told(instance, ruled):
    distance, weight = instance(2)
    rules = ruled("numbers", 9)
    shut = type(rules)(rules.matrix, rules.lower, rules.upper, (), tuple(range(4)))
    for call in (
        lambda: maximal_cover(distance, weight, radius=RADIUS, sites=3, rules=shut),
        lambda: p_median(distance, weight, sites=3, rules=shut),
        lambda: p_center(distance, sites=3, rules=shut),
    ):
        with pytest.raises(InputError, match="rules"):
            call()


def test_all_faults_are_told_at_once():
    distance = np.array([[1.0, np.nan], [-2.0, 3.0]])
    with pytest.raises(InputError) as told:
        maximal_cover(distance, np.zeros(2), radius=0, sites=5, existing=(9,))
    text = str(told.value)
    for word in (
        "demand 0, candidate 1",
        "-2",
        "only zeros",
        "radius above 0",
        "found 9",
        "found 5",
    ):
        assert word in text


def test_no_candidates():
    with pytest.raises(InputError, match="at least one candidate"):
        maximal_cover(np.empty((3, 0)), np.ones(3), radius=1, sites=1)
