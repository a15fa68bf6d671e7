"""Greedy and exchange: quick choices for coverage, a start for the solver and a check on it."""

import numpy as np
from scipy import sparse

from geo.siting.results import SAME, Rules

_PASSES = 30


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
    count = matrix.shape[1]
    chosen = np.zeros(count, dtype=bool)
    chosen[list(rules.forced)] = True
    columns = matrix.T.tocsr()
    while chosen.sum() < sites:
        held = np.asarray(matrix[:, np.flatnonzero(chosen)].sum(axis=1)).ravel()
        gains = columns @ (weight / need * (held < need))
        gains[chosen] = 0.0
        gains[list(rules.forbidden)] = 0.0
        move = _best_move(chosen, gains, sites, rules)
        if move is None:
            break
        chosen[list(move)] = True
    return chosen


def _best_move(
    chosen: np.ndarray, gains: np.ndarray, sites: int, rules: Rules
) -> tuple[int, ...] | None:
    """The allowed move of most gain, the first of equal ones; None where nothing is gained."""
    room = sites - int(chosen.sum())
    for column in np.argsort(-gains, kind="stable"):
        if gains[column] <= 0:
            return None
        if _fits(chosen, (int(column),), rules):
            return (int(column),)
        if room >= 2:
            for mate in _mates(int(column), chosen, rules):
                if _fits(chosen, (int(column), mate), rules):
                    return (int(column), mate)
    return None


def _mates(column: int, chosen: np.ndarray, rules: Rules) -> list[int]:
    """Columns that lower a rule which ``column`` alone would break."""
    trial = chosen.astype(float)
    trial[column] = 1.0
    broken = np.flatnonzero(rules.matrix @ trial > rules.upper + 1e-7)
    if len(broken) != 1:
        return []
    row = rules.matrix[broken].tocoo()
    shut = set(rules.forbidden)
    return [int(j) for j, a in zip(row.coords[1], row.data, strict=True) if a < 0 and j not in shut]


def _fits(chosen: np.ndarray, move: tuple[int, ...], rules: Rules) -> bool:
    trial = chosen.astype(float)
    trial[list(move)] = 1.0
    return bool((rules.matrix @ trial <= rules.upper + 1e-7).all())
