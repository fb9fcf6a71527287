"""Sessions say from where and with which browser.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("login_session", sa.Column("address", sa.String(length=64), nullable=True))
    op.add_column("login_session", sa.Column("agent", sa.String(length=200), nullable=True))


def downgrade() -> None:
    for name in ("agent", "address"):
        op.drop_column("login_session", name)
