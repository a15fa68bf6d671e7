"""The columnar view of the store for one viewer class: everything passes release on the way."""

from collections.abc import Collection, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select, func, select

from geo.columns import IncidentColumns, Snapshot
from geo.keys import CELL_RESOLUTION
from geo.release import RING_M, Audience, Policy, audience_of
from geo.release_gate import ReleaseGate, release_gate
from geo.schema.tables import TABLES
from geo.schema.vocabularies import (
    AUDITS,
    CATEGORIES,
    CONFIDENCES,
    COUNTRIES,
    DATE_PRECISIONS,
    LABELS,
    ORIGINS,
    PRECISIONS,
    VERIFICATIONS,
)
from geo.store.audit import RESTORED
from geo.store.engine import Store
from geo.store.policies import policy_in
from geo.store.records import decode
from geo.store.tables import (
    CROSSING,
    DISTRICT_STATUS,
    INCIDENT,
    OFFICE,
    ZONE,
    RecordKind,
    audit_entry,
    word,
)
from geo.store.tables import store_meta as meta

_CHUNK_ROWS = 50_000
_KEYS_AT_ONCE = 500
# Column of the store: (name in the snapshot, type, vocabulary where it is a coded word).
_COLUMNS: dict[str, tuple[str, Any, tuple[str, ...] | None]] = {
    "key": ("key", np.int64, None),
    "day_from": ("day_from", np.int32, None),
    "day_to": ("day_to", np.int32, None),
    "date_precision": ("date_precision", np.int8, DATE_PRECISIONS),
    "category": ("category", np.int8, CATEGORIES),
    "country": ("country", np.int8, COUNTRIES),
    "section": ("section", np.int16, None),
    "km_along": ("km_along", np.float32, None),
    "km_away": ("km_away", np.float32, None),
    "side": ("side", np.int8, None),
    "district": ("district", np.int32, None),
    "cell": ("cell", np.int64, None),
    "coord_precision": ("precision", np.int8, PRECISIONS),
    "confidence": ("confidence", np.int8, CONFIDENCES),
    "audit": ("audit", np.int8, AUDITS),
    "origin": ("origin", np.int8, ORIGINS),
    "verification": ("verification", np.int8, VERIFICATIONS),
    "outlet": ("outlet", np.int32, None),
    "lon": ("lon", np.float64, None),
    "lat": ("lat", np.float64, None),
    "uncertainty_m": ("uncertainty_m", np.float32, None),
    "pair_bits": ("pair_bits", np.uint16, None),
}
# Read for release alone; no snapshot holds them.
_FOR_RELEASE: dict[str, tuple[str, Any, tuple[str, ...] | None]] = {
    "label": ("label", np.int8, LABELS),
    "originator": ("originator", object, None),
}
_READ = (*_COLUMNS, *_FOR_RELEASE)
# No column of the store: it is known when a point has passed release.
_MOVED = "moved_m"
_RELEASED = (*_COLUMNS, _MOVED)
_TYPES = {"district": np.int16, "outlet": np.int16, "cell": np.int32}

Arrays = dict[str, np.ndarray]


def snapshot(
    store: Store,
    *,
    audience: Audience | str,
    policy: Policy | None = None,
    previous: Snapshot | None = None,
    keys: Collection[int] | None = None,
) -> Snapshot:
    """What one viewer class may see, as columns, at the store's present revision.

    Parameters: audience as in ``geo.release.release``; policy, default: the one in force in the
    store; previous, an earlier snapshot of the same class and policy: then only what changed since
    is read, and it is returned itself when nothing did; keys, of a few thousand incidents at most:
    then only these are read (with any, no places), and previous is not used. Incidents stand in
    ascending order of their store key. Errors: StoreError; ReleaseError for an unknown audience.
    """
    audience = audience_of(audience)
    with store.reading() as connection:
        policy = policy or policy_in(connection)
        revision = int(connection.execute(select(meta.c.revision)).scalar_one())
        usable = previous is not None and keys is None
        usable = usable and _same_class(previous, audience, policy)
        usable = usable and previous.revision >= _restored(connection)
        if usable and previous.revision == revision:
            return previous
        gate = release_gate(connection, audience, policy, store.key)
        words = _words(connection)
        if usable:
            gate.note_label(previous.label)
        arrays = _changed(connection, previous, gate, words) if usable else None
        if arrays is None:
            arrays = _read(connection, _current(keys), gate)
        return Snapshot(
            revision=revision,
            policy_hash=policy.hash,
            viewer_class=audience.viewer_class,
            incidents=_columns(arrays, words),
            offices=_places(connection, OFFICE, gate, words, none=bool(keys)),
            crossings=_places(connection, CROSSING, gate, words, none=bool(keys)),
            zones=_places(connection, ZONE, gate, words, none=bool(keys)),
            district_status=_places(connection, DISTRICT_STATUS, gate, words, none=bool(keys)),
            label=gate.label,
        )


