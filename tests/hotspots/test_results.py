"""From plain arrays to the results that layers draw."""

import numpy as np
import pytest
from scipy import sparse

from geo.errors import InputError
from geo.hotspots import (
    MINIMUM_RECORDS,
    cell_results,
    cell_universe,
    cells_of,
    density_results,
    section_ranking,
    section_results,
)
from geo.scene import CellResults, DensityResults, SectionResults

LENGTH_KM = np.array([10.0] * 39 + [0.0])
NEAR = sparse.diags_array([np.ones(39), np.ones(39)], offsets=[-1, 1], shape=(40, 40)).tocsr()


def results(section, tested=None):
    tested = np.ones(40, dtype=bool) if tested is None else tested
    return section_results(
        section, tested=tested, length_km=LENGTH_KM, years=10.0, neighbourhood=NEAR
    )


def test_one_busy_section_stands_out_alone_and_ranks_first():
    section = [5] * 15 + list(range(20, 35)) + [39] * 3 + [-1]
    found = results(section)
    assert isinstance(found, SectionResults)
    assert np.flatnonzero(found.stands_out).tolist() == [5]
    assert found.count[[5, 20, 39]].tolist() == [15, 1, 3]
    assert found.rate[5] == pytest.approx(15)
    assert found.rate_low[5] < 15 < found.rate_high[5]
    assert np.isnan([found.rate[39], found.p[39], found.z[39]]).all()
    assert found.count_edges == (1.0, 3.0, 15.0)
    assert found.count_class[[0, 20, 39, 5]].tolist() == [0, 1, 2, 3]
    order = section_ranking(found, length_km=LENGTH_KM, years=10.0)
    assert order[0] == 5
    assert 39 not in order
    assert len(order) == 39


def test_too_few_records_name_no_hotspot():
    found = results([5] * (MINIMUM_RECORDS - 1))
    assert np.isnan(found.p).all()
    assert np.isnan(found.z).all()
    assert not found.stands_out.any()
    assert found.count[5] == MINIMUM_RECORDS - 1
    assert results([5] * MINIMUM_RECORDS).stands_out[5]


def test_untested_sections_neither_show_nor_count():
    tested = np.arange(40) < 20
    found = results([5] * 10 + list(range(10)) + [30] * 50, tested)
    assert found.stands_out[5]
    assert np.isnan(found.rate[30])
    assert found.count_class[30] == 0
    alone = results([5] * 10 + list(range(10)), tested)
    assert found.p[:20].tolist() == alone.p[:20].tolist()


def test_no_record_and_no_tested_section_are_answers():
    found = results([])
    assert found.count.sum() == 0
    assert found.count_edges == ()
    assert np.isnan(found.p).all()
    nothing = results([1, 2], np.zeros(40, dtype=bool))
    assert np.isnan(nothing.rate).all()
    assert len(section_ranking(nothing, length_km=LENGTH_KM, years=10.0)) == 0


def test_order_of_records_changes_no_byte():
    section = np.array([5] * 15 + list(range(20, 35)))
    a, b = results(section), results(section[::-1])
    assert a.p.tobytes() == b.p.tobytes()
    assert a.rate_low.tobytes() == b.rate_low.tobytes()


def test_bad_input_is_named():
    with pytest.raises(InputError, match="mask"):
        results([1], np.ones(40))
    with pytest.raises(InputError, match="years"):
        section_results(
            [1], tested=np.ones(40, bool), length_km=LENGTH_KM, years=0, neighbourhood=NEAR
        )


def test_cells_with_a_planted_place():
    universe = cell_universe([[[100.0, 15.0], [102.0, 15.0]]], resolution=6)
    lon = np.r_[np.full(12, 101.03), np.linspace(100, 102, 40), 140.0]
    lat = np.r_[np.full(12, 15.01), np.tile([14.85, 15.15], 20), 15.0]
    cell = cells_of(lon, lat, resolution=6)
    found = cell_results(cell, universe)
    assert isinstance(found, CellResults)
    assert found.count.sum() == 52
    assert found.cell[found.stands_out].tolist() == [cell[0]]
    assert found.cells_tested == len(universe.cell)
    assert (found.count > 0).all()
    few = cell_results(cell[:19], universe)
    assert np.isnan(few.p).all()
    assert not few.stands_out.any()


def test_density_classes_and_bandwidth():
    lon, lat = [100.0] * 9 + [104.0], [15.0] * 9 + [16.0]
    found = density_results(lon, lat, bandwidth_km=15, uncertainty_m=[2_000] * 10)
    assert isinstance(found, DensityResults)
    assert found.bandwidth_km == 15
    assert found.classes.dtype == np.uint8
    assert found.classes.max() == len(found.edges) <= 6
    # One lone record reaches 0.71 per 1,000 km² at its place and must be seen; nine reach 6.4.
    assert found.edges[0] <= 0.71
    assert 3 <= found.edges[-1] <= 6.4
    wider = density_results(lon, lat, bandwidth_km=15, uncertainty_m=[20_000] * 10)
    assert wider.bandwidth_km == 40
    assert density_results([], []) is None
