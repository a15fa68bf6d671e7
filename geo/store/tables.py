"""The tables of the store, in columns that SQLite and PostgreSQL hold alike.

Every record table keeps versions: an edit closes one row and writes another under the same ``key``.
Words of closed vocabularies are held as positions in ``geo.schema.vocabularies``; everything else
that was said about a record is one JSON text, ``content``, so that it can be erased as a whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from geo.schema.vocabularies import (
    AUDITS,
    CATEGORIES,
    CENTRE_EVIDENCE,
    CONFIDENCES,
    COUNTERPART_BASES,
    COUNTRIES,
    CROSSING_CLASSES,
    CROSSING_STATUSES,
    DATE_PRECISIONS,
    INFORMATION_GRADES,
    LABELS,
    OFFICE_STATUSES,
    ORIGINS,
    PRECISIONS,
    SOURCE_GRADES,
    VERIFICATIONS,
    ZONE_KINDS,
    ZONE_STATUSES,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")
_CURRENT = text("valid_to IS NULL")

# Of every record: the words held as codes, by column of the files of facts.
_SHARED_CODES = MappingProxyType(
    {
        "label": LABELS,
        "source_grade": SOURCE_GRADES,
        "information_grade": INFORMATION_GRADES,
        "country": COUNTRIES,
        "coord_precision": PRECISIONS,
        "confidence": CONFIDENCES,
        "audit": AUDITS,
    }
)


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record: its table, and the vocabulary of each column held as a code.

    file_name: of its file of facts, without ending; id_column: what the file calls the id.
    """

    name: str
    table: Table
    codes: Mapping[str, tuple[str, ...]]
    file_name: str
    id_column: str


def _version_columns() -> list[Column[Any]]:
    return [
        Column("row", _ROW_NUMBER, primary_key=True, autoincrement=True),
        Column("key", BigInteger, nullable=False),
        Column("id", Text, nullable=False),
        Column("originator", Text, nullable=False, server_default=""),
        Column("valid_from", Text, nullable=False),
        Column("valid_to", Text),
        Column("revision", Integer, nullable=False),
        Column("born", Integer, nullable=False),
        Column("closed", Integer),
        Column("touched", SmallInteger, nullable=False),
        Column("seed_hash", Text),
        Column("digest", LargeBinary(32), nullable=False),
        Column("content", Text),
    ]


def _place_columns() -> list[Column[Any]]:
    return [
        Column("lon", Double),
        Column("lat", Double),
        Column("uncertainty_m", Double),
        Column("section", SmallInteger, nullable=False),
        Column("km_along", Double),
        Column("km_away", Double),
        Column("side", SmallInteger, nullable=False),
        Column("district", Integer, nullable=False),
        Column("cell", BigInteger, nullable=False),
    ]


def _indexes(name: str) -> list[Index]:
    current = {"unique": True, "sqlite_where": _CURRENT, "postgresql_where": _CURRENT}
    return [
        Index(f"ix_{name}_id", "id", **current),
        Index(f"ix_{name}_key", "key", **current),
        Index(f"ix_{name}_revision", "revision"),
    ]


def _kind(
    name: str,
    codes: Mapping[str, tuple[str, ...]],
    *extra: Column[Any],
    file_name: str,
    id_column: str = "id",
) -> RecordKind:
    words = MappingProxyType({**_SHARED_CODES, **codes})
    coded = [Column(column, SmallInteger, nullable=False) for column in words]
    columns = (*_version_columns(), *coded, *_place_columns(), *extra)
    table = Table(name, metadata, *columns, *_indexes(name))
    return RecordKind(name, table, words, file_name, id_column)


