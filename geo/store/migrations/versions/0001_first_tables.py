"""The first tables: five kinds of record with versions, seeding, audit chain, words.

A step repeats what it makes in full: the tables of ``geo.store.tables`` go on changing after it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CURRENT = sa.text("valid_to IS NULL")
_SHARED_CODES = (
    "label",
    "source_grade",
    "information_grade",
    "country",
    "coord_precision",
    "confidence",
    "audit",
)
_CODES = {
    "crossing": ("class", "status"),
    "district_status": ("nts_target",),
    "incident": ("date_precision", "category", "origin", "verification"),
    "office": ("status", "counterpart_basis"),
    "zone": ("kind", "status"),
}
_INCIDENT_NUMBERS = ("day_from", "day_to", "pair_bits", "outlet")


def upgrade() -> None:
    """Make every table."""
    for name, codes in _CODES.items():
        _record_table(name, codes, _INCIDENT_NUMBERS if name == "incident" else ())
    _word_table()
    _seed_tables()
    _audit_tables()


def _record_table(name: str, codes: tuple[str, ...], numbers: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("row", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("originator", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("born", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer()),
        sa.Column("touched", sa.SmallInteger(), nullable=False),
        sa.Column("seed_hash", sa.Text()),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("content", sa.Text()),
        *(sa.Column(code, sa.SmallInteger(), nullable=False) for code in (*_SHARED_CODES, *codes)),
        sa.Column("lon", sa.Double()),
        sa.Column("lat", sa.Double()),
        sa.Column("uncertainty_m", sa.Double()),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("km_along", sa.Double()),
        sa.Column("km_away", sa.Double()),
        sa.Column("side", sa.SmallInteger(), nullable=False),
        sa.Column("district", sa.Integer(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        *(sa.Column(number, sa.Integer(), nullable=False) for number in numbers),
        sa.PrimaryKeyConstraint("row", name=f"pk_{name}"),
    )
    current = {"unique": True, "sqlite_where": _CURRENT, "postgresql_where": _CURRENT}
    op.create_index(f"ix_{name}_id", name, ["id"], **current)
    op.create_index(f"ix_{name}_key", name, ["key"], **current)
    op.create_index(f"ix_{name}_revision", name, ["revision"])


def _word_table() -> None:
    op.create_table(
        "word",
        sa.Column("code", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_word"),
        sa.UniqueConstraint("kind", "word", name="uq_word_kind_word"),
    )


def _seed_tables() -> None:
    op.create_table(
        "seed_file",
        sa.Column("number", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_seed_file"),
    )
    op.create_table(
        "seed_conflict",
        sa.Column("number", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seed_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_seed_conflict"),
        sa.UniqueConstraint(
            "table_name", "id", "seed_hash", name="uq_seed_conflict_table_name_id_seed_hash"
        ),
    )


def _audit_tables() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entry"),
    )
    op.create_table(
        "store_meta",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("next_key", sa.BigInteger(), nullable=False),
        sa.Column("key_check", sa.Text(), nullable=False),
        sa.Column("keys_basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_store_meta"),
    )
