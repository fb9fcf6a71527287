"""The pass over the citations: every text of the library is read once for what it cites (`corpus.citations`).

Search does not wait for it. It writes text by text in short transactions, so it runs beside a load and an
index build without holding the writer lock; a lock of its own keeps two passes from doing the same work.
Killed anywhere, the next pass goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.citations.mentions import NameFinder, UnitMention, mentions_of, reading_code
from corpus.model import Unit
from corpus.store import Store, StoreLibrary
from corpus.store.citing import CitingState
from corpus.titles import book_of

_BATCH_SECONDS = 0.5
_PATIENCE_S = 120.0  # how long a load waits for a pass that is running beside it

OnProgress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class CitingReport:
    """What a pass did. `read`: texts read; `mentions` found in them; `ended`: nothing is left to read."""

    texts: int
    read: int
    mentions: int
    seconds: float
    ended: bool


def refresh(
    home: Path,
    store: Store,
    *,
    on_progress: OnProgress | None = None,
    stop: Stop | None = None,
    patience: float = _PATIENCE_S,
) -> CitingReport:
    """Read what is not read yet, or not with this code, or holds names that the library has learnt since.

    Waits up to `patience` seconds for another pass to end, and then leaves the work to it (`ended` False).
    """
    began = time.monotonic()
    lock = FileLock(_lock_file(home))
    try:
        lock.acquire(timeout=patience, poll_interval=0.1)
    except Timeout:
        return CitingReport(0, 0, 0, round(time.monotonic() - began, 2), False)
    try:
        return _Pass(store, on_progress or (lambda *_: None), stop or (lambda: False)).run(began)
    finally:
        lock.release()


def outdated(store: Store) -> bool:
    """Is there anything for a pass to do?"""
    return not store.citing().covers(reading_code(), store.revision())


def _lock_file(home: Path) -> Path:
    path = home.resolve() / "locks" / "citing.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


class _Pass:
    """One pass over one snapshot of the library."""

    def __init__(self, store: Store, tell: OnProgress, halt: Stop) -> None:
        self._library: StoreLibrary = store.library()
        self._writer = store.citing_writer()
        self._titles = book_of(self._library)
        self._tell = tell
        self._halt = halt
        self._texts = {text_id: places[0] for text_id, places in self._library.places().items()}
        self._state = CitingState(reading_code(), self._library.revision, 0, len(self._texts))

    def run(self, began: float) -> CitingReport:
        forms = self._titles.forms
        left = self._left(forms)
        done = len(self._texts) - len(left)
        read = found = 0
        for batch in self._batches(left):
            read += len(batch)
            found += sum(map(len, batch.values()))
            self._writer.put(batch, replace(self._state, done=done + read))
            self._tell(done + read, len(self._texts))
        ended = read == len(left)
        if ended:
            self._writer.finish(forms, replace(self._state, done=done + read, ended=True))
        return CitingReport(len(self._texts), read, found, round(time.monotonic() - began, 2), ended)

    def _left(self, forms: frozenset[str]) -> list[int]:
        """The texts to read, in the order of the library."""
        known = self._writer.read_by(self._state.code)
        finder = NameFinder(forms - self._writer.sought())
        return [
            text_id
            for text_id in self._texts
            if text_id not in known or (not finder.empty and finder.holds(self._units(text_id)))
        ]

    def _batches(self, left: list[int]) -> Iterator[Mapping[int, list[UnitMention]]]:
        batch: dict[int, list[UnitMention]] = {}
        began = time.monotonic()
        for text_id in left:
            if self._halt():
                break
            batch[text_id] = mentions_of(self._title(text_id), self._units(text_id), self._titles)
            if time.monotonic() - began > _BATCH_SECONDS:
                yield batch
                batch, began = {}, time.monotonic()
        if batch:
            yield batch

    def _units(self, text_id: int) -> list[Unit]:
        return list(self._library.units(*self._texts[text_id]))

    def _title(self, text_id: int) -> str:
        work_id, key = self._texts[text_id]
        work = self._library.work(work_id)
        return next(each.title for each in work.versions if each.key == key) if work else ""
