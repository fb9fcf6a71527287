"""SQLite: opening the database file, pragmas, transactions, and what can be wrong with the place it lies in.

SQLite runs in WAL mode with `synchronous=FULL`: what was reported as stored survives a power cut, and readers
go on while a load writes. Write transactions begin with BEGIN IMMEDIATE, so that two writers queue at the
start and never fail half way.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event

from corpus.store import migrate
from corpus.store.dialects.codes import code_of
from corpus.store.errors import StoreError, explained

FILE_NAME = "faju.db"
BUSY_MS = 10_000  # how long a writer waits for another
_CACHE_KIB = 8_000
_FUSE_SHARES = {"fuse.sshfs", "fuse.davfs", "fuse.rclone"}
_NETWORK_SHARES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "glusterfs", "ceph"}
_DRIVE_REMOTE = 4  # GetDriveTypeW, learn.microsoft.com/windows/win32/api/fileapi


@dataclass(frozen=True, slots=True)
class SqlitePlace:
    """`corpus.store.dialects.place.Place`: one file."""

    file: Path
    read_only: bool

    @property
    def shown(self) -> str:
        return str(self.file)

    def engine(self) -> Engine:
        _prepare(self)
        connect = _first_contact(self)
        engine = create_engine("sqlite://", creator=connect, pool_size=8, max_overflow=24, poolclass=_pool())
        event.listen(engine, "begin", _begin)
        return engine

    def to_write(self, connection: Connection) -> Connection:
        return connection.execution_options(writing=True)

    def copy(self, source: Engine, file: Path) -> None:
        here, there = self.connect(), sqlite3.connect(file)
        try:
            here.backup(there)
        finally:
            there.close()
            here.close()

    def filled(self, connection: Connection) -> None:
        """SQLite looks at the rows itself."""

    def sound(self, connection: Connection) -> bool:
        """Reads the whole file."""
        return bool(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok")

    def size(self, connection: Connection) -> int:
        return self.file.stat().st_size

    def sole_loader(self, engine: Engine) -> AbstractContextManager[bool]:
        return nullcontext(True)

    def connect(self, *, immutable: bool = False) -> sqlite3.Connection:
        """A connection to the file, before any of the program's pragmas."""
        mode = "ro" if self.read_only else "rwc"
        options = f"mode={mode}&immutable=1" if immutable else f"mode={mode}"
        address = f"file:{_uri_path(self.file)}?{options}"
        return sqlite3.connect(
            address, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )


def on_network(path: Path) -> bool:
    """Whether a path lies on a network share, as far as the system tells; SQLite's WAL is not safe there."""
    if sys.platform == "win32":
        import ctypes

        anchor = path.absolute().anchor
        return anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == _DRIVE_REMOTE
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    return file_system(PurePath(os.path.realpath(path)), mounts) in _NETWORK_SHARES | _FUSE_SHARES


def file_system(path: PurePath, mounts: Iterable[str]) -> str:
    """The type of the file system that holds a resolved path, by the lines of a mount table (fstab(5))."""
    best, kind = -1, ""
    for line in mounts:
        fields = line.split()
        if len(fields) < 3:
            continue
        point = PurePath(fields[1].replace("\\040", " "))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind


def _uri_path(file: Path) -> str:
    """The path as SQLite's URI wants it: forward slashes, an extra one before a drive letter."""
    text = file.as_posix()
    return quote(text if text.startswith("/") else "/" + text, safe="/:")


def _pool() -> type:
    from sqlalchemy.pool import QueuePool

    return QueuePool


def _prepare(place: SqlitePlace) -> None:
    if place.read_only:
        if not place.file.is_file():
            raise StoreError("store_missing", place.shown)
        return
    try:
        place.file.parent.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise StoreError("store_read_only", place.shown) from None
    except OSError:
        raise StoreError("store_unreachable", place.shown) from None


def _first_contact(place: SqlitePlace) -> Callable[[], sqlite3.Connection]:
    """Try the file once, bring it to the right schema, and answer how further connections are made."""
    immutable = False
    try:
        connection = _connected(place)
    except sqlite3.OperationalError as error:
        # A read-only folder cannot hold WAL's shared memory; without a WAL file the database is all there is.
        immutable = place.read_only and not Path(f"{place.file}-wal").exists()
        if not immutable:
            raise _place_error(place, error) from error
        with explained(place.shown):
            connection = _connected(place, immutable=True)
    except sqlite3.Error as error:
        raise _place_error(place, error) from error
    try:
        with explained(place.shown):
            outdated = migrate.needed(*_stand(connection), place.shown)
    finally:
        connection.close()
    if outdated and place.read_only:
        raise StoreError("schema_too_old", place.shown)
    if outdated:
        migrate.upgrade(_migration_engine(place), place.shown)
    return lambda: _connected(place, immutable=immutable)


def _stand(connection: sqlite3.Connection) -> tuple[set[str], str | None]:
    """The tables that are there, and the revision that they are of. Two small reads."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if migrate.VERSION_TABLE not in names:
        return names, None
    found = connection.execute(f"SELECT version_num FROM {migrate.VERSION_TABLE}").fetchone()
    return names, found[0] if found else None


def _migration_engine(place: SqlitePlace) -> Engine:
    from sqlalchemy.pool import NullPool

    engine = create_engine("sqlite://", creator=lambda: _connected(place), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _connected(place: SqlitePlace, *, immutable: bool = False) -> sqlite3.Connection:
    connection = place.connect(immutable=immutable)
    try:
        if not place.read_only:
            _use_wal(connection, place)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection, place: SqlitePlace) -> None:
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise StoreError("wal_unavailable", place.shown)


def _place_error(place: SqlitePlace, error: sqlite3.Error) -> StoreError:
    code = code_of(error) or "store_unreachable"
    if code in {"store_io", "store_busy"} and on_network(place.file.parent):
        code = "wal_unavailable"
    return StoreError(code, place.shown)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
