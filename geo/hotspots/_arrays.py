"""Checks that every method of this package makes of the arrays it is given."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geo.errors import InputError

Floats = npt.NDArray[np.float64]


def numbers(name: str, values: npt.ArrayLike, *, size: int | None = None) -> Floats:
    """``values`` as a one-dimensional float array without NaN or infinity, of ``size`` if given."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 1:
        raise InputError(f"{name} must have one dimension; it has {array.ndim}. Pass a flat array.")
    if size is not None and len(array) != size:
        raise InputError(f"{name} must hold {size} values; it holds {len(array)}.")
    bad = np.flatnonzero(~np.isfinite(array))
    if len(bad):
        raise InputError(
            f"{name} must hold numbers only; {len(bad)} of {len(array)} are NaN or infinite, the "
            f"first at position {bad[0]}. Leave those out or fill them before the analysis."
        )
    return array


def not_negative(name: str, values: npt.ArrayLike, *, size: int | None = None) -> Floats:
    """Like ``numbers``, and none below zero."""
    array = numbers(name, values, size=size)
    if len(array) and array.min() < 0:
        raise InputError(f"{name} must not be negative; the smallest is {array.min():g}.")
    return array


def whole_counts(name: str, values: npt.ArrayLike, *, size: int | None = None) -> Floats:
    """Like ``not_negative``, and whole numbers: counts of records."""
    array = not_negative(name, values, size=size)
    if np.any(array != np.floor(array)):
        raise InputError(f"{name} must be whole numbers of records; found a fraction.")
    return array


def periods(purpose: str, **parts: tuple[npt.ArrayLike, int]) -> list[Floats]:
    """Records per unit in several periods, all of one size, each with the records it needs.

    purpose: what needs them, as a sentence begins with it ("An alert"). parts: a period's name to
    its counts and the least they may add up to. Raises InputError where one does not.
    """
    counts: list[Floats] = []
    for name, (values, least) in parts.items():
        counts.append(whole_counts(name, values, size=len(counts[0]) if counts else None))
        if (found := counts[-1].sum()) < least:
            raise InputError(
                f"{purpose} needs at least {least} records in its period {name}; found {found:g}."
            )
    return counts


def planar_points(name: str, points: npt.ArrayLike) -> Floats:
    """``points`` as a float array of shape (n, 2) without NaN or infinity."""
    array = np.asarray(points, dtype=float)
    if array.ndim != 2 or array.shape[1] != 2:
        raise InputError(f"{name} must have shape (n, 2); it has {array.shape}.")
    if not np.isfinite(array).all():
        raise InputError(f"{name} must hold numbers only; found NaN or infinity. Leave those out.")
    return array


def square_weights(name: str, weights: object, *, size: int) -> sparse.csr_array:
    """``weights`` as a sparse matrix of ``size`` by ``size`` with finite entries, none negative."""
    if not sparse.issparse(weights):
        raise InputError(f"{name} must be a scipy.sparse matrix; got {type(weights).__name__}.")
    matrix = sparse.csr_array(weights, dtype=float)
    if matrix.shape != (size, size):
        raise InputError(f"{name} must be {size} by {size}; it is {matrix.shape}.")
    if not np.isfinite(matrix.data).all() or (matrix.nnz and matrix.data.min() < 0):
        raise InputError(f"{name} must hold finite weights, none negative.")
    return matrix


def share(name: str, value: float) -> float:
    """``value`` strictly between 0 and 1."""
    if not 0 < value < 1:
        raise InputError(f"{name} must lie between 0 and 1, both left out; got {value!r}.")
    return float(value)


def positive(name: str, value: float) -> float:
    """``value`` finite and above zero."""
    if not (np.isfinite(value) and value > 0):
        raise InputError(f"{name} must be above zero; got {value!r}.")
    return float(value)
