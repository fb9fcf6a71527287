"""PostgreSQL for tests: the server of `FAJU_TEST_POSTGRESQL_URL`, or one started for this run in a temporary folder.

A test that can have neither is skipped with the reason, or fails where `FAJU_REQUIRE` names `pg`. Tests share
one database that is migrated once and emptied before each.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import URL, make_url

from corpus.store import Store
from tests.support import skip_or_fail

GIVEN = "FAJU_TEST_POSTGRESQL_URL"
USER, PASSWORD = "faju", "geheim"
_PATIENCE = 60
_FAST = {  # nothing here need survive a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
}
# Connections of the test before are ended, its triggers stand again, its rows are gone.
_EMPTIED = """
DO $$
DECLARE names text;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR names IN SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgenabled = 'D' LOOP
    EXECUTE 'ALTER TABLE ' || names || ' ENABLE TRIGGER ALL';
  END LOOP;
  SELECT string_agg(oid::regclass::text, ', ') INTO names FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version';
  EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY CASCADE';
END $$
"""
_numbers = count(1)


class CannotStart(Exception):
    """There is no server, and why."""


class Server:
    """A server of this process's own, gone with `stop` or with the process. It refuses to run as root: there it runs
    as `postgres` or `nobody`."""

    def __init__(self) -> None:
        self._root = Path(mkdtemp(prefix="faju-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._as = _account()
        try:
            if self._as:
                shutil.chown(self._root, self._as)
            self._make()
            self._port = _free_port()
            self.start()
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> URL:
        return URL.create("postgresql+psycopg", USER, PASSWORD, "127.0.0.1", self._port, "postgres")

    def _make(self) -> None:
        secret = self._root / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        command = [
            str(_programs() / "initdb"),
            "-D",
            str(self._root / "data"),
            "-U",
            USER,
            "--auth=scram-sha-256",
            f"--pwfile={secret}",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **self._who())
        if done.returncode:
            raise CannotStart(done.stderr.strip()[-500:])

    def start(self) -> None:
        """Start it, or start it again on what it holds."""
        settings = {
            **_FAST,
            "port": str(self._port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(_programs() / "postgres"), "-D", str(self._root / "data"), *options]
        log = self._root / "log"
        with log.open("ab") as written:
            self._process = subprocess.Popen(
                command,
                stdout=written,
                stderr=written,
                cwd="/",
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - one call of the C library, nothing of Python's
                **self._who(),
            )
        import psycopg

        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(_plain(self.url)).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise CannotStart(log.read_text("utf-8", "replace")[-500:]) from None
                time.sleep(0.05)
            else:
                return

    def halt(self) -> None:
        """Stop it as a restart does: connections are broken off."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
            self._process = None

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self._root, ignore_errors=True)

    def _who(self) -> dict[str, object]:
        return {"user": self._as, "group": _group(self._as), "extra_groups": []} if self._as else {}


def url() -> URL:
    """The server that this run tests with, at its database for maintenance."""
    found, reason = _found()
    if found is None:
        skip_or_fail("pg", f"there is no PostgreSQL: {reason} (install postgresql, or set {GIVEN})")
    assert found is not None
    return found


@contextmanager
def database() -> Iterator[str]:
    """The URL of an empty store of a test's own: one database for all tests, emptied before each."""
    address = text_of(url().set(database=_shared()))
    execute(address, _EMPTIED)
    yield address


@contextmanager
def bare_database(how: str = "ENCODING 'UTF8' TEMPLATE template0") -> Iterator[str]:
    """The URL of a new database without a store; `how` ends CREATE DATABASE."""
    name = f"faju_{os.getpid()}_{next(_numbers)}"
    _run(f"CREATE DATABASE {name} {how}")
    try:
        yield text_of(url().set(database=name))
    finally:
        _run(f"DROP DATABASE {name} WITH (FORCE)")


def text_of(address: URL) -> str:
    return address.render_as_string(hide_password=False)


def execute(address: str, sql: str) -> None:
    """Run a statement as an administrator might."""
    import psycopg

    with psycopg.connect(_plain(make_url(address)), autocommit=True) as connection:
        connection.execute(sql.encode())


@cache
def _shared() -> str:
    """The database that tests share."""
    name = f"faju_{os.getpid()}"
    _run(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    Store.open(text_of(url().set(database=name))).close()
    atexit.register(_run, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return name


@cache
def _found() -> tuple[URL | None, str]:
    """The server's address, or why there is none; tried once a run."""
    if given := os.environ.get(GIVEN):
        return make_url(given).set(drivername="postgresql+psycopg"), ""
    try:
        server = Server()
    except (CannotStart, ImportError, OSError, subprocess.SubprocessError) as error:
        return None, str(error)
    atexit.register(server.stop)
    return server.url, ""


def _run(sql: str) -> None:
    execute(text_of(url()), sql)


def _plain(address: URL) -> str:
    return text_of(address.set(drivername="postgresql"))


def _programs() -> Path:
    """The folder of the server's programs: Debian keeps them off PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parent.parent.name), default=None)
    if newest is None:
        raise CannotStart("its programs are not installed")
    return newest.parent


def _account() -> str:
    """The account to run as; empty: this one."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return ""
    import pwd

    names = {each.pw_name for each in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), "")


def _group(account: str) -> int:
    import pwd

    return pwd.getpwnam(account).pw_gid


def _end_with_parent() -> None:
    """A killed run leaves no server behind (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
