"""Documents filed elsewhere are watched like those issued here: what is watched no longer hangs on a matter.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

from corpus.store.schema import Number

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PLACE = "name, work_id, number, sub, paragraph, item, digest, standing"
TASK = "digest, kind, due, body, made_at, settled_at, settled_by, outcome"


def upgrade() -> None:
    _filed()
    _watching()
    op.execute(
        "INSERT INTO watched_document (document_id, version, owner, at) "
        "SELECT matter_id, version, owner, at FROM watched"
    )
    op.execute(
        f"INSERT INTO watched_place (id, document_id, {PLACE}) SELECT id, matter_id, {PLACE} FROM watch"
    )
    op.execute(
        f"INSERT INTO watch_task (id, watch_id, document_id, {TASK}) "
        f"SELECT id, watch_id, matter_id, {TASK} FROM task"
    )
    for table in ("task", "watch", "watched"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":  # the next id follows those that were taken over
        for table in ("watched_place", "watch_task"):
            op.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)"
            )
    op.create_index("watched_place_document", "watched_place", ["document_id"])
    standing = ["name", "work_id", "number", "sub", "paragraph", "item", "digest"]
    op.create_index("watched_place_standing", "watched_place", standing)
    op.create_index("watch_task_document", "watch_task", ["document_id"])
    op.create_index("watch_task_due", "watch_task", ["due"])


def _filed() -> None:
    op.create_table(
        "filed",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("doc_number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.String(length=10), nullable=False),
        sa.Column("office", sa.String(length=100), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("filed_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["text_hash"], ["blob.hash"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("office", "text_hash"),
    )
    op.create_index("filed_order", "filed", ["withdrawn_at", "filed_at"])


def _watching() -> None:
    op.create_table(
        "watched_document",
        sa.Column("document_id", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "version"),
    )
    op.create_table(
        "watched_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("work_id", sa.String(length=12), nullable=False),
        sa.Column("number", Number, nullable=False),
        sa.Column("sub", Number, nullable=False),
        sa.Column("paragraph", Number, nullable=False),
        sa.Column("item", Number, nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "watch_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.Column("settled_by", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["watch_id"], ["watched_place.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("watch_id", "digest", "made_at"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    raise NotImplementedError("what is filed is not forgotten")
