"""Local G and G* of Getis and Ord, as a score to be shown; never the test of a hotspot here."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geo.errors import InputError
from geo.hotspots._arrays import Floats, numbers, square_weights


def local_g(values: npt.ArrayLike, weights: sparse.sparray, *, star: bool = True) -> Floats:
    """z of local G* (``star``) or local G, per unit (Getis & Ord 1996, equations for any weights).

    values: one number per unit. weights: n by n, scipy.sparse, taken as given: binary and
    row-standardised weights give the same z here where a row's weights are equal, and differ where
    they are not. With ``star`` a missing diagonal is added at the row's largest weight (1 on binary
    weights, 1/k on k equal ones). Without ``star`` the diagonal is left out, and mean and variance
    exclude the unit itself.

    G*: (sum_j w_ij x_j - W_i x̄) / (s sqrt((n S_1i - W_i²) / (n - 1))), where s² has divisor n and
    n - 1 stands in the finite-population term (their eq. 14.2; the figures printed on their p. 267
    have divisor n - 1 in s² too: ours times sqrt((n - 1) / n)); G likewise over the others. On
    binary weights this is esda's z; on row-standardised ones esda puts W_i in place of S_1i, which
    is right for binary weights only. Units without neighbours, and units that neighbour all
    others, are NaN. Raises InputError for NaN, fewer than three units, or a constant series.
    """
    values = numbers("values", values)
    n = len(values)
    if n < 3:
        raise InputError(f"Local G needs at least three units; found {n}.")
    if np.ptp(values) == 0:
        raise InputError("Local G needs values that differ; all are the same.")
    matrix = square_weights("weights", weights, size=n)
    alone = _off_diagonal(matrix).sum(axis=1) == 0
    matrix = _with_diagonal(matrix) if star else _off_diagonal(matrix)
    # Scores do not change when the mean is taken off first; rounding errors shrink.
    x = values - values.mean()
    left = 0.0 if star else x
    units = n if star else n - 1
    mean = (x.sum() - left) / units
    spread = np.sqrt(np.maximum((np.sum(x**2) - left**2) / units - mean**2, 0.0))
    total = np.asarray(matrix.sum(axis=1)).ravel()
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    room = (units * squares - total**2) / (units - 1)
    scale = spread * np.sqrt(np.where(room > 1e-12 * units * squares, room, 0.0))
    z = np.full(n, np.nan)
    np.divide(matrix @ x - total * mean, scale, out=z, where=(scale > 0) & ~alone)
    return z


def _off_diagonal(matrix: sparse.csr_array) -> sparse.csr_array:
    return (matrix - sparse.diags_array(matrix.diagonal())).tocsr()


def _with_diagonal(matrix: sparse.csr_array) -> sparse.csr_array:
    """Each unit among its own neighbours, where it is not yet, at its row's largest weight."""
    missing = matrix.diagonal() == 0
    largest = np.asarray(matrix.max(axis=1).todense()).ravel()
    return (matrix + sparse.diags_array(np.where(missing, largest, 0.0))).tocsr()
