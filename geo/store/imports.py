"""Imports: many records in one transaction, listed so that each can be undone as a whole."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from geo.errors import InputError
from geo.keys import compute_keys
from geo.schema.vocabularies import LABELS
from geo.store.encoding import EXACT_POINT, Keys
from geo.store.engine import Store
from geo.store.protection import refuse_unprotected
from geo.store.records import Change, close_rows, insert_records, writing
from geo.store.rows import id_taken, ids_indexed_after
from geo.store.tables import INCIDENT, import_entry

_AWAY_STEP_KM = 5.0
_CACHE_KB = 160_000


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
    for a label that the store may not hold, InputError for an id that is taken or a word outside
    its vocabulary.
    """
    accepted, there, earlier = 0, _at_exact_points(keys), _Ids()
    with (
        writing(store, actor=actor, action="import", keys=there) as change,
        _roomy(change),
        ids_indexed_after(change.connection, INCIDENT.table) as written,
    ):
        for part in parts:
            refuse_closed(part, store=store)
            try:
                insert_records(change, INCIDENT, part, touched=True)
            except IntegrityError as error:
                raise earlier.told_twice(store, part["id"]) from error
            earlier.add(part["id"])
            accepted += len(part)
            written(accepted)
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


@contextmanager
def _roomy(change: Change) -> Iterator[None]:
    """More memory for the indexes while many rows are written; ids come in no order, and an index
    that does not fit is read and written again for every row."""
    if change.connection.dialect.name != "sqlite":
        yield
        return
    held = change.connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    change.connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KB}")
    try:
        yield
    finally:
        change.connection.exec_driver_sql(f"PRAGMA cache_size = {int(held)}")


def refuse_closed(frame: pd.DataFrame, *, store: Store) -> None:
    """Refuse records that the store may not hold, see ``geo.store.protection``.

    Errors: StoreError.
    """
    labels = frame["label"] if "label" in frame else pd.Series(["AMBER+STRICT"])
    refuse_unprotected(store, (word for word in LABELS if (labels == word).any()))


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
    with store.reading() as connection:
        return _taken(connection, list(ids))


def _taken(connection: Connection, ids: list[str]) -> set[str]:
    """Ids in use: looked up by one statement, or in the list of all where that is shorter."""
    columns = INCIDENT.table.c
    used = select(columns.id).where(columns.valid_to.is_(None))
    if connection.execute(used.offset(len(ids)).limit(1)).first() is None:
        return set(connection.execute(used).scalars()).intersection(ids)
    if connection.dialect.name == "sqlite":
        given: Any = json.dumps(ids)
        wanted = "(SELECT value FROM json_each(:ids))"
    else:
        given, wanted = ids, "(SELECT unnest(CAST(:ids AS text[])))"
    statement = f"SELECT id FROM incident WHERE valid_to IS NULL AND id IN {wanted}"  # noqa: S608
    return set(connection.execute(text(statement), {"ids": given}).scalars())


@dataclass(slots=True)
class _Ids:
    """Ids of the parts that an import has stored so far, as numbers: small, and asked for only
    when the database refuses one. Looking each up first would cost more than storing it."""

    numbers: list[np.ndarray] = field(default_factory=list)

    def add(self, ids: pd.Series) -> None:
        """Remember a part's."""
        self.numbers.append(_numbers(ids))

    def told_twice(self, store: Store, ids: pd.Series) -> InputError:
        """Which id of a part was refused: one in use before, or one that the import has twice."""
        again = ids.duplicated() | np.isin(
            _numbers(ids), np.concatenate([_numbers(ids[:0]), *self.numbers])
        )
        twice = taken_ids(store, ids) or set(ids[again])
        return id_taken(min(twice, default="one"))


def _numbers(ids: pd.Series) -> np.ndarray:
    return pd.util.hash_array(ids.to_numpy(dtype=object), categorize=False)


def _at_exact_points(keys: Keys) -> Keys:
    """Keys that take records about victims where they were, so that they count in their section;
    how far along it, and how far away to the metre, is not kept."""

    def computed(frame: pd.DataFrame) -> pd.DataFrame:
        if EXACT_POINT[0] not in frame:
            return keys(frame)
        exact = frame[EXACT_POINT[0]].to_numpy(dtype=float)
        rows = np.flatnonzero(np.isfinite(exact))
        places = {}
        for name, known in zip(("lon", "lat"), EXACT_POINT, strict=True):
            places[name] = frame[name].to_numpy(dtype=float).copy()
            places[name][rows] = frame[known].to_numpy(dtype=float)[rows]
        found = keys(frame.assign(**places))
        along, away = (found[name].to_numpy(dtype=float).copy() for name in ("km_along", "km_away"))
        along[rows] = np.nan
        away[rows] = np.ceil(away[rows] / _AWAY_STEP_KM) * _AWAY_STEP_KM
        return found.assign(km_along=along, km_away=away)

    return computed
