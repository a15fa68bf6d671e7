"""How much of what is recorded lies on how little of the border: the concentration curve."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.hotspots._arrays import Floats, not_negative, positive, whole_counts


@dataclass(frozen=True, slots=True, eq=False)
class Concentration:
    """size_share, record_share: the curve from (0, 0) to (1, 1), busiest units first. gini: twice
    the area between curve and diagonal; by_chance: its mean when as many records fall evenly, with
    its 95 % range low…high."""

    size_share: Floats
    record_share: Floats
    gini: float
    by_chance: float
    low: float
    high: float

    def share_of_size(self, record_share: float) -> float:
        """The smallest share of the size that holds ``record_share`` of the records."""
        return float(np.interp(record_share, self.record_share, self.size_share))


def concentration(
    counts: npt.ArrayLike, size: npt.ArrayLike, *, draws: int = 999, seed: int
) -> Concentration:
    """Curve and Gini coefficient of records over km or km², beside what chance alone would give.

    With few records even a fair world is concentrated, since most units hold none: the range by
    chance must stand beside the number (Bernasco & Steenbeek 2017). counts: records per unit; size:
    km or km², 0 leaves the unit out. Raises InputError for NaN, no record or no size.
    """
    counts = whole_counts("counts", counts)
    size = not_negative("size", size, size=len(counts))
    counts, size = counts[size > 0], size[size > 0]
    if len(size) < 2 or counts.sum() < 1:
        raise InputError("A concentration needs at least two units and one record.")
    positive("draws", draws)
    rng = np.random.default_rng(seed)
    fair = rng.multinomial(int(counts.sum()), size / size.sum(), size=draws)
    drawn = np.array([_gini(*_curve(row, size)) for row in fair])
    low, high = np.percentile(drawn, [2.5, 97.5])
    across, up = _curve(counts, size)
    return Concentration(
        across, up, _gini(across, up), float(drawn.mean()), float(low), float(high)
    )


def _curve(counts: Floats, size: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(-counts / size, kind="stable")
    shares = (np.cumsum(part[order]) / part.sum() for part in (size, counts))
    across, up = (np.concatenate([[0.0], part]) for part in shares)
    return across, up


def _gini(across: Floats, up: Floats) -> float:
    return float(2 * np.trapezoid(up, across) - 1)
