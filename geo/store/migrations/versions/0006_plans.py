"""Saved plans, and what the other side answered to a proposed site."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LEDGERS = {
    "counterpart_state": ("country", "site", "counterpart", "state", "day"),
    "saved_plan": ("viewer_class", "name", "plan"),
}


def upgrade() -> None:
    """Make the tables; nothing else changes."""
    for name, texts in _LEDGERS.items():
        op.create_table(
            name,
            sa.Column("number", _ROW_NUMBER, autoincrement=True, nullable=False),
            *(sa.Column(column, sa.Text(), nullable=False) for column in texts),
            sa.Column("actor", sa.Text(), nullable=False),
            sa.Column("at", sa.Text(), nullable=False),
            sa.Column("revision", sa.Integer(), nullable=False),
            sa.Column("digest", sa.LargeBinary(32), nullable=False),
            sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
        )
