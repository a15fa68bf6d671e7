"""Impact levels of sections: stated by both countries of a pair, shown only where both agree.

After the idea of Regulation (EU) 2019/1896, Articles 34 and 35: a level per border section, and a
reaction that corresponds to it. Here no level comes from a computation or from one country alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import insert, select

from geo.errors import InputError, ReleaseError
from geo.messages import Message, message
from geo.release import Audience
from geo.schema.vocabularies import PAIRS
from geo.store.audit import statement_digest
from geo.store.engine import Store
from geo.store.records import writing
from geo.store.tables import impact_statement

# "none" is a level too: both countries take a level back by agreeing on it.
LEVELS = ("none", "low", "medium", "high", "critical")
MOST_REASON_CHARACTERS = 500
_TIERS_SHOWN = ("partner", "restricted")
_CHECKS = MappingProxyType({"none": 0, "low": 3, "medium": 4, "high": 4, "critical": 4})


@dataclass(frozen=True, slots=True)
class Statement:
    """What one country's analyst said of a section, and why. at: time in UTC, ISO 8601."""

    section: str
    country: str
    level: str
    reason: str
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class Step:
    """One statement and what it did. level: the agreed one after it; why: in words."""

    statement: Statement
    level: str
    changed: bool
    why: Message


@dataclass(frozen=True, slots=True)
class Impact:
    """A section's level as agreed, and how it came about. stated: each country's last word, blank
    where it said nothing; dissent: the two last words differ."""

    section: str
    level: str
    stated: tuple[tuple[str, str], ...]
    dissent: bool
    history: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A computed level, for the two countries' analysts to discuss; it changes nothing."""

    section: str
    level: str
    why: Message


def pair_of(section: str) -> tuple[str, str]:
    """The two countries of a section's id; raises InputError where it names no known pair."""
    pair = section[:7]
    if pair not in PAIRS or len(section) < 9:
        raise InputError(f"Expected a section such as LAO-THA-012; found {section!r}.")
    first, second = pair.split("-")
    return first, second


def replay(section: str, statements: Iterable[Statement]) -> Impact:
    """The level that a history of statements leads to: it changes only when both agree.

    statements: of this section, oldest first. Raises InputError for a third country's word.
    """
    countries = pair_of(section)
    last: dict[str, str] = dict.fromkeys(countries, "")
    level, steps = "none", []
    for said in statements:
        if said.country not in last or said.level not in LEVELS:
            raise InputError(
                f"Expected a word of {countries[0]} or {countries[1]} on {section}, one of "
                f"{', '.join(LEVELS)}; found {said.level!r} by {said.country!r}."
            )
        last[said.country] = said.level
        other = countries[1] if said.country == countries[0] else countries[0]
        changed = last[other] == said.level and said.level != level
        why = _why(said, other, last[other], level, changed)
        level = said.level if changed else level
        steps.append(Step(said, level, changed, why))
    stated = tuple((country, last[country]) for country in countries)
    return Impact(section, level, stated, last[countries[0]] != last[countries[1]], tuple(steps))


def _why(said: Statement, other: str, held: str, level: str, changed: bool) -> Message:
    kind = "changes" if changed else "confirms" if held == said.level else "stays"
    if kind == "stays" and not held:
        kind = "waits"
    return message(
        f"impact.why.{kind}",
        country=message(f"country.{said.country}"),
        other=message(f"country.{other}"),
        said=message(f"impact.level.{said.level}"),
        held=message(f"impact.level.{held or 'none'}"),
        level=message(f"impact.level.{level}"),
        reason=said.reason,
    )