INCIDENT = _kind(
    "incident",
    {
        "date_precision": DATE_PRECISIONS,
        "category": CATEGORIES,
        "origin": ORIGINS,
        "verification": VERIFICATIONS,
    },
    Column("day_from", Integer, nullable=False),
    Column("day_to", Integer, nullable=False),
    Column("pair_bits", Integer, nullable=False),
    Column("outlet", Integer, nullable=False),
    file_name="incidents",
)
OFFICE = _kind(
    "office",
    {"status": OFFICE_STATUSES, "counterpart_basis": COUNTERPART_BASES},
    file_name="offices",
)
CROSSING = _kind(
    "crossing", {"class": CROSSING_CLASSES, "status": CROSSING_STATUSES}, file_name="crossings"
)
ZONE = _kind("zone", {"kind": ZONE_KINDS, "status": ZONE_STATUSES}, file_name="zones")
DISTRICT_STATUS = _kind(
    "district_status",
    {"nts_target": CENTRE_EVIDENCE},
    file_name="district_status",
    id_column="district_code",
)
KINDS = MappingProxyType(
    {kind.name: kind for kind in (CROSSING, DISTRICT_STATUS, INCIDENT, OFFICE, ZONE)}
)

# District codes and outlet names, each under a number that never changes.
word = Table(
    "word",
    metadata,
    Column("code", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("word", Text, nullable=False),
    UniqueConstraint("kind", "word"),
)

seed_file = Table(
    "seed_file",
    metadata,
    Column("number", _ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("table_name", Text, nullable=False),
    Column("file_hash", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Text, nullable=False),
)

seed_conflict = Table(
    "seed_conflict",
    metadata,
    Column("number", _ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("table_name", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("seed_hash", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("file_hash", Text, nullable=False),
    Column("at", Text, nullable=False),
    UniqueConstraint("table_name", "id", "seed_hash"),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("records", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

# One row. key_check: shows whether a key file belongs to this store, without telling the key.
store_meta = Table(
    "store_meta",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("next_key", BigInteger, nullable=False),
    Column("key_check", Text, nullable=False),
    Column("keys_basis", Text, nullable=False),
)

# What analysts of the two countries of a section said of it, in order; never changed afterwards.
impact_statement = Table(
    "impact_statement",
    metadata,
    Column("number", _ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("section", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Index("ix_impact_statement_section", "section"),
)

# One row per import; its records are those that were born in the same revision.
import_entry = Table(
    "import_entry",
    metadata,
    Column("number", _ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("revision", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("shapes", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("undone_revision", Integer),
)


def _ledger(name: str, *columns: Column[Any], of_records: bool = True) -> Table:
    """A table that is only appended to; the audit chain covers each line by its keyed hash."""
    record = [
        Column("table_name", Text, nullable=False),
        Column("key", BigInteger, nullable=False),
    ]
    return Table(
        name,
        metadata,
        Column("number", _ROW_NUMBER, primary_key=True, autoincrement=True),
        *(record if of_records else ()),
        *columns,
        Column("actor", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("digest", LargeBinary(32), nullable=False),
        *([Index(f"ix_{name}_key", "table_name", "key")] if of_records else ()),
    )


def _text(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


# id_hash and rows: keyed hashes, by which an erased record is known again in an older backup.
erasure = _ledger("erasure", _text("id_hash"), _text("rows"), _text("reason"))
consent_request = _ledger("consent_request", *map(_text, ("tier", "country", "level", "reason")))
consent_answer = _ledger(
    "consent_answer",
    Column("request", Integer, nullable=False),
    *map(_text, ("answer", "level", "reason")),
    of_records=False,
)
disclosure = _ledger("disclosure", *map(_text, ("audience", "level", "form", "file_hash")))
retention_rule = _ledger(
    "retention_rule",
    *map(_text, ("table_name", "origin", "label")),
    Column("keep_days", Integer, nullable=False),
    of_records=False,
)
# What the installation was told once, such as its home country; the last line of a name holds.
installation_setting = _ledger(
    "installation_setting", *map(_text, ("name", "value")), of_records=False
)
# What a country's planners say of the other side's answer to a proposed site, never inferred; and
# plans kept with all they were computed from, each for one viewer class.
counterpart_state = _ledger(
    "counterpart_state",
    *map(_text, ("country", "site", "counterpart", "state", "day")),
    of_records=False,
)
saved_plan = _ledger("saved_plan", *map(_text, ("viewer_class", "name", "plan")), of_records=False)
LEDGERS = (
    impact_statement,
    erasure,
    consent_request,
    consent_answer,
    disclosure,
    retention_rule,
    installation_setting,
    counterpart_state,
    saved_plan,
)
