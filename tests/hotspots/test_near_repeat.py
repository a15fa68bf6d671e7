"""Near repeat against pairs counted one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.hotspots import near_repeat


def test_three_records_by_hand():
    """Pairs: 100 m and 3 days; 100 m and 4 days; 200 m and 7 days. Bands are left-closed."""
    table = near_repeat(
        [[0, 0], [100, 0], [200, 0]],
        [0, 3, 7],
        distance_edges_m=[0, 150, 250],
        day_edges=[0, 4, 7, 8],
        simulations=99,
        seed=1,
    )
    assert table["day_from"].tolist() == [0, 4, 7] * 2
    assert table["day_to"].tolist() == [4, 7, 8] * 2
    assert table["observed"].tolist() == [1, 1, 0, 0, 0, 1]
    assert table["expected"].tolist() == pytest.approx([2 / 3] * 3 + [1 / 3] * 3)
    assert table["ratio"].iloc[0] == pytest.approx(1.5)


def test_a_gap_of_three_days_is_not_labelled_four_to_six():
    table = near_repeat(
        [[0, 0], [1, 0], [500, 0]],
        [10, 13, 100],
        distance_edges_m=[0, 10],
        day_edges=[0, 4, 7],
        simulations=9,
        seed=1,
    )
    assert table.loc[table["observed"] == 1, ["day_from", "day_to"]].to_numpy().tolist() == [[0, 4]]


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_observed_agrees_with_a_plain_loop_and_expected_with_the_mean_of_shuffles(metric):
    rng = np.random.default_rng(2)
    points, days = rng.integers(0, 30, (60, 2)) * 10.0, rng.integers(0, 40, 60)
    near, gap = [0, 10, 50, 120], [0, 1, 4, 9]
    table = near_repeat(
        points, days, distance_edges_m=near, day_edges=gap, simulations=9, seed=1, metric=metric
    )

    def plain(days):
        counts = np.zeros((3, 3))
        for i in range(60):
            for j in range(i):
                apart = np.abs(points[i] - points[j])
                d = apart.sum() if metric == "manhattan" else np.hypot(*apart)
                t = abs(days[i] - days[j])
                if d < near[-1] and t < gap[-1]:
                    counts[
                        np.searchsorted(near, d, "right") - 1, np.searchsorted(gap, t, "right") - 1
                    ] += 1
        return counts

    assert table["observed"].to_numpy().reshape(3, 3) == pytest.approx(plain(days))
    shuffled = np.mean([plain(rng.permutation(days)) for _ in range(60)], axis=0)
    assert table["expected"].sum() == pytest.approx(shuffled.sum(), rel=0.1)


def test_planted_repeats_are_found_and_chance_is_not():
    rng = np.random.default_rng(3)
    points, days = rng.uniform(0, 20_000, (150, 2)), rng.integers(0, 700, 150).astype(float)
    options = {"distance_edges_m": [0, 300], "day_edges": [0, 7], "simulations": 199, "seed": 5}
    again = np.vstack([points, points[:25] + 50]), np.r_[days, days[:25] + 2]
    planted = near_repeat(*again, **options)
    assert planted["p"].iloc[0] == 1 / 200
    assert planted["ratio"].iloc[0] > 5
    assert near_repeat(points, days, **options)["p"].iloc[0] > 0.05


def test_same_seed_and_any_order_give_the_same_bytes():
    rng = np.random.default_rng(4)
    points, days = rng.uniform(0, 1000, (40, 2)), rng.integers(0, 60, 40)
    options = {
        "distance_edges_m": [0, 100, 300],
        "day_edges": [0, 7, 14],
        "simulations": 49,
        "seed": 9,
    }
    order = rng.permutation(40)
    first, second = (
        near_repeat(points, days, **options),
        near_repeat(points[order], days[order], **options),
    )
    assert first.to_csv() == second.to_csv()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"points_m": [[0, 0], [1, 1]], "days": [1, 2]}, "at least 3 records"),
        ({"days": [1, np.nan, 3]}, "NaN"),
        ({"day_edges": [0, 7, 4]}, "rising"),
        ({"distance_edges_m": [-1, 4]}, "none negative"),
        ({"metric": "haversine"}, "metric"),
        ({"simulations": 0}, "simulations"),
    ],
)
def test_bad_input_is_named(change, words):
    options = {
        "points_m": [[0, 0], [1, 1], [2, 2]],
        "days": [1, 2, 3],
        "distance_edges_m": [0, 5],
        "day_edges": [0, 5],
        "seed": 1,
    } | change
    points, days = options.pop("points_m"), options.pop("days")
    with pytest.raises(InputError, match=words):
        near_repeat(points, days, **options)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=40), st.integers(1, 30))
def test_what_is_expected_has_the_margins_of_what_is_observed(tenths, edge):
    """Tenths of a day are no exact binary numbers: adding and subtracting round differently."""
    days = np.array(tenths) / 10
    points = np.random.default_rng(1).uniform(0, 10, (len(days), 2))
    bands = {"distance_edges_m": [0, 5, 100], "day_edges": [0, edge / 10, 100]}
    table = near_repeat(points, days, simulations=1, seed=1, **bands)
    for column in ("day_from", "distance_from_m"):
        sums = table.groupby(column)[["observed", "expected"]].sum()
        assert sums["expected"].to_numpy() == pytest.approx(sums["observed"].to_numpy())
