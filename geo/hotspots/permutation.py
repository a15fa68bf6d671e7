"""Conditional permutation p of local G and G*: exact up to Monte Carlo error."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geo.errors import InputError
from geo.hotspots._arrays import Floats, numbers, square_weights

LEAST_PER_TEST = 20
_CHUNK_NUMBERS = 4_000_000


def enough_permutations(units: int) -> int:
    """How many permutations correction over ``units`` tests needs: its first bound is 0.05 / m."""
    return LEAST_PER_TEST * units - 1


def permutation_p(
    values: npt.ArrayLike,
    weights: sparse.sparray,
    *,
    permutations: int,
    seed: int,
) -> Floats:
    """P(neighbourhood sum >= observed) if the other units' values were dealt out anew, per unit.

    The unit's own value stays in place (conditional permutation, Anselin 1995). values: one number
    per unit. weights: n by n, scipy.sparse, equal within a row (binary or row-standardised); the
    diagonal makes no difference, since the own value stays: one p serves G and G*. permutations: at
    least ``enough_permutations(n)`` where the p are to be corrected for many tests. Result: p =
    (M + 1) / (R + 1), NaN for units without neighbours.

    Units with equally many neighbours k share one set of draws of k values out of n; each unit
    leaves out the draws that hold itself, and what is left is a fair draw from the others. That
    takes R·k steps and not n·R·k. The same seed gives the same bytes. Raises InputError for NaN, a
    constant series, unequal weights, fewer than three units, or no permutation.
    """
    values = numbers("values", values)
    n = len(values)
    if n < 3 or np.ptp(values) == 0:
        raise InputError("Permutations need at least three units whose values differ.")
    if permutations < 1:
        raise InputError(f"permutations must be at least 1; got {permutations!r}.")
    near = _neighbours(square_weights("weights", weights, size=n))
    degree = np.diff(near.indptr)
    observed = near @ values
    rng, p = np.random.default_rng(seed), np.full(n, np.nan)
    for k in np.unique(degree[degree > 0]):
        units = np.flatnonzero(degree == k)
        p[units] = _ranked(values, observed, units, int(k), permutations, rng)
    return p


def _neighbours(matrix: sparse.csr_array) -> sparse.csr_array:
    """Ones for neighbours other than the unit itself."""
    near = (matrix - sparse.diags_array(matrix.diagonal())).tocsr()
    near.eliminate_zeros()
    row = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
    first = near.data[near.indptr[:-1].clip(max=max(near.nnz - 1, 0))] if near.nnz else near.data
    if near.nnz and not np.allclose(near.data, first[row]):
        raise InputError("weights must be equal within each row: binary or row-standardised.")
    near.data = np.ones_like(near.data)
    return near


def _ranked(
    values: Floats,
    observed: Floats,
    units: np.ndarray,
    k: int,
    permutations: int,
    rng: np.random.Generator,
) -> Floats:
    """(M + 1) / (R + 1) of units with k neighbours, each without the draws that hold itself."""
    n = len(values)
    if k == n - 1:
        return np.ones(len(units))
    slack = 1e-9 * max(1.0, float(np.abs(values).max()) * k)
    limit = np.full(n, np.inf)
    limit[units] = observed[units] - slack
    reached, held, held_reached = np.zeros(n), np.zeros(n), np.zeros(n)
    at_once = max(1, _CHUNK_NUMBERS // k)
    for start in range(0, permutations, at_once):
        drawn = _draws(n, k, min(at_once, permutations - start), rng)
        sums = values[drawn].sum(axis=1)
        ordered = np.sort(sums)
        reached[units] += len(sums) - np.searchsorted(ordered, limit[units], side="left")
        member, total = drawn.ravel(), np.repeat(sums, k)
        held += np.bincount(member, minlength=n)
        held_reached += np.bincount(member[total >= limit[member]], minlength=n)
    fair = permutations - held[units]
    return (reached[units] - held_reached[units] + 1) / (fair + 1)


def _draws(n: int, k: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """``size`` draws of k different units out of n, each set equally likely."""
    if k * k > 2 * n:
        rows = [rng.choice(n, k, replace=False) for _ in range(size)]
        return np.array(rows)
    drawn = rng.integers(0, n, (size, k))
    again = np.arange(size)
    while len(again):
        ordered = np.sort(drawn[again], axis=1)
        again = again[(np.diff(ordered, axis=1) == 0).any(axis=1)]
        drawn[again] = rng.integers(0, n, (len(again), k))
    return drawn
