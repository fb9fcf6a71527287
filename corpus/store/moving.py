"""All rows of a store into another, between databases: for trying a load out, and for moving house."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, MetaData, Table, insert, select

from corpus.store import schema
from corpus.store.migrate import VERSION_TABLE

LIBRARY = frozenset(each.name for each in vars(schema).values() if isinstance(each, Table))
"""The tables of the library itself, without those of the workflow."""
_ROWS = 2_000  # at once

OnTable = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Contents:
    """What one table holds: how many rows, and sha256 over all of them in the order of their keys."""

    rows: int
    digest: str


def copy_rows(
    source: Engine,
    target: Engine,
    tables: Collection[str] | None = None,
    *,
    filled: Callable[[Connection], None] = lambda _: None,
    on_table: OnTable = lambda name, rows: None,
) -> dict[str, int]:
    """Copy all tables, or those named, as of one moment, into empty ones of the same schema: rows by table.

    One transaction: all or nothing. `filled` is called at its end.
    """
    counts: dict[str, int] = {}
    with source.connect() as here, target.connect() as there, there.begin():
        into = {each.name: each for each in _tables(there, tables)}
        for table in _tables(here, tables):
            name = str(table.name)  # a plain text, for JSON
            counts[name] = 0
            rows = here.execution_options(yield_per=_ROWS).execute(select(table))
            for part in rows.mappings().partitions():
                there.execute(insert(into[name]), [dict(row) for row in part])
                counts[name] += len(part)
            on_table(name, counts[name])
        filled(there)
    return counts


def contents(engine: Engine) -> dict[str, Contents]:
    """What every table holds, to compare two stores by. Reads everything."""
    found: dict[str, Contents] = {}
    with engine.connect() as connection:
        for table in _tables(connection, None):
            total, count = hashlib.sha256(), 0
            chosen = select(table).order_by(*table.primary_key.columns)
            for row in connection.execution_options(yield_per=_ROWS).execute(chosen):
                total.update(repr(tuple(row)).encode())
                count += 1
            found[str(table.name)] = Contents(count, total.hexdigest())
    return found


def _tables(connection: Connection, named: Collection[str] | None) -> Iterator[Table]:
    """The tables that are there, each behind those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name != VERSION_TABLE and (named is None or table.name in named):
            yield table
