"""Small counts cannot be worked out: checked by listing every table that fits what is shown."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.release import suppress

K = 4


def _fitting(values, hidden):
    """Every two-row table of counts that a reader cannot rule out: its hidden values, row by row.

    The first row is guessed; the totals of the columns then give the second.
    """
    columns = values.sum(axis=0)
    free = [
        range(1, columns[c]) if hidden[0, c] else (values[0, c],) for c in range(values.shape[1])
    ]
    for first in product(*free):
        table = np.array([first, columns - first])
        same_totals = (table.sum(axis=1) == values.sum(axis=1)).all()
        if same_totals and (table[~hidden] == values[~hidden]).all() and (table[hidden] > 0).all():
            yield table[hidden]


_TWO_ROWS = st.integers(2, 4).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 6), min_size=n, max_size=n)] * 2)
)


@settings(max_examples=100, deadline=None)
@given(_TWO_ROWS)
def test_no_hidden_small_count_can_be_worked_out(rows):
    values = np.array(rows)
    shown = suppress(pd.DataFrame(values), k=K)
    hidden = shown.isna().to_numpy()
    assert (hidden | (shown.to_numpy(dtype=float, na_value=-1) == values)).all()
    assert not hidden[values == 0].any()
    assert hidden[(values > 0) & (values < K)].all()
    if shown.attrs["totals"] == "hidden":
        assert hidden[values > 0].all()
        return
    if not hidden.any():
        return
    small = values[hidden] < K
    guesses = np.array(list(_fitting(values, hidden)))
    assert all(len(set(column)) > 1 for column in guesses.T[small])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=6))
def test_no_hidden_count_of_a_series_can_be_worked_out_from_its_total(counts):
    values = pd.Series(counts, dtype=int)
    shown = suppress(values, k=K)
    hidden = shown.isna().to_numpy()
    assert hidden[((values > 0) & (values < K)).to_numpy()].all()
    if hidden.any() and shown.attrs["totals"] == "shown":
        # With n hidden counts of at least 1, more than one split of their sum must exist.
        assert hidden.sum() >= 2
        assert values[hidden].sum() > hidden.sum()


def test_a_table_done_by_hand():
    table = pd.DataFrame([[2, 20, 30], [10, 40, 50]], index=["p", "q"], columns=list("abc"))
    shown = suppress(table, k=5)
    assert shown.isna().to_numpy().tolist() == [[True, True, False], [True, True, False]]
    assert shown.loc["q", "c"] == 50
    assert shown.index.tolist() == ["p", "q"]


def test_nothing_small_hides_nothing():
    table = pd.DataFrame([[0, 9], [7, 8]])
    shown = suppress(table, k=5)
    assert shown.attrs["totals"] == "shown"
    assert shown.to_numpy(dtype=int).tolist() == table.to_numpy().tolist()


def test_a_single_small_count_hides_its_total_too():
    shown = suppress(pd.Series([0, 0, 2]), k=5)
    assert shown.isna().tolist() == [False, False, True]
    assert shown.attrs["totals"] == "hidden"


def test_ones_alone_would_follow_from_the_totals():
    assert suppress(pd.DataFrame([[1, 1], [1, 1]]), k=3).attrs["totals"] == "hidden"


def test_a_larger_table_stays_protected():
    rng = np.random.default_rng(3)
    table = pd.DataFrame(rng.poisson(3, (40, 8)))
    shown = suppress(table, k=5)
    assert shown.attrs["totals"] == "shown"
    assert shown.notna().to_numpy().any()


@pytest.mark.parametrize(("values", "k"), [([-1, 2], 3), ([1.5, 2], 3), ([np.nan, 2], 3), ([1], 0)])
def test_what_are_no_counts_is_refused(values, k):
    with pytest.raises(InputError):
        suppress(pd.Series(values), k=k)
