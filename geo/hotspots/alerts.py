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
    hypergeometric (Fisher 1935), so that more collection everywhere raises no alarm. An alarm needs
    two own records since. Raises InputError with fewer than 20 records before or 5 since: not
    enough to compare.
    """
    before, since = periods("An alert", before=(before, LEAST_BEFORE), since=(since, LEAST_SINCE))
    near = square_weights("neighbourhood", neighbourhood, size=len(before))
    near = (near + sparse.eye_array(len(before))).tocsr()
    near.data = (near.data > 0).astype(float)
    past, gained = near @ before, near @ since
    everything, some = before.sum() + since.sum(), past + gained > 0
    chance = since.sum() / everything
    # scipy.stats takes longer to load than the rest of the atlas; only this method needs it.
    from scipy.stats import hypergeom

    tail = hypergeom.sf(gained - 1, everything, since.sum(), past + gained)
    p = np.where(some, np.clip(tail, SMALLEST_P, 1.0), np.nan)
    found = false_discovery(p, alpha=share("alpha", alpha)) & (since >= MINIMUM_OWN_RECORDS)
    expected = np.where(some, (past + gained) * chance, 0.0)
    return Alerts(before, since, expected, p, found, (past == 0) & (since > 0))
