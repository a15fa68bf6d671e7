"""What must hold of any question on the real line: candidates, mirror rule, greedy, distance."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import geod
from geo.planning import Point, Scenario, planned, problem
from geo.siting import greedy_cover
from geo.siting.access import land, own_country_km

SEEDS = st.integers(0, 10_000)
ASKED = Scenario(
    pairs=("KHM-THA",), sites={"THA": (0, 2)}, reach_by="straight", mirror_km=0.0, kinds=(),
    reach_km=35.0,
)  # fmt: skip


def points(seed, number=7):
    """Places on both banks, near the line between Poipet and Chong Chom; some in the wrong one."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(102.4, 103.8, number), rng.uniform(13.8, 14.5, number)
    sides = rng.choice(["KHM", "THA"], number)
    sides[:2] = "THA"
    lon[:2], lat[:2] = (102.6, 103.4), (13.95, 14.5)
    return tuple(
        Point(f"p{at}", str(side), float(x), float(y))
        for at, (side, x, y) in enumerate(zip(sides, lon, lat, strict=True))
    )


def best(ground, scenario):
    world = ground.world(offices=[ground.office("khm-a", "KHM", (103.69, 14.42))])
    found = problem(world, scenario, as_of=ground.AS_OF)
    return found, planned(found)


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS)
def test_a_further_candidate_never_lowers_the_optimum_and_a_rule_never_raises_it(ground, seed):
    places = points(seed)
    fewer = best(ground, replace(ASKED, points=places[:-1], sites={"THA": (0, 1)}))[1]
    found, more = best(ground, replace(ASKED, points=places, sites={"THA": (0, 1)}))
    assert more.plan.proven
    assert more.plan.objective >= fewer.plan.objective
    for change in ({"mirror_km": 25.0}, {"spacing_km": 60.0},
                   {"forbidden": (f"point:{places[0].id}",)}):  # fmt: skip
        ruled = best(ground, replace(ASKED, points=places, sites={"THA": (0, 1)}, **change))[1]
        assert ruled.plan.objective <= more.plan.objective + 1e-9
    quick = greedy_cover(
        found.covers, found.weight, sites=1, existing=tuple(found.existing.tolist())
    )
    assert quick.objective <= best(ground, replace(ASKED, points=places))[1].plan.objective + 1e-9


def test_a_wider_reach_and_a_further_site_never_lower_the_optimum(ground):
    places = points(3)
    values = [
        best(ground, replace(ASKED, points=places, sites={"THA": (0, most)}, reach_km=reach))[1]
        for most, reach in ((1, 35.0), (2, 35.0), (2, 50.0))
    ]
    covered = [value.plan.objective for value in values]
    assert covered == sorted(covered)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_own_country_distance_is_never_shorter_than_the_geodesic(seed):
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, 12))
    radius = rng.uniform(0.15, 0.6, 12)
    shape = shapely.make_valid(
        shapely.Polygon(np.column_stack([102 + radius * np.cos(turn), 17 + radius * np.sin(turn)]))
    )
    country = land(shape, cell_km=4.0)
    places = np.column_stack([rng.uniform(101.4, 102.6, 25), rng.uniform(16.4, 17.6, 25)])
    found = own_country_km(country, places, places, limit_km=400.0)
    lon, lat = (np.repeat(places[:, axis], 25) for axis in (0, 1))
    least = geod().inv(lon, lat, np.tile(places[:, 0], 25), np.tile(places[:, 1], 25))[2] / 1000.0
    assert (found >= least.reshape(25, 25) * (1 - 1e-6)).all()
    assert found == pytest.approx(found.T, rel=1e-3, abs=1e-2)
