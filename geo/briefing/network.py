"""*Network*: offices, pairing and crossings; what is located here beside what is reported."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.ages import is_aged
from geo.schema.vocabularies import CROSSING_STATUSES, PAIRS
from geo.world import World


@dataclass(frozen=True, slots=True)
class ReportedCount:
    """A published number of offices with its date and scope; two sources are never added.

    qualifier: stated, more_than, ordinal or own_count. countries: codes, blank where the source
    does not name them. counted: what the source counted.
    """

    date: str
    number: int
    qualifier: str
    scope: str
    countries: tuple[str, ...]
    counted: str
    outlet: str
    address: str


@dataclass(frozen=True, slots=True)
class CountryOffices:
    """Offices of one country: located here, of those operating; and the latest reported total."""

    country: str
    located: int
    operating: int
    planned: int
    reported: ReportedCount | None


@dataclass(frozen=True, slots=True)
class PairLine:
    """One border: offices per side, pairings by basis, crossings by status as of a day.

    Offices and sides stand in the order of the pair's code.
    """

    pair: str
    offices: tuple[int, int]
    stated: int
    inferred: int
    crossings: int
    by_status: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Everything *Network* prints. located: all offices in the tables, in located_countries."""

    countries: tuple[CountryOffices, ...]
    pairs: tuple[PairLine, ...]
    reported: tuple[ReportedCount, ...]
    located: int
    located_countries: int
    crossings: int
    without_point: int


def network(world: World, *, as_of: date) -> Network:
    """Read the network off one world. as_of: statuses older than two years count as unknown."""
    offices, crossings = world.snapshot.offices, world.snapshot.crossings
    reported = _reported(world)
    countries = tuple(
        _country(country, rows, reported) for country, rows in offices.groupby("country", sort=True)
    )
    return Network(
        countries=countries,
        pairs=tuple(_pair(pair, offices, crossings, as_of) for pair in PAIRS),
        reported=reported,
        located=len(offices),
        located_countries=len(countries),
        crossings=len(crossings),
        without_point=int(crossings["lon"].isna().sum()),
    )


def _reported(world: World) -> tuple[ReportedCount, ...]:
    """Published counts, oldest first; our own arithmetic on a source is left out."""
    table = world.tables["office_counts"]
    table = table[table["qualifier"] != "own_count"].sort_values(["date", "id"])
    sources = world.tables["sources"]
    return tuple(_count(row, sources) for _, row in table.iterrows())


def _count(row: pd.Series, sources: pd.DataFrame) -> ReportedCount:
    source = sources.loc[row["source_id"]] if row["source_id"] in sources.index else None
    countries = str(row["countries"]) if pd.notna(row["countries"]) else ""
    return ReportedCount(
        date=str(row["date"]),
        number=int(row["number"]),
        qualifier=str(row["qualifier"]),
        scope=str(row["scope"]),
        countries=tuple(code for code in countries.split(";") if code),
        counted=str(row["counted"]),
        outlet=_text(source, "outlet"),
        address=_text(source, "address"),
    )


def _text(row: pd.Series | None, column: str) -> str:
    return "" if row is None or pd.isna(row[column]) else str(row[column])


def _country(
    country: str, rows: pd.DataFrame, reported: tuple[ReportedCount, ...]
) -> CountryOffices:
    """The latest count that speaks of this country alone and of all its offices."""
    own = [
        item
        for item in reported
        if item.countries == (country,) and item.counted.startswith(("offices", "locations"))
    ]
    whole = [
        item for item in own if item.counted in ("offices", "locations in all, in 13 provinces")
    ]
    statuses = Counter(rows["status"])
    return CountryOffices(
        country, len(rows), statuses["operating"], statuses["planned"], (whole or [None])[-1]
    )


def _pair(pair: str, offices: pd.DataFrame, crossings: pd.DataFrame, as_of: date) -> PairLine:
    at = offices[_names(offices["border_pair"], pair)]
    sides = pair.split("-")
    gates = crossings[_names(crossings["border_pair"], pair)]
    statuses = Counter(
        current_status(status, stated, as_of=as_of)
        for status, stated in zip(gates["status"], gates["status_date"], strict=True)
    )
    return PairLine(
        pair=pair,
        offices=(int((at["country"] == sides[0]).sum()), int((at["country"] == sides[1]).sum())),
        stated=_paired(at, "stated"),
        inferred=_paired(at, "inferred"),
        crossings=len(gates),
        by_status=tuple((word, statuses[word]) for word in CROSSING_STATUSES),
    )


def _names(values: pd.Series, pair: str) -> pd.Series:
    texts = values.fillna("").astype(str)
    return texts.map(lambda text: pair in [word.strip() for word in text.split(";")]).astype(bool)


def _paired(rows: pd.DataFrame, basis: str) -> int:
    """Pairs of offices by basis; two offices that name each other are one pair."""
    chosen = rows[(rows["counterpart_basis"] == basis) & rows["counterpart_id"].notna()]
    links = zip(chosen.index, chosen["counterpart_id"], strict=True)
    return len({tuple(sorted((str(a), str(b)))) for a, b in links if str(b)})


def current_status(status: object, stated: object, *, as_of: date) -> str:
    """A crossing's status as it may be shown: unknown when undated or older than two years."""
    text = str(stated) if pd.notna(stated) else ""
    return "unknown" if is_aged(text, as_of=as_of) else str(status)
