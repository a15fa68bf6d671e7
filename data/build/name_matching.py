"""Tie outlines that carry only an English name to the rows of an official list.

One name may stand for several units, so the surroundings decide: a unit is most likely in the group
(province, district) of its neighbours that are already tied.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.optimize import linear_sum_assignment

NEIGHBOUR_DEGREES: Final = 0.005
OTHER_GROUP_COST: Final = 0.5
NO_NEIGHBOUR_COST: Final = 0.25
MIN_NEIGHBOURS_TO_DOUBT: Final = 3

Key = Callable[[str], str]


def letters(name: str) -> str:
    """``name`` as bare lower-case a-z."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z]", "", re.sub(r"\bdistrict\b", "", ascii_name))


def folded(name: str, *, rules: tuple[tuple[str, str], ...]) -> str:
    """``letters`` after spelling ``rules`` that fold the ways one sound is romanised."""
    text = letters(name)
    for old, new in rules:
        text = text.replace(old, new)
    return re.sub(r"(.)\1", r"\1", text)


def neighbours(outlines: gpd.GeoDataFrame) -> list[list[int]]:
    """Positions of the outlines within 0.005 degrees of each outline."""
    shapes = outlines.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="dwithin", distance=NEIGHBOUR_DEGREES)
    near: list[list[int]] = [[] for _ in shapes]
    for one, other in sorted(zip(left.tolist(), right.tolist(), strict=True)):
        if one != other:
            near[one].append(other)
    return near


class Matcher:
    """Positions in ``listed`` of each outline, filled step by step; -1 while not tied.

    outlines: columns shape_id, name, geometry. listed: columns code, name_en and ``group``. key:
    folds a name for comparison. fixed: shape_id -> code decided by hand.
    """

    def __init__(
        self,
        outlines: gpd.GeoDataFrame,
        listed: pd.DataFrame,
        *,
        group: str,
        key: Key,
        fixed: Mapping[str, str],
    ) -> None:
        self.names = [key(name) for name in outlines["name"]]
        self.listed_names = [key(name) for name in listed["name_en"]]
        self.groups = listed[group].to_numpy()
        self.near = neighbours(outlines)
        self.found = np.full(len(outlines), -1)
        self.positions: dict[str, list[int]] = {}
        for position, name in enumerate(self.listed_names):
            self.positions.setdefault(name, []).append(position)
        self._fix(outlines["shape_id"], listed["code"], fixed)
        self.fixed = self.found >= 0

    def _fix(self, shape_ids: pd.Series, codes: pd.Series, fixed: Mapping[str, str]) -> None:
        place = {code: position for position, code in enumerate(codes)}
        for position, shape_id in enumerate(shape_ids):
            if shape_id in fixed:
                self.found[position] = place[fixed[shape_id]]

    def votes(self, unit: int) -> Counter[str]:
        """Groups of the neighbours already tied, with how many each."""
        tied = [self.found[other] for other in self.near[unit]]
        return Counter(self.groups[position] for position in tied if position >= 0)

    def by_unique_name(self) -> None:
        """Tie names that occur once on both sides, then doubt those alone in their group."""
        counts = Counter(self.names)
        taken = set(self.found.tolist())
        for unit, name in enumerate(self.names):
            rows = self.positions.get(name, [])
            free = self.found[unit] < 0 and len(rows) == 1 and rows[0] not in taken
            if free and counts[name] == 1:
                self.found[unit] = rows[0]
        self._drop_strangers()

    def _drop_strangers(self) -> None:
        strangers = []
        for unit in np.flatnonzero((self.found >= 0) & ~self.fixed):
            votes = self.votes(unit)
            alone = not votes[self.groups[self.found[unit]]]
            if alone and votes.total() >= MIN_NEIGHBOURS_TO_DOUBT:
                strangers.append(unit)
        self.found[strangers] = -1

    def by_name_and_neighbours(self) -> None:
        """Tie a repeated name where exactly one row of it lies in a neighbour's group."""
        changed = True
        while changed:
            changed = False
            for unit in np.flatnonzero(self.found < 0):
                votes, taken = self.votes(unit), set(self.found.tolist())
                rows = self.positions.get(self.names[unit], [])
                rows = [row for row in rows if row not in taken and votes[self.groups[row]]]
                if len(rows) == 1:
                    self.found[unit], changed = rows[0], True

    def by_likeness(self) -> None:
        """Tie what is left one to one at the least total cost of spelling and group."""
        units = np.flatnonzero(self.found < 0)
        rows = np.setdiff1d(np.arange(len(self.listed_names)), self.found)
        costs = np.array([[self._cost(unit, row) for row in rows] for unit in units])
        if len(units):
            for unit, row in zip(*linear_sum_assignment(costs), strict=True):
                self.found[units[unit]] = rows[row]

    def _cost(self, unit: int, row: int) -> float:
        likeness = SequenceMatcher(None, self.names[unit], self.listed_names[row]).ratio()
        votes = self.votes(unit)
        known = OTHER_GROUP_COST if not votes[self.groups[row]] else 0.0
        return 1 - likeness + (known if votes else NO_NEIGHBOUR_COST)


def match_all(
    outlines: gpd.GeoDataFrame,
    listed: pd.DataFrame,
    *,
    group: str,
    key: Key,
    fixed: Mapping[str, str],
) -> np.ndarray:
    """Row of ``listed`` for every outline, one to one (see ``Matcher``)."""
    matcher = Matcher(outlines, listed, group=group, key=key, fixed=fixed)
    matcher.by_unique_name()
    matcher.by_name_and_neighbours()
    matcher.by_likeness()
    return matcher.found
