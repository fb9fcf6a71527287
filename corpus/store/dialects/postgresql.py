"""PostgreSQL: one database for several machines.

Write transactions follow one another, as in SQLite: each begins by taking an advisory lock of the store, so that what
it reads is what it writes to, whichever process it is in. Readers are in REPEATABLE READ: one moment for the length
of their transaction. Texts are ordered by their bytes (`corpus.store.migrations.fixed`), as in SQLite and Python.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, pool, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from corpus.store import migrate
from corpus.store.errors import StoreError, explained

LEAST_VERSION = 14
BUSY_MS = 10_000  # how long a writer waits for another
_MIGRATION_MS = 300_000  # how long a process waits for one that migrates
_PATIENCE_S = 1.0  # a look whether anybody loads holds the lock for an instant; a load outwaits it
_CONNECT_S = 10
# A machine that lost its power holds its locks until the server notices: after a minute. So do we of a lost server.
_KEEPALIVES = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_OPTIONS = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
# Advisory locks have two numbers: one of these, and the schema's name, for several stores may share a database.
_WRITING, _MIGRATING, _LOADING = 0x46414A01, 0x46414A02, 0x46414A03
_LOCK = "SELECT pg_advisory_xact_lock({}, hashtext(current_schema()))"
_TRY = text("SELECT pg_try_advisory_lock(:kind, hashtext(current_schema()))")
_RELEASE = text("SELECT pg_advisory_unlock(:kind, hashtext(current_schema()))")
_SERVER = text(
    "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), current_schema()"
)
_TABLES = text(
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')"
)
_REVISION = text(f"SELECT version_num FROM {migrate.VERSION_TABLE}")
_SEQUENCES = text(
    "SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname) "
    "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 "
    "AND NOT a.attisdropped AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL"
)
_SIZE = text("SELECT pg_database_size(current_database())")


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """`corpus.store.dialects.place.Place`: a database on a server; `url` is one of SQLAlchemy's, for psycopg."""

    url: URL
    read_only: bool

    @property
    def file(self) -> Path | None:
        return None

    @property
    def shown(self) -> str:
        host = self.url.host or self.url.query.get("host") or "localhost"
        where = host if isinstance(host, str) else host[0]
        return f"postgresql://{where}{f':{self.url.port}' if self.url.port else ''}/{self.url.database}"

    def engine(self) -> Engine:
        engine = self._engine(
            isolation_level="REPEATABLE READ", pool_size=8, max_overflow=24, pool_pre_ping=True
        )
        event.listen(engine, "begin", _begin)
        try:
            if self._outdated(engine):
                self._migrate()
        except BaseException:
            engine.dispose()
            raise
        return engine

    def to_write(self, connection: Connection) -> Connection:
        return connection.execution_options(writing=True, isolation_level="READ COMMITTED")

    def copy(self, source: Engine, file: Path) -> None:
        from corpus.store.dialects.sqlite import SqlitePlace
        from corpus.store.moving import LIBRARY, copy_rows

        target = SqlitePlace(file, read_only=False).engine()
        try:
            copy_rows(source, target, LIBRARY)
        finally:
            target.dispose()

    def filled(self, connection: Connection) -> None:
        for table, column, sequence in connection.execute(_SEQUENCES).all():
            connection.exec_driver_sql(f'SELECT setval(\'{sequence}\', max("{column}")) FROM "{table}"')

    def sound(self, connection: Connection) -> bool:
        """The server looks after its own structures; it answers, and that is all that can be asked."""
        return bool(connection.execute(text("SELECT true")).scalar())

    def size(self, connection: Connection) -> int:
        return int(connection.execute(_SIZE).scalar_one())

    @contextmanager
    def sole_loader(self, engine: Engine) -> Iterator[bool]:
        """A lock of the session: the server gives it back when this process, or its machine, is gone."""
        with explained(self.shown):
            held = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            with explained(self.shown):
                held.exec_driver_sql("SET idle_session_timeout = 0")
                mine = _taken(held)
            try:
                yield mine
            finally:
                if mine:
                    with suppress(DBAPIError):  # a connection that broke has given it back
                        held.execute(_RELEASE, {"kind": _LOADING})
        finally:
            held.close()

    def _engine(self, *, options: str = "", **how: Any) -> Engine:
        """Connections of this place; nothing is tried yet."""
        given = self.url.query.get("options", ())
        wanted = [*([given] if isinstance(given, str) else given), _OPTIONS, f"-c lock_timeout={BUSY_MS}"]
        if self.read_only:
            wanted.append("-c default_transaction_read_only=on")
        arguments = {
            "application_name": "faju",
            "client_encoding": "utf8",
            "connect_timeout": _CONNECT_S,
            **_KEEPALIVES,
            **{name: value for name, value in self.url.query.items() if name != "options"},
            "options": " ".join([*wanted, options]).strip(),
        }
        try:
            return create_engine(self.url.set(query={}), connect_args=arguments, hide_parameters=True, **how)
        except ImportError:
            raise StoreError("database_driver_missing", self.shown) from None

    def _outdated(self, engine: Engine) -> bool:
        """Whether a migration must run. StoreError for a server, a login or a database that cannot be used."""
        try:
            connection = engine.connect()
        except (OperationalError, InterfaceError) as error:
            raise StoreError(self._why_refused(error), self.shown) from None
        with explained(self.shown), connection:
            version, encoding, schema = connection.execute(_SERVER).one()
            if version < LEAST_VERSION * 10_000:
                raise StoreError("database_too_old", self.shown)
            if encoding != "UTF8":
                raise StoreError("database_encoding", self.shown)
            if schema is None:
                raise StoreError("database_rights", self.shown)
            names = set(connection.execute(_TABLES).scalars())
            if not names and self.read_only:
                raise StoreError("store_missing", self.shown)
            found = connection.execute(_REVISION).scalar() if migrate.VERSION_TABLE in names else None
        outdated = migrate.needed(names, found, self.shown)
        if outdated and self.read_only:
            raise StoreError("schema_too_old", self.shown)
        return outdated

    def _why_refused(self, error: DBAPIError) -> str:
        """libpq gives no code for a connection that fails, and its words are in the server's language: ask whether
        the server is there, and whether the same login may use the database that every server has."""
        import psycopg
        from psycopg.conninfo import make_conninfo

        if not isinstance(error.orig, psycopg.Error) or error.orig.sqlstate is not None:
            return "database_unreachable"
        arguments = self.url.set(query={}).translate_connect_args(username="user", database="dbname")
        arguments |= {name: value for name, value in self.url.query.items() if name != "options"}
        told = make_conninfo("", **{**arguments, "connect_timeout": _CONNECT_S})
        if psycopg.pq.PGconn.ping(told.encode()) != psycopg.pq.Ping.OK:
            return "database_unreachable"
        for each in ("postgres", "template1"):
            with suppress(psycopg.Error):
                psycopg.connect(make_conninfo(told, dbname=each)).close()
                return "database_missing"
        return "database_login_refused"

    def _migrate(self) -> None:
        """Once, however many processes start together: those that waited find nothing to do."""
        wait = f"-c lock_timeout={_MIGRATION_MS}"
        engine = self._engine(poolclass=pool.NullPool, isolation_level="READ COMMITTED", options=wait)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(_LOCK.format(_MIGRATING)))
        migrate.upgrade(engine, self.shown)


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql(_LOCK.format(_WRITING))


def _taken(connection: Connection) -> bool:
    """Whether this connection has the lock of loads now."""
    deadline = time.monotonic() + _PATIENCE_S
    while not connection.execute(_TRY, {"kind": _LOADING}).scalar():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
