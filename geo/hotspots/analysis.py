"""From plain arrays to the results that layers draw: sections, cells, density."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geo.errors import InputError
from geo.hotspots._arrays import not_negative
from geo.hotspots.cells import CellUniverse, count_by_cell, ring_neighbourhood
from geo.hotspots.classes import class_edges, drawn_classes
from geo.hotspots.conditional import ConditionalTest, conditional_test, stands_out
from geo.hotspots.density import density_raster, least_bandwidth_km
from geo.hotspots.sections import (
    count_by_section,
    ranking,
    section_exposure,
    section_rates,
    shrunk_rates,
)
from geo.scene import CellResults, DensityResults, SectionResults

MINIMUM_RECORDS = 20
DRAWN_UNIT_KM2 = 1000.0
FAINTEST_SHARE_OF_PEAK = 0.01


def section_results(
    section: npt.ArrayLike,
    *,
    tested: npt.ArrayLike,
    length_km: npt.ArrayLike,
    years: float,
    neighbourhood: sparse.sparray,
    alpha: float = 0.05,
) -> SectionResults:
    """Counts, rates and the exact test over the tested sections.

    section: position per used record, -1 where on none. tested: mask over all sections; length_km:
    true lengths, 0 for link sections (counted, never tested). neighbourhood: all sections by all
    sections, above zero makes a neighbour. With fewer than ``MINIMUM_RECORDS`` records in the
    tested sections p and z are NaN and none stands out. Raises InputError for arrays that do not
    fit, NaN, or years not above 0.
    """
    length_km = not_negative("length_km", length_km)
    tested = _mask(tested, len(length_km))
    counts = count_by_section(section, sections=len(length_km))
    exposure_km = np.where(tested, length_km, 0.0)
    rates = section_rates(counts, exposure_km, years=years)
    test = _tested(counts, exposure_km, neighbourhood)
    count_class, count_edges = drawn_classes(np.where(tested, counts, 0))
    rate_class, rate_edges = drawn_classes(rates.rate)
    return SectionResults(
        tested=tested,
        count=counts,
        rate=rates.rate,
        rate_low=rates.low,
        rate_high=rates.high,
        p=_column(test, "p", len(counts)),
        z=_column(test, "z", len(counts)),
        stands_out=_found(test, len(counts), alpha),
        count_class=count_class,
        rate_class=rate_class,
        count_edges=count_edges,
        rate_edges=rate_edges,
    )


def section_ranking(
    results: SectionResults, *, length_km: npt.ArrayLike, years: float
) -> np.ndarray:
    """Positions of tested sections by the lower 95 % bound of the shrunk rate, highest first.

    Sections without length are left out. Ties: more records first, then the order of sections.
    """
    exposure = section_exposure(length_km, years=years) * results.tested
    if not np.any(exposure > 0):
        return np.zeros(0, dtype=np.int64)
    return ranking(shrunk_rates(results.count, exposure).low, results.count)


def cell_results(
    cell: npt.ArrayLike, universe: CellUniverse, *, rings: int = 1, alpha: float = 0.05
) -> CellResults:
    """Counts and the exact test over the cells near the selected lines.

    cell: H3 index per used record, at the universe's resolution; records in other cells are left
    out (their number is ``len(cell) - count.sum()``). Exposure is the area within reach; the
    neighbourhood is ``rings`` around. Cells with a record are returned; a finding always has one.
    """
    counts = count_by_cell(cell, universe.cell)
    test = _tested(counts, universe.area_km2, _near(universe, rings))
    shown = counts > 0
    count_class, edges = drawn_classes(counts[shown])
    return CellResults(
        cell=universe.cell[shown],
        count=counts[shown],
        p=_column(test, "p", len(counts))[shown],
        z=_column(test, "z", len(counts))[shown],
        stands_out=_found(test, len(counts), alpha)[shown],
        count_class=count_class,
        count_edges=edges,
        resolution=universe.resolution,
        cells_tested=len(universe.cell),
    )


@lru_cache(maxsize=16)
def _near(universe: CellUniverse, rings: int) -> sparse.csr_array:
    """The neighbourhood of a universe, which is itself made once per question; read-only."""
    return ring_neighbourhood(universe.cell, rings=rings)


def density_results(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    *,
    bandwidth_km: float = 15.0,
    uncertainty_m: npt.ArrayLike = (),
) -> DensityResults | None:
    """Kernel density in at most six classes, None without a record.

    lon, lat: degrees of used records. uncertainty_m: their uncertainty (NaN where unknown); the
    bandwidth is widened to twice its median where it is narrower. The faintest class begins at half
    of what one lone record reaches at its place, or at 1 % of the peak where that is more.
    """
    lon = np.asarray(lon, dtype=float)
    if not len(lon):
        return None
    width = max(bandwidth_km, least_bandwidth_km(uncertainty_m))
    raster = density_raster(lon, lat, bandwidth_km=width)
    drawn = raster.per_km2 * DRAWN_UNIT_KM2
    lone = DRAWN_UNIT_KM2 / (2 * np.pi * width**2)
    faintest = max(lone / 2, FAINTEST_SHARE_OF_PEAK * float(drawn.max()))
    edges = class_edges(min(faintest, float(drawn.max())), float(drawn.max()))
    classes = np.searchsorted(edges, drawn, side="right").astype(np.uint8)
    return DensityResults(classes, raster.bounds, edges, width)


def _mask(tested: npt.ArrayLike, size: int) -> np.ndarray:
    tested = np.asarray(tested)
    if tested.dtype != bool or tested.shape != (size,):
        raise InputError(
            f"tested must be a mask of {size} values; got {tested.dtype}, {tested.shape}."
        )
    return tested


def _tested(
    counts: np.ndarray, exposure: np.ndarray, neighbourhood: sparse.sparray
) -> ConditionalTest | None:
    """The test, or None where records or units are too few to compare."""
    with_exposure = exposure > 0
    if counts[with_exposure].sum() < MINIMUM_RECORDS or with_exposure.sum() < 2:
        return None
    return conditional_test(counts, exposure, neighbourhood)


def _column(test: ConditionalTest | None, name: str, size: int) -> np.ndarray:
    return np.full(size, np.nan) if test is None else getattr(test, name)


def _found(test: ConditionalTest | None, size: int, alpha: float) -> np.ndarray:
    return np.zeros(size, dtype=bool) if test is None else stands_out(test, alpha=alpha)
