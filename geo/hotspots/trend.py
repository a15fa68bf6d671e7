"""Change over time: the Mann-Kendall trend test and the emerging-hot-spot patterns."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from geo.errors import InputError
from geo.hotspots._arrays import Floats, numbers, share

SMALLEST_P = float(np.finfo(float).tiny)
LEAST_SERIES = 3
LEAST_PERIODS = 4
MOST_OF_THE_TIME = 0.9
EMERGING_CATEGORIES = (
    "new_hot",
    "consecutive_hot",
    "intensifying_hot",
    "persistent_hot",
    "diminishing_hot",
    "sporadic_hot",
    "oscillating_hot",
    "historical_hot",
    "new_cold",
    "consecutive_cold",
    "intensifying_cold",
    "persistent_cold",
    "diminishing_cold",
    "sporadic_cold",
    "oscillating_cold",
    "historical_cold",
    "none",
)


class MannKendall(NamedTuple):
    """s: rises minus falls over all pairs; variance under no trend, ties allowed for; z with
    continuity correction; p two-sided, above 0."""

    s: int
    variance: float
    z: float
    p: float


def mann_kendall(series: npt.ArrayLike) -> MannKendall:
    """Is there a steady rise or fall (Mann 1945; Kendall 1975; normal approximation)?

    series: values in order of time, evenly spaced, at least three, not all equal; the
    approximation is good from about ten. Raises InputError for NaN, too few, or a constant series.
    """
    x = numbers("series", series)
    n = len(x)
    if n < LEAST_SERIES:
        raise InputError(f"A trend needs at least {LEAST_SERIES} periods; found {n}.")
    if np.ptp(x) == 0:
        raise InputError("A trend needs values that differ; all are the same.")
    earlier, later = np.triu_indices(n, 1)
    s = int(np.sign(x[later] - x[earlier]).sum())
    _, ties = np.unique(x, return_counts=True)
    variance = float(n * (n - 1) * (2 * n + 5) - np.sum(ties * (ties - 1) * (2 * ties + 5))) / 18
    z = float((s - np.sign(s)) / np.sqrt(variance))
    return MannKendall(s, variance, z, max(float(2 * special.ndtr(-abs(z))), SMALLEST_P))


def emerging_category(
    z_by_period: npt.ArrayLike, p_by_period: npt.ArrayLike, *, alpha: float = 0.05
) -> str:
    """Which of the sixteen named patterns of emerging hot spots a place follows, or "none".

    z_by_period, p_by_period: score and probability per period, oldest first, at least four; a
    period with NaN counts as not significant and is left out of the trend. A period is hot where p
    <= ``alpha`` and z > 0, cold where p <= ``alpha`` and z < 0. Patterns for hot (cold alike;
    "most" is at least 90 % of the periods; trend: Mann-Kendall on z, two-sided, at ``alpha``):

    historical: not hot last, hot in most. intensifying, diminishing, persistent: hot last, hot in
    most, z rising, falling, or neither. All others are hot last and hot in fewer than most, and the
    first that fits is returned: new (never before), consecutive (only in one closing run of two or
    more), oscillating (cold before), sporadic (any other). What the last period is, hot or cold, is
    looked at before the other. Returns a word of ``EMERGING_CATEGORIES``, "new_hot" to "none".
    Raises InputError for too few periods, or a p outside 0…1.
    """
    share("alpha", alpha)
    z, p = _periods(z_by_period, p_by_period)
    significant = p <= alpha
    hot, cold = significant & (z > 0), significant & (z < 0)
    sides = [("hot", hot, cold, 1), ("cold", cold, hot, -1)]
    for name, this, other, direction in reversed(sides) if cold[-1] else sides:
        pattern = _pattern(this, other, direction * z, alpha)
        if pattern:
            return f"{pattern}_{name}"
    return "none"


def _periods(z: npt.ArrayLike, p: npt.ArrayLike) -> tuple[Floats, Floats]:
    z, p = np.asarray(z, float), np.asarray(p, float)
    if z.ndim != 1 or z.shape != p.shape:
        raise InputError(f"z and p must be flat and of one length; got {z.shape} and {p.shape}.")
    if len(z) < LEAST_PERIODS:
        raise InputError(f"A pattern needs at least {LEAST_PERIODS} periods; found {len(z)}.")
    if np.any((p < 0) | (p > 1)):
        raise InputError("p must lie between 0 and 1, or be NaN where nothing was tested.")
    return z, np.where(np.isnan(z), np.nan, p)


def _pattern(this: np.ndarray, other: np.ndarray, z: Floats, alpha: float) -> str:
    """The pattern's first word, blank where the place follows none. z: above 0 means ``this``."""
    most = this.mean() >= MOST_OF_THE_TIME
    if not this[-1]:
        return "historical" if most else ""
    if most:
        return _direction(z, alpha)
    before = np.flatnonzero(~this)[-1] + 1
    if not this[:before].any():
        return "new" if len(this) - before == 1 else "consecutive"
    return "oscillating" if other.any() else "sporadic"


def _direction(z: Floats, alpha: float) -> str:
    known = z[np.isfinite(z)]
    if len(known) < LEAST_SERIES or np.ptp(known) == 0:
        return "persistent"
    trend = mann_kendall(known)
    if trend.p > alpha:
        return "persistent"
    return "intensifying" if trend.s > 0 else "diminishing"
