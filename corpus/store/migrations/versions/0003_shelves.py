"""Cases and precedents: two shelves beside the laws.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

from corpus.store.migrations.fixed import never_updated

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("load_item", sa.Column("shelf", sa.String(length=16), nullable=True))
    op.create_table(
        "shelf_content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shelf", "hash"),
    )
    op.create_table(
        "shelf_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("load_seq", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=16), nullable=False),
        sa.Column("reader", sa.String(length=32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("raw_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["load_seq"], ["load.seq"]),
        sa.ForeignKeyConstraint(["content_id"], ["shelf_content.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("shelf_statement_place", "shelf_statement", ["source", "path"])
    op.create_index("shelf_statement_load", "shelf_statement", ["load_seq"])
    op.create_index("shelf_statement_content", "shelf_statement", ["content_id"])
    op.create_table(
        "shelf_item",
        sa.Column("shelf", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shelf", "id"),
    )
    op.create_table(
        "shelf_member",
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=12), nullable=False),
        sa.Column("own_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["content_id"], ["shelf_content.id"]),
        sa.PrimaryKeyConstraint("content_id"),
    )
    op.create_index("shelf_member_item", "shelf_member", ["shelf", "item_id"])
    op.create_index("shelf_member_own", "shelf_member", ["shelf", "own_id"])
    never_updated("shelf_content")


def downgrade() -> None:
    for name in ("shelf_member", "shelf_item", "shelf_statement", "shelf_content"):
        op.drop_table(name)
    op.drop_column("load_item", "shelf")
