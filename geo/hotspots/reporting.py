"""Who reports, and where nothing was received: figures that tell of records, not of events."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from geo.errors import InputError
from geo.hotspots._arrays import Floats, not_negative, positive, share, whole_counts
from geo.hotspots.discovery import false_discovery


@dataclass(frozen=True, slots=True, eq=False)
class Silence:
    """Units that fell silent. expected: records a unit would have in the recent period at its own
    earlier rate; p: chance of none at all; silent: none received, beyond chance after correction;
    never: no record in either period, which has no baseline and says nothing."""

    expected: Floats
    p: Floats
    silent: npt.NDArray[np.bool_]
    never: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """Rate against size. expected: records at the common rate; low, high: 95 % limits around it by
    exact Poisson tails; outside: -1 below, 1 above, 0 between."""

    expected: Floats
    low: Floats
    high: Floats
    outside: npt.NDArray[np.int8]


def silence(
    before: npt.ArrayLike,
    recent: npt.ArrayLike,
    *,
    days_before: float,
    days_recent: float,
    alpha: float = 0.05,
) -> Silence:
    """Units with no record lately, against their own baseline.

    before, recent: records per unit. Given b records in the earlier days, none lately has the
    probability (days_before / all days) ** b if the rate stayed. No report received is not "no
    crime": it may be that nobody wrote. Raises InputError for NaN or days not above 0.
    """
    before = whole_counts("before", before)
    recent = whole_counts("recent", recent, size=len(before))
    ratio = positive("days_recent", days_recent) / positive("days_before", days_before)
    share("alpha", alpha)
    tested = before > 0
    none = (1 / (1 + ratio)) ** before
    p = np.where(tested & (recent == 0), none, np.where(tested, 1.0, np.nan))
    silent = false_discovery(p, alpha=alpha) & (recent == 0)
    return Silence(before * ratio, p, silent, (before == 0) & (recent == 0))


def funnel(counts: npt.ArrayLike, size: npt.ArrayLike, *, level: float = 0.95) -> Funnel:
    """Do units differ by more than their size and chance explain (Spiegelhalter 2005)?

    counts: records per unit; size: km or any denominator; 0 gives NaN. Limits: smallest and largest
    counts whose exact Poisson tails are not below half of 1 - level. Raises InputError for NaN.
    """
    counts = whole_counts("counts", counts)
    size = not_negative("size", size, size=len(counts))
    if size.sum() <= 0:
        raise InputError("A funnel needs at least one unit with a size; found none.")
    expected = np.where(size > 0, counts[size > 0].sum() * size / size.sum(), np.nan)
    tail = (1 - share("level", level)) / 2
    low, high = _limits(expected, tail)
    side = np.where(counts > high, 1, np.where(counts < low, -1, 0))
    return Funnel(expected, low, high, side.astype(np.int8))


def _limits(mean: Floats, tail: float) -> tuple[Floats, Floats]:
    """Smallest k with P(X <= k) >= tail, smallest k with P(X <= k) >= 1 - tail, per mean."""
    known = np.nan_to_num(mean)
    most = int(np.ceil(known.max() + 10 * np.sqrt(known.max() + 1) + 10))
    k = np.arange(most + 1)
    reached = special.gammaincc(k[None, :] + 1, np.maximum(known, 1e-300)[:, None])
    low = np.argmax(reached >= tail, axis=1).astype(float)
    high = np.argmax(reached >= 1 - tail, axis=1).astype(float)
    blank = np.where(np.isnan(mean), np.nan, 0.0)
    return low + blank, high + blank


def shares(code: npt.ArrayLike, *, words: int) -> tuple[npt.NDArray[np.int64], float]:
    """Records per word, and how few words they amount to: one over the sum of squared shares.

    code: position per record, -1 for none; words: how many there are. The second number is 1 where
    one outlet wrote everything, and NaN without a record (Hill 1973, order 2).
    """
    code = np.asarray(code, dtype=np.int64)
    if len(code) and (code.min() < -1 or code.max() >= words):
        raise InputError(f"code must lie in -1…{words - 1}; found {code.min()} to {code.max()}.")
    counts = np.bincount(code + 1, minlength=words + 1)[1:]
    total = counts.sum()
    return counts, float(total**2 / np.sum(counts.astype(float) ** 2)) if total else float("nan")
