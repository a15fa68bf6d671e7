"""Counts of all records beside CLEAR ones, safe for each audience and for two that join views.

An audience that sees some of the other records can take these off a total: what must not be small
is the count of what it does not see. One table is made that is safe for everybody, so that tables
made for different audiences cannot be taken off each other.
"""

from collections.abc import Mapping
from itertools import combinations

import pandas as pd

from geo.errors import InputError
from geo.release.suppression import TOTALS, suppress

SMALLEST_COUNT = 5
_PAIR = 2


def safe_totals(
    groups: pd.Series, seen: Mapping[str, pd.Series], *, k: int = SMALLEST_COUNT
) -> pd.DataFrame:
    """Counts by group: CLEAR ones complete, all of them where nobody can work out a small rest.

    Parameters: groups, the group of each record by store key; seen, per audience whether it is told
    the record's group (bool by the same index); the entry ``clear`` says which records are CLEAR.
    Returns a frame indexed by group: clear, all (pd.NA where hidden); ``attrs["totals"]`` is
    "shown" or "hidden": then no sum of the column may be shown either.
    Errors: InputError for k below 1.
    """
    if k < 1:
        raise InputError(f"Expected a smallest count of at least 1, found {k!r}.")
    names = sorted(set(groups))
    clear = _counts(groups[seen["clear"]], names)
    hidden = pd.Series(False, index=clear.index)
    totals = "shown"
    for rest in unseen(groups, seen):
        shown = suppress(_counts(groups[rest], names), k=k)
        hidden |= shown.isna()
        totals = "hidden" if shown.attrs[TOTALS] == "hidden" else totals
    whole = _counts(groups, names).astype("Int64").mask(hidden)
    result = pd.DataFrame({"clear": clear.astype("Int64"), "all": whole})
    result.attrs[TOTALS] = totals
    return result


def unseen(groups: pd.Series, seen: Mapping[str, pd.Series]) -> list[pd.Series]:
    """Per audience, and per two that join their views, which records nobody of them is told."""
    single = [~told for told in seen.values()]
    pairs = [~(a | b) for a, b in combinations(seen.values(), _PAIR)]
    return [rest.reindex(groups.index, fill_value=True) for rest in (*single, *pairs)]


def worked_out(
    table: pd.DataFrame, groups: pd.Series, seen: Mapping[str, pd.Series], *, k: int
) -> list[tuple[str, int]]:
    """Small counts that a reader of the table, alone or with another, can work out.

    Counts back from the table alone: a shown total less what the reader is told is the rest, and a
    single hidden group follows from the sum where that is shown. Returns group and count.
    """
    found = []
    for rest in unseen(groups, seen):
        left = groups[rest].value_counts().reindex(table.index, fill_value=0)
        hidden = table["all"].isna()
        known = left[~hidden]
        found += [(str(name), int(n)) for name, n in known.items() if 0 < n < k]
        if table.attrs[TOTALS] == "shown" and hidden.any():
            fixed = left[hidden] if _fixed(left[hidden]) else left[hidden].iloc[:0]
            found += [(str(name), int(n)) for name, n in fixed.items() if 0 < n < k]
    return found


def _fixed(hidden: pd.Series) -> bool:
    """Whether hidden counts follow from their sum, for a reader who knows that none is empty."""
    total = int(hidden.sum())
    return len(hidden) == 1 or total == 0 or (total == len(hidden) and bool((hidden > 0).all()))


def _counts(groups: pd.Series, names: list[str]) -> pd.Series:
    return groups.value_counts().reindex(names, fill_value=0).astype("int64")
