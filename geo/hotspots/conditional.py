"""Where is more recorded than chance explains: an exact test that holds for sparse counts.

Given the total number of records, and if every km (or km²) of the tested universe were equally
likely to hold each of them, the sum over a unit's neighbourhood is binomial with the
neighbourhood's share of the exposure. Its upper tail is exact however few records there are, where
the normal approximation behind Gi* is not (Przyborowski & Wilenski 1940 for the conditioning;
Benjamini & Hochberg 1995 for the correction).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse, special

from geo.errors import InputError
from geo.hotspots._arrays import Floats, not_negative, share, square_weights, whole_counts
from geo.hotspots.discovery import false_discovery

SMALLEST_P = float(np.finfo(float).tiny)
MINIMUM_OWN_RECORDS = 2


@dataclass(frozen=True, slots=True, eq=False)
class ConditionalTest:
    """Per unit, in the order given; NaN where the unit has no exposure.

    total: records tested. observed, expected: records in the neighbourhood, and under equal
    likelihood. p: P(sum >= observed), upper tail, above 0. z: the sum's normal score, to be shown
    and never turned into a probability. own: the unit's own records. p_own: the same upper tail for
    the unit alone.
    """

    total: int
    observed: Floats
    expected: Floats
    p: Floats
    z: Floats
    own: Floats
    p_own: Floats


def upper_tail(observed: npt.ArrayLike, total: npt.ArrayLike, chance: npt.ArrayLike) -> Floats:
    """P(X >= observed) for X binomial(total, chance), element by element; never exactly 0.

    observed: whole numbers, 0…total; chance: 0…1; plain numbers count as arrays of one. Method:
    regularised incomplete beta function.
    """
    given = (np.atleast_1d(np.asarray(part, float)) for part in (observed, total, chance))
    k, n, chance = np.broadcast_arrays(*given)
    p = np.ones(k.shape)
    some = k > 0
    p[some] = special.betainc(k[some], n[some] - k[some] + 1, chance[some])
    return np.maximum(p, SMALLEST_P)


def conditional_test(
    counts: npt.ArrayLike, exposure: npt.ArrayLike, neighbourhood: sparse.sparray
) -> ConditionalTest:
    """Test each unit's neighbourhood against equal likelihood along the whole tested universe.

    counts: records per unit. exposure: km of line, or km² of cell, in the tested universe; 0 takes
    the unit and its records out of the test. neighbourhood: n by n, scipy.sparse; any entry above
    zero makes a neighbour (distance along the line for sections, rings for cells); the unit itself
    always belongs. Raises InputError for NaN, negative or broken counts, fewer than two units with
    exposure, or no record in them.
    """
    counts = whole_counts("counts", counts)
    exposure = not_negative("exposure", exposure, size=len(counts))
    tested = exposure > 0
    if tested.sum() < 2:
        raise InputError(
            f"A comparison needs at least two units with exposure; found {tested.sum()}."
        )
    own = np.where(tested, counts, 0.0)
    total, whole = own.sum(), exposure.sum()
    if total < 1:
        raise InputError("A comparison needs at least one record in the tested units; found none.")
    near = _binary(square_weights("neighbourhood", neighbourhood, size=len(counts)))
    chance = np.minimum(near @ exposure / whole, 1.0)
    observed = near @ own
    blank = np.where(tested, 0.0, np.nan)
    return ConditionalTest(
        total=int(total),
        observed=observed + blank,
        expected=total * chance + blank,
        p=upper_tail(observed, total, chance) + blank,
        z=_normal_score(observed, total, chance) + blank,
        own=own + blank,
        p_own=upper_tail(own, total, exposure / whole) + blank,
    )


def stands_out(test: ConditionalTest, *, alpha: float = 0.05) -> npt.NDArray[np.bool_]:
    """Units that hold more records than chance explains, after correction for many units.

    Two conditions, both corrected. (1) The neighbourhood's p passes Benjamini-Hochberg at ``alpha``
    over all tested units: there is something here. (2) Among those units, the unit's own p passes
    Benjamini-Hochberg at half of ``alpha``, and it has at least two records of its own: it is here,
    and not only next door. Without (2) the quiet neighbour of one busy section would be named too,
    and a single record could make a section stand out. Half, because both steps can err: so the
    mean false-discovery rate stays within ``alpha`` even when a unit named for its neighbour counts
    as false (measured on planted worlds, sparse to dense).
    """
    found = false_discovery(test.p, alpha=share("alpha", alpha))
    own = np.where(found, test.p_own, np.nan)
    return false_discovery(own, alpha=alpha / 2) & (test.own >= MINIMUM_OWN_RECORDS)


def _binary(matrix: sparse.csr_array) -> sparse.csr_array:
    """Ones where the matrix is above zero and on the diagonal."""
    ones = (matrix + sparse.eye_array(matrix.shape[0], format="csr")).tocsr()
    ones.eliminate_zeros()
    ones.data = np.ones_like(ones.data)
    return ones


def _normal_score(observed: Floats, total: float, chance: Floats) -> Floats:
    """(sum - expected) / standard deviation; NaN where the neighbourhood is the whole universe."""
    spread = np.sqrt(total * chance * (1 - chance))
    score = np.full(len(chance), np.nan)
    np.divide(observed - total * chance, spread, out=score, where=spread > 0)
    return score
