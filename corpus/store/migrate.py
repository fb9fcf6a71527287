"""Bringing a store to the schema of this program. Alembic is imported only when there is something to do."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from corpus.store.errors import StoreError, explained
from corpus.store.schema import REVISION, REVISIONS

VERSION_TABLE = "alembic_version"


def needed(names: Collection[str], found: str | None, place: str) -> bool:
    """Whether a migration must run, by the tables that are there and their revision; StoreError when the store is
    newer than this program, or none."""
    if VERSION_TABLE not in names:
        if names:
            raise StoreError("not_a_store", place)
        return True
    if found is not None and found not in REVISIONS:
        raise StoreError("schema_too_new", place)
    return found != REVISION


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
