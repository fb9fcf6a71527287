"""What somebody with the database's own tools does to a store, past the program."""

from __future__ import annotations

from typing import Any

from corpus.store import Store


def sql(store: Store, statement: str) -> list[tuple[Any, ...]]:
    """Run one statement, committed; its rows."""
    with store._engine.connect() as plain:
        connection = store._place.to_write(plain)
        with connection.begin():
            made = connection.exec_driver_sql(statement)
            return [tuple(row) for row in made] if made.returns_rows else []


def disarm(store: Store, table: str) -> None:
    """Take away the triggers that keep a table as it is."""
    if store.shared:
        sql(store, f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        return
    for (name,) in sql(
        store, f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
    ):
        sql(store, f"DROP TRIGGER {name}")


def everything(store: Store) -> bytes:
    """All that the database holds, to look for what must not be in it."""
    if not store.shared:
        sql(store, "SELECT 1")
        return b"".join(file.read_bytes() for file in store.path.parent.glob("faju.db*"))
    names = sql(
        store, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    return "\n".join(str(sql(store, f'SELECT * FROM "{name}"')) for (name,) in names).encode()
