"""*Sources*: what each table holds, how far it was checked, under which licence."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from geo.messages import Message, message
from geo.schema.vocabularies import AUDITS, PRECISIONS

# Tables that are not the atlas's own compilation; data/LICENSES.md has the full texts and credits.
LICENCES: Mapping[str, str] = MappingProxyType(
    {
        "districts": "areas",
        "provinces": "areas",
        "rivers": "rivers",
        "places": "places",
        "tripoints": "lines",
        "contested_stretches": "lines_and_own",
        "district_contacts": "areas",
    }
)
OWN_LICENCE = "own"


@dataclass(frozen=True, slots=True)
class TableLine:
    """One table: rows, and how many have each precision and audit mark; blanks are left out.

    last_checked: the latest day or month on which a source of the table was held against it.
    """

    name: str
    rows: int
    precisions: tuple[tuple[str, int], ...]
    audits: tuple[tuple[str, int], ...]
    sources: int
    licence: Message
    last_checked: str


def table_lines(tables: Mapping[str, pd.DataFrame]) -> tuple[TableLine, ...]:
    """One line per table, in alphabetical order of their names."""
    checked = tables["sources"]["last_checked"]
    return tuple(_line(name, tables[name], checked) for name in sorted(tables))


def _line(name: str, frame: pd.DataFrame, checked: pd.Series) -> TableLine:
    named = frame["source_id"].dropna() if "source_id" in frame else pd.Series(dtype=str)
    ids = pd.Index(named[named != ""].unique())
    if name == "sources":
        ids = frame.index
    days = [day for day in checked.reindex(ids).dropna() if day]
    return TableLine(
        name=name,
        rows=len(frame),
        precisions=_counted(frame, "coord_precision", PRECISIONS),
        audits=_counted(frame, "audit", AUDITS),
        sources=len(ids),
        licence=message(f"licence.{LICENCES.get(name, OWN_LICENCE)}"),
        last_checked=max(days, default=""),
    )


def _counted(
    frame: pd.DataFrame, column: str, words: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    if column not in frame:
        return ()
    counts = Counter(frame[column].dropna())
    return tuple((word, counts[word]) for word in words if counts[word])
