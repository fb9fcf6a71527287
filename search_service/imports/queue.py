"""Runs the loads that wait in the log, one after another, each in a child process.

Any number of services may look after one home, or one store: a load is begun by whoever has the lock of loads, once.
A load whose process died is begun again where it stopped, a few times; one that somebody cancelled is not.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from pathlib import Path

from corpus.store import LoadRecord, LoadState, Store, StoreError
from indexer.load_process import LoadFailed, run_waiting
from indexer.lock import LockHeld, loader_lock
from indexer.tasks import UPLOAD
from indexer.undoing import KIND as UNDO
from search_service.imports.account import files_kept
from search_service.imports.uploads import drop, drop_old, folder_of
from search_service.settings import Settings

log = logging.getLogger("faju.imports")

LOOK_S = 5.0
"""How often it looks for loads that another process asked for."""
BUSY_S = 2.0
"""How long it waits while another process writes."""
MOST_ATTEMPTS = 3
"""How often a load that dies is begun, without being asked to again."""
OURS = frozenset({UPLOAD, UNDO})


class Queue:
    """The thread that looks after the waiting loads of one home."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._wake, self._closed = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look; loads that were cut short by a crash go on."""
        self._thread = threading.Thread(target=self._work, name="faju-imports", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something waits."""
        self._wake.set()

    def close(self) -> None:
        """Stop; a running load is asked to stop, and goes on when a service starts again."""
        self._closed.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=20)

    def _work(self) -> None:
        with suppress(StoreError):
            self._take_up()
        while not self._closed.is_set():
            pause = LOOK_S
            try:
                self._notice_dead()
                seq = self._next()
                if seq is not None:
                    pause = self._run(seq)
            except StoreError as error:
                log.warning("imports: %s", error)
            except Exception:
                log.exception("imports")
            if pause:
                self._wake.wait(pause)
                self._wake.clear()

    def _next(self) -> int | None:
        """The load that has waited longest; in a shared store, of those whose files are on this machine."""
        if not self._store.shared:
            return self._store.jobs.next_waiting()
        waiting, _ = self._store.jobs.listed([LoadState.QUEUED])
        return next((each.seq for each in reversed(waiting) if files_kept(each)), None)

    def _take_up(self) -> None:
        """Let loads wait again whose process is gone, and drop files that nobody needs."""
        self._notice_dead()
        waiting, _ = self._store.jobs.listed([LoadState.QUEUED, LoadState.RUNNING])
        needed = [found for each in waiting if (found := self._folder(each)) is not None]
        drop_old(self._settings.home, needed)

    def _notice_dead(self) -> None:
        """A load that runs while nobody has the writer lock was killed, and so was one that is marked so already."""
        running, _ = self._store.jobs.listed([LoadState.RUNNING])
        if running:
            with suppress(LockHeld), loader_lock(self._settings.home, self._store, timeout=0):
                self._store.jobs.abandon_stale(self._goes_on)
        ended, _ = self._store.jobs.listed([LoadState.ABANDONED])
        for each in filter(self._goes_on, reversed(ended)):
            with suppress(StoreError):
                self._store.jobs.resume(each.seq)

    def _goes_on(self, record: LoadRecord) -> bool:
        """Whether a load that was cut short is begun again by itself."""
        return record.kind in OURS and record.attempts < MOST_ATTEMPTS and files_kept(record)

    def _run(self, seq: int) -> float:
        """Run one load; how many seconds to wait before looking again."""
        try:
            run_waiting(
                seq,
                self._settings.home,
                cluster=self._settings.cluster,
                stop=self._closed.is_set,
            )
        except LoadFailed as error:
            if error.code == "home_locked":
                return BUSY_S
            log.warning("load %d: %s %s", seq, error.code, error.detail or error.message_zh)
            if error.code == "load_crashed":
                self._note_dead(seq, error)
        self._tidy(seq)
        return 0.0

    def _note_dead(self, seq: int, error: LoadFailed) -> None:
        record = self._store.load(seq)
        again = record is not None and not self._closed.is_set() and self._goes_on(record)
        self._store.jobs.note_ended(seq, error.code, error.message_zh, again=again)

    def _tidy(self, seq: int) -> None:
        record = self._store.load(seq)
        if record is None:
            return
        if record.state is LoadState.FINISHED and not record.dry_run:
            drop(self._folder(record))
        elif record.state is LoadState.QUEUED:  # it could not even begin, or died: not at once again
            self._wake.wait(BUSY_S)

    def _folder(self, record: LoadRecord) -> Path | None:
        paths = (record.task or {}).get("paths") or ()
        return folder_of(self._settings.home, paths)
