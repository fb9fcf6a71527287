"""What a running build does, and how the last one ended: one small file for other processes to read."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.files import replace_text

_FILE = "STATE"
_WRITE_EVERY_S = 0.3


@dataclass(frozen=True, slots=True)
class BuildState:
    """`phase` is `compare`, `write`, `commit`, `verify`, `swap`, or at the end `done`, `failed`. Times are
    ISO in UTC. A phase before the end whose process no longer holds the writer lock was interrupted.
    """

    phase: str
    done: int
    total: int
    pid: int
    started: str
    updated: str
    error: str = ""

    @property
    def ended(self) -> bool:
        return self.phase in ("done", "failed")


def read_state(home: Path) -> BuildState | None:
    """The state of the running or last build; None when there was none."""
    try:
        return BuildState(**json.loads(_path(home).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


class StateWriter:
    """Writes a build's state, not more often than a person can read it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._started = utc_now()
        self._phase = ""
        self._written = 0.0

    def report(self, phase: str, done: int, total: int, error: str = "") -> None:
        """A disk that is full must not end a build for want of a progress line."""
        now = time.monotonic()
        if phase == self._phase and now - self._written < _WRITE_EVERY_S:
            return
        self._phase, self._written = phase, now
        state = BuildState(phase, done, total, os.getpid(), self._started, utc_now(), error)
        with suppress(OSError):
            replace_text(_path(self._home), json.dumps(asdict(state), ensure_ascii=False))


@contextmanager
def recorded(home: Path) -> Iterator[StateWriter]:
    """A build's state from its start to `done` or `failed` with the reason."""
    writer = StateWriter(home)
    try:
        yield writer
    except BaseException as error:
        writer.report(
            "failed", 0, 0, str(getattr(error, "message_zh", "")) or f"{type(error).__name__}: {error}"
        )
        raise
    writer.report("done", 0, 0)


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _path(home: Path) -> Path:
    return home / "index" / _FILE
