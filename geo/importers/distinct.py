"""What many rows say alike is understood once: combinations of cells, and the notes on rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """Combinations of cells in the order of their first row. codes: which combination each row
    says, shape (rows,); firsts: position of the first row that says it, shape (combinations,)."""

    codes: np.ndarray
    firsts: np.ndarray

    def spread(self, values: Iterable[Any]) -> np.ndarray:
        """One value per combination as one per row (objects)."""
        return as_objects(values)[self.codes]

    def words(self, values: Iterable[str]) -> pd.Categorical:
        """One word per combination as one per row, as ``as_words`` of all rows would hold them."""
        few = as_words(as_objects(values))
        return pd.Categorical.from_codes(few.codes[self.codes], few.categories)


def distinct(*columns: list[Any] | np.ndarray) -> Distinct:
    """The combinations of cells in columns of one length; at least one column. An array holds
    values of one kind, a list any cells."""
    codes = _codes(columns[0])
    for column in columns[1:]:
        more = _codes(column)
        if len(more) and more.max() > 0:
            codes = pd.factorize(codes * (more.max() + 1) + more)[0]
    count = int(codes.max()) + 1 if len(codes) else 0
    firsts = np.empty(count, dtype=np.int64)
    firsts[codes[::-1]] = np.arange(len(codes))[::-1]
    return Distinct(codes, firsts)


def as_objects(values: Iterable[Any]) -> np.ndarray:
    """Any values as an array of objects, one dimension whatever they are."""
    held = values if isinstance(values, list) else list(values)
    found = np.empty(len(held), dtype=object)
    found[:] = held
    return found


def _codes(column: list[Any] | np.ndarray) -> np.ndarray:
    """Number of each cell among the distinct ones, by first appearance. 1, 1.0, True and "1" are
    four different cells, as their texts are."""
    if isinstance(column, np.ndarray):
        return pd.factorize(column, use_na_sentinel=False)[0].astype(np.int64)
    if column.count(None) == len(column):
        return np.zeros(len(column), dtype=np.int64)
    if not set(map(type, column)) <= {str, type(None)}:
        column = [cell if type(cell) is str else (type(cell), cell) for cell in column]
    return pd.factorize(as_objects(column), use_na_sentinel=False)[0].astype(np.int64)


def as_words(values: np.ndarray | pd.Series) -> pd.Categorical:
    """Words as categories, always of one kind, so that columns of many parts can be joined."""
    codes, words = pd.factorize(np.asarray(values, dtype=object))
    return pd.Categorical.from_codes(codes, pd.Index(words, dtype=object))


@dataclass(slots=True)
class BlockNotes:
    """Words on the rows of a block: most come with a combination of cells, some with one row."""

    rows: int
    words: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    codes: np.ndarray = field(init=False)
    single: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codes = np.zeros(self.rows, dtype=np.int64)

    def spread(self, found: Distinct, words: Sequence[tuple[str, ...]]) -> None:
        """Put words on every row of a combination; one tuple per combination."""
        held = {said: number for number, said in enumerate(dict.fromkeys([(), *words]))}
        if len(held) > 1:
            numbers = np.array([held[tuple(said)] for said in words], dtype=np.int64)
            self._join(numbers[found.codes], list(held))

    def add(self, at: int, word: str) -> None:
        """Put one word on one row."""
        self.single.setdefault(at, []).append(word)

    def of(self, at: int) -> tuple[str, ...]:
        """The words on one row so far."""
        return (*self.words[self.codes[at]], *self.single.get(at, ()))

    def closed(self) -> "BlockNotes":
        """The same notes, those on single rows among the combinations."""
        if self.single:
            said = [tuple(words) for words in self.single.values()]
            held = {words: number for number, words in enumerate(dict.fromkeys([(), *said]))}
            numbers = np.zeros(self.rows, dtype=np.int64)
            numbers[list(self.single)] = [held[words] for words in said]
            self._join(numbers, list(held))
            self.single = {}
        return self

    def _join(self, numbers: np.ndarray, words: list[tuple[str, ...]]) -> None:
        codes, pairs = pd.factorize(self.codes * len(words) + numbers)
        before, after = np.divmod(pairs, len(words))
        self.words = [
            tuple(dict.fromkeys((*self.words[first], *words[then])))
            for first, then in zip(before.tolist(), after.tolist(), strict=True)
        ]
        self.codes = codes.astype(np.int64)
