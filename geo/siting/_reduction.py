"""A coverage instance made small: fixed rows out, equal rows merged, useless sites dropped."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

_HASH_SEED = 20


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What is left to decide.

    matrix: rows x kept columns, sparse, 1 where a column covers a row. weight, need: per row; need
    is how many open columns the row wants. columns: candidate column of each kept one. fixed: the
    weight that the existing sites cover already. uncoverable: rows of the instance, as given, that
    no choice could cover.
    """

    matrix: sparse.csr_array
    weight: np.ndarray
    need: np.ndarray
    columns: np.ndarray
    fixed: float
    uncoverable: np.ndarray


def reduced(
    covers: sparse.csr_array,
    weight: np.ndarray,
    *,
    existing: np.ndarray,
    need: int = 1,
    closed: np.ndarray | None = None,
    dominance: bool = True,
) -> Coverage:
    """Reduce ``covers`` (rows x candidates). closed: columns that may not open.

    Exact: rows with equal covering sets and needs become one with the sum of their weights; a
    column whose rows are a part of another's is dropped where nothing but its rows counts.
    """
    rows, count = covers.shape
    usable = np.ones(count, dtype=bool)
    usable[existing] = False
    if closed is not None:
        usable[closed] = False
    columns = np.flatnonzero(usable)
    held = _held(covers, existing, rows)
    left = covers[:, columns].tocsr()
    reach = np.diff(left.indptr)
    fixed = held >= need
    uncoverable = np.flatnonzero(held + reach < need)
    keep = np.flatnonzero(~fixed & (held + reach >= need) & (weight > 0))
    matrix, merged, needs = _merged(left[keep], weight[keep], need - held[keep])
    if dominance and need == 1 and matrix.shape[0]:
        kept = undominated(matrix)
        matrix, columns = matrix[:, kept].tocsr(), columns[kept]
        matrix, merged, needs = _merged(matrix, merged, needs)
    return Coverage(matrix, merged, needs, columns, float(weight[fixed].sum()), uncoverable)


def _held(covers: sparse.csr_array, existing: np.ndarray, rows: int) -> np.ndarray:
    if not len(existing):
        return np.zeros(rows, dtype=np.int64)
    return np.diff(covers[:, existing].tocsr().indptr)


def _merged(
    matrix: sparse.csr_array, weight: np.ndarray, need: np.ndarray
) -> tuple[sparse.csr_array, np.ndarray, np.ndarray]:
    """Rows with equal columns and needs as one; equality by two 64-bit sums of random words."""
    words = np.random.default_rng(_HASH_SEED).integers(
        0, 2**63, size=(matrix.shape[1], 2), dtype=np.uint64
    )
    sums = np.column_stack([matrix.astype(np.uint64) @ words, need.astype(np.uint64)])
    _, first, group = np.unique(sums, axis=0, return_index=True, return_inverse=True)
    total = np.bincount(group.ravel(), weights=weight, minlength=len(first))
    order = np.argsort(first, kind="stable")
    return matrix[first[order]].tocsr(), total[order], need[first[order]]


def undominated(matrix: sparse.csr_array) -> np.ndarray:
    """Columns of which no other covers all rows and more; of equal ones the first."""
    counts = (matrix.astype(np.int32).T @ matrix.astype(np.int32)).tocsr()
    size = np.asarray(matrix.sum(axis=0)).ravel().astype(np.int64)
    pair = counts.tocoo()
    inside = (pair.data == size[pair.row]) & (pair.row != pair.col)
    larger = (size[pair.col] > size[pair.row]) | (
        (size[pair.col] == size[pair.row]) & (pair.col < pair.row)
    )
    dropped = np.zeros(matrix.shape[1], dtype=bool)
    dropped[pair.row[inside & larger]] = True
    dropped |= size == 0
    return np.flatnonzero(~dropped)
