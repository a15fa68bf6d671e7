"""Imports: many records in one transaction, listed so that each can be undone as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import insert, select, update

from geo.errors import InputError, StoreError
from geo.keys import compute_keys
from geo.schema.vocabularies import LABELS
from geo.store.encoding import Keys
from geo.store.engine import Store
from geo.store.records import close_rows, current_rows, insert_records, writing
from geo.store.tables import INCIDENT, import_entry

CHUNK_ROWS = 50_000
_OPEN_LABEL = "CLEAR"


@dataclass(frozen=True, slots=True)
class ImportAbout:
    """What is written down about an import beside its records: files and shapes by name, the label
    of records without their own, and how many rows were rejected or told twice."""

    files: tuple[str, ...]
    shapes: tuple[str, ...]
    label: str
    rejected: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """One import as listed. undone_revision: 0 while its records are in use."""

    number: int
    revision: int
    at: str
    actor: str
    files: str
    shapes: str
    label: str
    accepted: int
    rejected: int
    duplicates: int
    undone_revision: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing did: the new revision, records withdrawn, and records that somebody edited
    since the import and that therefore stay."""

    revision: int
    withdrawn: int
    edited: int


def store_import(
    store: Store,
    parts: Iterable[pd.DataFrame],
    about: ImportAbout,
    *,
    actor: str,
    keys: Keys = compute_keys,
) -> ImportEntry:
    """Store incidents as one transaction with its audit entry, or none of them.

    parts: frames of incidents in words, ``id`` and ``label`` among the columns. Errors: StoreError
    for a record that is not CLEAR, InputError for an id that is taken or a word outside its
    vocabulary.
    """
    accepted = 0
    with writing(store, actor=actor, action="import", keys=keys) as change:
        for part in parts:
            refuse_closed(part)
            taken = current_rows(change.connection, INCIDENT, part["id"].astype(str).tolist())
            if taken:
                raise InputError(
                    f"Expected new ids, found {next(iter(taken))!r} in the store already; read the "
                    "file again to see which rows it tells twice."
                )
            insert_records(change, INCIDENT, part, touched=True)
            accepted += len(part)
        if not accepted:
            raise InputError("Expected at least one row to import, found none; nothing was stored.")
        row = {
            "revision": change.revision,
            "at": change.at,
            "actor": actor,
            "files": "; ".join(about.files),
            "shapes": "; ".join(dict.fromkeys(about.shapes)),
            "label": about.label,
            "accepted": accepted,
            "rejected": about.rejected,
            "duplicates": about.duplicates,
        }
        number = change.connection.execute(insert(import_entry).values(row)).inserted_primary_key[0]
    return ImportEntry(int(number), undone_revision=0, **row)


def refuse_closed(frame: pd.DataFrame) -> None:
    """Refuse records that need an encrypted store: this one is not.

    Errors: StoreError.
    """
    labels = frame["label"] if "label" in frame else pd.Series(["AMBER+STRICT"])
    closed = [word for word in LABELS if word != _OPEN_LABEL and (labels == word).any()]
    if closed:
        raise StoreError(
            f"Expected records labelled {_OPEN_LABEL}, found {', '.join(closed)}: such records need "  # noqa: E501
            "a passphrase and an encrypted store, which this installation does not have; nothing "
            f"was stored. Where the owner released them, import with the label {_OPEN_LABEL}."
        )


def imports(store: Store) -> tuple[ImportEntry, ...]:
    """All imports, the newest first."""
    statement = select(import_entry).order_by(import_entry.c.number.desc())
    with store.reading() as connection:
        rows = [dict(row) for row in connection.execute(statement).mappings()]
    return tuple(
        ImportEntry(**(row | {"undone_revision": row["undone_revision"] or 0})) for row in rows
    )


def undo_import(store: Store, number: int, *, actor: str) -> Undone:
    """Withdraw the records of one import as one transaction; their history stays.

    A record that was edited since stays: the edit is somebody's own. Errors: InputError when there
    is no such import or it was undone; StoreError.
    """
    table = INCIDENT.table
    with writing(store, actor=actor, action="undo_import") as change:
        entry = change.connection.execute(
            select(import_entry).where(import_entry.c.number == number)
        ).first()
        if entry is None or entry.undone_revision:
            raise InputError(
                f"Expected an import {number} whose records are in use, found "
                f"{'none' if entry is None else 'one that was undone'}."
            )
        born = table.c.born == entry.revision
        held = (
            change.connection.execute(select(table.c.row).where(born, table.c.valid_to.is_(None)))
            .scalars()
            .all()
        )
        close_rows(change, INCIDENT, list(held), touched=True)
        if not held:
            raise InputError(f"Every record of import {number} was edited or withdrawn since.")
        change.connection.execute(
            update(import_entry)
            .where(import_entry.c.number == number)
            .values(undone_revision=change.revision)
        )
        return Undone(change.revision, len(held), entry.accepted - len(held))


def held_incidents(store: Store, first_day: int, last_day: int) -> pd.DataFrame:
    """Incidents in use that touch a span of days: id, day, lon, lat, category, content.

    first_day, last_day: days since 1970-01-01, inclusive. content: the JSON text with what has no
    column of its own.
    """
    columns = INCIDENT.table.c
    chosen = (columns.id, columns.day_from, columns.day_to, columns.lon, columns.lat,
              columns.category, columns.content)  # fmt: skip
    statement = select(*chosen).where(
        columns.valid_to.is_(None), columns.day_from <= last_day, columns.day_to >= first_day
    )
    with store.reading() as connection:
        rows = connection.execute(statement).all()
    names = ["id", "day_from", "day_to", "lon", "lat", "category", "content"]
    return pd.DataFrame(rows, columns=names)


def taken_ids(store: Store, ids: Iterable[str]) -> set[str]:
    """Those among ``ids`` under which a record is in use."""
    wanted = list(ids)
    with store.reading() as connection:
        return set().union(
            *(_in_use(connection, wanted[at : at + 500]) for at in range(0, len(wanted), 500))
        )


def _in_use(connection: object, ids: list[str]) -> Iterator[str]:
    columns = INCIDENT.table.c
    statement = select(columns.id).where(columns.id.in_(ids), columns.valid_to.is_(None))
    return connection.execute(statement).scalars().all()  # type: ignore[attr-defined]
