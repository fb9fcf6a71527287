"""What migrations need of the database itself: tables whose rows are never changed, texts in the order of their bytes.
On SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import defaultdict

from alembic import op
from sqlalchemy import Connection, text

_REFUSE = """
CREATE OR REPLACE FUNCTION faju_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql
"""
_NOT_BY_BYTES = text(
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
    "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation o ON o.oid = a.attcollation "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 "
    "AND NOT a.attisdropped AND o.collname <> 'C' ORDER BY c.relname, a.attnum"
)


def fix(table: str) -> None:
    """Refuse every UPDATE and DELETE on a table (and TRUNCATE, where there is one)."""
    kind = op.get_bind().dialect.name
    if kind == "sqlite":
        for act in ("UPDATE", "DELETE"):
            _sqlite_trigger(f"{table}_no_{act.lower()}", act, table, "only grows")
    elif kind == "postgresql":
        _postgres_triggers(table, "UPDATE OR DELETE", "only grows")


def never_updated(table: str) -> None:
    """Refuse every UPDATE on a table (and TRUNCATE, where there is one)."""
    kind = op.get_bind().dialect.name
    if kind == "sqlite":
        _sqlite_trigger(f"{table}_is_fixed", "UPDATE", table, "is never updated")
    elif kind == "postgresql":
        _postgres_triggers(table, "UPDATE", "is never updated")


def order_by_bytes(connection: Connection) -> None:
    """Order texts as SQLite and Python do, whatever the database's language: PostgreSQL's COLLATE "C" for every
    column that has another yet. Runs after every migration."""
    if connection.dialect.name != "postgresql":
        return
    changes = defaultdict(list)
    for table, column, kind in connection.execute(_NOT_BY_BYTES):
        changes[table].append(f'ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')
    for table, some in changes.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(some)}')


def _sqlite_trigger(name: str, act: str, table: str, why: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} {why}'); END"
    )


def _postgres_triggers(table: str, acts: str, why: str) -> None:
    op.execute(_REFUSE)
    for name, when, each in (("fixed", acts, "ROW"), ("kept", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION faju_refuse('{why}')"
        )
