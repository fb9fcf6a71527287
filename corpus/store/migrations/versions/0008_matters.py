"""Matters under review, and the files that belong to them.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

from corpus.store.migrations.fixed import fix

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blob",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "matter",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("matter_stage", "matter", ["stage"])
    op.create_index("matter_changed", "matter", ["changed_at"])
    fix("blob")


def downgrade() -> None:
    raise NotImplementedError("a record of acts is never taken back")
