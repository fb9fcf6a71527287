"""How far a load is, told to whoever watches: its caller, and in the store every process that asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict

from corpus.store import Store, StoreError
from indexer.reports import Progress

OnProgress = Callable[[Progress], None]

_MEASURABLE_S = 0.05  # before that a rate says nothing
_NOTE_EVERY_S = 0.5


class Meter:
    """Reports progress with its rate. `done` is what was done before it began to measure."""

    def __init__(
        self, phase: str, total: int | None, tell: OnProgress, step: str = "", done: int = 0
    ) -> None:
        self._phase, self._total, self._tell, self._step = phase, total, tell, step
        self._before = done
        self._began = time.monotonic()

    def report_of(self, done: int, total: int) -> None:
        """Report where the total is told with every step."""
        self._total = total
        self.report(done)

    def report(self, done: int) -> None:
        took = time.monotonic() - self._began
        rate = round((done - self._before) / took, 1) if took > _MEASURABLE_S else 0.0
        total = None if self._total is None else max(self._total, done)
        self._tell(Progress(self._phase, done, total, rate, self._step))


class Noted:
    """Passes progress on, and keeps it in the store now and then. A disk that is full must not end a load for want
    of a progress line."""

    def __init__(self, store: Store, seq: int, tell: OnProgress) -> None:
        self._store, self._seq, self._tell = store, seq, tell
        self._noted = 0.0
        self._phase = ("", "")

    def __call__(self, progress: Progress) -> None:
        self._tell(progress)
        phase, now = (progress.phase, progress.step), time.monotonic()
        if phase == self._phase and now - self._noted < _NOTE_EVERY_S:
            return
        self._phase, self._noted = phase, now
        with suppress(StoreError):
            self._store.jobs.note_progress(self._seq, asdict(progress))


class Halt:
    """Whether to stop: the caller says so, or somebody asked through the store. Looks there now and then."""

    def __init__(self, store: Store, seq: int, stop: Callable[[], bool]) -> None:
        self._store, self._seq, self._stop = store, seq, stop
        self._looked = time.monotonic()
        self.asked = False

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self.asked and now - self._looked > _NOTE_EVERY_S:
            self._looked = now
            with suppress(StoreError):
                self.asked = self._store.jobs.cancel_asked(self._seq)
        return self.asked or self._stop()
