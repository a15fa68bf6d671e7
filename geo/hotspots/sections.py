"""Counts and rates along the border: exact intervals, shrinkage, ranking."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse, special

from geo.errors import InputError
from geo.hotspots._arrays import (
    Floats,
    not_negative,
    positive,
    share,
    square_weights,
    whole_counts,
)

RATE_KM = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Per unit: rate and the two ends of its interval, in one unit; NaN without exposure."""

    rate: Floats
    low: Floats
    high: Floats


def count_by_section(section: npt.ArrayLike, *, sections: int) -> npt.NDArray[np.int64]:
    """Records per section. section: position per record, 0…sections-1; -1 (on none) is left out.

    Raises InputError for a position out of range.
    """
    section = np.asarray(section, dtype=np.int64)
    if len(section) and (section.min() < -1 or section.max() >= sections):
        raise InputError(
            f"section must lie in -1…{sections - 1}; found {section.min()} to {section.max()}."
        )
    return np.bincount(section + 1, minlength=sections + 1)[1:]


def poisson_interval(counts: npt.ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Exact two-sided interval of a Poisson mean, per count (Garwood 1936); low is 0 at count 0."""
    counts = whole_counts("counts", counts)
    tail = (1 - share("level", level)) / 2
    low = np.zeros(len(counts))
    some = counts > 0
    low[some] = special.gammaincinv(counts[some], tail)
    return low, special.gammainccinv(counts + 1, tail)


def section_rates(
    counts: npt.ArrayLike, length_km: npt.ArrayLike, *, years: float, level: float = 0.95
) -> Rates:
    """Records per 100 km per year with the exact interval.

    counts: records per section. length_km: true length per section, the last one included; 0 for
    link sections, whose rate is NaN. years: length of the period.
    """
    exposure = section_exposure(length_km, years=years)
    counts = whole_counts("counts", counts, size=len(exposure))
    low, high = poisson_interval(counts, level=level)
    per = np.divide(1.0, exposure, out=np.full(len(exposure), np.nan), where=exposure > 0)
    return Rates(rate=counts * per, low=low * per, high=high * per)


def section_exposure(length_km: npt.ArrayLike, *, years: float) -> Floats:
    """Hundreds of km times years, per section: what counts are divided by."""
    return not_negative("length_km", length_km) / RATE_KM * positive("years", years)


def shrunk_rates(
    counts: npt.ArrayLike,
    exposure: npt.ArrayLike,
    *,
    neighbourhood: sparse.sparray | None = None,
    level: float = 0.95,
) -> Rates:
    """Empirical-Bayes rates: each pulled towards the common rate, the more so the less it rests on.

    Poisson counts with a gamma prior (Clayton & Kaldor 1987) whose mean and variance are estimated
    by moments (Marshall 1991): over all units, or over each unit's ``neighbourhood`` (n by n,
    scipy.sparse, above zero makes a neighbour) where one is given; let that span some ten units.
    counts: records. exposure: any unit above 0; where 0 the result is NaN. The interval is that of
    the posterior at ``level``; where the counts vary no more than chance would have it, it closes
    on the common rate. Raises InputError for NaN, negative values, or no unit with exposure.
    """
    counts = whole_counts("counts", counts)
    exposure = not_negative("exposure", exposure, size=len(counts))
    tail = (1 - share("level", level)) / 2
    tested = exposure > 0
    if not tested.any():
        raise InputError("Shrinkage needs at least one unit with exposure; found none.")
    mean, variance = _prior(counts * tested, exposure, neighbourhood)
    rate, low, high = mean.copy(), mean.copy(), mean.copy()
    mixed = tested & (variance > 0) & (mean > 0)
    scale = mean[mixed] / variance[mixed]
    shape = counts[mixed] + mean[mixed] * scale
    rate[mixed] = shape / (exposure[mixed] + scale)
    low[mixed] = special.gammaincinv(shape, tail) / (exposure[mixed] + scale)
    high[mixed] = special.gammainccinv(shape, tail) / (exposure[mixed] + scale)
    blank = np.where(tested, 0.0, np.nan)
    return Rates(rate=rate + blank, low=low + blank, high=high + blank)


def ranking(low: npt.ArrayLike, counts: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Positions from the highest lower bound down; units whose bound is NaN are left out.

    low: lower bound of the (shrunk) rate. Ties: more records first, then the order of sections.
    """
    low, counts = np.asarray(low, float), whole_counts("counts", counts, size=len(np.asarray(low)))
    # A difference in the last bits of the bound must not decide over equal sections.
    order = np.lexsort((np.arange(len(low)), -counts, -np.round(low, 12)))
    return order[~np.isnan(low[order])].astype(np.int64)


def _prior(
    counts: Floats, exposure: Floats, neighbourhood: sparse.sparray | None
) -> tuple[Floats, Floats]:
    """Mean and variance of the rates behind the counts, per unit (Marshall 1991, by moments)."""
    size = len(counts)
    tested = (exposure > 0).astype(float)
    if neighbourhood is None:
        near = sparse.csr_array(np.ones((1, size)))
    else:
        near = square_weights("neighbourhood", neighbourhood, size=size)
        near = (near + sparse.eye_array(size)).tocsr()
        near.data = (near.data > 0).astype(float)
    whole, units = near @ exposure, near @ tested
    squares = np.divide(counts**2, exposure, out=np.zeros(size), where=exposure > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = near @ counts / whole
        variance = near @ squares / whole - mean**2 - mean * units / whole
    mean, variance = np.nan_to_num(mean), np.maximum(np.nan_to_num(variance), 0.0)
    return np.broadcast_to(mean, size).copy(), np.broadcast_to(variance, size).copy()
