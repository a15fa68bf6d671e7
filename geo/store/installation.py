"""What the installation was told once: its home country and the organisation that runs it."""

from dataclasses import dataclass

from sqlalchemy import select

from geo.errors import InputError
from geo.schema.vocabularies import COUNTRIES
from geo.store.engine import Store
from geo.store.ledgers import write_lines
from geo.store.records import writing
from geo.store.tables import installation_setting

HOME_COUNTRY, ORGANISATION = "home_country", "organisation"
MAX_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Installation:
    """home_country: alpha-3 code, blank until one is chosen. organisation: blank or a name."""

    home_country: str = ""
    organisation: str = ""


def installation(store: Store) -> Installation:
    """The settings as they hold now."""
    columns = installation_setting.c
    statement = (
        select(columns.name, columns.value)
        .where(columns.name.in_((HOME_COUNTRY, ORGANISATION)))
        .order_by(columns.number)
    )
    with store.reading() as connection:
        held = {row.name: row.value for row in connection.execute(statement)}
    return Installation(held.get(HOME_COUNTRY, ""), held.get(ORGANISATION, ""))


def choose_home(store: Store, country: str, *, organisation: str = "", actor: str) -> None:
    """Write down the home country and the organisation, with an entry in the audit chain.

    Choosing again what holds already writes nothing. Errors: InputError for an unknown country or
    an organisation of more than MAX_LETTERS letters; StoreError.
    """
    organisation = " ".join(organisation.split())
    if country not in COUNTRIES or len(organisation) > MAX_LETTERS:
        raise InputError(
            f"Expected a country of {', '.join(COUNTRIES)} and an organisation of at most "
            f"{MAX_LETTERS} letters, found {country!r} and {len(organisation)} letters."
        )
    before = installation(store)
    wanted = Installation(country, organisation)
    lines = [
        {"name": name, "value": getattr(wanted, name)}
        for name in (HOME_COUNTRY, ORGANISATION)
        if getattr(wanted, name) != getattr(before, name)
    ]
    if lines:
        with writing(store, actor=actor, action="installation.set") as change:
            write_lines(change, installation_setting, lines, actor=actor)
