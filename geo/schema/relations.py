"""Rules that tie cells of one or several tables together, and the rules that keep persons safe."""

import re
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from geo.schema.checks import FIRST_ROW, Fault
from geo.schema.vocabularies import PRECISIONS, code

PROTECTED_CATEGORY = "human_trafficking"
FINEST_PROTECTED_PRECISION = "district"
# Free text that must not stand in a row on trafficking: who the persons are, where they are kept,
# which facility it was, or a day.
_TELLING = re.compile(
    r"\b(girls?|boys?|child(ren)?|minors?|teen\w*|under-?age|juveniles?|bab(y|ies)|infants?"
    r"|wom[ae]n(?!'s Union)|years? old|year-old|aged \d+"
    r"|shelters?|safe ?houses?|hospitals?|casinos?|hotels?|resorts?|compounds?|park"
    r"|\d{1,2}(-\d{1,2})? (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*"
    r"|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}(?!\d))\b"
    r"|\b(Mr|Mrs|Ms)\b",
    re.IGNORECASE,
)
_PROTECTED_TEXTS = ("title", "admin2", "place", "coord_note", "coord_source", "agencies", "outcome")
Frames = Mapping[str, pd.DataFrame]


def relation_faults(tables: Frames) -> list[Fault]:
    """Faults between cells of sound tables; ``tables`` holds those of geo.schema.tables by name."""
    return [fault for rule in _RULES for fault in rule(tables)]


def person_faults(tables: Frames) -> list[Fault]:
    """Rows on trafficking that tell more than district and month, in a cell or through the source.

    ``tables``: incidents and sources, as ``geo.reference.table`` gives them.
    """
    incidents, sources = tables["incidents"], tables["sources"]
    faults: list[Fault] = []
    for number, (_, row) in enumerate(incidents.iterrows(), FIRST_ROW):
        if row["category"] == PROTECTED_CATEGORY:
            faults += _protected_row(number, row)
            faults += _protected_source(number, row, sources)
    return faults


def _protected_row(number: int, row: pd.Series) -> Iterator[Fault]:
    finest = code(PRECISIONS, FINEST_PROTECTED_PRECISION)
    if code(PRECISIONS, row["coord_precision"]) < finest:
        found = row["coord_precision"]
        yield Fault("incidents.csv", number, "coord_precision", "district or coarser", found)
    for column in ("date", "source_date"):
        if len(row[column]) > len("YYYY-MM"):
            yield Fault("incidents.csv", number, column, "month or coarser", "a day")
    for column in _PROTECTED_TEXTS:
        if _TELLING.search(row[column]):
            expected = "no word on who, in which facility or on which day"
            yield Fault("incidents.csv", number, column, expected, repr(row[column]))


def _protected_source(number: int, row: pd.Series, sources: pd.DataFrame) -> Iterator[Fault]:
    if row["source_id"] not in sources.index:
        return
    source = sources.loc[row["source_id"]]
    sound = source["shown_as"] == "outlet_no_link" and not source["address"]
    if not sound or len(source["date"]) > len("YYYY-MM"):
        expected = "a source shown by outlet and month only, without headline or link"
        yield Fault("incidents.csv", number, "source_id", expected, repr(row["source_id"]))


def _counterparts(tables: Frames) -> Iterator[Fault]:
    offices = tables["offices"]
    for number, (_, row) in enumerate(offices.iterrows(), FIRST_ROW):
        other = row["counterpart_id"]
        if other and (other not in offices.index or other == row["id"]):
            yield Fault("offices.csv", number, "counterpart_id", "another office's id", repr(other))
        if other and row["country"] == offices["country"].get(other):
            yield Fault("offices.csv", number, "counterpart_id", "an office across the line", other)


def _flags(tables: Frames) -> Iterator[Fault]:
    for number, (_, row) in enumerate(tables["zones"].iterrows(), FIRST_ROW):
        filled = {bool(row[name]) for name in ("risk_flags", "flag_scope", "flag_basis")}
        if len(filled) > 1:
            expected = "flags, their scope and their basis together, or none of them"
            yield Fault("zones.csv", number, "risk_flags", expected, "some of them blank")


def _sides(tables: Frames) -> Iterator[Fault]:
    for number, (_, row) in enumerate(tables["crossings"].iterrows(), FIRST_ROW):
        sides = "-".join(sorted((row["side_a_country"], row["side_b_country"])))
        if sides != row["border_pair"]:
            expected, found = f"the pair of its sides {sides}", repr(row["border_pair"])
            yield Fault("crossings.csv", number, "border_pair", expected, found)


def _centres(tables: Frames) -> Iterator[Fault]:
    named = ("stated_target", "centre_reported", "visited")
    for number, (_, row) in enumerate(tables["district_status"].iterrows(), FIRST_ROW):
        filled = {bool(row[name]) for name in ("nts_confidence", "nts_evidence", "nts_source_id")}
        if filled != {row["nts_target"] in named}:
            expected = "confidence, evidence and source where a centre is named, and only there"
            yield Fault("district_status.csv", number, "nts_target", expected, row["nts_target"])


def _placed(tables: Frames) -> Iterator[Fault]:
    for name in ("offices", "crossings", "zones", "incidents"):
        table = tables[name]
        blank = table["lon"].isna() != (table["coord_precision"] == "none")
        for number in (blank.to_numpy().nonzero()[0] + FIRST_ROW).tolist():
            expected = "precision none where there is no point, and only there"
            yield Fault(f"{name}.csv", number, "coord_precision", expected, "the contrary")


_RULES: tuple[Callable[[Frames], Iterator[Fault]], ...] = (
    _counterparts,
    _flags,
    _sides,
    _centres,
    _placed,
)
