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
        self.column_of = np.repeat(np.arange(len(chosen)), np.diff(self.by_column.indptr))
        self.upper = rules.upper + _SLACK
        self.total = rules.matrix @ chosen.astype(float)
        self.barred = set(rules.forbidden) | set(np.flatnonzero(chosen).tolist())

    def _part(self, column: int) -> tuple[np.ndarray, np.ndarray]:
        """Rules that a column counts in, and by how much."""
        part = slice(self.by_column.indptr[column], self.by_column.indptr[column + 1])
        return self.by_column.indices[part], self.by_column.data[part]

    def broken(self) -> np.ndarray:
        """Per column, how many rules would be broken with it, those broken now included."""
        rows, amounts = self.by_column.indices, self.by_column.data
        now = self.total > self.upper
        change = (self.total[rows] + amounts > self.upper[rows]).astype(float) - now[rows]
        changed = np.bincount(self.column_of, weights=change, minlength=self.by_column.shape[1])
        return int(now.sum()) + np.round(changed).astype(np.int64)

    def mate(self, column: int) -> int | None:
        """The first free column that makes the one rule whole that a column breaks."""
        trial = self.total.copy()
        rows, amounts = self._part(column)
        trial[rows] += amounts
        row = int(np.flatnonzero(trial > self.upper)[0])
        part = slice(self.by_row.indptr[row], self.by_row.indptr[row + 1])
        lowering = self.by_row.indices[part][self.by_row.data[part] < 0].tolist()
        for other in lowering:
            rows, amounts = self._part(other)
            free = other != column and other not in self.barred
            if free and (trial[rows] + amounts <= self.upper[rows]).all():
                return int(other)
        return None

    def open(self, move: tuple[int, ...]) -> None:
        """Take the columns of a move in."""
        for column in move:
            rows, amounts = self._part(column)
            self.total[rows] += amounts
        self.barred.update(move)


def _best_move(gains: np.ndarray, room: int, limits: _Limits) -> tuple[int, ...] | None:
    """The allowed move of most gain, the first of equal ones; None where nothing is gained."""
    broken = limits.broken()
    for column in np.argsort(-gains, kind="stable").tolist():
        if gains[column] <= 0:
            return None
        if not broken[column]:
            return (column,)
        if room >= 2 and broken[column] == 1:
            mate = limits.mate(column)
            if mate is not None:
                return (column, mate)
    return None
