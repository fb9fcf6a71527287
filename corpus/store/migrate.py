"""Bringing a store to the schema of this program. Alembic is imported only when there is something to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from corpus.store.errors import StoreError, explained
from corpus.store.schema import REVISION, REVISIONS

_VERSION_TABLE = "alembic_version"


def needed(connection: sqlite3.Connection, place: str) -> bool:
    """Whether a migration must run; StoreError when the file is newer, or not a store. Two small reads."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if _VERSION_TABLE not in names:
        if names:
            raise StoreError("not_a_store", place)
        return True
    rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    found = rows[0][0] if rows else None
    if found is not None and found not in REVISIONS:
        raise StoreError("schema_too_new", place)
    return bool(found != REVISION)


def configuration() -> Any:
    """Alembic's configuration for the packaged migrations, without a file of its own."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    return config


def upgrade(engine: Engine, place: str, target: str = "head") -> None:
    """Run the missing migrations in one transaction: all or nothing."""
    from alembic import command
    from alembic.util.exc import CommandError

    config = configuration()
    try:
        with explained(place), engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, target)
    except StoreError:
        raise
    except CommandError as error:
        raise StoreError("migration_failed", place) from error
