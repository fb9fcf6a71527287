"""Loading: files or the starter library → store → index, in one sweep that can be killed at any moment.

Reading and storing go together, so that memory is bounded by one batch. A batch is one transaction of whole
documents (`corpus.store`); progress is reported only for what is committed. When everything is stored the
index is brought in line with the library (DESIGN §6), and beside it what the texts cite is read
(`indexer.citing`). Killed anywhere, the store is whole, the old index answers, and the load can go on where it
stopped; run again from the start it ends in the same state, since what was stored is `same`.

`load` works in the calling process. Services and the command line use `indexer.load_process.run`, which does
the same in a child process: in a thread of a web server a load costs every search fifty times its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from corpus.library import Library
from corpus.store import Load, LoadState, Store, StoreError
from indexer.elastic.cluster import Cluster
from indexer.lock import loader_lock
from indexer.progress import Halt, Meter, Noted, OnProgress
from indexer.reports import LoadReport
from indexer.storing import Cancelled, Storing, note_warnings, trial_of
from indexer.system_errors import explain_os
from indexer.tasks import Task

__all__ = ["Cancelled", "Task", "brought_in_line", "explain", "load", "refresh_index"]

Stop = Callable[[], bool]


class Indexing(Protocol):
    """Brings the index of a home in line with a library; answers what it did as plain values."""

    def __call__(
        self, home: Path, library: Library, on_progress: Callable[[str, int, int], None], /
    ) -> dict[str, Any]: ...


class Citing(Protocol):
    """Reads, in a process of its own, what the texts of a home cite."""

    def wait(self, on_progress: Callable[[int, int], None], stop: Callable[[], bool], /) -> dict[str, Any]:
        """Wait for the end; what was done as plain values."""
        ...

    def end(self) -> None: ...


def load(
    home: Path,
    task: Task | int,
    who: str,
    *,
    on_progress: OnProgress | None = None,
    stop: Stop | None = None,
    indexing: Indexing | None = None,
    citing: Callable[[Path], Citing] | None = None,
    dry_run: bool = False,
    keep_items: bool = True,
) -> LoadReport:
    """Load in this process, holding the writer lock; then bring the index in line, if `indexing` is given.
    `citing` begins beside the index what is waited for after it, with the lock released.

    `task` may be the number of a load that waits in the log (`Store.jobs`): it goes on where it stopped, and what
    the log says of it goes before the other arguments. A dry run works on a copy of the store.
    Raises LockHeld, StoreError, ReaderError (nothing or a part is stored, and whole), Cancelled, SourceChanged. A
    failure of the index is in the report, since the texts are stored all the same.
    """
    began = time.monotonic()
    tell = on_progress or (lambda _: None)
    halt = stop or (lambda: False)
    run: Citing | None = None
    try:
        with Store.open(home) as store, loader_lock(home, store):
            store.jobs.abandon_stale()
            running, task, dry_run = _begun(store, task, who, dry_run)
            halt = Halt(store, running.seq, halt)
            tell = Noted(store, running.seq, tell)
            try:
                report = _Run(home, store, running, task, dry_run, tell, halt).stored(began, keep_items)
                if not dry_run:
                    run = citing(home) if citing is not None else None
                    if indexing is not None:
                        report = replace(report, index=_index(home, store, indexing, tell, halt))
                running.finish(report.as_json(items=False))
            except BaseException as error:
                _abandon(running, error, halt)
                raise
            if run is not None:
                report = replace(report, citing=run.wait(Meter("citing", None, tell).report_of, halt))
    finally:
        if run is not None:
            run.end()
    return replace(report, seconds=round(time.monotonic() - began, 2))


def _begun(store: Store, task: Task | int, who: str, dry_run: bool) -> tuple[Load, Task, bool]:
    """The load that runs now, what it reads, whether it is a dry run."""
    if isinstance(task, Task):
        task.count()  # what is not there begins no load
        running = store.jobs.begin(
            task.label, who, task.kind, task.as_json(), checksum=task.checksum, dry_run=dry_run
        )
        return running, task, dry_run
    record = store.load(task)
    if record is None or record.task is None:
        raise StoreError("load_unknown", str(task))
    return store.jobs.take(task), Task.from_json(record.task), record.dry_run


@dataclass(frozen=True, slots=True)
class _Run:
    """One load as it runs."""

    home: Path
    store: Store
    running: Load
    task: Task
    dry_run: bool
    tell: OnProgress
    halt: Stop

    def stored(self, began: float, keep_items: bool) -> LoadReport:
        """Everything that the task reads in the store, or what would have become of it."""
        before = self.store.info()
        with ExitStack() as stack:
            at, trial = self.store, None
            if self.dry_run:
                at = stack.enter_context(trial_of(self.store, self.home, self.running.seq))
                trial = at.begin(self.task.label, "", self.task.kind)
            storing = Storing(at, self.running, self.task, self.tell, self.halt, keep_items, trial)
            storing.run()
            after = self.running.stored() if trial is None else trial.stored()
            note_warnings(self.home, self.store, self.running, at)
            return storing.report(before, after, began)


def _abandon(running: Load, error: BaseException, halt: Halt) -> None:
    """End a load that failed or was asked to stop. Where not even that can be written, the next load marks it."""
    try:
        if isinstance(error, Cancelled):
            asked = running.cancelled or halt.asked
            running.abandon(LoadState.CANCELLED if asked else LoadState.ABANDONED)
        elif isinstance(error, Exception):
            code, message = explain(error)
            running.abandon(LoadState.FAILED, error=(code or "load_crashed", message or "载入进程意外结束。"))
        else:
            running.abandon()
    except StoreError:
        return


def refresh_index(
    home: Path,
    library: Library,
    on_progress: Callable[[str, int, int], None],
    *,
    cluster: Cluster | None = None,
) -> dict[str, Any]:
    """Bring the index of `home`, or that of `cluster`, in line with `library`; validity comes from the
    library's own texts."""
    from indexer.reconcile import reconcile
    from indexer.targets import target_of
    from indexer.timelines import timeline_of

    with target_of(home, cluster) as target:
        return asdict(reconcile(home, library, timeline_of(home, library), on_progress, target=target))


def brought_in_line(
    home: Path, store: Store, cluster: Cluster | None, on_progress: OnProgress
) -> dict[str, Any]:
    """`refresh_index` for the library as it is now; a failure as `{"error": code, "message": …}`."""
    indexing = partial(refresh_index, cluster=cluster)
    return _index(home, store, indexing, on_progress, lambda: False)


def _index(home: Path, store: Store, indexing: Indexing, tell: OnProgress, halt: Stop) -> dict[str, Any]:
    meters: dict[str, Meter] = {}

    def report(step: str, done: int, total: int) -> None:
        if halt():
            raise Cancelled
        meters.setdefault(step, Meter("index", total, tell, step)).report(done)

    try:
        return indexing(home, store.library(), report)
    except Cancelled:
        raise
    except Exception as error:
        code, message = explain(error)
        if code is None:
            raise
        return {"error": code, "message": message}


def explain(error: BaseException) -> tuple[str | None, str]:
    """(stable code, Chinese message) of an error of this project or of the system; (None, "") for any other."""
    if isinstance(error, OSError) and getattr(error, "code", None) is None:
        return explain_os(error)
    code = getattr(error, "code", None)
    message = getattr(error, "message_zh", None) or getattr(error, "message", None)
    return (str(code), str(message)) if code and message else (None, "")
