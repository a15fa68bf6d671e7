"""What the other side answered to a proposed site, as a planner was told it; never inferred.

Each entry is one line of a ledger under the audit chain: the planner's own country, the site, the
counterpart it speaks of, the state and its day. The last line holds; none means not asked. Only
the restricted tier of that one country may write or read its lines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pandas as pd
from sqlalchemy import select

from geo.errors import InputError, ReleaseError
from geo.release.policy import Audience
from geo.store.engine import Store
from geo.store.ledgers import write_lines
from geo.store.records import writing
from geo.store.tables import counterpart_state

NOT_ASKED = "not_asked"
STATES = (NOT_ASKED, "asked", "agreed", "declined")
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class CounterpartState:
    """state: of STATES. day: on which it came to be so, None while nobody was asked."""

    state: str
    day: date | None


Stated = Mapping[tuple[str, str], CounterpartState]
UNASKED = CounterpartState(NOT_ASKED, None)


def set_state(
    store: Store, site: str, counterpart: str, state: str, *, day: date, audience: Audience,
    actor: str,
) -> None:  # fmt: skip
    """Write down how the other side stands to a site.

    site, counterpart: ids as a plan gives them, see ``place_key`` for a user's own points. day: on
    which it was asked or answered. actor: an id, never a name.
    Errors: InputError for an unknown state, a blank id or a day to come; ReleaseError where the
    audience is not the restricted tier of one country.
    """
    country = _country(audience)
    if state not in STATES:
        raise InputError(f"Expected a state among {', '.join(STATES)}, found {state!r}.")
    ids = (site, counterpart)
    if any(not 0 < len(item.strip()) <= MOST_CHARACTERS for item in ids) or site == counterpart:
        raise InputError(
            f"Expected the ids of a site and of its counterpart, each up to {MOST_CHARACTERS} "
            f"characters, found {site[:60]!r} and {counterpart[:60]!r}."
        )
    if day > date.today():  # noqa: DTZ011
        raise InputError(f"Expected a day that has come, found {day.isoformat()}.")
    line = {"country": country, "site": site, "counterpart": counterpart, "state": state,
            "day": day.isoformat()}  # fmt: skip
    with writing(store, actor=actor, action=f"counterpart.{state}") as change:
        write_lines(change, counterpart_state, [line], actor=actor)


def states(store: Store, *, audience: Audience) -> Stated:
    """(site, counterpart) to the state that holds; pairs that nobody was asked about are absent.

    Empty for an audience other than the restricted tier of one country.
    """
    if not _may(audience):
        return MappingProxyType({})
    table = counterpart_state.c
    rows = select(counterpart_state).where(table.country == audience.countries[0])
    held: dict[tuple[str, str], CounterpartState] = {}
    with store.reading() as connection:
        for row in connection.execute(rows.order_by(table.number)):
            asked = row.state != NOT_ASKED
            found = CounterpartState(row.state, date.fromisoformat(row.day) if asked else None)
            held[row.site, row.counterpart] = found
    return MappingProxyType({key: found for key, found in held.items() if found != UNASKED})


def state_of(stated: Stated, site: str, counterpart: str) -> CounterpartState:
    """The state of one pair of places; not asked where nothing was written down."""
    return stated.get((site, counterpart), UNASKED)


def state_log(
    store: Store, sites: Iterable[str] | None = None, *, audience: Audience
) -> pd.DataFrame:
    """Every line of the country, oldest first: at, actor, site, counterpart, state, day."""
    names = ("at", "actor", "site", "counterpart", "state", "day")
    if not _may(audience):
        return pd.DataFrame(columns=list(names))
    table = counterpart_state.c
    rows = select(*(table[name] for name in names)).order_by(table.number)
    rows = rows.where(table.country == audience.countries[0])
    if sites is not None:
        rows = rows.where(table.site.in_(list(sites)))
    with store.reading() as connection:
        found = connection.execute(rows).fetchall()
    return pd.DataFrame([tuple(row) for row in found], columns=list(names))


def place_key(place: str, lon: float, lat: float) -> str:
    """The id to keep of a place: a user's own point is known by where it lies, not by its word."""
    own = place.startswith(("point:", "own:"))
    return f"{place}@{lon:.4f},{lat:.4f}" if own else place


def _may(audience: Audience) -> bool:
    return audience.tier == "restricted" and len(audience.countries) == 1


def _country(audience: Audience) -> str:
    if not _may(audience):
        raise ReleaseError(
            "Only planners of one country, signed in on its restricted tier, may write down how a "
            "counterpart stands."
        )
    return audience.countries[0]
