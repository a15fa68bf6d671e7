"""What must hold of every method: order, doubling, no probability of 0, the same bytes again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geo.hotspots import (
    Cylinders,
    alerts,
    back_test,
    change_between,
    concentration,
    conditional_test,
    density_raster,
    groups,
    kernel_density,
    likeness,
    local_g,
    mann_kendall,
    moran,
    near_repeat,
    permutation_p,
    scan,
    section_rates,
    shrunk_rates,
    silence,
    space_time_scan,
    stands_out,
)

UNITS = 24
ONES = np.ones(UNITS)
NEAR = sparse.diags_array(
    [ONES[1:], ONES, ONES[1:]], offsets=[-1, 0, 1], shape=(UNITS, UNITS)
).tocsr()
KM = np.linspace(8.0, 12.0, UNITS)
LINE = np.column_stack([np.cumsum(KM) * 1000, np.zeros(UNITS)])
PERIODS = 6
# A world: the unit and the day of each of its records.
RECORDS = st.lists(
    st.tuples(st.integers(0, UNITS - 1), st.integers(0, 299)), min_size=60, max_size=120
)
QUICK = settings(max_examples=12, deadline=None)


def arrays(records):
    """Unit, day and a place beside the line for each record, from the record alone."""
    unit, day = np.array(records).T
    place = LINE[unit] + np.column_stack([(day * 37) % 900, (day * 91) % 700])
    return unit, day.astype(float), place


def counted(unit, day, *, before=150):
    """Records per unit: all, up to a day, after it, and per period."""
    periods = np.zeros((UNITS, PERIODS), dtype=int)
    np.add.at(periods, (unit, (day // 50).astype(int)), 1)
    early, late = (np.bincount(unit[part], minlength=UNITS) for part in (day < before, day >= 150))
    return np.bincount(unit, minlength=UNITS), early, late, periods


def by_sections(unit, day, _):
    counts = counted(unit, day)[0]
    test = conditional_test(counts, KM, NEAR)
    rates, shrunk = section_rates(counts, KM, years=3.0), shrunk_rates(counts, KM)
    return {"p": test.p, "p own": test.p_own, "z": test.z, "out": stands_out(test)} | {
        f"{name} {part}": getattr(found, part)
        for name, found in (("rate", rates), ("shrunk", shrunk))
        for part in ("rate", "low", "high")
    }


def by_scan(unit, day, _):
    options = {"simulations": 39, "seed": 1, "metric": "euclidean"}
    found = scan(LINE, counted(unit, day)[0], KM, **options)
    return {"p": np.array([c.p for c in found]), "members": str([c.members for c in found])}


def by_space_time(unit, day, _):
    options = Cylinders(metric="euclidean", prospective=True)
    found = space_time_scan(LINE, counted(unit, day)[3], cylinders=options, simulations=19, seed=1)
    return {"p": np.array([c.p for c in found]), "members": str([c.members for c in found])}


def by_near_repeat(_, day, place):
    bands = {"distance_edges_m": [0, 500, 2000], "day_edges": [0, 8, 31]}
    table = near_repeat(place, day, simulations=19, seed=1, **bands)
    return {name: table[name].to_numpy(float) for name in ("p", "observed", "expected")}


def by_periods(unit, day, _):
    _, before, after, _ = counted(unit, day)
    changed = change_between(before + 1, after + 1, days_before=150, days_after=150)
    new, silent = alerts(before + 1, after + 1, NEAR), silence(before, after, **DAYS)
    return {"p": changed.p, "p new": new.p, "p silent": silent.p, "alarm": new.alarm}


DAYS = {"days_before": 150, "days_recent": 150}


def by_likeness(unit, day, _):
    counts = counted(unit, day)[0]
    alike = likeness(counts, KM, NEAR, simulations=39, seed=1)
    curve = concentration(counts, KM, draws=49, seed=1)
    return {"p": np.array([alike.p]), "i": alike.i, "gini": curve.gini, "low": curve.low}


def by_local(unit, day, _):
    counts = counted(unit, day)[0] + np.arange(UNITS) % 2
    p = permutation_p(counts, NEAR, permutations=99, seed=1)
    return {"p": p, "z": local_g(counts, NEAR), "i": np.array(moran(counts, NEAR))}


def by_trend(unit, day, _):
    found = mann_kendall(counted(unit, day)[3].sum(axis=0) + np.arange(PERIODS) / 100)
    return {"p": np.array([found.p]), "z": found.z}


def by_back_test(unit, day, _):
    _, before, after, _ = counted(unit, day)
    scores = {"ours": before / KM}
    return {"all": str(back_test(scores, before + 1, after + 1, KM, draws=49, seed=1))}


def by_density(_, __, place):
    edges = np.linspace(-5_000, 260_000, 60), np.linspace(-5_000, 6_000, 12)
    lonlat = 100 + place[:, 0] / 1e6, 15 + place[:, 1] / 1e6
    raster = density_raster(*lonlat, bandwidth_km=15)
    plain = kernel_density(place, bandwidth_m=3_000, grid=edges)
    return {"raster": raster.per_km2, "direct": plain}


def by_groups(_, __, place):
    found = groups(100 + place[:, 0] / 1e6, 15 + place[:, 1] / 1e6, radius_km=0.05, least=4)
    return {"size": found.size, "lon": found.lon}


METHODS = (
    by_sections,
    by_scan,
    by_space_time,
    by_near_repeat,
    by_periods,
    by_likeness,
    by_local,
    by_trend,
    by_back_test,
    by_density,
    by_groups,
)
# Sums of decimals in another order differ in their last bits; everything else must not.
ROUNDED = (by_density, by_groups)


def same(first, second, *, rounded):
    """Whether two results are the same, to the byte unless rounded."""
    assert first.keys() == second.keys()
    for name, value in first.items():
        if rounded:
            assert np.allclose(value, second[name], rtol=1e-9, atol=1e-12), name
        else:
            assert np.asarray(value).tobytes() == np.asarray(second[name]).tobytes(), name


@pytest.mark.parametrize("method", METHODS)
@QUICK
@given(records=RECORDS, seed=st.integers(0, 99))
def test_the_order_of_records_changes_nothing(method, records, seed):
    order = np.random.default_rng(seed).permutation(len(records))
    shuffled = [records[at] for at in order]
    first, again = method(*arrays(records)), method(*arrays(shuffled))
    same(first, again, rounded=method in ROUNDED)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_bytes(method):
    rng = np.random.default_rng(8)
    records = list(zip(rng.integers(0, UNITS, 90), rng.integers(0, 300, 90), strict=True))
    same(method(*arrays(records)), method(*arrays(records)), rounded=False)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("busiest", [60, 100_000])
def test_no_probability_is_ever_exactly_nought(method, busiest):
    """However extreme the world: all records in one unit and in the last days."""
    records = [(7, 299)] * min(busiest, 400) + [(3, 10), (4, 20), (5, 199)]
    if method is by_sections and busiest > 400:
        records = [(7, 299)] * busiest + [(3, 10)]
    for name, value in method(*arrays(records)).items():
        if name.startswith("p"):
            p = np.asarray(value, float)
            assert (np.isnan(p) | ((p > 0) & (p <= 1))).all(), name


def ranks(values):
    """Positions from the highest down, ties in the order of units."""
    return np.argsort(-np.round(np.nan_to_num(values, nan=-np.inf), 9), kind="stable").tolist()


@QUICK
@given(records=RECORDS)
def test_doubling_all_counts_keeps_the_ranking_of_counts_z_and_density(records):
    unit, day, place = arrays(records)
    counts = counted(unit, day)[0]
    assert ranks(2 * counts) == ranks(counts)
    once, twice = conditional_test(counts, KM, NEAR), conditional_test(2 * counts, KM, NEAR)
    assert ranks(twice.z) == ranks(once.z)
    assert twice.z == pytest.approx(once.z * np.sqrt(2))
    spread = counts + np.arange(UNITS) % 2
    assert local_g(2 * spread, NEAR) == pytest.approx(local_g(spread, NEAR), abs=1e-9)
    assert moran(2 * spread, NEAR).i == pytest.approx(moran(spread, NEAR).i)
    edges = np.linspace(-5_000, 260_000, 60), np.linspace(-5_000, 6_000, 12)
    single = kernel_density(place, bandwidth_m=3_000, grid=edges)
    double = kernel_density(np.vstack([place, place]), bandwidth_m=3_000, grid=edges)
    assert double == pytest.approx(2 * single)
    assert section_rates(2 * counts, KM, years=1.0).rate == pytest.approx(
        2 * section_rates(counts, KM, years=1.0).rate
    )
