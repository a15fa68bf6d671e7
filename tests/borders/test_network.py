"""What follows what along the border."""

import numpy as np
import pytest

from geo import borders
from geo.errors import InputError


def near(section_id: str, steps: int) -> set[str]:
    table = borders.index()
    row = borders.neighbourhood(steps=steps)[[borders.position(section_id)]]
    return {table.ids[column] for column in row.nonzero()[1]}


def test_inside_a_pair_the_neighbours_are_before_and_behind() -> None:
    assert near("LAO-THA-050", 1) == {"LAO-THA-049", "LAO-THA-050", "LAO-THA-051"}
    assert near("LAO-THA-050", 3) == {f"LAO-THA-{n:03d}" for n in range(47, 54)}


def test_at_a_tripoint_the_border_goes_on_into_both_other_pairs() -> None:
    assert near("LAO-THA-001", 1) == {"LAO-MMR-024", "LAO-THA-001", "LAO-THA-002", "MMR-THA-001"}
    assert near("KHM-LAO-001", 2) >= {"LAO-THA-185", "LAO-THA-186", "KHM-THA-001", "KHM-THA-002"}


def test_a_link_follows_the_last_section_and_a_coast_ends_the_line() -> None:
    assert near("MMR-THA-E01", 1) == {"MMR-THA-243", "MMR-THA-E01"}
    assert near("KHM-THA-082", 1) == {"KHM-THA-081", "KHM-THA-082"}


def test_no_steps_is_the_section_itself() -> None:
    assert near("MYS-THA-010", 0) == {"MYS-THA-010"}
    with pytest.raises(InputError, match="-1"):
        borders.neighbourhood(steps=-1)


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_the_matrix_is_binary_symmetric_and_holds_the_diagonal(steps: int) -> None:
    matrix = borders.neighbourhood(steps=steps)
    assert set(matrix.data.tolist()) == {1}
    assert (matrix != matrix.T).nnz == 0
    assert (matrix.diagonal() == 1).all()
    degrees = np.asarray(matrix.sum(axis=1)).ravel()
    assert degrees.min() >= steps + 1
