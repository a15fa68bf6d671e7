"""A border by hand: two countries, six places on each side, solved and explained."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from geo.errors import InputError
from geo.planning import Scenario, planned
from geo.planning.demand import Demand
from geo.planning.honesty import curve, near_ties, pareto, stability, worths
from geo.planning.problem import Problem, rules
from geo.planning.report import coverage_table, gap_table, report, to_bytes
from geo.schema.vocabularies import COUNTRIES, PAIRS

KM = 60
PLACES = (4, 13, 22, 33, 45, 56)
SIDES = ("LAO", "THA")
DEGREE_KM = 111.0


def rows():
    """Sixty kilometres of a straight line and two sides; three incidents on the Thai side."""
    along = np.concatenate([np.tile(np.arange(KM) + 0.5, 2), [12.2, 13.7, 50.1]])
    side = np.array([COUNTRIES.index("LAO")] * KM + [COUNTRIES.index("THA")] * (KM + 3))
    incident = np.array([0.0] * (2 * KM) + [1.0] * 3)
    n = len(along)
    return Demand(
        lon=102 + along / DEGREE_KM, lat=np.full(n, 18.0), side=side,
        pair=np.full(n, PAIRS.index("LAO-THA")), section=np.full(n, 200), km_along=along,
        km=1.0 - incident, incident=incident, uncertainty_m=incident * 0.0, set_aside=(),
    )  # fmt: skip


def made(**changes):
    """The record; an office stands at km 30 on the Lao side. Reach 8 km, mirror 3 km."""
    options = {"pairs": ("LAO-THA",), "sites": {"THA": (0, 2)}, "reach_km": 8.0, "mirror_km": 3.0,
               "detour": 1.0} | changes  # fmt: skip
    scenario, demand = Scenario(**options), rows()
    offset = {"LAO": 2, "THA": 0}
    table = [
        (f"{country}-{at}", "town", f"Place {at}", country, "LAO-THA",
         102 + (at + offset[country]) / DEGREE_KM, 18.0, "town", "", "", 0.0,
         float(at + offset[country]), 200)
        for country in SIDES for at in PLACES
    ]  # fmt: skip
    names = ["id", "kind", "name", "country", "pair", "lon", "lat", "precision", "status", "reason",
             "km_away", "km_along", "section"]  # fmt: skip
    sites = pd.DataFrame(table, columns=names).set_index("id")
    offices = pd.DataFrame(
        {"country": ["LAO"], "name_en": ["Office"], "lon": [102 + 30 / DEGREE_KM], "lat": [18.0],
         "coord_precision": ["town"]}, index=["lao-office"],
    )  # fmt: skip
    own = [COUNTRIES.index(country) for country in scenario.countries]
    return Problem(
        scenario=scenario, demand=demand, looked_at=sites, sites=sites, offices=offices,
        reach_km=reach(demand, sites), office_km=reach(demand, offices), spread_km=np.zeros(1),
        weight=(demand.km + demand.incident) * np.isin(demand.side, own),
        asked=sites["country"].isin(scenario.countries).to_numpy(), unlocated=(),
    )  # fmt: skip


def reach(demand, places):
    at = (places["lon"].to_numpy() - 102) * DEGREE_KM
    own = np.array([COUNTRIES.index(country) for country in places["country"]])
    gap = np.abs(demand.km_along[:, None] - at[None])
    return np.where(demand.side[:, None] == own[None], gap, np.inf).astype(np.float32)


def best_by_trying(found):
    """Every set of sites: the asked ones within their number, everything with a mate opposite."""
    sites, scenario = found.sites, found.scenario
    at, country = sites["km_along"].to_numpy(), sites["country"].to_numpy()
    best = 0.0
    for size in range(1, 5):
        for picked in combinations(range(len(sites)), size):
            asked = [j for j in picked if found.asked[j]]
            if len(asked) > 2:
                continue
            faced = [
                (country[j] == "THA" and abs(at[j] - 30) <= scenario.mirror_km)
                or any(
                    country[k] != country[j] and abs(at[k] - at[j]) <= scenario.mirror_km
                    for k in picked
                )
                for j in picked
            ]
            if scenario.mirror_km and not all(faced):
                continue
            open_now = found.reach_km[:, list(picked)].min(axis=1) <= scenario.reach_km
            held = open_now | (found.office_km[:, 0] <= scenario.reach_km)
            best = max(best, float(found.weight[held].sum()))
    return best


@pytest.mark.parametrize("mirror_km", (0.0, 2.5, 3.0))
@pytest.mark.parametrize("reach_km", (5.0, 8.0))
def test_the_plan_equals_trying_all(mirror_km, reach_km):
    found = made(mirror_km=mirror_km, reach_km=reach_km)
    done = planned(found)
    assert done.plan.proven
    assert done.plan.objective == pytest.approx(best_by_trying(found))
    assert len(done.sites) <= 2


def test_counterparts_are_asked_for_only_where_no_office_faces_the_site():
    found = made()
    done = planned(replace(found, scenario=replace(found.scenario, forced=("THA-33",))))
    names = found.sites.index
    picked = {names[j] for j in done.sites}
    assert "THA-33" in picked
    lao = {names[j] for j in done.counterparts}
    assert len(lao) == len(picked) - 1
    assert all(f"LAO-{name.split('-')[1]}" in lao for name in picked - {"THA-33"})


def test_the_mirror_rule_binds_without_a_mate():
    found = made(mirror_km=1.0)
    assert planned(found).sites == ()
    forced = replace(found, scenario=replace(found.scenario, forced=("THA-4",)))
    with pytest.raises(InputError, match="no choice keeps all"):
        planned(forced)


def test_the_budget_counts_counterparts_too():
    costs = {"LAO": (1.0, 1.0), "THA": (2.0, 2.0)}
    enough = planned(made(budget=6.0, costs=costs))
    short = planned(made(budget=5.0, costs=costs))
    assert (len(enough.sites), len(enough.counterparts)) == (2, 2)
    assert short.plan.objective < enough.plan.objective


def test_spacing_keeps_sites_apart():
    found = made(spacing_km=40.0)
    at = found.sites["km_along"].to_numpy()[list(planned(found).sites)]
    assert len(at) < 2 or abs(np.diff(at)[0]) >= 39.0


@pytest.mark.parametrize(
    "model", ("backup_cover", "gradual_cover", "p_median", "p_center", "set_cover")
)
def test_every_model_keeps_the_rules(model):
    found = made(model=model, sites={"THA": (0, 6)})
    done = planned(found)
    taken = np.isin(np.arange(len(found.sites)), done.plan.chosen)
    assert rules(found).allows(taken)
    assert done.plan.proven


def test_worth_is_the_optimum_without_and_with_each_site():
    found = made()
    best = planned(found)
    for item in worths(found, best):
        assert item.chosen == (found.sites.index.get_loc(item.site) in best.sites)
        assert not item.without > best.plan.objective
        assert not item.forced > best.plan.objective


def test_ties_are_different_and_near():
    found = made(sites={"THA": (0, 1)})
    best = planned(found)
    ties = near_ties(found, best)
    every = [{*tie.sites} for tie in ties] + [{found.sites.index[j] for j in best.sites}]
    assert len({frozenset(item) for item in every}) == len(every)
    assert all(tie.value >= 0.99 * best.plan.objective for tie in ties)


def test_the_curve_rises_to_the_plan():
    found = made()
    values = [step.value for step in curve(found)]
    assert values == sorted(values)
    assert values[-1] == planned(found).plan.objective


def test_stability_counts_runs():
    found = made()
    best = planned(found)
    for row in stability(found, best):
        assert 0.0 <= row.resampled <= 1.0
        assert row.runs == 20 + 2 + 3


def test_pareto_floors_are_kept():
    found = made()
    points = pareto(found, planned(found))
    assert points
    assert all(point.proven and point.fairness >= point.floor - 1e-6 for point in points)


def test_every_percentage_again_by_counting():
    found = made()
    done = planned(found)
    opened = [found.sites["km_along"].iloc[j] for j in done.sites]
    by_hand = sum(any(abs(km + 0.5 - at) <= 8.0 for at in opened) for km in range(KM))
    thai = next(row for row in coverage_table(found, done.held_after) if row["side"] == "THA")
    assert thai["covered_km"] == by_hand
    assert thai["covered_share"] == pytest.approx(by_hand / KM)
    bare = sum(row["km_to"] - row["km_from"] for row in gap_table(found, done.held_after)
               if row["side"] == "THA")  # fmt: skip
    assert bare == pytest.approx(KM - by_hand)


def test_a_plan_replays_to_the_same_bytes():
    from datetime import date

    def run():
        found = made(nodes=100)
        return to_bytes(report(found, planned(found), as_of=date(2026, 1, 1)))

    assert run() == run()
