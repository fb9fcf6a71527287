"""PostgreSQL: what is said when it cannot be used, what stays out of messages, what holds there as in SQLite."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy import URL, insert, make_url, select
from sqlalchemy.exc import IntegrityError

from corpus.store import OutcomeKind, Store, StoreError
from corpus.store.dialects import postgresql
from corpus.store.dialects.choosing import URL_VARIABLE
from corpus.store.schema import cited_name, metadata
from search_service.cli.main import faju
from tests import postgres
from tests.beside import sql
from tests.corpus.store.samples import articles, document
from workflow import record
from workflow import tables as workflow_tables
from workflow.database import system_clock

assert workflow_tables.metadata is metadata


@pytest.fixture
def url() -> Iterator[str]:
    with postgres.database() as found:
        yield found


def test_a_port_that_is_no_number() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql://u:pw-x@h:x/d")
    assert caught.value.code == "url_unsupported"
    assert "pw-x" not in str(caught.value)


def test_an_at_sign_in_the_password_that_is_not_escaped() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql://u:pw-x@rest!of-it@10.0.0.5/db")
    assert caught.value.code == "url_unsupported"
    assert "rest!of-it" not in str(caught.value)


def refused(address: URL | str, **how: bool) -> str:
    """The code with which a store is refused; neither its user nor its password is in the message."""
    told = address if isinstance(address, str) else postgres.text_of(address)
    with pytest.raises(StoreError) as caught:
        Store.open(told, **how)
    parts = make_url(told)
    for secret in filter(None, (parts.password, "geheim", "pw-x")):
        assert secret not in repr(caught.value) + str(caught.value.__cause__)
    assert "请" in caught.value.message_zh
    return caught.value.code


class TestRefused:
    def test_a_server_that_is_away(self, url: str) -> None:
        assert refused(make_url(url).set(port=postgres._free_port())) == "database_unreachable"
        assert refused("postgresql://faju:pw-x@nohost.invalid/faju") == "database_unreachable"

    def test_a_wrong_password_and_a_stranger(self, url: str) -> None:
        assert refused(make_url(url).set(password="pw-x")) == "database_login_refused"
        assert refused(make_url(url).set(username="nobody")) == "database_login_refused"

    def test_a_database_that_is_not_there(self, url: str) -> None:
        assert refused(make_url(url).set(database="nowhere")) == "database_missing"

    def test_another_encoding(self) -> None:
        with postgres.bare_database(
            "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        ) as found:
            assert refused(found) == "database_encoding"

    def test_an_old_server(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgresql, "LEAST_VERSION", 99)
        assert refused(url) == "database_too_old"

    def test_without_the_driver(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in [each for each in sys.modules if each.partition(".")[0] == "psycopg"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "psycopg", None)
        assert refused(url) == "database_driver_missing"

    def test_stores_of_others_and_of_newer_programs(self) -> None:
        with postgres.bare_database() as found:
            assert refused(found, read_only=True) == "store_missing"
            postgres.execute(found, "CREATE TABLE notes (text text)")
            assert refused(found) == "not_a_store"
        with postgres.bare_database() as found:
            Store.open(found).close()
            postgres.execute(found, "UPDATE alembic_version SET version_num = '9999'")
            assert refused(found) == "schema_too_new"

    def test_a_user_who_may_not_make_tables(self, url: str) -> None:
        postgres.execute(url, "DROP ROLE IF EXISTS guest")
        postgres.execute(url, "CREATE ROLE guest LOGIN PASSWORD 'pw-x'")
        try:
            with postgres.bare_database() as found:
                postgres.execute(found, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
                guest = make_url(found).set(username="guest", password="pw-x")
                assert refused(guest) == "database_rights"
        finally:
            postgres.execute(url, "DROP ROLE guest")

    @pytest.mark.parametrize("text", ["mysql://u:pw-x@h/d", "postgresql://u:pw-x@h"])
    def test_addresses_of_no_store(self, text: str) -> None:
        assert refused(text) == "url_unsupported"


class TestInUse:
    def test_the_variable_moves_every_home(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(URL_VARIABLE, url)
        with Store.open(tmp_path / "a") as one, Store.open(tmp_path / "b", read_only=True) as other:
            one.begin("t", "tester", "files").add(document())
            assert one.shared and other.info().works == 1
            with pytest.raises(StoreError, match="不可写"):
                other.begin("t", "tester", "files")
        assert not (tmp_path / "a").exists()

    def test_a_restart_is_got_over(self) -> None:
        try:
            server = postgres.Server()
        except postgres.CannotStart as error:
            pytest.skip(str(error))
        try:
            with Store.open(postgres.text_of(server.url)) as store:
                assert store.info().works == 0
                server.halt()
                with pytest.raises(StoreError) as away:
                    store.info()
                assert away.value.code == "database_unreachable"
                server.start()
                store.begin("t", "tester", "files").add(document())
                assert store.info().works == 1
        finally:
            server.stop()

    def test_migrations_give_the_schema_in_the_order_of_bytes(self) -> None:
        with (
            postgres.bare_database() as found,
            Store.open(found) as store,
            store._engine.connect() as connection,
        ):
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
            others = "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' "
            assert sql(
                store, others + "AND data_type IN ('text', 'character varying') AND collation_name <> 'C'"
            ) == [(0,)]

    def test_names_are_ordered_as_python_orders_them(self, url: str) -> None:
        names = ["b", "B", "a", "é", "中", "一", "A", "～", "𠀀"]
        with Store.open(url) as store:
            with store.writing() as connection:
                connection.execute(insert(cited_name), [{"name": each, "issuer": ""} for each in names])
            with store.reading() as connection:
                chosen = select(cited_name.c.name).order_by(cited_name.c.name)
                assert list(connection.execute(chosen).scalars()) == sorted(names)

    def test_nothing_is_taken_out_of_tables_that_only_grow(self, url: str) -> None:
        with Store.open(url) as store:
            store.begin("t", "tester", "files").add(document())
            for table in ("unit", "text", "statement", "source_text", "record", "blob", "shelf_content"):
                with pytest.raises(IntegrityError, match=r"only grows|never updated"):
                    sql(store, f"TRUNCATE {table} CASCADE")

    def test_what_the_database_cannot_hold_is_rejected_alone(self, url: str) -> None:
        with Store.open(url) as store:
            bad = document("坏法", path="bad.md", units=articles(a1="零\x00字"))
            outcomes = store.begin("t", "tester", "files").add_many([document(), bad])
            assert [each.kind for each in outcomes] == [OutcomeKind.NEW, OutcomeKind.REJECTED]
            assert outcomes[1].code == "not_storable"

    def test_writers_follow_one_another(self, url: str) -> None:
        def write() -> None:
            with Store.open(url) as own:
                for _ in range(10):
                    with own.writing() as connection:
                        record.append(connection, system_clock(), "zhang", "said", "matter:1", {})

        with Store.open(url) as store:
            threads = [threading.Thread(target=write) for _ in range(4)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            (seq, _), found = record.verify(store)
            assert (seq, found) == (40, [])

    def test_a_writer_waits_only_so_long(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgresql, "BUSY_MS", 200)
        with Store.open(url) as one, Store.open(url) as other, one.writing():
            with pytest.raises(StoreError) as caught, other.writing():
                pass
            assert caught.value.code == "store_busy"

    def test_a_reader_sees_one_moment(self, url: str) -> None:
        with Store.open(url) as store, store.reading() as connection:
            assert record.head(connection)[0] == 0
            with store.writing() as writing:
                record.append(writing, system_clock(), "zhang", "said", "matter:1", {})
            assert record.head(connection)[0] == 0

    def test_one_loads(self, url: str) -> None:
        with Store.open(url) as one, Store.open(url) as other:
            with one.sole_loader() as first, other.sole_loader() as second:
                assert (first, second) == (True, False)
            with other.sole_loader() as later:
                assert later


def test_a_store_moves_house_whole(url: str, tmp_path: Path) -> None:
    with Store.open(tmp_path) as source:
        source.begin("t", "tester", "files").add(document())
        source.rebuild()
        with source.writing() as connection:
            record.append(connection, system_clock(), "zhang", "said", "matter:1", {"words": "好"})
    command = ["--home", str(tmp_path), "store", "copy", "--json"]
    done = CliRunner().invoke(faju, command, env={URL_VARIABLE: url})
    assert done.exit_code == 0, done.output
    told = orjson.loads(done.stdout)
    assert told["rows"]["statement"] == told["record"]["entries"] == 1 and told["record"]["whole"]
    assert "geheim" not in done.output
    with Store.open(tmp_path) as source, Store.open(url) as target:
        assert target.info() == source.info() and told["library_version"] == source.info().version
        load = target.begin("next", "tester", "files")
        assert load.seq == 2
        assert load.add(document("另一部", path="b.md")).kind is OutcomeKind.NEW
    again = CliRunner().invoke(faju, command, env={URL_VARIABLE: url})
    assert again.exit_code == 1 and "里已经有内容" in again.output


def test_a_load_is_tried_out_on_a_file(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        store.begin("t", "tester", "files").add(document())
        with store.copy_to(tmp_path) as trial:
            assert not trial.shared and trial.info() == store.info()
            assert trial.begin("t", "", "files").add(document("另一部", path="b.md")).kind is OutcomeKind.NEW
        assert store.info().works == 1
