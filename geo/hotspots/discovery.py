"""Correction for looking at many places at once."""

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.hotspots._arrays import share


def false_discovery(p: npt.ArrayLike, *, alpha: float = 0.05) -> npt.NDArray[np.bool_]:
    """Which of many tests stand, so that on average at most ``alpha`` of those named are false.

    Benjamini & Hochberg 1995, step-up. Valid for independent tests and for the positive dependence
    of overlapping neighbourhoods (Benjamini & Yekutieli 2001); on discrete counts it errs on the
    careful side. p: probabilities of any shape; NaN means not tested: it is not counted among the
    tests and never stands. Returns a mask of the same shape. Raises InputError for a p outside 0…1.
    """
    share("alpha", alpha)
    p = np.asarray(p, dtype=float)
    tested = ~np.isnan(p)
    if np.any((p[tested] < 0) | (p[tested] > 1)):
        raise InputError("p must lie between 0 and 1, or be NaN where nothing was tested.")
    if not tested.any():
        return np.zeros(p.shape, dtype=bool)
    ordered = np.sort(p[tested])
    bound = alpha * np.arange(1, len(ordered) + 1) / len(ordered)
    passing = np.flatnonzero(ordered <= bound)
    limit = ordered[passing[-1]] if len(passing) else -1.0
    return tested & (p <= limit)
