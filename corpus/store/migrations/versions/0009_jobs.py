"""Loads as jobs: what they read, how far they are, what went wrong, dry runs; what is odd in each file.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("load", sa.Column("task", sa.Text(), nullable=True))
    op.add_column("load", sa.Column("dry_run", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("load", sa.Column("progress", sa.Text(), nullable=True))
    op.add_column("load", sa.Column("error", sa.Text(), nullable=True))
    op.add_column("load", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("load_item", sa.Column("problems", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("load_item", "problems")
    for name in ("attempts", "error", "progress", "dry_run", "task"):
        op.drop_column("load", name)
