"""The pass over a bank that embeds what has no vector yet: in small steps that are kept at once, killed at any moment.

A lock of its own keeps two passes from doing the same work. Progress lies in a small file for other processes to read.
Newer texts come first: of a law's versions the one that most searches show.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from corpus.library import Library
from corpus.model import Unit, split_unit_id
from indexer.bank import Bank
from indexer.bank.passage import passage, passage_hash
from indexer.files import replace_text
from indexer.state import utc_now
from indexer.vectors import records, shelf
from indexer.vectors.embedder import Embedder

STEP = 32
"""Passages that are embedded and kept together: one to two seconds of one core."""

_TELL_S = 1.0
_PATIENCE_S = 1.0
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EmbeddingState:
    """How far the passages of a library are embedded: `done` of `total`, `rate` a second of the pass that runs or ran
    last, `error` why it stopped. Times are ISO in UTC."""

    model: str
    done: int
    total: int
    rate: float = 0.0
    pid: int = 0
    updated: str = ""
    error: str = ""

    @property
    def left_s(self) -> float | None:
        """Seconds until all is embedded at this rate; None where it is not known."""
        return (self.total - self.done) / self.rate if self.rate else None


def read_state(home: Path) -> EmbeddingState | None:
    """The state of the running or last pass; None when there was none."""
    try:
        return EmbeddingState(**json.loads(_state_file(home).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def running(home: Path) -> bool:
    """Whether a pass holds the lock at this moment."""
    lock = FileLock(_lock_file(home))
    try:
        with lock.acquire(timeout=0):
            return False
    except Timeout:
        return True


def held_of(home: Path, bank: Bank, model: str, dim: int) -> tuple[int, int]:
    """(passages with a vector, all passages) of a bank, each passage once."""
    wanted = bank.arrays["passage_hash"]
    total = len(np.unique(wanted))
    return total - len(shelf.missing(wanted, shelf.held(home, model, dim))), total


def embed(
    home: Path,
    library: Library,
    bank: Bank,
    embedder: Embedder,
    *,
    into: Path | None = None,
    on_progress: Callable[[EmbeddingState], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> EmbeddingState:
    """Embed what is missing; what is done when it ends. `into`: another file than the home's own, where everything of
    the bank is to be held. EmbedderError from the model, OSError from the disk; what was kept stays."""
    lock = FileLock(_lock_file(home))
    try:
        lock.acquire(timeout=_PATIENCE_S, poll_interval=0.1)
    except Timeout:
        return read_state(home) or EmbeddingState(embedder.model, 0, 0)
    try:
        return _Pass(home, library, bank, embedder, into).run(on_progress, stop)
    finally:
        lock.release()


class _Pass:
    def __init__(
        self, home: Path, library: Library, bank: Bank, embedder: Embedder, into: Path | None
    ) -> None:
        self._home, self._library, self._bank, self._embedder = home, library, bank, embedder
        self._file = into or shelf.own_file(home, embedder.model)
        self._only = into
        self._told = 0.0
        self._began = time.monotonic()

    def run(self, on_progress: Callable[[EmbeddingState], None], stop: Callable[[], bool]) -> EmbeddingState:
        left, total = self._left()
        state = EmbeddingState(self._embedder.model, total - len(left), total, 0.0, os.getpid(), utc_now())
        done = 0
        try:
            for rows in _steps(left):
                if stop():
                    break
                self._keep(rows)
                done += len(rows)
                state = self._state(total - len(left) + done, total, done)
                self._tell(state, on_progress)
        except Exception as error:
            state = self._state(state.done, total, done, str(error))
            self._write(state)
            raise
        self._write(state)
        return state

    def _left(self) -> tuple[Rows, int]:
        """(the rows to embed, newest texts first; how many passages there are)."""
        wanted, embedder = self._bank.arrays["passage_hash"], self._embedder
        if self._only is None:
            parts = shelf.held(self._home, embedder.model, embedder.dim)
        else:
            parts = [records.read(self._only, embedder.model, embedder.dim)]
        left = shelf.missing(wanted, parts)
        newest = np.argsort(-self._bank.arrays["published"][left].astype(np.int64), kind="stable")
        return left[newest], len(np.unique(wanted))

    def _keep(self, rows: Rows) -> None:
        texts = [self._passage(self._bank.ids[row]) for row in rows.tolist()]
        hashes = np.array([passage_hash(each) for each in texts], dtype=np.uint64)
        records.append(self._file, self._embedder.model, hashes, self._embedder.passages(texts))

    def _passage(self, name: str) -> str:
        work_id, key, unit_key = split_unit_id(name)
        unit: Unit | None = self._library.unit(work_id, key, unit_key)
        work = self._library.work(work_id)
        if unit is None or work is None:  # the bank and the library are of one version
            raise OSError(f"the library lacks {name}")
        title = next((each.title for each in work.versions if each.key == key), "") or work.title
        return passage(title, unit.path, unit.text)

    def _state(self, done: int, total: int, now: int, error: str = "") -> EmbeddingState:
        rate = round(now / max(time.monotonic() - self._began, 0.001), 2)
        return EmbeddingState(self._embedder.model, done, total, rate, os.getpid(), utc_now(), error)

    def _tell(self, state: EmbeddingState, on_progress: Callable[[EmbeddingState], None]) -> None:
        on_progress(state)
        if time.monotonic() - self._told > _TELL_S:
            self._told = time.monotonic()
            self._write(state)

    def _write(self, state: EmbeddingState) -> None:
        with suppress(OSError):  # a progress line is no reason to end
            replace_text(_state_file(self._home), json.dumps(asdict(state), ensure_ascii=False))


def _steps(rows: Rows) -> Iterator[Rows]:
    for first in range(0, len(rows), STEP):
        yield rows[first : first + STEP]


def _state_file(home: Path) -> Path:
    return home / "vectors" / "STATE"


def _lock_file(home: Path) -> Path:
    path = home.resolve() / "locks" / "vectors.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
