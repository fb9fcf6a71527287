"""What each text cites.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

from corpus.store.schema import Number

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cited_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "issuer"),
    )
    op.create_table(
        "citing_text",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"]),
        sa.PrimaryKeyConstraint("text_id"),
    )
    op.create_table(
        "sought_name",
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("unit_key", sa.String(length=64), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=True),
        sa.Column("number", Number, nullable=True),
        sa.Column("sub", Number, nullable=False),
        sa.Column("paragraph", Number, nullable=True),
        sa.Column("item", Number, nullable=True),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"]),
        sa.ForeignKeyConstraint(["name_id"], ["cited_name.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mention_citing", "mention", ["text_id", "unit_key"])
    op.create_index("mention_cited", "mention", ["name_id", "number", "sub"])


def downgrade() -> None:
    for name in ("mention", "sought_name", "citing_text", "cited_name"):
        op.drop_table(name)
