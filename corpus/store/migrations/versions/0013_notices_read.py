"""Notices on a page: which were read, which are for the page alone.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("send", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("notice", sa.Column("read_at", sa.String(length=32), nullable=True))
    op.create_index("notice_person", "notice", ["to", "read_at"])


def downgrade() -> None:
    raise NotImplementedError("what people were told is not forgotten")
