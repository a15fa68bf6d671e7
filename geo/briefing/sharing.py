"""*Who sees what*: one column per audience, side by side, as rows of text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.borders import index
from geo.briefing.sharing_views import Views
from geo.layerspec import Text
from geo.messages import Message, dated, message
from geo.release.policy import LEVELS, PUBLIC, SUPPRESSED, Audience, Policy
from geo.release.policy_table import READERS, level_words
from geo.release.records import owners_of
from geo.release.suppression import TOTALS
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES, LABELS

_FIELDS = ("point", "section", "district", "province", "place", "date", "title", "notes", "id")
_NOTHING = message("sharing.nothing")
_MASKED = LEVELS.index("masked")


@dataclass(frozen=True, slots=True)
class Column:
    """One audience as a column of the page."""

    name: Message
    audience: Audience


def audience_columns(*, order: Sequence[str], originator: str = "") -> tuple[Column, ...]:
    """Public, partners, each of the four countries in the order given, and the owner's own agency.

    order: alpha-3 codes; originator: of the records shown, as written, blank where they name none.
    """
    columns = [
        Column(message("sharing.audience.public"), PUBLIC),
        Column(message("sharing.audience.partners"), Audience("partner", CORE_COUNTRIES)),
    ]
    columns += [
        Column(message("sharing.audience.country", country=message(f"country.{code}")),
               Audience("restricted", (code,)))
        for code in order
    ]  # fmt: skip
    owner, agency = owner_of(originator)
    if owner and agency:
        name = message("sharing.audience.agency", agency=originator.strip())
        columns.append(Column(name, Audience("restricted", (owner,), agency)))
    return tuple(columns)


def originator_of(held: pd.DataFrame) -> str:
    """The originator of the first record that names one, as written; else blank."""
    named = held["originator"][held["originator"] != ""]
    return "" if named.empty else str(named.iloc[0])


def owner_of(originator: str) -> tuple[str, str]:
    """Country (alpha-3) and agency (folded) of an originator; blank where it names none."""
    owners = owners_of(pd.Series([originator]))
    country = int(owners.country[0])
    return (COUNTRIES[country] if country >= 0 else "", str(owners.agency[0]))


def record_rows(found: Views, key: int) -> list[tuple[Message, tuple[Text, ...]]]:
    """What one record reads as for each audience: the field's name, a text per audience."""
    rules = tuple(_level(found.rules.loc[key, a]) for a in found.seen)
    told = tuple(_level(found.told.loc[key, a]) for a in found.seen)
    rows: list[tuple[Message, tuple[Text, ...]]] = [
        (message("sharing.field.rule"), rules),
        (message("sharing.field.told"), told),
    ]
    for name in _FIELDS:
        texts = tuple(_text(found, key, a, name) for a in found.seen)
        rows.append((message(f"sharing.field.{name}"), texts))
    return rows


def _level(position: Any) -> Message:
    return message(f"sharing.level.{LEVELS[int(position)]}")


def _text(found: Views, key: int, audience: Audience, name: str) -> Text:
    if key not in found.seen[audience].index:
        return _NOTHING
    row = found.seen[audience].loc[key]
    if name == "point":
        return _point(row, masked=int(found.told.loc[key, audience]) == _MASKED)
    if name == "section":
        at = row.get("section", -1)
        return index().ids[int(at)] if pd.notna(at) and int(at) >= 0 else _NOTHING
    if name == "date":
        return dated(str(row.get("date", "") or "")) or _NOTHING
    column = {"district": "admin2", "province": "admin1"}.get(name, name)
    if name == "place" and "place" not in row:
        column = "name_en"
    value = row.get(column, "")
    return str(value) if pd.notna(value) and str(value).strip() else _NOTHING


def _point(row: pd.Series, *, masked: bool) -> Message:
    if pd.isna(row["lon"]):
        return _NOTHING
    places = 2 if masked else 5
    lon, lat = (f"{float(row[name]):.{places}f}" for name in ("lon", "lat"))
    return message("sharing.point.masked" if masked else "sharing.point.exact", lon=lon, lat=lat)


def level_counts(found: Views) -> list[tuple[Message, tuple[int, ...]]]:
    """How many of the records each audience is told at each level."""
    return [
        (_level(at), tuple(int((found.told[a] == at).sum()) for a in found.seen))
        for at in range(SUPPRESSED + 1)
    ]


def totals_rows(table: pd.DataFrame, *, most: int = 200) -> list[tuple[str, int, int | None]]:
    """Sections with other than CLEAR records among theirs, or a hidden total; None: hidden."""
    ids = index().ids
    differ = table["all"].isna() | (table["all"] != table["clear"])
    return [
        (ids[int(at)], int(row["clear"]), None if pd.isna(row["all"]) else int(row["all"]))
        for at, row in table[differ].head(most).iterrows()
    ]


def totals_hidden(table: pd.DataFrame) -> bool:
    """Whether not even sums of the column may be shown."""
    return bool(table.attrs[TOTALS] == "hidden")


def policy_rows(policy: Policy, category: str = "") -> list[tuple[Message, tuple[Message, ...]]]:
    """The policy as a table: label, and the level for each of READERS."""
    words = level_words(policy, category)
    return [
        (
            message(f"term.label.{label}"),
            tuple(message(f"sharing.level.{word}") for word in words[label]),
        )
        for label in LABELS
    ]


def reader_names() -> tuple[Message, ...]:
    """Names of the columns of ``policy_rows``."""
    return tuple(message(f"sharing.reader.{tier}.{to}") for tier, to in READERS)


def record_name(row: Any, write: Callable[[Text], str]) -> str:
    """How a record is called in a list of its owner's records."""
    date, place = getattr(row, "date", ""), getattr(row, "place", "") or row.admin2
    parts = [str(row.id), write(dated(date) or ""), write(message(f"term.label.{row.label}"))]
    if row.category:
        parts.append(write(message(f"term.category.{row.category}")))
    return " · ".join(part for part in (*parts, str(place or "")) if part)
