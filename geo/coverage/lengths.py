"""Covered length and incidents by any grouping, both sides, gaps, backup and overlap.

Everything is counted from how many offices hold each demand row; no share is ever taken from a
solver.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Line:
    """One group (a side of a pair, a section, a district).

    km, incidents: all demand. covered_*: held by one office or more. backup_*: by two or more.
    overlap: mean number of offices over the covered km (NaN without any).
    """

    key: tuple[int, ...]
    km: float
    covered_km: float
    backup_km: float
    incidents: int
    covered_incidents: int
    backup_incidents: int
    overlap: float

    @property
    def covered_share(self) -> float:
        """Covered share of the length, NaN where there is none."""
        return share(self.covered_km, self.km)


@dataclass(frozen=True, slots=True)
class Gap:
    """An uncovered stretch of one side of a line, km along it."""

    pair: int
    side: int
    km_from: float
    km_to: float


def share(part: float, whole: float) -> float:
    """part / whole, NaN where the whole is 0."""
    return part / whole if whole else float("nan")


def coverage_lines(
    held: np.ndarray, km: np.ndarray, incident: np.ndarray, *, keys: np.ndarray
) -> tuple[Line, ...]:
    """Coverage per group, groups in ascending order of key.

    Parameters: held, offices that hold each demand row; km, its length; incident, 1 for incidents;
    keys, integer groups, shape (n,) or (n, parts).
    """
    keys = np.asarray(keys).reshape(len(held), -1)
    groups, group = np.unique(keys, axis=0, return_inverse=True)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(group.ravel(), weights=values, minlength=len(groups))

    once, twice = held >= 1, held >= 2
    columns = [
        total(km), total(km * once), total(km * twice),
        total(incident), total(incident * once), total(incident * twice), total(km * held),
    ]  # fmt: skip
    return tuple(
        Line(
            tuple(int(part) for part in key), row[0], row[1], row[2], round(row[3]), round(row[4]),
            round(row[5]), share(row[6], row[1]),
        )
        for key, row in zip(groups, np.column_stack(columns).tolist(), strict=True)
    )  # fmt: skip


def both_sides(
    held: np.ndarray, pair: np.ndarray, km_along: np.ndarray, km: np.ndarray
) -> dict[int, tuple[float, float, float, float]]:
    """Per pair: km in all, covered on both sides, on one side only, on neither.

    Rows are kilometres of both sides; two rows of a pair at one km_along are the same kilometre. A
    pair of which only one side is given is left out.
    """
    found: dict[int, tuple[float, float, float, float]] = {}
    for code in np.unique(pair):
        rows = np.flatnonzero((pair == code) & (km > 0))
        place, first, at, count = np.unique(
            km_along[rows], return_index=True, return_inverse=True, return_counts=True
        )
        if not (count == 2).all():
            continue
        sides = np.bincount(
            at.ravel(), weights=(held[rows] >= 1).astype(float), minlength=len(place)
        )
        length = km[rows][first]
        found[int(code)] = (
            float(length.sum()), float(length[sides == 2].sum()),
            float(length[sides == 1].sum()), float(length[sides == 0].sum()),
        )  # fmt: skip
    return found


def gaps(
    held: np.ndarray, pair: np.ndarray, side: np.ndarray, km_along: np.ndarray, km: np.ndarray
) -> tuple[Gap, ...]:
    """Uncovered stretches of every pair and side, along the line, adjoining rows joined."""
    order = np.lexsort((km_along, side, pair))
    order = order[(km[order] > 0) & (held[order] == 0)]
    found: list[Gap] = []
    for row in order.tolist():
        low, high = float(km_along[row] - km[row] / 2), float(km_along[row] + km[row] / 2)
        last = found[-1] if found else None
        same = last and (last.pair, last.side) == (pair[row], side[row])
        if last and same and low - last.km_to < 1e-6:
            found[-1] = Gap(last.pair, last.side, last.km_from, high)
        else:
            found.append(Gap(int(pair[row]), int(side[row]), low, high))
    return tuple(found)
