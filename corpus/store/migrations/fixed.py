"""Triggers for migrations: tables whose rows are never changed or removed, on SQLite and on PostgreSQL."""

from __future__ import annotations

from alembic import op

_REFUSE = """
CREATE OR REPLACE FUNCTION faju_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END
$$ LANGUAGE plpgsql
"""


def fix(table: str) -> None:
    """Refuse every UPDATE and DELETE on a table (and TRUNCATE, where there is one)."""
    kind = op.get_bind().dialect.name
    if kind == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
    elif kind == "postgresql":
        op.execute(_REFUSE)
        op.execute(
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION faju_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION faju_refuse()"
        )
