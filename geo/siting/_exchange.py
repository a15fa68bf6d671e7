"""Greedy and exchange: quick choices for coverage, a start for the solver and a check on it."""

import numpy as np
from scipy import sparse

from geo.siting.results import SAME, Rules

_PASSES = 30
_SLACK = 1e-7


def greedy(
    matrix: sparse.csr_array, weight: np.ndarray, need: np.ndarray, sites: int
) -> np.ndarray:
    """Columns chosen one by one, each adding most weight; ties go to the first column.

    Where a row needs two, half of its weight is counted for the first, so that the search can move.
    """
    by_column = matrix.tocsc()
    left, chosen = need.astype(np.int64).copy(), []
    gains = by_column.T @ (weight / need)
    for _ in range(min(sites, matrix.shape[1])):
        best = int(np.argmax(gains))
        rows = _rows(by_column, best)
        chosen.append(best)
        left[rows] -= 1
        done = rows[left[rows] == 0]
        if len(done):
            gains -= matrix[done].T @ (weight[done] / need[done])
        gains[best] = -np.inf
    return np.array(chosen, dtype=np.int64)


def _rows(by_column: sparse.csc_array, column: int) -> np.ndarray:
    return by_column.indices[by_column.indptr[column] : by_column.indptr[column + 1]]


def exchanged(
    matrix: sparse.csr_array, weight: np.ndarray, need: np.ndarray, chosen: np.ndarray
) -> np.ndarray:
    """Swap one chosen column for another while that covers more (Teitz and Bart 1968)."""
    columns, by_column = matrix.T.tocsr(), matrix.tocsc()
    chosen = np.array(chosen, dtype=np.int64)
    held = np.asarray(matrix[:, chosen].sum(axis=1)).ravel().astype(np.int64)
    for _ in range(_PASSES):
        moved = False
        for place in range(len(chosen)):
            held[_rows(by_column, chosen[place])] -= 1
            gains = columns @ (weight * (held == need - 1))
            gains[np.delete(chosen, place)] = -np.inf
            best = int(np.argmax(gains))
            if gains[best] > gains[chosen[place]] * (1 + SAME) + SAME:
                chosen[place], moved = best, True
            held[_rows(by_column, chosen[place])] += 1
        if not moved:
            break
    return chosen


def greedy_under_rules(
    matrix: sparse.csr_array, weight: np.ndarray, need: np.ndarray, sites: int, rules: Rules
) -> np.ndarray:
    """As ``greedy`` while keeping rules: a move opens one column, or two that allow each other.

    rules: on the columns of ``matrix``. Returns a bool per column; it may break a lower limit that
    no single move can reach, which the caller checks.
    """
    chosen = np.zeros(matrix.shape[1], dtype=bool)
    chosen[list(rules.forced)] = True
    columns, by_column = matrix.T.tocsr(), matrix.tocsc()
    held = np.asarray(matrix[:, np.flatnonzero(chosen)].sum(axis=1)).ravel()
    limits = _Limits(rules, chosen)
    while chosen.sum() < sites:
        gains = columns @ (weight / need * (held < need))
        gains[chosen] = 0.0
        gains[list(rules.forbidden)] = 0.0
        move = _best_move(gains, sites - int(chosen.sum()), limits)
        if move is None:
            break
        chosen[list(move)] = True
        limits.open(move)
        for column in move:
            held[_rows(by_column, column)] += 1
    return chosen


class _Limits:
    """The upper limits of some rules under the columns opened so far, kept up to date."""

    def __init__(self, rules: Rules, chosen: np.ndarray) -> None:
        self.by_row, self.by_column = rules.matrix.tocsr(), rules.matrix.tocsc()
        self.upper = rules.upper + _SLACK
        self.total = rules.matrix @ chosen.astype(float)
        self.broken = int((self.total > self.upper).sum())
        self.taken = set(np.flatnonzero(chosen).tolist())
        self.shut = set(rules.forbidden)

    def _part(self, column: int) -> tuple[np.ndarray, np.ndarray]:
        """Rules that a column counts in, and by how much."""
        part = slice(self.by_column.indptr[column], self.by_column.indptr[column + 1])
        return self.by_column.indices[part], self.by_column.data[part]

    def breaks(self, column: int) -> np.ndarray:
        """Rules that are broken with one more column, those broken before included."""
        rows, amounts = self._part(column)
        more = self.total[rows] + amounts > self.upper[rows]
        before = self.total[rows] > self.upper[rows]
        if self.broken == before.sum():
            return rows[more]
        trial = self.total.copy()
        trial[rows] += amounts
        return np.flatnonzero(trial > self.upper)

    def mends(self, column: int, mate: int, row: int) -> bool:
        """Whether a second column makes the one rule whole that the first breaks, breaking none."""
        trial = {}
        for part in (column, mate):
            for at, amount in zip(*self._part(part), strict=True):
                trial[int(at)] = trial.get(int(at), self.total[at]) + amount
        return row in trial and all(total <= self.upper[at] for at, total in trial.items())

    def mates(self, row: int) -> list[int]:
        """Free columns that lower a rule, in order."""
        part = slice(self.by_row.indptr[row], self.by_row.indptr[row + 1])
        lowering = self.by_row.indices[part][self.by_row.data[part] < 0]
        barred = self.shut | self.taken
        return [int(column) for column in lowering if int(column) not in barred]

    def open(self, move: tuple[int, ...]) -> None:
        """Take the columns of a move in."""
        for column in move:
            rows, amounts = self._part(column)
            self.total[rows] += amounts
        self.taken.update(move)
        self.broken = int((self.total > self.upper).sum())


def _best_move(gains: np.ndarray, room: int, limits: _Limits) -> tuple[int, ...] | None:
    """The allowed move of most gain, the first of equal ones; None where nothing is gained."""
    for column in np.argsort(-gains, kind="stable"):
        if gains[column] <= 0:
            return None
        broken = limits.breaks(int(column))
        if not len(broken):
            return (int(column),)
        if room >= 2 and len(broken) == 1:
            for mate in limits.mates(int(broken[0])):
                if limits.mends(int(column), mate, int(broken[0])):
                    return (int(column), mate)
    return None
