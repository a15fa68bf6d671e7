"""Totals beside CLEAR counts: what nobody can work out, alone or with another."""

import numpy as np
import pandas as pd
import pytest

from geo.errors import InputError
from geo.release.totals import safe_totals, worked_out


def _world(seed):
    """40 records in 6 groups; CLEAR ones, ones that a sees, ones that b sees, ones nobody sees."""
    random = np.random.default_rng(seed)
    groups = pd.Series(random.integers(0, 6, 40))
    kind = pd.Series(random.choice(["clear", "a", "b", "none"], 40, p=[0.4, 0.2, 0.2, 0.2]))
    clear = kind == "clear"
    return groups, {"clear": clear, "a": clear | (kind == "a"), "b": clear | (kind == "b")}


@pytest.mark.parametrize("seed", range(40))
def test_nothing_small_can_be_worked_out(seed):
    groups, seen = _world(seed)
    table = safe_totals(groups, seen, k=5)
    assert worked_out(table, groups, seen, k=5) == []
    assert (
        table["clear"].tolist()
        == groups[seen["clear"]].value_counts().reindex(table.index, fill_value=0).tolist()
    )
    shown = table["all"].dropna()
    assert shown.tolist() == groups.value_counts().reindex(shown.index).tolist()


def test_a_table_that_is_safe_for_one_audience_is_not_for_another():
    """Five closed records in one place, four of which an audience sees: the fifth would be told."""
    groups = pd.Series([1] * 15)
    clear = pd.Series([True] * 10 + [False] * 5)
    insider = pd.Series([True] * 14 + [False])
    alone = safe_totals(groups, {"clear": clear}, k=5)
    assert alone["all"].tolist() == [15]
    assert worked_out(alone, groups, {"clear": clear, "a": insider}, k=5) == [("1", 1), ("1", 1)]
    both = safe_totals(groups, {"clear": clear, "a": insider}, k=5)
    assert both["all"].isna().all()


def test_two_audiences_together_know_more_than_each():
    """Ten closed records; each of two audiences is told four of them: together they lack two."""
    groups = pd.Series([1] * 10)
    clear = pd.Series([False] * 10)
    a, b = clear.copy(), clear.copy()
    a[:4], b[4:8] = True, True
    assert safe_totals(groups, {"clear": clear, "a": a}, k=5)["all"].tolist() == [10]
    assert safe_totals(groups, {"clear": clear, "a": a, "b": b}, k=5)["all"].isna().all()


def test_where_all_is_clear_totals_are_the_counts():
    groups = pd.Series([1, 1, 2])
    table = safe_totals(groups, {"clear": pd.Series([True] * 3)}, k=5)
    assert table["all"].tolist() == table["clear"].tolist() == [2, 1]


def test_k_is_at_least_one():
    with pytest.raises(InputError):
        safe_totals(pd.Series([1]), {"clear": pd.Series([True])}, k=0)
