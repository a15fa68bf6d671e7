"""Which sections follow one another along the border, from one pair to the next at tripoints."""

import functools
from typing import TYPE_CHECKING

import numpy as np

from geo.borders.table import SectionIndex, index
from geo.errors import InputError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@functools.cache
def neighbourhood(*, steps: int = 1) -> "csr_matrix":
    """Sections within ``steps`` of each other along the border, itself included.

    The border is one-dimensional: a section's neighbours are those before and behind it, and at a
    tripoint the first ones of the pairs that go on from there; a link follows the last section.
    Returns a binary symmetric n x n matrix (int8) in the order of ``index()``; treat as read-only.
    Errors: InputError when ``steps`` is negative.
    """
    from scipy.sparse import csr_matrix, identity

    if steps < 0:
        raise InputError(f"Expected steps of 0 or more along the border, found {steps}.")
    table = index()
    first, second = _joined_ends(table)
    count = len(table)
    touching = csr_matrix((np.ones(len(first)), (first, second)), shape=(count, count))
    near = identity(count, format="csr")
    for _ in range(steps):
        near = ((near + near @ touching) > 0).astype(float)
    return near.astype(np.int8).tocsr()


def _joined_ends(table: SectionIndex) -> tuple[np.ndarray, np.ndarray]:
    """Both directions of every two sections that share an end point of the table."""
    ends = np.concatenate(
        [
            np.column_stack([table.from_lon, table.from_lat]),
            np.column_stack([table.to_lon, table.to_lat]),
        ]
    )
    _, point = np.unique(np.round(ends * 1e6).astype(np.int64), axis=0, return_inverse=True)
    section = np.tile(np.arange(len(table)), 2)
    order = np.argsort(point.ravel(), kind="stable")
    groups = np.split(section[order], np.flatnonzero(np.diff(point.ravel()[order])) + 1)
    joined = [(a, b) for group in groups for a in group for b in group if a != b]
    first, second = np.array(joined).T
    return first, second
