"""Density against the direct sum, and its raster against true kilometres."""

import numpy as np
import pytest

from geo.errors import InputError
from geo.hotspots import density, density_raster, kernel_density, least_bandwidth_km


def direct(points, sigma, x, y):
    """Sum over all points at every grid middle, per km², the plain way."""
    gx, gy = np.meshgrid(x, y)
    total = np.zeros(gx.shape)
    for px, py in points:
        total += np.exp(-((gx - px) ** 2 + (gy - py) ** 2) / (2 * sigma**2))
    return total / (2 * np.pi * sigma**2) * 1e6


def test_one_point_by_hand():
    """At the point 1 / (2 pi sigma²); one sigma away exp(-1/2) of it."""
    edges = np.array([-500.0, 500.0, 1500.0])
    values = kernel_density([[0, 0]], bandwidth_m=1000, grid=(edges, edges))
    peak = 1 / (2 * np.pi)
    assert values == pytest.approx(peak * np.exp([[0, -0.5], [-0.5, -1.0]]))


def test_rows_are_y_and_columns_are_x():
    values = kernel_density([[10, 30]], bandwidth_m=2, grid=(np.arange(0, 21), np.arange(0, 41)))
    assert values.shape == (40, 20)
    assert np.unravel_index(values.argmax(), values.shape)[0] in (29, 30)


def test_small_sets_are_the_direct_sum():
    rng = np.random.default_rng(1)
    points = rng.normal(size=(80, 2)) * 20_000
    x, y = np.linspace(-60e3, 60e3, 61), np.linspace(-50e3, 70e3, 46)
    values = kernel_density(points, bandwidth_m=7_000, grid=(x, y))
    expected = direct(points, 7_000, (x[1:] + x[:-1]) / 2, (y[1:] + y[:-1]) / 2)
    assert values == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_large_sets_are_within_the_stated_error(monkeypatch):
    rng = np.random.default_rng(2)
    points = rng.normal(size=(400, 2)) * 30_000
    x, y = np.linspace(-60e3, 60e3, 81), np.linspace(-60e3, 60e3, 71)
    exact = kernel_density(points, bandwidth_m=5_000, grid=(x, y))
    monkeypatch.setattr(density, "EXACT_PRODUCTS", 0)
    binned = kernel_density(points, bandwidth_m=5_000, grid=(x, y))
    assert not np.array_equal(binned, exact)
    assert np.abs(binned - exact).max() < 0.002 * exact.max()
    for point in ([[0.0, 0.0], [1_000.0, 0.0]], [[0.0, 0.0], [1_234.5, 777.0]]):
        monkeypatch.setattr(density, "EXACT_PRODUCTS", 0)
        near = kernel_density(point, bandwidth_m=5_000, grid=(x, y))
        truth = direct(point, 5_000, (x[1:] + x[:-1]) / 2, (y[1:] + y[:-1]) / 2)
        assert np.abs(near - truth).max() < 0.002 * truth.max()


def test_points_outside_the_grid_still_count_near_its_edge():
    edges = np.arange(0, 10_001, 1_000.0)
    inside = kernel_density([[-2_000, 5_000]], bandwidth_m=3_000, grid=(edges, edges))
    assert inside[:, 0].max() > 0
    far = kernel_density([[-2_000_000, 5_000]], bandwidth_m=3_000, grid=(edges, edges))
    assert far.max() == 0


def test_all_records_are_in_the_sum():
    rng = np.random.default_rng(3)
    points = rng.uniform(-20e3, 20e3, (50, 2))
    edges = np.arange(-60e3, 60e3 + 1, 1e3)
    values = kernel_density(points, bandwidth_m=5_000, grid=(edges, edges))
    assert values.sum() == pytest.approx(50, rel=1e-6)


def test_order_changes_nothing_and_doubling_doubles():
    rng = np.random.default_rng(4)
    points = rng.uniform(0, 50e3, (30, 2))
    grid = (np.linspace(0, 50e3, 20),) * 2
    values = kernel_density(points, bandwidth_m=4_000, grid=grid)
    assert kernel_density(points[::-1], bandwidth_m=4_000, grid=grid) == pytest.approx(values)
    both = kernel_density(np.vstack([points, points]), bandwidth_m=4_000, grid=grid)
    assert both == pytest.approx(2 * values)


@pytest.mark.parametrize(
    ("points", "bandwidth_m", "edges", "words"),
    [
        ([[0, np.nan]], 1.0, [0, 1, 2], "NaN"),
        ([[0, 0, 0]], 1.0, [0, 1, 2], "shape"),
        (np.zeros((0, 2)), 1.0, [0, 1, 2], "at least one record"),
        ([[0, 0]], 0.0, [0, 1, 2], "bandwidth_m"),
        ([[0, 0]], 1.0, [0, 2, 1], "rising"),
        ([[0, 0]], 1.0, [0], "two edges"),
    ],
)
def test_bad_input_is_named(points, bandwidth_m, edges, words):
    with pytest.raises(InputError, match=words):
        kernel_density(points, bandwidth_m=bandwidth_m, grid=(edges, edges))


@pytest.mark.parametrize("lat", [5.0, 20.5, 28.0])
def test_raster_has_true_kilometres_at_every_latitude(lat):
    """One record: peak 1 / (2 pi sigma²) per km², and a volume of one record over true areas."""
    raster = density_raster([100.0], [lat], bandwidth_km=15)
    assert raster.per_km2.max() == pytest.approx(1 / (2 * np.pi * 15**2), rel=0.02)
    west, south, east, north = raster.bounds
    rows, columns = raster.per_km2.shape
    y = np.linspace(
        np.arctanh(np.sin(np.radians(north))), np.arctanh(np.sin(np.radians(south))), rows + 1
    )
    lat_edges = np.arcsin(np.tanh(y))
    area = 6371.0088**2 * np.radians(east - west) / columns * -np.diff(np.sin(lat_edges))
    assert (raster.per_km2 * area[:, None]).sum() == pytest.approx(1, rel=0.01)


def test_raster_row_0_is_in_the_north_and_the_peak_lies_on_the_record():
    raster = density_raster([98.0, 104.0], [10.0, 20.0], bandwidth_km=20)
    west, south, east, north = raster.bounds
    rows, columns = raster.per_km2.shape
    row, column = np.unravel_index(raster.per_km2[: rows // 2].argmax(), (rows // 2, columns))
    assert west + (column + 0.5) / columns * (east - west) == pytest.approx(104, abs=0.05)
    top = np.arctanh(np.sin(np.radians(north)))
    bottom = np.arctanh(np.sin(np.radians(south)))
    lat = np.degrees(np.arcsin(np.tanh(top + (row + 0.5) / rows * (bottom - top))))
    assert lat == pytest.approx(20, abs=0.05)


def test_raster_refuses_a_whole_globe():
    with pytest.raises(InputError, match="60 degrees"):
        density_raster([0, 100], [10, 10], bandwidth_km=10)


def test_bandwidth_is_at_least_twice_the_median_uncertainty():
    assert least_bandwidth_km([1000, 9000, 5000, np.nan]) == 10.0
    assert least_bandwidth_km([np.nan]) == 0.0