def state(
    store: Store,
    section: str,
    level: str,
    *,
    country: str,
    reason: str,
    actor: str,
    audience: Audience,
) -> Impact:
    """Record what a country's analyst says of a section; returns where that leaves its level.

    audience: the analyst's own, restricted tier and of that country alone. Raises ReleaseError for
    anybody else, InputError for an unknown section or level, or without a reason; StoreError.
    """
    countries = pair_of(section)
    if (
        audience.tier != "restricted"
        or audience.countries != (country,)
        or (country not in countries)
    ):
        raise ReleaseError(
            f"Only analysts of {countries[0]} and {countries[1]}, each for their own country, may "
            f"state a level of {section}."
        )
    reason = " ".join(reason.split())
    if level not in LEVELS or not 0 < len(reason) <= MOST_REASON_CHARACTERS:
        raise InputError(
            f"Expected a level of {', '.join(LEVELS)} and a reason of up to "
            f"{MOST_REASON_CHARACTERS} characters; found {level!r}, {len(reason)} characters."
        )
    with writing(store, actor=actor, action="impact.state") as change:
        row = {
            "section": section,
            "country": country,
            "level": level,
            "reason": reason,
            "actor": actor,
            "at": change.at,
            "revision": change.revision,
        }
        row["digest"] = statement_digest(row, change.secret)
        change.connection.execute(insert(impact_statement), row)
        change.records += 1
    return replay(section, _held(store, section))


def impact(store: Store, section: str, *, audience: Audience) -> Impact:
    """A section's level with its dissent and history, for analysts of its two countries alone.

    Raises ReleaseError for any other audience.
    """
    if audience.tier != "restricted" or not _of_the_pair(section, audience):
        raise ReleaseError(f"The history of {section} is for analysts of its two countries alone.")
    return replay(section, _held(store, section))


def agreed_levels(store: Store, *, audience: Audience) -> Mapping[str, str]:
    """Section id to its agreed level, where there is one and the audience may see it.

    Partner and restricted audiences whose countries all belong to the pair see it; the public, a
    third country, or an audience that includes one does not even learn that there is a level.
    """
    if audience.tier not in _TIERS_SHOWN or not audience.countries:
        return MappingProxyType({})
    by_section: dict[str, list[Statement]] = {}
    for said in _held(store):
        if _of_the_pair(said.section, audience):
            by_section.setdefault(said.section, []).append(said)
    found = {section: replay(section, said).level for section, said in by_section.items()}
    return MappingProxyType({name: level for name, level in found.items() if level != "none"})


def suggestion(
    section: str,
    *,
    count: int,
    rate_low: float,
    common_rate: float,
    stands_out: bool,
    audience: Audience,
) -> Suggestion:
    """What the records alone would suggest, for analysts of the two countries only.

    count: used records; rate_low: lower 95 % end of the section's rate; common_rate: of all tested
    sections. low: within chance. medium: stands out. high: stands out, and surely above five times
    the common rate. Never critical: that is for people. Raises ReleaseError for any other audience.
    """
    if audience.tier != "restricted" or not _of_the_pair(section, audience):
        raise ReleaseError(f"A suggestion on {section} is for analysts of its two countries alone.")
    level = "low"
    if stands_out:
        level = "high" if rate_low > 5 * common_rate > 0 else "medium"
    return Suggestion(section, level, message(f"impact.suggested.{level}", n=count))


def checklist(level: str) -> tuple[Message, ...]:
    """What the two countries may go through at a level; raises InputError for an unknown one."""
    if level not in _CHECKS:
        raise InputError(f"Expected a level of {', '.join(LEVELS)}; found {level!r}.")
    return tuple(message(f"impact.check.{level}.{i}") for i in range(1, _CHECKS[level] + 1))


def _of_the_pair(section: str, audience: Audience) -> bool:
    return bool(audience.countries) and set(audience.countries) <= set(pair_of(section))


def _held(store: Store, section: str | None = None) -> list[Statement]:
    table = impact_statement.c
    names = ("section", "country", "level", "reason", "actor", "at")
    rows = select(*(table[name] for name in names)).order_by(table.number)
    if section is not None:
        rows = rows.where(table.section == section)
    with store.reading() as connection:
        return [Statement(**row) for row in connection.execute(rows).mappings()]
