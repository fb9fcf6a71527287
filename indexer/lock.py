"""One writer in a home: an operating-system file lock that names its holder. One that loads into a store, on whatever
machine: the home's lock, and the database's own where several homes share it.

The locks have no expiry. They are the system's and the database's, so they are free the moment their process ends,
`kill -9` included. The side file beside a home's only says who holds it; it decides nothing.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from indexer.files import replace_text

if TYPE_CHECKING:
    from corpus.store import Store

# A status check holds the lock for an instant; a writer outwaits it.
_PATIENCE_S = 1.0


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a home's writer lock. `since` is an ISO time in UTC."""

    pid: int
    host: str
    command: str
    since: str


class LockHeld(Exception):  # noqa: N818 - names the state, as the contract does
    """Another process, or another thread of this one, writes to the home."""

    code = "home_locked"

    def __init__(self, place: str, holder: Holder | None) -> None:
        self.holder = holder
        self.message_zh = f"{place} 正由{described(holder)}写入。请等它结束，或先停止它，再重试。"
        super().__init__(self.message_zh)


@contextmanager
def writer_lock(home: Path, timeout: float = _PATIENCE_S) -> Iterator[None]:
    """Hold the home's writer lock; LockHeld when it is not free within `timeout` seconds.

    The same thread may take it again inside (a load that reconciles).
    """
    lock = _file_lock(home)
    try:
        lock.acquire(timeout=timeout, poll_interval=0.05)
    except Timeout:
        raise LockHeld(f"数据目录 {home}", _named_holder(home)) from None
    outermost = lock.lock_counter == 1
    try:
        if outermost:
            replace_text(_side_file(home), json.dumps(asdict(this_process()), ensure_ascii=False))
        yield
    finally:
        if outermost:
            with suppress(OSError):
                _side_file(home).unlink(missing_ok=True)
        lock.release()


@contextmanager
def loader_lock(home: Path, store: Store, timeout: float = _PATIENCE_S) -> Iterator[None]:
    """Be the only one that loads into a store: `writer_lock` of the home, and where other homes share the store,
    the lock of the database. LockHeld."""
    with writer_lock(home, timeout), store.sole_loader() as mine:
        if not mine:
            from corpus.store import LoadState

            running, _ = store.jobs.listed([LoadState.RUNNING], limit=1)
            named = [Holder(each.pid, each.host, "faju load", each.started_at) for each in running]
            raise LockHeld(f"法规库 {store.shown} ", named[0] if named else None)
        yield


def holder(home: Path) -> Holder | None:
    """Who writes to the home now; None when nobody does (a killed process's side file does not count)."""
    if not _lock_file(home).exists():
        return None
    probe = FileLock(_lock_file(home))  # an instance of its own: sees this process's lock as held, too
    try:
        probe.acquire(timeout=0)
    except Timeout:
        return _named_holder(home) or Holder(0, "", "", "")
    probe.release()
    return None


def described(holder: Holder | None) -> str:
    """Who that is, in Chinese."""
    if holder is None:
        return "另一个进程"
    return f"进程 {holder.pid}（主机 {holder.host}，自 {holder.since} 起，命令：{holder.command}）"


def this_process() -> Holder:
    """The calling process as a holder, from now on."""
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]) if sys.argv else ""
    return Holder(
        os.getpid(), platform.node(), command[:200], datetime.now(UTC).isoformat(timespec="seconds")
    )


def _file_lock(home: Path) -> FileLock:
    path = _lock_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path, is_singleton=True)


def _lock_file(home: Path) -> Path:
    return home.resolve() / "locks" / "writer.lock"


def _side_file(home: Path) -> Path:
    return home.resolve() / "locks" / "writer.json"


def _named_holder(home: Path) -> Holder | None:
    try:
        return Holder(**json.loads(_side_file(home).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
