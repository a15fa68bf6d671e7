"""Groups, alerts, silence, funnel, shares and concentration on worlds to be counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats

from geo.errors import InputError
from geo.hotspots import alerts, concentration, funnel, groups, shares, silence

ALONE = sparse.eye_array(12, format="csr")


def test_groups_counted_by_hand():
    lon = np.array([100.0, 100.01, 100.02, 101.0, 101.01, 101.02, 101.03, 105.0])
    found = groups(lon, np.full(8, 15.0), radius_km=1.5, least=3)
    assert found.label.tolist() == [1, 1, 1, 0, 0, 0, 0, -1]
    assert found.size.tolist() == [4, 3]
    assert found.core.tolist() == [False, True, False, False, True, True, False, False]
    assert found.lon == pytest.approx([101.015, 100.01])


@given(st.permutations(range(30)), st.integers(0, 5))
def test_the_order_of_records_changes_no_group(order, seed):
    lon, lat = np.random.default_rng(seed).uniform(100, 101, (2, 30))
    first = groups(lon, lat, radius_km=15, least=3).label
    again = groups(lon[order], lat[order], radius_km=15, least=3).label
    assert again.tolist() == first[order].tolist()


def test_groups_agree_with_scikit_learn_where_it_does_not_depend_on_order():
    cluster = pytest.importorskip("sklearn.cluster")
    lon, lat = np.random.default_rng(3).uniform(100, 101, (2, 400))
    ours = groups(lon, lat, radius_km=6, least=5)
    peer = cluster.DBSCAN(eps=6 / 6371.0088, min_samples=5, metric="haversine")
    peer.fit(np.radians(np.column_stack([lat, lon])))
    core = np.zeros(400, dtype=bool)
    core[peer.core_sample_indices_] = True
    assert (ours.core == core).all()
    assert ((ours.label < 0) == (peer.labels_ < 0)).all()
    pairs = {*zip(ours.label[core].tolist(), peer.labels_[core].tolist(), strict=True)}
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def test_no_record_makes_no_group_and_bad_input_is_told():
    assert groups([], [], radius_km=5).size.tolist() == []
    with pytest.raises(InputError, match="NaN"):
        groups([np.nan], [15.0], radius_km=5)
    with pytest.raises(InputError, match="least"):
        groups([100.0], [15.0], radius_km=5, least=0)


def test_an_alert_by_the_hypergeometric_tail():
    before, since = np.full(12, 5), np.zeros(12, dtype=int)
    since[3] = 10
    found = alerts(before, since, ALONE)
    assert found.p[3] == pytest.approx(stats.hypergeom.sf(9, 70, 10, 15))
    assert found.expected[3] == pytest.approx(15 * 10 / 70)
    assert np.flatnonzero(found.alarm).tolist() == [3]
    assert not found.first.any()


def test_more_records_everywhere_raise_no_alarm():
    found = alerts(np.full(12, 5), np.full(12, 50), ALONE)
    assert not found.alarm.any()


def test_alerts_on_worlds_of_pure_chance_are_few():
    rng, hits = np.random.default_rng(8), 0
    for _ in range(400):
        before, since = (rng.multinomial(n, np.full(12, 1 / 12)) for n in (66, 36))
        hits += bool(alerts(before, since, ALONE).alarm.any())
    assert hits / 400 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize(("records", "gain"), [(150, 12.0), (5_000, 2.5)])
def test_one_section_that_rose_takes_no_quiet_neighbour_along(records, gain):
    """Mean share of false alarms with one of sixty sections planted, sparse and dense."""
    chain = sparse.diags_array([np.ones(59), np.ones(59)], offsets=[-1, 1], shape=(60, 60)).tocsr()
    rng, false, seen = np.random.default_rng(9), [], []
    later = np.full(60, records / 60)
    later[30] *= gain
    for _ in range(150):
        before = rng.multinomial(records, np.full(60, 1 / 60))
        alarm = alerts(before, rng.poisson(later), chain).alarm
        false.append((alarm.sum() - alarm[30]) / max(alarm.sum(), 1))
        seen.append(alarm[30])
    assert np.mean(false) <= 0.05
    assert np.mean(seen) >= 0.8


@pytest.mark.parametrize(("before", "since"), [(1, 5), (5, 0)])
def test_too_few_records_are_no_alert(before, since):
    with pytest.raises(InputError, match="at least"):
        alerts(np.full(12, before), np.full(12, since), ALONE)


def test_silence_against_its_own_baseline():
    found = silence([0, 1, 20, 20], [0, 0, 0, 2], days_before=1000, days_recent=500)
    assert found.p[1:3] == pytest.approx([2 / 3, (2 / 3) ** 20])
    assert found.silent.tolist() == [False, False, True, False]
    assert found.never.tolist() == [True, False, False, False]
    assert np.isnan(found.p[0])
    assert found.expected.tolist() == [0, 0.5, 10, 10]


def test_funnel_limits_are_poisson_quantiles():
    found = funnel([1, 9, 50], [10, 10, 40])
    assert found.expected == pytest.approx([10, 10, 40])
    assert found.low == pytest.approx(stats.poisson.ppf(0.025, [10, 10, 40]))
    assert found.high == pytest.approx(stats.poisson.ppf(0.975, [10, 10, 40]))
    assert found.outside.tolist() == [-1, 0, 0]
    with pytest.raises(InputError, match="size"):
        funnel([1], [0])


def test_shares_and_how_few_words_they_amount_to():
    counts, few = shares([0, 0, 1, 1, -1], words=3)
    assert counts.tolist() == [2, 2, 0]
    assert few == pytest.approx(2)
    assert np.isnan(shares([], words=2)[1])
    with pytest.raises(InputError, match="code"):
        shares([3], words=3)


def test_concentration_by_hand_and_its_range_by_chance():
    found = concentration([3, 1, 0, 0], np.full(4, 10.0), seed=1)
    assert found.size_share.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert found.record_share.tolist() == [0, 0.75, 1, 1, 1]
    assert found.gini == pytest.approx(0.625)
    assert found.share_of_size(0.75) == pytest.approx(0.25)
    fair = concentration(np.ones(50), np.ones(50), seed=1)
    assert fair.gini == pytest.approx(0)
    # Fifty records on fifty units look concentrated by chance alone.
    assert 0.3 < fair.low < fair.by_chance < fair.high < 0.7
    with pytest.raises(InputError, match="one record"):
        concentration([0, 0], [1, 1], seed=1)
