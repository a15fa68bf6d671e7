"""What is new since a date: sections that gained more than all others, by an exact test."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geo.hotspots._arrays import Floats, periods, share, square_weights
from geo.hotspots.conditional import MINIMUM_OWN_RECORDS, SMALLEST_P
from geo.hotspots.discovery import false_discovery

LEAST_BEFORE = 20
LEAST_SINCE = 5


@dataclass(frozen=True, slots=True, eq=False)
class Alerts:
    """Per unit: own records before and since; expected since if its neighbourhood had gained like
    the whole; p exact, upper tail; alarm: beyond chance after correction; first: never before."""

    before: Floats
    since: Floats
    expected: Floats
    p: Floats
    alarm: npt.NDArray[np.bool_]
    first: npt.NDArray[np.bool_]


def alerts(
    before: npt.ArrayLike,
    since: npt.ArrayLike,
    neighbourhood: sparse.sparray,
    *,
    alpha: float = 0.05,
) -> Alerts:
    """Where the share of records since a date is higher than elsewhere.

    before, since: records per unit. neighbourhood: n by n, above zero makes a neighbour; the unit
    itself belongs. Given a neighbourhood's total and all records since, its own since the date are
    hypergeometric (Fisher 1935), so that more collection everywhere raises no alarm.

    An alarm needs three things: the neighbourhood's p passes Benjamini-Hochberg at ``alpha``;
    among those the unit's own p, from its own records alone, passes at half of ``alpha``; and it
    has two own records since. Without the second a quiet unit beside one that rose would be named
    too: in planted worlds 4 of 10 alarms were false for it. Raises InputError with fewer than 20
    records before or 5 since: not enough to compare.
    """
    before, since = periods("An alert", before=(before, LEAST_BEFORE), since=(since, LEAST_SINCE))
    near = square_weights("neighbourhood", neighbourhood, size=len(before))
    near = (near + sparse.eye_array(len(before))).tocsr()
    near.data = (near.data > 0).astype(float)
    past, gained = near @ before, near @ since
    p = _tail(past, gained, before.sum(), since.sum())
    named = false_discovery(p, alpha=share("alpha", alpha))
    own = np.full(len(before), np.nan)
    own[named] = _tail(before[named], since[named], before.sum(), since.sum())
    alarm = false_discovery(own, alpha=alpha / 2) & (since >= MINIMUM_OWN_RECORDS)
    expected = (past + gained) * since.sum() / (before.sum() + since.sum())
    return Alerts(before, since, expected, p, alarm, (past == 0) & (since > 0))


def _tail(past: Floats, gained: Floats, before: float, since: float) -> Floats:
    """P(at least as many since), given each unit's total and both sums; NaN without a record."""
    # scipy.stats takes longer to load than the rest of the atlas; only this method needs it.
    from scipy.stats import hypergeom

    p, some = np.full(len(past), np.nan), past + gained > 0
    whole = (past + gained)[some]
    tail = hypergeom.sf(gained[some] - 1, before + since, since, whole)
    p[some] = np.clip(tail, SMALLEST_P, 1.0)
    return p
