"""Kinds of columns: what a cell of a table of facts may hold; blank is judged apart."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from geo.schema.vocabularies import COUNTRIES, PAIRS

SEPARATOR = ";"
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_EARLIEST_YEAR, _LATEST_YEAR = 1850, 2100


class Kind(Protocol):
    """A kind of cell: says what it expects, and whether a text that is not blank is of it."""

    @property
    def expected(self) -> str:
        """What should stand in the cell, for a sentence after "expected"."""

    def accepts(self, cell: str) -> bool:
        """Whether the text is of this kind."""


@dataclass(frozen=True, slots=True)
class Text:
    """Free text in the writer's words, of at most ``longest`` characters."""

    longest: int = 900

    @property
    def expected(self) -> str:
        """What should stand in the cell."""
        return f"text of up to {self.longest} characters without line breaks"

    def accepts(self, cell: str) -> bool:
        """Whether the text is short enough, trimmed and on one line."""
        plain = _CONTROL.search(cell) is None
        return plain and len(cell) <= self.longest and cell == cell.strip()


@dataclass(frozen=True, slots=True)
class Identifier:
    """An id: stable, never reused."""

    pattern: str = r"[A-Za-z0-9][\w .:'()/-]*"

    @property
    def expected(self) -> str:
        """What should stand in the cell."""
        return f"an id like {self.pattern}"

    def accepts(self, cell: str) -> bool:
        """Whether the whole text matches the pattern."""
        return re.fullmatch(self.pattern, cell) is not None


@dataclass(frozen=True, slots=True)
class Words:
    """One word of a closed vocabulary, or several joined by ``separator`` where ``many``."""

    vocabulary: tuple[str, ...]
    many: bool = False
    separator: str = SEPARATOR

    @property
    def expected(self) -> str:
        """What should stand in the cell."""
        start = f"words joined by {self.separator!r} out of" if self.many else "one of"
        shown = ", ".join(self.vocabulary[:12])
        return f"{start} {shown}{', …' if len(self.vocabulary) > 12 else ''}"

    def accepts(self, cell: str) -> bool:
        """Whether every word is in the vocabulary and none stands twice."""
        words = cell.split(self.separator) if self.many else [cell]
        return len(set(words)) == len(words) and all(word in self.vocabulary for word in words)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of its own precision: 2024, 2024-03 or 2024-03-09."""

    @property
    def expected(self) -> str:
        """What should stand in the cell."""
        return "a date as YYYY, YYYY-MM or YYYY-MM-DD"

    def accepts(self, cell: str) -> bool:
        """Whether the text is a day, month or year that exists, from 1850 to 2100."""
        try:
            first, _, _ = date_span(cell)
        except ValueError:
            return False
        return _EARLIEST_YEAR <= first.year <= _LATEST_YEAR


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number within a closed range; ``whole`` allows no fraction."""

    low: float
    high: float
    whole: bool = False

    @property
    def expected(self) -> str:
        """What should stand in the cell."""
        kind = "a whole number" if self.whole else "a number"
        return f"{kind} from {self.low:,g} to {self.high:,g}"

    def accepts(self, cell: str) -> bool:
        """Whether the text is written in plain digits and in range."""
        pattern = r"-?\d+" if self.whole else r"-?\d+(\.\d+)?"
        return re.fullmatch(pattern, cell) is not None and self.low <= float(cell) <= self.high


@dataclass(frozen=True, slots=True)
class SourceRef:
    """The id of a row of the table of sources, or several joined by ``;`` where ``many``."""

    many: bool = False

    @property
    def expected(self) -> str:
        """What should stand in the cell."""
        return "a source_id of data/sources.csv" + (" (several joined by ';')" if self.many else "")

    def accepts(self, cell: str) -> bool:
        """Whether the text has the shape of such ids; that they exist is checked with the table."""
        ids = self.ids(cell)
        return bool(ids) and all(re.fullmatch(r"[a-z0-9][a-z0-9-]*", item) for item in ids)

    def ids(self, cell: str) -> tuple[str, ...]:
        """The ids in a cell, none when it is blank."""
        return tuple(cell.split(SEPARATOR)) if self.many and cell else (cell,) * bool(cell)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``required``: no cell may be blank. ``original``: the column that keeps what was
    written before this one was made tidy."""

    name: str
    kind: Kind
    required: bool = False
    original: str = ""


# Longitude 88 to 112 and latitude 4 to 32 hold every point of the nine countries used here.
LONGITUDE = Number(88, 112)
LATITUDE = Number(4, 32)
COUNTRY = Words(COUNTRIES)
COUNTRY_LIST = Words(COUNTRIES, many=True)
PAIR = Words(PAIRS)
PAIR_LIST = Words(PAIRS, many=True)


def date_span(text: str) -> tuple[date, date, str]:
    """First day, last day and precision (day, month, year) that a partial date can mean.

    Errors: ValueError when ``text`` is not YYYY, YYYY-MM or YYYY-MM-DD of a day that exists.
    """
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if day:
        return date(year, month, day), date(year, month, day), "day"
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
    return date(year, 1, 1), date(year, 12, 31), "year"
