"""What many rows say alike: combinations, and notes on rows."""

from datetime import datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.importers.distinct import BlockNotes, distinct

CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(0, 2), st.sampled_from([0.0, 1.0, 2.5, "", "1", "a"])
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12))
def test_combinations_are_told_apart_as_their_types_and_values_are(rows):
    first, second = (list(column) for column in zip(*rows, strict=True))
    found = distinct(first, second)
    keys = [tuple((type(cell), cell) for cell in row) for row in rows]
    for at, key in enumerate(keys):
        same = [keys[other] == key for other in range(len(keys))]
        assert (found.codes == found.codes[at]).tolist() == same
        assert found.firsts[found.codes[at]] == same.index(True)
    assert found.spread([rows[at] for at in found.firsts]).tolist() == rows


def test_dates_and_numbers_beside_texts():
    day = datetime(2025, 3, 12)  # noqa: DTZ001
    assert distinct([day, "2025", 2025, day]).codes.tolist() == [0, 1, 2, 0]
    assert distinct(np.array([True, False, True])).codes.tolist() == [0, 1, 0]


def test_notes_of_combinations_and_of_single_rows_stand_together_once():
    notes = BlockNotes(3)
    notes.spread(distinct(["a", "b", "a"]), [("one", "two"), ()])
    notes.add(1, "three")
    notes.add(2, "two")
    assert notes.of(2) == ("one", "two", "two")
    held = notes.closed()
    assert [held.words[code] for code in held.codes] == [
        ("one", "two"), ("three",), ("one", "two"),
    ]  # fmt: skip
