"""No attack recovers anything, and each would if masking or suppression were weaker."""

import numpy as np
import pytest

from geo.release import RING_M, mask
from tests.release import attacks


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=lambda attack: attack.__name__)
def test_nothing_is_recovered(attack):
    tried, recovered = attack()
    assert tried > 0
    assert recovered == 0


def test_averaging_finds_the_place_where_each_row_has_its_own_mask():
    """The measure itself works: masks drawn anew for each record are found by averaging."""
    random = np.random.default_rng(1)
    x, y = 100.2, 15.2
    angle, far = random.uniform(0, 2 * np.pi, 20_000), random.uniform(1000, 5000, 20_000)
    lon, lat = x + far * np.cos(angle) / 107_000, y + far * np.sin(angle) / 110_600
    assert attacks.metres(lon.mean(), lat.mean(), x, y) < attacks.FOUND_M


def test_masked_places_are_uniform_by_area_on_the_same_ground():
    lon, lat = 100.1 + np.arange(4000) * 0.00107, np.full(4000, 15.05)
    moved = mask(lon, lat, key=attacks.KEY, ground=_flat)
    away = attacks.metres(lon, lat, moved["lon"].to_numpy(), moved["lat"].to_numpy())
    assert moved["masked"].all()
    assert (away.min() >= RING_M[0], away.max() <= RING_M[1]) == (True, True)
    share = (away**2 - RING_M[0] ** 2) / (RING_M[1] ** 2 - RING_M[0] ** 2)
    found = np.histogram(share, bins=8, range=(0.0, 1.0))[0] / len(share)
    assert np.abs(found[1:-1] - 1 / 8).max() < 0.03
    east = (moved["lon"] > lon).mean()
    assert abs(east - 0.5) < 0.03


def test_a_place_at_the_edge_of_its_ground_is_not_masked():
    """A strip 300 m wide: the ring lies almost wholly on other ground."""
    moved = mask(np.array([100.0014]), np.array([15.05]), key=attacks.KEY, ground=_strip)
    assert not moved["masked"].any()
    assert moved["lon"].isna().all()


def test_masked_places_stay_on_their_side():
    lon, lat = attacks.places(200, seed=5)
    lon = 100.0 + (lon - 100.25) / 20  # within 1.1 km of the line, on both sides
    moved = mask(lon, lat, key=attacks.KEY, ground=attacks.ground)
    kept = moved["masked"].to_numpy()
    assert kept.sum() > 50
    assert ((moved["lon"][kept] < 100.0) == (lon[kept] < 100.0)).all()


def _flat(lon, lat):
    return attacks.ground(lon, lat).assign(country=3, section=1, district="D")


def _strip(lon, lat):
    return attacks.ground(lon, lat).assign(section=np.floor(np.asarray(lon) / 0.0028).astype(int))