def details(
    store: Store, *, audience: Audience | str, keys: np.ndarray, policy: Policy | None = None
) -> pd.DataFrame:
    """The texts of some incidents, for popups, tables and exports; all pass release first.

    Parameters: audience, policy as in ``snapshot``; keys, store keys as in ``IncidentColumns.key``.
    Returns one row per released incident, index ``key`` in the order of ``keys``, with the columns
    of the table of incidents and outlet, source_title, source_address, source_date, label.
    Types are those of ``geo.reference.table``.
    Errors: StoreError; ReleaseError for an unknown audience.
    """
    audience = audience_of(audience)
    wanted = [int(key) for key in np.asarray(keys).ravel()]
    table, rows = INCIDENT.table, []
    with store.reading() as connection:
        policy = policy or policy_in(connection)
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            some = table.c.key.in_(wanted[start : start + _KEYS_AT_ONCE])
            found = connection.execute(select(table).where(some, table.c.valid_to.is_(None)))
            rows += [dict(row) for row in found.mappings()]
        words = _words(connection)
        gate = release_gate(connection, audience, policy, store.key)
    frame = _with_sources(_typed(decode(rows, INCIDENT), INCIDENT), rows, words)
    frame.index = pd.Index([row["key"] for row in rows], name="key", dtype=np.int64)
    frame["section"] = np.array([row["section"] for row in rows], dtype=np.int16)
    released = gate(frame, INCIDENT, frame.index)
    order = pd.Index(wanted, dtype=np.int64, name="key").unique()
    kept = released.loc[order[order.isin(released.index)]]
    return kept.drop(columns=["day_from", "day_to", "section"])


def _same_class(previous: Snapshot, audience: Audience, policy: Policy) -> bool:
    held = (previous.viewer_class, previous.policy_hash)
    return held == (audience.viewer_class, policy.hash)


def _restored(connection: Connection) -> int:
    """The revision of the last restored backup: what was read before it says nothing now."""
    entries = select(func.max(audit_entry.c.revision)).where(audit_entry.c.action == RESTORED)
    return int(connection.execute(entries).scalar() or 0)


def _words(connection: Connection) -> dict[int, str]:
    return {row.code: row.word for row in connection.execute(select(word.c.code, word.c.word))}


def _current(keys: Collection[int] | None = None) -> Select[Any]:
    table = INCIDENT.table
    columns = [table.c[name] for name in _READ]
    statement = select(*columns).where(table.c.valid_to.is_(None)).order_by(table.c.key)
    return statement if keys is None else statement.where(table.c.key.in_(list(map(int, keys))))


def _read(connection: Connection, statement: Select[Any], gate: ReleaseGate) -> Arrays:
    """Released arrays under the store's column names, district and outlet still as word numbers."""
    parts = [
        _arrays(gate(chunk, INCIDENT, chunk["key"]), chunk)
        for chunk in _chunks(connection, statement)
    ]
    if not parts:
        parts = [_arrays(_frame([]), _frame([]))]
    return {name: np.concatenate([part[name] for part in parts]) for name in _RELEASED}


def _chunks(connection: Connection, statement: Select[Any]) -> Iterator[pd.DataFrame]:
    result = connection.execute(statement.execution_options(yield_per=_CHUNK_ROWS))
    for rows in result.partitions(_CHUNK_ROWS):
        yield _frame(rows)


def _frame(rows: Any) -> pd.DataFrame:
    """Rows of ``_current`` with their coded words as categories, as release reads them."""
    columns = list(zip(*rows, strict=True)) or [()] * len(_READ)
    frame: dict[str, Any] = {}
    for name, values in zip(_READ, columns, strict=True):
        _, dtype, vocabulary = {**_COLUMNS, **_FOR_RELEASE}[name]
        array = np.array(values, dtype=dtype)
        if vocabulary is None:
            frame[name] = array
        else:
            frame[name] = pd.Categorical.from_codes(np.maximum(array, -1), categories=vocabulary)
    return pd.DataFrame(frame)


def _arrays(frame: pd.DataFrame, held: pd.DataFrame) -> Arrays:
    arrays = {_MOVED: _moved_m(frame, held)}
    for name, (_, dtype, vocabulary) in _COLUMNS.items():
        column = frame[name]
        arrays[name] = (column.cat.codes if vocabulary else column).to_numpy().astype(dtype)
    return arrays


def _moved_m(frame: pd.DataFrame, held: pd.DataFrame) -> np.ndarray:
    """How far at most each released point is from the one held; -1 where it is that one or none."""
    own = held.loc[frame.index]
    elsewhere = (frame["lon"] != own["lon"]) | (frame["lat"] != own["lat"])
    return np.where(elsewhere & frame["lon"].notna(), RING_M[1], -1).astype(np.int16)


def _changed(
    connection: Connection, previous: Snapshot, gate: ReleaseGate, words: dict[int, str]
) -> Arrays | None:
    """Arrays of ``previous`` with what changed since; None when reading all again is quicker."""
    table, held = INCIDENT.table, previous.incidents
    changed = select(table.c.key).where(table.c.revision > previous.revision)
    count = connection.execute(select(func.count()).select_from(changed.subquery())).scalar_one()
    if count * 2 > len(held):
        return None
    keys = np.array(connection.execute(changed.distinct()).scalars().all(), dtype=np.int64)
    fresh = _read(connection, _current().where(table.c.revision > previous.revision), gate)
    stays = ~np.isin(held.key, keys)
    old = _uncoded(held, words)
    arrays = {name: np.concatenate([old[name][stays], fresh[name]]) for name in _RELEASED}
    order = np.argsort(arrays["key"], kind="stable")
    return {name: values[order] for name, values in arrays.items()}


