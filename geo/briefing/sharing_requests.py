"""Requests for consent as each side sees them: who asked, what for, what the originator said."""

from dataclasses import dataclass

from sqlalchemy import select

from geo.errors import InputError
from geo.release.policy import Audience
from geo.release.records import shown_id
from geo.snapshot import details
from geo.store.engine import Store
from geo.store.ledgers import ask_consent, consent_log
from geo.store.originals import originals
from geo.store.tables import INCIDENT


@dataclass(frozen=True, slots=True)
class Request:
    """One request with its last answer. record: its id for its owner, the word that stands for it
    for who asked. mine: whether the reader is the originator. answer: blank while unanswered, which
    releases nothing. times are ISO texts."""

    number: int
    table: str
    record: str
    country: str
    tier: str
    level: str
    reason: str
    asked_by: str
    asked_at: str
    answer: str
    answered_level: str
    answered_by: str
    answered_at: str
    mine: bool


def ask_for_more(
    store: Store, shown: str, *, audience: Audience, level: str, reason: str, actor: str
) -> int:
    """Ask the originator to let the asker's country see an incident more exactly.

    shown: the word under which the asker sees it coarsened. Only what the asker sees can be asked
    about, so that asking never tells whether a record exists. Returns the request's number.
    Errors: InputError with the same sentence for a record that is not there and one not seen.
    """
    key, record_id = _behind(store, shown.strip(), audience)
    if not key or len(audience.countries) != 1:
        raise InputError(
            "Expected the number of a record that you see coarsened, such as r-0123456789ab, "
            f"found {shown.strip()[:20]!r}."
        )
    return ask_consent(
        store, INCIDENT.name, record_id, country=audience.countries[0], tier=audience.tier,
        level=level, reason=reason, actor=actor,
    )  # fmt: skip


def _behind(store: Store, shown: str, audience: Audience) -> tuple[int, str]:
    """Store key and id of the record that an audience sees under a word; 0 where it sees none."""
    held = INCIDENT.table.c
    closed = select(held.key, held.id).where(held.valid_to.is_(None), held.label != 0)
    with store.reading() as connection:
        found = [row for row in connection.execute(closed) if shown_id(row.id, store.key) == shown]
    if not found or details(store, audience=audience, keys=[found[0].key]).empty:
        return 0, ""
    return int(found[0].key), str(found[0].id)


def requests(store: Store, *, audience: Audience) -> tuple[Request, ...]:
    """Requests about the reader's own records, and those that its country made; newest first."""
    log = consent_log(store)
    last = log.drop_duplicates("number", keep="last").sort_values("number", ascending=False)
    result = []
    for table, part in last.groupby("table_name", sort=True):
        own = originals(store, str(table), audience=audience, keys=part["key"].unique().tolist())
        ids = own["id"].to_dict()
        for row in part.to_dict("records"):
            if row["key"] in ids:
                result.append(_request(row, str(ids[row["key"]]), mine=True))
            elif row["country"] in audience.countries:
                result.append(_request(row, _word(store, row), mine=False))
    return tuple(sorted(result, key=lambda item: -item.number))


def _word(store: Store, row: dict) -> str:
    """The word that stands for a record; blank once it is erased or withdrawn."""
    kind = INCIDENT
    if row["table_name"] != kind.name:
        return ""
    held = kind.table.c
    with store.reading() as connection:
        chosen = select(held.id).where(held.key == row["key"], held.valid_to.is_(None))
        record_id = connection.execute(chosen).scalar()
    return shown_id(record_id, store.key) if record_id else ""


def _request(row: dict, record: str, *, mine: bool) -> Request:
    return Request(
        number=int(row["number"]), table=str(row["table_name"]), record=record,
        country=str(row["country"]), tier=str(row["tier"]), level=str(row["level"]),
        reason=str(row["reason"]), asked_by=str(row["actor"]), asked_at=str(row["at"]),
        answer=str(row["answer"]), answered_level=str(row["answered_level"]),
        answered_by=str(row["answered_by"]), answered_at=str(row["answered_at"]), mine=mine,
    )  # fmt: skip
