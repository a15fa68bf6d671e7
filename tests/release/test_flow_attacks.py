"""No attack on the whole flow recovers anything, and each would if the flow were weaker."""

import numpy as np
import pytest
import streamlit as st

from geo.release import records
from geo.store.installation import choose_home
from screens import _cached
from tests.release import flow_attacks, page_attacks


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with flow_attacks.installation(tmp_path_factory.mktemp("attacked")) as made:
        yield made


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An installation with the shipped facts, as a running dashboard has it open."""
    st.cache_resource.clear()
    folder = tmp_path_factory.mktemp("pages")
    with (
        flow_attacks.installation(folder, shipped=True) as made,
        pytest.MonkeyPatch.context() as at,
    ):
        at.setenv("BORDER_ATLAS_HOME", str(folder))
        yield made
    st.cache_resource.clear()


@pytest.mark.parametrize("attack", flow_attacks.ATTACKS, ids=lambda one: one.__name__)
def test_nothing_is_recovered(world, attack):
    tried, recovered = attack(world)
    assert tried > 10
    assert recovered == 0


@pytest.mark.parametrize(
    "attack",
    [page_attacks.caches_across_viewers,
     pytest.param(page_attacks.link_tampering, marks=pytest.mark.long)],
    ids=lambda one: one.__name__,
)  # fmt: skip
def test_nor_from_pages_and_caches(home, attack):
    tried, recovered = attack(home)
    assert tried >= 10
    assert recovered == 0


@pytest.mark.long
def test_masks_that_differ_by_record_are_recovered(world, monkeypatch):
    """The measures themselves work."""
    kept, random = records.mask, np.random.default_rng(3)

    def anew(lon, lat, **options):
        moved = kept(lon, lat, **options)
        angle, far = random.uniform(0, 2 * np.pi, len(lon)), random.uniform(0.001, 0.02, len(lon))
        return moved.assign(lon=lon + far * np.cos(angle), lat=lat + far * np.sin(angle))

    monkeypatch.setattr(records, "mask", anew)
    assert flow_attacks.repeated_queries(world)[1] > 0
    assert flow_attacks.differencing_two_audiences(world)[1] > 0


@pytest.mark.long
def test_points_that_are_not_masked_are_recovered(world, monkeypatch):
    kept = records.mask

    def none(lon, lat, **options):
        return kept(lon, lat, **options).assign(lon=lon, lat=lat)

    monkeypatch.setattr(records, "mask", none)
    assert flow_attacks.averaging_masks(world)[1] > 0
    assert flow_attacks.differencing_two_audiences(world)[1] > 0


@pytest.mark.long
def test_a_cache_that_forgets_who_looks_is_found_out(home, monkeypatch):
    one = _cached.stamp_of(flow_attacks.OWNER)
    monkeypatch.setattr(_cached, "stamp_of", lambda audience: one)
    assert page_attacks.caches_across_viewers(home)[1] > 0


@pytest.mark.long
def test_a_page_that_is_the_owners_is_found_out(home):
    """Last of all, since the installation has a home from here on."""
    choose_home(home.store, "THA", organisation="Border Office", actor="u1")
    assert page_attacks.link_tampering(home)[1] > 0
