"""Records as they are held, for those alone who own them."""

from collections.abc import Collection

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select, or_, select

from geo.codes import word_codes
from geo.release.policy import Audience
from geo.release.records import owners_of
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, LABELS
from geo.store.engine import Store
from geo.store.records import decode
from geo.store.tables import INCIDENT, KINDS, RecordKind, import_entry, word

MOST_AT_ONCE = 2_000
_NEAR = ("section", "km_along", "km_away", "cell", "side")


def originated(originator: pd.Series, *, audience: Audience) -> np.ndarray:
    """Which records an audience is the originator of: its country's, of its agency where the record
    names one. Nobody is the originator of a record that names none."""
    if audience.tier != "restricted" or len(audience.countries) != 1:
        return np.zeros(len(originator), dtype=bool)
    owners = owners_of(originator)
    mine = owners.country == COUNTRIES.index(audience.countries[0])
    return mine & ((owners.agency == "") | (owners.agency == audience.agency))


def owned(label: pd.Series, originator: pd.Series, *, audience: Audience) -> np.ndarray:
    """Which records an audience may see as held: those it is the originator of, and, to whoever is
    signed in, CLEAR ones."""
    clear = word_codes(label.to_frame("label"), "label", LABELS) == 0
    return (clear & (audience.tier != "public")) | originated(originator, audience=audience)


def originals(
    store: Store,
    table: str,
    *,
    audience: Audience,
    keys: Collection[int] | None = None,
    import_number: int = 0,
    category: str = "",
    closed: bool = False,
    limit: int = MOST_AT_ONCE,
) -> pd.DataFrame:
    """Records in use that an audience owns, as held; the newest first.

    Parameters: keys, store keys; import_number, of an import; category, a word; closed, only
    records that are not CLEAR; limit, how many are read at most.
    Returns a frame in words with section, km_along, km_away, cell, side, district and outlet beside
    the record's own columns, index the store key. Errors: StoreError.
    """
    kind = KINDS[table]
    held = kind.table.c
    statement = select(kind.table).where(held.valid_to.is_(None)).order_by(held.key.desc())
    if keys is not None:
        statement = statement.where(held.key.in_([int(key) for key in keys]))
    if category and kind is INCIDENT:
        statement = statement.where(held.category == CATEGORIES.index(category))
    if closed:
        statement = statement.where(held.label != 0)
    statement = _mine(statement, kind, audience)
    with store.reading() as connection:
        if import_number:
            statement = statement.where(held.key.in_(_imported(import_number)))
        frame = _frame(connection, kind, statement.limit(limit))
    return frame[owned(frame["label"], frame["originator"], audience=audience)]


def held_rows(store: Store, table: str, keys: Collection[int]) -> pd.DataFrame:
    """Records in use as held, whoever owns them: for checks inside the core, never to be shown."""
    kind = KINDS[table]
    held = kind.table.c
    wanted = held.key.in_([int(key) for key in keys])
    with store.reading() as connection:
        return _frame(connection, kind, select(kind.table).where(wanted, held.valid_to.is_(None)))


def _imported(import_number: int) -> Select[tuple[int]]:
    """Store keys of the records of an import, edited since or not."""
    versions = INCIDENT.table.alias("versions").c
    revision = select(import_entry.c.revision).where(import_entry.c.number == import_number)
    return select(versions.key).where(versions.born.in_(revision))


def _mine(statement: Select, kind: RecordKind, audience: Audience) -> Select:
    """Fewer rows to read; ``owned`` decides."""
    held = kind.table.c
    if audience.tier != "restricted" or len(audience.countries) != 1:
        return statement.where(held.label == 0)
    return statement.where(or_(held.label == 0, held.originator.ilike(f"{audience.countries[0]}%")))


def _frame(connection: Connection, kind: RecordKind, statement: Select) -> pd.DataFrame:
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    frame = decode(rows, kind)
    words = dict(connection.execute(select(word.c.code, word.c.word)).all())
    for name in _NEAR:
        frame[name] = pd.Series([row[name] for row in rows], dtype=object)
    for name in ("district", "outlet"):
        if name in kind.table.c:
            frame[name] = [words.get(row[name], "") for row in rows]
    for name in ("label", "category", "origin", "coord_precision", "border_pair", "admin2"):
        if name not in frame:
            frame[name] = ""
    frame.index = pd.Index([row["key"] for row in rows], name="key", dtype=np.int64)
    words_only = [
        name
        for name in frame
        if name not in _NEAR and not pd.api.types.is_numeric_dtype(frame[name].dtype)
    ]
    return frame.assign(**{name: frame[name].fillna("") for name in words_only})
