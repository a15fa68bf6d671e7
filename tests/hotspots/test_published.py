"""Numbers from the literature against ours."""

import numpy as np
import pytest
from scipy import stats

from geo.hotspots import mann_kendall, near_repeat

FAR_M = 50_000.0


def leukaemia_table():
    """Ninety-six cases with the margins of Knox 1964: of 4,560 pairs 25 within 1 km, 152 within 60
    days, 5 both. Where the cases lie is made up; the table is not."""
    points = np.column_stack([np.arange(96) * FAR_M, np.zeros(96)])
    points[1:50:2] = points[0:50:2]
    points[1:50:2, 0] += 500.0
    days = np.arange(96) * 1000.0
    days[[*range(10), *range(50, 57)]] = 0.0
    days[57:63] = 57_000.0
    days[63:65] = 63_000.0
    return points, days


def test_knox_1964_childhood_leukaemia():
    points, days = leukaemia_table()
    table = near_repeat(
        points,
        days,
        distance_edges_m=[0, 1000, 1e9],
        day_edges=[0, 60, 1e6],
        simulations=199,
        seed=1,
    )
    close = table.iloc[0]
    assert table["observed"].sum() == 4560
    assert table.loc[table["distance_to_m"] == 1000, "observed"].sum() == 25
    assert table.loc[table["day_to"] == 60, "observed"].sum() == 152
    assert close["observed"] == 5
    # Knox printed 0.83 expected and a Poisson probability of 0.0017 for five or more.
    assert close["expected"] == pytest.approx(0.83, abs=0.005)
    assert stats.poisson.sf(4, close["expected"]) == pytest.approx(0.0017, abs=0.0001)
    assert close["p"] <= 0.02


@pytest.mark.parametrize(
    ("series", "s", "variance"),
    [
        # Kendall 1975: without ties the variance is n (n - 1)(2n + 5) / 18.
        (np.arange(10), 45, 125.0),
        # Gilbert 1987, section 16.4.1: 10, 15, 14, 20 gives S = 5 rises - 1 fall.
        ([10, 15, 14, 20], 4, 26 / 3),
    ],
)
def test_mann_kendall_by_the_printed_formula(series, s, variance):
    found = mann_kendall(series)
    assert found.s == s
    assert found.variance == pytest.approx(variance)
    assert found.z == pytest.approx((s - 1) / np.sqrt(variance))
