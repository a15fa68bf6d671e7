"""What a person may choose for a file, and what one reading of it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from geo.importers.examples import Example
from geo.messages import Message

# What to do with free text that holds personal data.
PERSONAL: Final = ("mask", "keep", "drop")
NO_MAPPING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for a whole file.

    as_of: no event is later. two_digit: "buddhist", "gregorian" or "" (told by the file itself
    where it can be). epoch: 1900 or 1904, None as the workbook says. month_first: None as the rows
    prove. datum: "wgs84", "indian_1975" or "" where not said. reading: of damaged Thai text, "" for
    the surest. personal: a word of PERSONAL. country: alpha-3 where the file has none. mapping:
    field to column, over what is recognised. label, originator: of every record without its own.
    """

    as_of: date
    two_digit: str = ""
    epoch: int | None = None
    month_first: bool | None = None
    datum: str = ""
    reading: str = ""
    personal: str = "mask"
    country: str = ""
    mapping: Mapping[str, str] = field(default_factory=lambda: NO_MAPPING)
    label: str = "AMBER+STRICT"
    originator: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not read: where it stands, why, and its cells as they came."""

    file: str
    sheet: str
    row: int
    reasons: tuple[Message, ...]
    original: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that tells again what another one told. of: that record's id; why: one message."""

    file: str
    sheet: str
    row: int
    id: str
    of: str
    why: Message


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule did in a file: its word, how many rows, some rows, whether it is a doubt that a
    person should look at, and a few rows before and after."""

    word: str
    rows: int
    examples: tuple[int, ...]
    doubt: bool
    shown: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One file as understood; nothing is stored.

    parts: accepted rows, some at a time, with the columns of ``geo.importers.rows.COLUMNS``.
    rejected: every other row. shapes: recognised, per sheet. used: field to column; ignored: other
    columns. steps: what each rule did. readings: for damaged text, a sample and what each of the
    three readings makes of it. rows: all rows of the file, header lines not counted.
    """

    file: str
    parts: tuple[pd.DataFrame, ...]
    rejected: tuple[Rejected, ...]
    shapes: tuple[str, ...]
    used: Mapping[str, str]
    ignored: tuple[str, ...]
    steps: tuple[Step, ...]
    encodings: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    origins: tuple[str, ...] = field(default=())

    @property
    def accepted(self) -> int:
        """How many rows were understood, those told twice among them."""
        return sum(len(part) for part in self.parts)
