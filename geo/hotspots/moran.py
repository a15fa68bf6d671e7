"""Do neighbouring units resemble each other? Moran's I, and how far chance alone would go."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geo.errors import InputError
from geo.hotspots._arrays import Floats, not_negative, numbers, square_weights, whole_counts
from geo.hotspots._simulated import Progress, told

LEAST_UNITS = 4
WORLDS_AT_ONCE = 100


class Moran(NamedTuple):
    """i: Moran's I; expected, variance, z: its moments and score if values were dealt out anew."""

    i: float
    expected: float
    variance: float
    z: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """i: Moran's I of the rates. low, high: its 95 % range where every km is equally likely. p:
    rank among those worlds, (M + 1) / (R + 1), upper tail."""

    i: float
    low: float
    high: float
    p: float


def moran(values: npt.ArrayLike, weights: sparse.sparray, *, normal: bool = False) -> Moran:
    """Moran's I of values over weights, with the moments of Cliff & Ord 1981 (p. 21).

    values: one number per unit. weights: n by n, scipy.sparse, binary or row-standardised as given;
    the diagonal is left out, and units without neighbours count towards n. normal: variance for
    normal values in place of that under randomisation. The score is to be shown: counts as sparse
    as records along a border need ``likeness``. Raises InputError for NaN, fewer than four units, a
    constant series, or no neighbours at all.
    """
    x = numbers("values", values)
    n = len(x)
    if n < LEAST_UNITS or np.ptp(x) == 0:
        raise InputError(f"Moran's I needs at least {LEAST_UNITS} units whose values differ.")
    near = _off_diagonal(square_weights("weights", weights, size=n))
    s0 = near.sum()
    if s0 == 0:
        raise InputError("Moran's I needs neighbours; no unit has one.")
    d = x - x.mean()
    i = float(n / s0 * (d @ (near @ d)) / (d @ d))
    both = (near + near.T).tocsr()
    s1 = both.multiply(both).sum() / 2
    s2 = float(np.sum(np.asarray(near.sum(axis=0) + near.sum(axis=1)) ** 2))
    expected = -1 / (n - 1)
    second = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n**2 - 1) * s0**2)
    if not normal:
        peaked = n * np.sum(d**4) / np.sum(d**2) ** 2
        top = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
        top -= peaked * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
        second = top / ((n - 1) * (n - 2) * (n - 3) * s0**2)
    variance = float(second - expected**2)
    return Moran(i, expected, variance, float((i - expected) / np.sqrt(variance)))


def likeness(
    counts: npt.ArrayLike,
    exposure: npt.ArrayLike,
    neighbourhood: sparse.sparray,
    *,
    simulations: int = 999,
    seed: int,
    progress: Progress | None = None,
) -> Likeness:
    """Are neighbours alike in records per km beyond what chance makes of so few records?

    counts: records per unit. exposure: km or km², 0 leaves the unit out. neighbourhood: n by n,
    scipy.sparse, above zero makes a neighbour. Each simulated world deals as many records out with
    every km equally likely, so that sparse counts and unequal lengths are in the range (after
    Assunção & Reis 1999). progress: as in ``scan``. The same seed gives the same bytes. Raises
    InputError for NaN, no record, or fewer than four units with exposure and neighbours.
    """
    counts = whole_counts("counts", counts)
    exposure = not_negative("exposure", exposure, size=len(counts))
    near = square_weights("neighbourhood", neighbourhood, size=len(counts))
    used = np.flatnonzero(exposure > 0)
    if len(used) < LEAST_UNITS or counts[used].sum() < 1:
        raise InputError(f"A likeness needs at least {LEAST_UNITS} units and one record.")
    counts, exposure = counts[used], exposure[used]
    near = _off_diagonal(near[used][:, used])
    near.data = np.ones_like(near.data)
    if near.nnz == 0:
        raise InputError("A likeness needs neighbours; no unit has one.")
    chance, rng, drawn = exposure / exposure.sum(), np.random.default_rng(seed), np.zeros(0)
    for done in told(simulations, progress, at_once=WORLDS_AT_ONCE):
        worlds = rng.multinomial(int(counts.sum()), chance, size=done - len(drawn))
        drawn = np.append(drawn, _each(worlds / exposure, near))
    i = float(_each((counts / exposure)[None, :], near)[0])
    low, high = np.percentile(drawn, [2.5, 97.5])
    # Rounding must not decide whether a world that is the same reaches it.
    reached = int((drawn >= i - 1e-12).sum())
    return Likeness(i, float(low), float(high), (reached + 1) / (len(drawn) + 1))


def _each(rates: Floats, near: sparse.csr_array) -> Floats:
    """Moran's I per row of ``rates`` (worlds by units); 0 where all rates are the same."""
    d = rates - rates.mean(axis=1, keepdims=True)
    spread = np.sum(d**2, axis=1)
    across = np.sum(d * (near @ d.T).T, axis=1)
    share = np.divide(across, spread, out=np.zeros(len(d)), where=spread > 0)
    return rates.shape[1] / near.nnz * share


def _off_diagonal(matrix: sparse.csr_array) -> sparse.csr_array:
    near = (matrix - sparse.diags_array(matrix.diagonal())).tocsr()
    near.eliminate_zeros()
    return near