def _uncoded(held: IncidentColumns, words: dict[int, str]) -> Arrays:
    """The columns of a snapshot as they were before ``_columns``."""
    arrays = {name: getattr(held, target) for name, (target, _, _) in _COLUMNS.items()}
    arrays[_MOVED] = held.moved_m
    numbers = {text: number for number, text in sorted(words.items(), reverse=True)}
    for name, texts in (("district", held.districts), ("outlet", held.outlets)):
        # A word that is gone belonged to erased records alone, and these are read again.
        table = np.array([*(numbers.get(text, -1) for text in texts), -1], dtype=np.int32)
        arrays[name] = table[arrays[name]]
    arrays["cell"] = np.append(held.cells.astype(np.int64), 0)[arrays["cell"]]
    return arrays


def _columns(arrays: Arrays, words: dict[int, str]) -> IncidentColumns:
    """Word numbers to positions in sorted lists, cells to positions among the cells that occur."""
    columns: dict[str, Any] = {target: arrays[name] for name, (target, _, _) in _COLUMNS.items()}
    columns[_MOVED] = arrays[_MOVED]
    for name, listed in (("district", "districts"), ("outlet", "outlets")):
        columns[name], columns[listed] = _listed(arrays[name], words)
    cells, position = np.unique(arrays["cell"], return_inverse=True)
    none = int(len(cells) > 0 and cells[0] == 0)
    columns["cell"] = (position - none).astype(_TYPES["cell"])
    columns["cells"] = cells[none:].astype(np.uint64)
    columns["cell_resolution"] = CELL_RESOLUTION
    known = {item.name for item in fields(IncidentColumns)}
    return IncidentColumns(**{name: values for name, values in columns.items() if name in known})


def _listed(numbers: np.ndarray, words: dict[int, str]) -> tuple[np.ndarray, tuple[str, ...]]:
    used = np.unique(numbers)
    texts = tuple(sorted({words[int(number)] for number in used if number >= 0}))
    place = {text: position for position, text in enumerate(texts)}
    positions = [place[words[int(n)]] if n >= 0 else -1 for n in used]
    table = np.array(positions, dtype=np.int16)
    return table[np.searchsorted(used, numbers)], texts


def _places(
    connection: Connection,
    kind: RecordKind,
    gate: ReleaseGate,
    words: dict[int, str],
    *,
    none: bool = False,
) -> pd.DataFrame:
    """Released rows of a table of places, or none, with the keys that geometry gave."""
    if none:
        return pd.DataFrame(columns=list(TABLES[kind.file_name].header))
    table = kind.table
    found = connection.execute(
        select(table).where(table.c.valid_to.is_(None)).order_by(table.c.row)
    )
    rows = [dict(row) for row in found.mappings()]
    frame = _typed(decode(rows, kind), kind)
    for name, dtype in (("section", np.int16), ("km_along", float), ("km_away", float)):
        frame[name] = np.array([row[name] for row in rows], dtype=dtype)
    frame["district"] = [words.get(row["district"], "") for row in rows]
    released = gate(frame, kind, [row["key"] for row in rows])
    released.index = pd.Index(released[kind.id_column].tolist(), dtype="str")
    return released


def _typed(frame: pd.DataFrame, kind: RecordKind) -> pd.DataFrame:
    """The contract's columns in order, then the store's own, typed as ``geo.reference`` does."""
    contract = TABLES[kind.file_name]
    texts = frame.rename(columns={"id": contract.key})
    for name in contract.header:
        if name not in texts:
            texts[name] = None
    own = [name for name in texts.columns if name not in contract.header]
    result = texts[[*contract.header, *own]].copy()
    numbers = {
        name: "Int64" if kind.whole else "float64" for name, kind in contract.numbers.items()
    }
    numbers |= dict.fromkeys(("lon", "lat", "coord_uncertainty_m"), "float64")
    for name in result.columns:
        if name in numbers:
            result[name] = pd.to_numeric(result[name], errors="coerce").astype(numbers[name])
        elif not pd.api.types.is_integer_dtype(result[name].dtype):
            result[name] = result[name].fillna("").astype(str)
    return result


def _with_sources(
    frame: pd.DataFrame, rows: list[dict[str, Any]], words: dict[int, str]
) -> pd.DataFrame:
    """Outlet, title and address of the source: the record's own, else those of its source_id."""
    from geo.reference import sources

    listed = sources()
    frame["outlet"] = [words.get(row["outlet"], "") for row in rows]
    for name, column in (("source_title", "title"), ("source_address", "address")):
        own = frame[name] if name in frame else pd.Series("", index=frame.index, dtype=str)
        known = frame["source_id"].map(listed[column]).fillna("")
        frame[name] = own.where(own != "", known).astype(str)
    return frame
