"""Classes for drawing: at most six, with edges a person can read."""

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.hotspots._arrays import not_negative, positive

MOST_CLASSES = 6
_STEPS = (1.0, 2.0, 3.0, 5.0)


def class_edges(low: float, high: float, *, most: int = MOST_CLASSES) -> tuple[float, ...]:
    """Lower edges of at most ``most`` classes between two values above 0, about evenly in ratio.

    Edges stand on the ladder 1, 2, 3, 5, 10, 20…; the first is not above ``low``, the last not
    above ``high``. Sparse counts 1…30 come out as 1, 2, 3, 5, 10, 20, that is 1, 2, 3-4, 5-9, 10-19
    and 20 or more.
    """
    positive("low", low)
    if high < low:
        raise InputError(f"high must not be below low; got {high!r} below {low!r}.")
    ladder = _ladder(low, high)
    wanted = low * (high / low) ** (np.arange(1, most) / most)
    inner = [float(ladder[np.abs(np.log(ladder / value)).argmin()]) for value in wanted]
    first = float(ladder[ladder <= low].max())
    return tuple(sorted({first, *(edge for edge in inner if first < edge <= high)}))


def drawn_classes(
    values: npt.ArrayLike, *, most: int = MOST_CLASSES
) -> tuple[npt.NDArray[np.uint8], tuple[float, ...]]:
    """Class of each value, and the lower edges of the classes that occur.

    values: counts or rates, 0 or above; NaN and 0 have class 0, "none". Class k has lower edge
    ``edges[k - 1]``. Up to ``most`` different whole numbers have a class each.
    """
    values = np.asarray(values, dtype=float)
    known = np.where(np.isnan(values), 0.0, values)
    not_negative("values", known)
    some = known[known > 0]
    if not len(some):
        return np.zeros(values.shape, np.uint8), ()
    distinct = np.unique(some)
    whole = np.all(distinct == np.floor(distinct))
    if whole and len(distinct) <= most:
        edges = tuple(float(value) for value in distinct)
    else:
        edges = class_edges(float(distinct[0]), float(distinct[-1]), most=most)
        used = np.unique(np.searchsorted(edges, some, side="right"))
        edges = tuple(edges[k - 1] for k in used)
    return np.searchsorted(edges, known, side="right").astype(np.uint8), edges


def _ladder(low: float, high: float) -> np.ndarray:
    """The readable numbers from just below ``low`` to just above ``high``."""
    decades = range(int(np.floor(np.log10(low))) - 1, int(np.ceil(np.log10(high))) + 1)
    return np.array([float(f"{step:.0f}e{decade}") for decade in decades for step in _STEPS])
