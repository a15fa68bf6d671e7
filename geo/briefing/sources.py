"""*Sources*: what each table holds, how far it was checked, and whom to credit."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from geo.schema.vocabularies import AUDITS, PRECISIONS

# Tables compiled for the atlas from the sources each row names.
OWN_LICENCE = "facts with source per row"
LICENCES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TableLine:
    """One table: rows, and how many have each precision and audit mark; blanks are left out."""

    name: str
    rows: int
    precisions: tuple[tuple[str, int], ...]
    audits: tuple[tuple[str, int], ...]
    sources: int
    licence: str
    last_checked: str


def table_lines(tables: Mapping[str, pd.DataFrame]) -> tuple[TableLine, ...]:
    """One line per table, in alphabetical order of their names."""
    return tuple(_line(name, tables[name]) for name in sorted(tables))


def _line(name: str, frame: pd.DataFrame) -> TableLine:
    checked = frame["last_checked"].dropna() if "last_checked" in frame else pd.Series(dtype=str)
    return TableLine(
        name=name,
        rows=len(frame),
        precisions=_counted(frame, "coord_precision", PRECISIONS),
        audits=_counted(frame, "audit", AUDITS),
        sources=_named_sources(frame),
        licence=LICENCES.get(name, OWN_LICENCE),
        last_checked=str(checked.max()) if len(checked) else "",
    )


def _named_sources(frame: pd.DataFrame) -> int:
    if "source_id" not in frame:
        return 0
    return len(set(frame["source_id"].dropna()) - {""})


def _counted(
    frame: pd.DataFrame, column: str, words: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    if column not in frame:
        return ()
    counts = Counter(frame[column].dropna())
    return tuple((word, counts[word]) for word in words if counts[word])
