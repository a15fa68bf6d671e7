"""Would the hotspots of the past have told where the next records came from?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.hotspots._arrays import Floats, not_negative, numbers, periods, share, whole_counts

LEAST_HELD_OUT = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BackTest:
    """One method's score on a held-out period.

    hit_rate: share of held-out records on the units it names. pai: hit rate over the named share of
    km or area (1 is no better than drawing units blindly). recapture: hit rate held out over hit
    rate in the past. lead: pai less that of the baseline named first.
    """

    hit_rate: Estimate
    pai: Estimate
    recapture: Estimate
    lead: Estimate


def back_test(
    scores: Mapping[str, npt.ArrayLike],
    past: npt.ArrayLike,
    held_out: npt.ArrayLike,
    size: npt.ArrayLike,
    *,
    named_share: float = 0.1,
    draws: int = 999,
    seed: int,
) -> dict[str, BackTest]:
    """Score methods and the two naive baselines on a period they have not seen.

    scores: per method, one number per unit from the past alone, higher is named first. past,
    held_out: records per unit in either period. size: km of a section or km² of a cell.
    named_share: share of the whole size that each method names, exactly: units with equal scores
    share what is left of it in proportion to their size, as if ties were broken blindly. Baselines
    "last_counts" (records per size in the past) and "uniform" are added. Intervals: ``draws``
    resamples of the held-out records, percentiles 2.5 and 97.5. Method: Chainey, Tompson & Uhlig
    2008 (PAI); Levine 2008 (recapture). Raises InputError for too few records or arrays that do not
    fit.
    """
    least = LEAST_HELD_OUT
    past, held_out = periods("A back-test", past=(past, least), held_out=(held_out, least))
    size = not_negative("size", size, size=len(past))
    share("named_share", named_share)
    density = np.divide(past, size, out=np.zeros(len(past)), where=size > 0)
    candidates = {"last_counts": density, "uniform": np.ones(len(past)), **scores}
    total = int(held_out.sum())
    rng = np.random.default_rng(seed)
    resampled = rng.multinomial(total, held_out / total, size=draws) / total
    observed = held_out / total
    named = {
        name: named_units(numbers(name, score, size=len(past)), size, named_share=named_share)
        for name, score in candidates.items()
    }
    base = named["last_counts"]
    return {
        name: _scored(units, base, observed, resampled, past / past.sum(), named_share)
        for name, units in named.items()
    }


def hit_curve(
    score: npt.ArrayLike, held_out: npt.ArrayLike, size: npt.ArrayLike, shares: npt.ArrayLike
) -> Floats:
    """Share of the held-out records on the units named, per share of the size that is named.

    score, held_out, size: as in ``back_test``; shares: each between 0 and 1. Does not depend on
    any one choice of how much to name. Raises InputError for arrays that do not fit.
    """
    held_out = whole_counts("held_out", held_out)
    size = not_negative("size", size, size=len(held_out))
    score = numbers("score", score, size=len(held_out))
    rows = [named_units(score, size, named_share=share("shares", part)) for part in shares]
    return np.array(rows) @ held_out / max(held_out.sum(), 1)


def named_units(score: Floats, size: Floats, *, named_share: float) -> Floats:
    """How much of each unit is named, 0…1, so that exactly ``named_share`` of the size is."""
    room = named_share * size.sum()
    named = np.zeros(len(score))
    for value in np.unique(score)[::-1]:
        group = score == value
        whole = size[group].sum()
        named[group] = min(1.0, room / whole) if whole > 0 else 0.0
        room -= min(whole, room)
        if room <= 0:
            break
    return named


def _scored(
    units: Floats,
    base: Floats,
    observed: Floats,
    resampled: Floats,
    past: Floats,
    named_share: float,
) -> BackTest:
    hit, hits = float(observed @ units), resampled @ units
    lead, leads = float(observed @ (units - base)), resampled @ (units - base)
    before = float(past @ units)
    return BackTest(
        hit_rate=_estimate(hit, hits, 1.0),
        pai=_estimate(hit, hits, named_share),
        recapture=_estimate(hit, hits, before),
        lead=_estimate(lead, leads, named_share),
    )


def _estimate(value: float, drawn: Floats, unit: float) -> Estimate:
    if unit == 0:
        return Estimate(float("nan"), float("nan"), float("nan"))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(value / unit, float(low) / unit, float(high) / unit)
