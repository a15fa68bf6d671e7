"""What changed between two periods, by an exact test, where the data can carry one."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from geo.errors import InputError
from geo.hotspots._arrays import Floats, periods, positive, share
from geo.hotspots.conditional import upper_tail
from geo.hotspots.discovery import false_discovery

LEAST_RECORDS_PER_PERIOD = 20


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Per unit: rate after over rate before with its exact 95 % interval (inf where nothing came
    before; NaN without any record), two-sided p (NaN without any record), and whether the unit rose
    or fell beyond chance after correction."""

    ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    rose: npt.NDArray[np.bool_]
    fell: npt.NDArray[np.bool_]


def change_between(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    *,
    days_before: float,
    days_after: float,
    against: str = "days",
    alpha: float = 0.05,
) -> Change:
    """Compare two periods unit by unit, given each unit's total (Przyborowski & Wilenski 1940).

    before, after: records per unit. days_before, days_after: lengths of the periods. against:
    "days" asks whether a unit's rate changed; "whole" whether it changed otherwise than all units
    together did. The interval is Clopper & Pearson's, p twice the smaller exact tail, corrected
    over units by Benjamini-Hochberg. The caller must know that both periods were collected in the
    same way. Raises InputError where a period holds fewer than twenty records: not enough to
    compare.
    """
    least = LEAST_RECORDS_PER_PERIOD
    before, after = periods("A comparison", before=(before, least), after=(after, least))
    odds = _odds(before, after, days_before, days_after, against)
    chance = odds / (1 + odds)
    total = before + after
    up = upper_tail(after, total, chance)
    down = upper_tail(before, total, 1 - chance)
    p = np.where(total > 0, np.minimum(1.0, 2 * np.minimum(up, down)), np.nan)
    named = false_discovery(p, alpha=share("alpha", alpha))
    ratio, low, high = _interval(before, after, odds)
    return Change(ratio, low, high, p, rose=named & (up < down), fell=named & (down < up))


def _odds(
    before: Floats, after: Floats, days_before: float, days_after: float, against: str
) -> float:
    """Records after per record before, if nothing changed."""
    days = positive("days_after", days_after) / positive("days_before", days_before)
    if against == "days":
        return days
    if against == "whole":
        return float(after.sum() / before.sum())
    raise InputError(f"against must be days or whole; got {against!r}.")


def _interval(before: Floats, after: Floats, odds: float) -> tuple[Floats, Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = after / before / odds
        low = np.where(after > 0, special.betaincinv(after, before + 1, 0.025), 0.0)
        high = np.where(before > 0, special.betaincinv(after + 1, before, 0.975), 1.0)
        low, high = low / (1 - low) / odds, high / (1 - high) / odds
    none = np.where(before + after > 0, 0.0, np.nan)
    return ratio, low + none, high + none
