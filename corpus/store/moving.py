"""All rows of a store into another, between databases: for trying a load out, and for moving house."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import Engine, MetaData, Table, insert, select

from corpus.store import schema
from corpus.store.migrate import VERSION_TABLE

LIBRARY = frozenset(each.name for each in vars(schema).values() if isinstance(each, Table))
"""The tables of the library itself, without those of the workflow."""
_ROWS = 2_000  # at once

OnTable = Callable[[str, int], None]


def copy_rows(
    source: Engine,
    target: Engine,
    tables: Collection[str] | None = None,
    on_table: OnTable = lambda name, rows: None,
) -> dict[str, int]:
    """Copy all tables, or those named, as of one moment, into empty ones of the same schema: rows by table.

    One transaction: all or nothing.
    """
    found = MetaData()
    counts: dict[str, int] = {}
    with source.connect() as here, target.connect() as there, there.begin():
        found.reflect(here)
        for table in found.sorted_tables:
            if table.name == VERSION_TABLE or (tables is not None and table.name not in tables):
                continue
            counts[table.name] = 0
            rows = here.execution_options(yield_per=_ROWS).execute(select(table))
            for part in rows.mappings().partitions():
                there.execute(insert(table), [dict(row) for row in part])
                counts[table.name] += len(part)
            on_table(table.name, counts[table.name])
    return counts
