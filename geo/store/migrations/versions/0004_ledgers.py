"""Erasures, consent to release, disclosures, and how long each kind of record is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_RECORD = ("table_name", sa.Text()), ("key", sa.BigInteger())
_LEDGERS = {
    "erasure": (*_RECORD, ("id_hash", sa.Text()), ("rows", sa.Text()), ("reason", sa.Text())),
    "consent_request": (
        *_RECORD,
        ("tier", sa.Text()),
        ("country", sa.Text()),
        ("level", sa.Text()),
        ("reason", sa.Text()),
    ),
    "consent_answer": (
        ("request", sa.Integer()),
        ("answer", sa.Text()),
        ("level", sa.Text()),
        ("reason", sa.Text()),
    ),
    "disclosure": (
        *_RECORD,
        ("audience", sa.Text()),
        ("level", sa.Text()),
        ("form", sa.Text()),
        ("file_hash", sa.Text()),
    ),
    "retention_rule": (
        ("table_name", sa.Text()),
        ("origin", sa.Text()),
        ("label", sa.Text()),
        ("keep_days", sa.Integer()),
    ),
}


def upgrade() -> None:
    """Make the tables; nothing else changes."""
    for name, columns in _LEDGERS.items():
        op.create_table(
            name,
            sa.Column("number", _ROW_NUMBER, autoincrement=True, nullable=False),
            *(sa.Column(column, kind, nullable=False) for column, kind in columns),
            sa.Column("actor", sa.Text(), nullable=False),
            sa.Column("at", sa.Text(), nullable=False),
            sa.Column("revision", sa.Integer(), nullable=False),
            sa.Column("digest", sa.LargeBinary(32), nullable=False),
            sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
        )
        if columns[: len(_RECORD)] == _RECORD:
            op.create_index(f"ix_{name}_key", name, ["table_name", "key"])
