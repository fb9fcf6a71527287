"""Opening the database file: pragmas, transactions, and what can be wrong with the place it lies in.

SQLite runs in WAL mode with `synchronous=FULL`: what was reported as stored survives a power cut, and readers
go on while a load writes. Write transactions begin with BEGIN IMMEDIATE, so that two writers queue at the
start and never fail half way.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from corpus.store import migrate
from corpus.store.errors import StoreError, code_of, explained

FILE_NAME = "faju.db"
BUSY_MS = 10_000  # how long a writer waits for another
_CACHE_KIB = 8_000
_FUSE_SHARES = {"fuse.sshfs", "fuse.davfs", "fuse.rclone"}
_NETWORK_SHARES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "glusterfs", "ceph"}
_DRIVE_REMOTE = 4  # GetDriveTypeW, learn.microsoft.com/windows/win32/api/fileapi


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store lies. `shown` is what messages may say: a path, never a URL's user or password."""

    file: Path
    read_only: bool

    @property
    def shown(self) -> str:
        return str(self.file)

    def connect(self, *, immutable: bool = False) -> sqlite3.Connection:
        mode = "ro" if self.read_only else "rwc"
        options = f"mode={mode}&immutable=1" if immutable else f"mode={mode}"
        address = f"file:{_uri_path(self.file)}?{options}"
        return sqlite3.connect(
            address, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )

    def copy(self, target: Path) -> None:
        """Copy the database as of one moment, whoever writes to it meanwhile."""
        source, copied = self.connect(), sqlite3.connect(target)
        try:
            source.backup(copied)
        finally:
            copied.close()
            source.close()


def place_of(home: Path | str, read_only: bool) -> Place:
    """The place meant by a home folder or a database URL; only SQLite's URLs are understood."""
    if isinstance(home, str) and "://" in home:
        try:
            url = make_url(home)
        except ArgumentError:
            raise StoreError("url_unsupported") from None
        if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
            raise StoreError("url_unsupported", url.get_backend_name())
        return Place(Path(url.database).absolute(), read_only)
    return Place(Path(home).absolute() / FILE_NAME, read_only)


def open_engine(place: Place) -> Engine:
    """An engine on a store of this program's schema; migrates where needed and allowed. StoreError else."""
    _prepare(place)
    connect = _first_contact(place)
    engine = create_engine("sqlite://", creator=connect, pool_size=8, max_overflow=24, poolclass=_pool())
    event.listen(engine, "begin", _begin)
    return engine


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


def _prepare(place: Place) -> None:
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


def _first_contact(place: Place) -> Callable[[], sqlite3.Connection]:
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
            outdated = migrate.needed(connection, place.shown)
    finally:
        connection.close()
    if outdated and place.read_only:
        raise StoreError("schema_too_old", place.shown)
    if outdated:
        migrate.upgrade(_migration_engine(place), place.shown)
    return lambda: _connected(place, immutable=immutable)


def _migration_engine(place: Place) -> Engine:
    from sqlalchemy.pool import NullPool

    engine = create_engine("sqlite://", creator=lambda: _connected(place), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _connected(place: Place, *, immutable: bool = False) -> sqlite3.Connection:
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


def _use_wal(connection: sqlite3.Connection, place: Place) -> None:
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise StoreError("wal_unavailable", place.shown)


def _place_error(place: Place, error: sqlite3.Error) -> StoreError:
    code = code_of(error) or "store_unreachable"
    if code in {"store_io", "store_busy"} and on_network(place.file.parent):
        code = "wal_unavailable"
    return StoreError(code, place.shown)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
