"""The packaged migrations: they lead to the schema that the program uses, and run only when needed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, insert, select

from corpus.store import Store, migrate
from corpus.store.dialects import sqlite
from corpus.store.schema import REVISION, REVISIONS, metadata
from tests import postgres
from workflow import tables as workflow_tables


def test_the_head_is_the_revision_of_the_schema() -> None:
    script = ScriptDirectory.from_config(migrate.configuration())
    assert script.get_current_head() == REVISION
    assert [each.revision for each in script.walk_revisions()][::-1] == list(REVISIONS)


assert workflow_tables.metadata is metadata  # the tables of the workflow stand in the same schema


def test_migrating_from_nothing_gives_the_schema(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_up_to_date_store_opens_without_alembic(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    code = (
        "import sys; from corpus.store import Store; "
        "Store.open(sys.argv[1]).close(); print('alembic' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_opening_costs_little_beside_making(tmp_path: Path) -> None:
    began = time.process_time()
    Store.open(tmp_path).close()
    made = time.process_time() - began
    opened = min(_seconds_to_open(tmp_path) for _ in range(5))
    assert opened < made / 2


def _seconds_to_open(home: Path) -> float:
    began = time.process_time()
    Store.open(home).close()
    return time.process_time() - began


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    def failing(*args: object, **options: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(op, "create_index", failing)
    with pytest.raises(RuntimeError, match="half way"):
        Store.open(tmp_path)
    monkeypatch.undo()
    with Store.open(tmp_path) as store:
        assert store.info().works == 0


def test_a_store_of_the_first_schema_is_brought_up_with_what_it_holds(tmp_path: Path) -> None:
    place = sqlite.SqlitePlace(tmp_path / sqlite.FILE_NAME, read_only=False)
    migrate.upgrade(sqlite._migration_engine(place), place.shown, "0001")
    with sqlite3.connect(place.file) as raw:
        raw.execute("INSERT INTO source_text (hash, size, body) VALUES ('a', 1, x'00')")
    raw.close()
    with Store.open(tmp_path) as store, store._engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT hash FROM source_text").scalar() == "a"
        assert store.library().mentions.names() == []
        assert not store.citing().ended


WATCHING = (
    "INSERT INTO matter (id, number, revision, stage, title, office, owner, state, opened_at, changed_at, "
    "issued_version) VALUES ('mmmmmmmmmmmm', 'x-1', 1, 'filing', '甲', '某局', 'drafter', '{}', 't', 't', 1)",
    "INSERT INTO watched (matter_id, version, owner, at) VALUES ('mmmmmmmmmmmm', 1, 'drafter', 't')",
    "INSERT INTO watch (id, matter_id, name, work_id, number, sub, paragraph, item, digest, standing) "
    "VALUES (7, 'mmmmmmmmmmmm', '甲法', 'wwwwwwwwwwww', 1, 0, 0, 0, 'd', '{}')",
    "INSERT INTO task (id, watch_id, matter_id, digest, kind, due, body, made_at) "
    "VALUES (9, 7, 'mmmmmmmmmmmm', 'd', 'amended', '2026-01-01', '{}', 't')",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def of_fourteen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """A store of the schema before documents could be filed, with something that is watched."""
    if request.param == "sqlite":
        place = sqlite.SqlitePlace(tmp_path / sqlite.FILE_NAME, read_only=False)
        _fill(sqlite._migration_engine(place))
        yield tmp_path
        return
    with postgres.bare_database() as url:
        _fill(create_engine(url))
        yield url


def _fill(engine: Engine) -> None:
    migrate.upgrade(engine, "here", "0014")
    with engine.begin() as connection:
        for each in WATCHING:
            connection.exec_driver_sql(each)
    engine.dispose()


def test_what_is_watched_outlives_the_change_of_its_tables(of_fourteen: Path | str) -> None:
    watch, task = workflow_tables.watch, workflow_tables.task
    with Store.open(of_fourteen) as store:
        with store.reading() as connection:
            row = connection.execute(select(watch)).one()
            assert (row.id, row.document_id, row.name, row.active) == (7, "mmmmmmmmmmmm", "甲法", True)
            assert connection.execute(select(task.c.id, task.c.watch_id, task.c.document_id)).one() == (
                9,
                7,
                "mmmmmmmmmmmm",
            )
            read = select(workflow_tables.watched.c.document_id)
            assert connection.execute(read).scalar_one() == "mmmmmmmmmmmm"
        with store.writing() as connection:
            values = {**row._mapping}
            values.pop("id")
            made = connection.execute(insert(watch).returning(watch.c.id), values).scalar_one()
        assert made > 7
