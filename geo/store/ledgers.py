"""Lines of the ledgers, what left about a record, and what its originator consented to.

Every line is covered by the audit chain. A request that is not answered, refused or taken back
releases nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, insert, select, update

from geo.errors import InputError, ReleaseError
from geo.release.policy import LEVELS, SUPPRESSED, Audience
from geo.schema.vocabularies import COUNTRIES
from geo.store.audit import ledger_digest
from geo.store.engine import Store
from geo.store.records import Change, current_rows, writing
from geo.store.tables import (
    KINDS,
    RecordKind,
    consent_answer,
    consent_request,
    disclosure,
)

ANSWERS = ("granted", "refused", "taken_back")
_TIERS = ("partner", "restricted")
_KEYS_AT_ONCE = 500


def write_lines(
    change: Change, table: Table, lines: Iterable[Mapping[str, Any]], *, actor: str
) -> int:
    """Append lines to a ledger within a transaction; returns how many."""
    rows = []
    for line in lines:
        row = {**line, "actor": actor, "at": change.at, "revision": change.revision}
        rows.append(row | {"digest": ledger_digest(table, row, change.secret)})
    if rows:
        change.connection.execute(insert(table), rows)
        change.records += len(rows)
    return len(rows)


def ask_consent(
    store: Store,
    table: str,
    record_id: str,
    *,
    country: str,
    level: str,
    reason: str,
    actor: str,
    tier: str = "restricted",
) -> int:
    """Ask a record's originator to let a country see it at a level; returns the request's number.

    Errors: InputError for an unknown record, country, tier or level, or without a reason.
    """
    levels = LEVELS[:SUPPRESSED]
    if country not in COUNTRIES or tier not in _TIERS or level not in levels or not reason.strip():
        raise InputError(
            f"Expected a country, a tier of {', '.join(_TIERS)}, a level of {', '.join(levels)} "
            f"and a reason; found {country!r}, {tier!r}, {level!r}, {len(reason.strip())} letters."
        )
    kind = KINDS[table]
    with writing(store, actor=actor, action="consent.ask") as change:
        key = key_of(change.connection, kind, record_id)
        line = {"table_name": table, "key": key, "tier": tier, "country": country}
        line |= {"level": level, "reason": reason.strip()}
        write_lines(change, consent_request, [line], actor=actor)
        newest = select(consent_request.c.number).order_by(consent_request.c.number.desc())
        return int(change.connection.execute(newest.limit(1)).scalar_one())


def answer_consent(
    store: Store, request: int, answer: str, *, audience: Audience, actor: str, level: str = "",
    reason: str = "",
) -> None:  # fmt: skip
    """Answer a request, or take an earlier answer back; the last answer holds.

    audience: of who answers, the restricted tier of the originator's country alone. level: at which
    to release, blank: as asked; never more exact than asked.
    Errors: InputError for an unknown request or answer, ReleaseError for anybody else.
    """
    with writing(store, actor=actor, action=f"consent.{answer}") as change:
        asked = _asked(change.connection, request)
        level = level or asked["level"]
        if answer not in ANSWERS or level not in LEVELS[LEVELS.index(asked["level"]) : SUPPRESSED]:
            raise InputError(
                f"Expected an answer of {', '.join(ANSWERS)} at {asked['level']} or coarser; found "
                f"{answer!r} at {level!r}."
            )
        _check_owner(change.connection, asked, audience)
        line = {"request": request, "answer": answer, "level": level, "reason": reason.strip()}
        write_lines(change, consent_answer, [line], actor=actor)
        kept = KINDS[asked["table_name"]].table
        # So that views which were read before take the record up again.
        change.connection.execute(
            update(kept)
            .where(kept.c.key == asked["key"], kept.c.valid_to.is_(None))
            .values(revision=change.revision)
        )


def grant(
    store: Store, table: str, record_id: str, *, to: Audience, level: str, reason: str,
    audience: Audience, actor: str,
) -> None:  # fmt: skip
    """Let countries see a record without having been asked: a request and its answer for each.

    to: the countries and their tier; audience: of who grants, the originator's.
    Errors: InputError for a level, record or reason as ``ask_consent``; ReleaseError for anybody
    but the originator: then nothing is written but the first request.
    """
    for country in to.countries:
        number = ask_consent(
            store, table, record_id, country=country, tier=to.tier, level=level, reason=reason,
            actor=actor,
        )  # fmt: skip
        answer_consent(store, number, "granted", audience=audience, actor=actor, reason=reason)


def consent_log(store: Store) -> pd.DataFrame:
    """Every request with each of its answers, oldest first; blank answer: not answered yet."""
    said = consent_answer.c
    columns = [column for column in consent_request.c if column.name not in ("digest", "revision")]
    answers = [said.answer, said.level.label("answered_level"), said.actor.label("answered_by")]
    statement = (
        select(*columns, *answers, said.at.label("answered_at"))
        .join(consent_answer, said.request == consent_request.c.number, isouter=True)
        .order_by(consent_request.c.number, said.number)
    )
    with store.reading() as connection:
        result = connection.execute(statement)
        frame = pd.DataFrame(result.fetchall(), columns=list(result.keys()))
    texts = ["answer", "answered_level", "answered_by", "answered_at"]
    return frame.assign(**{name: frame[name].fillna("") for name in texts})


def consented(connection: Connection, table: str, audience: Audience) -> dict[int, int]:
    """Level position by store key that originators granted every country of an audience."""
    if audience.tier not in _TIERS or not audience.countries:
        return {}
    last: dict[int, tuple[str, str]] = {}
    said = select(consent_answer).order_by(consent_answer.c.number)
    for row in connection.execute(said):
        last[row.request] = (row.answer, row.level)
    by_country: dict[str, dict[int, int]] = {country: {} for country in audience.countries}
    asked = select(consent_request).where(consent_request.c.table_name == table)
    for row in connection.execute(asked):
        answer, level = last.get(row.number, ("", ""))
        reached = _TIERS.index(audience.tier) >= _TIERS.index(row.tier)
        if answer == "granted" and reached and row.country in by_country:
            levels = by_country[row.country]
            levels[row.key] = min(levels.get(row.key, SUPPRESSED), LEVELS.index(level))
    shared = set.intersection(*(set(levels) for levels in by_country.values()))
    return {key: max(levels[key] for levels in by_country.values()) for key in shared}


def disclose(
    store: Store,
    table: str,
    keys: Iterable[int],
    *,
    audience: Audience,
    form: str,
    file_hash: str,
    actor: str,
    level: str | Mapping[int, str] = "exact",
) -> int:
    """Write down that records left: to whom, as what form, in which file. Returns how many.

    level: how exactly they were told, one word or one by store key.
    """
    words = {int(key): level if isinstance(level, str) else level[int(key)] for key in keys}
    lines = [
        {"table_name": table, "key": key, "audience": audience.viewer_class, "level": word,
         "form": form, "file_hash": file_hash}
        for key, word in words.items()
    ]  # fmt: skip
    with writing(store, actor=actor, action="disclose") as change:
        return write_lines(change, disclosure, lines, actor=actor)


def disclosures(store: Store, table: str, record_id: str) -> pd.DataFrame:
    """Everything that left about one record: at, actor, audience, level, form, file_hash."""
    with store.reading() as connection:
        key = key_of(connection, KINDS[table], record_id)
        found = select(disclosure).where(disclosure.c.table_name == table, disclosure.c.key == key)
        rows = connection.execute(found.order_by(disclosure.c.number)).mappings().all()
    names = ["at", "actor", "audience", "level", "form", "file_hash"]
    return pd.DataFrame([dict(row) for row in rows], columns=names)


def disclosures_of(store: Store, table: str, keys: Iterable[int]) -> pd.DataFrame:
    """Everything that left about some records, the newest first: key, then as ``disclosures``."""
    held = disclosure.c
    names = ["key", "at", "actor", "audience", "level", "form", "file_hash"]
    found = select(*(held[name] for name in names)).where(
        held.table_name == table, held.key.in_([int(key) for key in keys])
    )
    with store.reading() as connection:
        rows = connection.execute(found.order_by(held.number.desc())).all()
    return pd.DataFrame(rows, columns=names)


def closed_keys(store: Store, table: str, keys: Iterable[int]) -> list[int]:
    """Those among store keys whose record in use is not CLEAR."""
    held, wanted, found = KINDS[table].table.c, [int(key) for key in keys], []
    with store.reading() as connection:
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            some = held.key.in_(wanted[start : start + _KEYS_AT_ONCE])
            chosen = select(held.key).where(some, held.valid_to.is_(None), held.label != 0)
            found += connection.execute(chosen.order_by(held.key)).scalars().all()
    return found


def key_of(connection: Connection, kind: RecordKind, record_id: str) -> int:
    """Store key of a record in use; InputError where there is none."""
    found = current_rows(connection, kind, [record_id])
    if record_id not in found:
        raise InputError(f"Expected a record {record_id!r} in {kind.name!r}, found none in use.")
    return int(found[record_id]["key"])


def _asked(connection: Connection, request: int) -> dict[str, Any]:
    statement = select(consent_request).where(consent_request.c.number == request)
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise InputError(f"Expected the number of a request for consent, found {request!r}.")
    return dict(row)


def _check_owner(connection: Connection, asked: dict[str, Any], audience: Audience) -> None:
    from geo.release.records import owners_of

    table = KINDS[asked["table_name"]].table
    held = select(table.c.originator).where(table.c.key == asked["key"], table.c.valid_to.is_(None))
    originator = connection.execute(held).scalar()
    owners = owners_of(pd.Series([originator or ""]))
    own = audience.countries and COUNTRIES.index(audience.countries[0]) == int(owners.country[0])
    agency = str(owners.agency[0])
    if (
        audience.tier != "restricted"
        or len(audience.countries) != 1
        or not own
        or (agency and audience.agency != agency)
    ):
        raise ReleaseError("Only the originator of a record may answer a request for consent.")
