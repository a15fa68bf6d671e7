"""What the planner opens with: which offices count, and how many reported ones have no place."""

from dataclasses import dataclass

from geo.briefing.network import Network
from geo.briefing.planner_tables import Table, columns
from geo.coverage import existing
from geo.messages import Message, message
from geo.planning.candidates import UNPLACED
from geo.planning.offices import unlocated_offices
from geo.schema.vocabularies import CORE_COUNTRIES
from geo.world import World


@dataclass(frozen=True, slots=True)
class OfficeCount:
    """Offices of one country. documented: neither planned nor closed; operating: of those known to
    operate; placed: of the documented, with a usable point. reported: the latest published total,
    blank where none is known; not_located: what it exceeds the placed by, 0 where it is not known.
    """

    country: str
    documented: int
    operating: int
    placed: int
    reported: Message | None
    not_located: int


def office_counts(world: World, known: Network) -> tuple[OfficeCount, ...]:
    """The four countries in alphabetical order."""
    table = world.snapshot.offices
    documented, operating = (existing(table, basis=word) for word in ("documented", "operating"))
    placed = documented[~documented["coord_precision"].isin(UNPLACED) & documented["lon"].notna()]
    reported = {line.country: line.reported for line in known.countries}
    found, missing = [], dict(unlocated_offices(world))
    for country in CORE_COUNTRIES:
        counts = [int((rows["country"] == country).sum())
                  for rows in (documented, operating, placed)]  # fmt: skip
        total = reported.get(country)
        words = message(
            f"planner.reported.{total.qualifier}", n=total.number,
            date=message("date.partial", iso=total.date),
        ) if total else None  # fmt: skip
        found.append(OfficeCount(country, *counts, words, missing.get(country, 0)))
    return tuple(found)


def count_table(counts: tuple[OfficeCount, ...], order: tuple[str, ...]) -> Table:
    """The counts, the same columns for every country. order: of the countries."""
    counts = tuple(sorted(counts, key=lambda row: order.index(row.country)))
    names = ("country", "documented_n", "operating_n", "placed", "reported", "not_located")
    rows = tuple(
        (message(f"country.{row.country}"), row.documented, row.operating, row.placed,
         row.reported or message("planner.reported.none"), _missing(row))
        for row in counts
    )  # fmt: skip
    return Table(columns(*names), rows)


def _missing(row: OfficeCount) -> Message:
    kind = "planner.not_located" if row.reported else "planner.not_located.least"
    return message(kind, n=row.not_located)


def not_located(counts: tuple[OfficeCount, ...]) -> dict[str, int]:
    """Reported offices without a place, by country."""
    return {row.country: row.not_located for row in counts}
