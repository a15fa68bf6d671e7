"""Hexagon cells near a line."""

import h3
import numpy as np
import pytest

from geo.errors import InputError
from geo.hotspots import (
    cell_centres,
    cell_rings,
    cell_universe,
    cells_of,
    count_by_cell,
    finest_resolution,
    parent_cells,
    ring_neighbourhood,
)

PATH = np.array([[100.0, 15.0], [102.0, 15.0]])


def test_cells_of_points_are_h3s_own():
    cell = cells_of([100.5], [15.2], resolution=6)
    assert cell.dtype == np.uint64
    assert h3.int_to_str(int(cell[0])) == h3.latlng_to_cell(15.2, 100.5, 6)


@pytest.mark.parametrize("resolution", [4, 5, 6])
def test_universe_area_is_that_of_the_strip(resolution):
    """A straight line of L km with 25 km on both sides and two half discs."""
    universe = cell_universe([PATH], resolution=resolution)
    length_km = 2 * 111.195 * np.cos(np.radians(15))
    strip = 50 * length_km + np.pi * 25**2
    assert universe.area_km2.sum() == pytest.approx(strip, rel=0.01)


def test_universe_holds_every_cell_of_a_record_within_reach():
    universe = cell_universe([PATH], resolution=6, within_km=25)
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(100, 102, 3000), rng.uniform(14.6, 15.4, 3000)
    near = np.abs(lat - 15) * 111.195 < 24.9
    cells = cells_of(lon, lat, resolution=6)
    assert np.isin(cells[near], universe.cell).all()
    assert not np.isin(cells_of([101], [16], resolution=6), universe.cell).any()
    assert (np.diff(universe.cell.astype(object)) > 0).all()
    assert (universe.area_km2 > 0).all()


def test_universe_does_not_depend_on_order_or_vertices():
    middle = np.array([[100.0, 15.0], [101.3, 15.0], [102.0, 15.0]])
    once = cell_universe([PATH], resolution=5)
    again = cell_universe([middle[::-1], PATH], resolution=5)
    assert np.array_equal(once.cell, again.cell)
    assert again.area_km2 == pytest.approx(once.area_km2, rel=0.05)


def test_rings_of_neighbours():
    middle = cells_of([101.0], [15.0], resolution=6)[0]
    disk = np.sort(
        np.array([h3.str_to_int(c) for c in h3.grid_disk(h3.int_to_str(int(middle)), 1)], np.uint64)
    )
    near = ring_neighbourhood(disk).toarray()
    assert np.array_equal(near, near.T)
    assert near[np.searchsorted(disk, middle)].tolist() == [1] * 7
    assert sorted(near.sum(axis=1)) == [4] * 6 + [7]
    assert ring_neighbourhood(disk, rings=2).toarray().min() == 1


def test_counts_leave_out_records_elsewhere():
    cells = np.array([3, 5, 9], dtype=np.uint64)
    assert count_by_cell(np.array([5, 5, 9, 100, 1], np.uint64), cells).tolist() == [0, 2, 1]


def test_shapes_surround_their_centres():
    cells = cells_of([101.0, 103.0], [15.0, 20.0], resolution=6)
    for (lon, lat), ring in zip(cell_centres(cells), cell_rings(cells), strict=True):
        assert ring[:, 0].min() < lon < ring[:, 0].max()
        assert ring[:, 1].min() < lat < ring[:, 1].max()


def test_cells_are_at_least_twice_as_wide_as_the_uncertainty():
    assert finest_resolution([np.nan], finest=7) == 7
    assert finest_resolution([500, 500], finest=7) == 7
    chosen = finest_resolution([5_000.0], finest=7)
    width = np.sqrt(3) * h3.average_hexagon_edge_length(chosen, unit="km")
    finer = np.sqrt(3) * h3.average_hexagon_edge_length(chosen + 1, unit="km")
    assert width >= 10 > finer


def test_bad_input_is_named():
    with pytest.raises(InputError, match="at least one line"):
        cell_universe([], resolution=5)
    with pytest.raises(InputError, match="two points"):
        cell_universe([[[100, 15]]], resolution=5)
    with pytest.raises(InputError, match="resolution"):
        cell_universe([PATH], resolution=99)
    with pytest.raises(InputError, match="NaN"):
        cells_of([np.nan], [1], resolution=5)
    with pytest.raises(InputError, match="rising order"):
        ring_neighbourhood(np.array([5, 3], np.uint64))


def test_parents_are_h3s_own():
    cells = cells_of([101.0, 97.3], [15.0, 20.0], resolution=7)
    for resolution in (3, 5, 7):
        expected = [
            h3.str_to_int(h3.cell_to_parent(h3.int_to_str(int(c)), resolution)) for c in cells
        ]
        assert parent_cells(cells, resolution=resolution).tolist() == expected
