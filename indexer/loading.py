"""Loading: files or the starter library → store → index, in one sweep that can be killed at any moment.

Reading and storing go together, so that memory is bounded by one batch. A batch is one transaction of whole
documents (`corpus.store`); progress is reported only for what is committed. When everything is stored the
index is brought in line with the library (DESIGN §6), and beside it what the texts cite is read
(`indexer.citing`). Killed anywhere, the store is whole, the old index answers, and the same load run again
ends in the same state: what was stored is `same`.

`load` works in the calling process. Services and the command line use `indexer.load_process.run`, which does
the same in a child process: in a thread of a web server a load costs every search fifty times its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from corpus.cases import starter as starter_shelf
from corpus.library import Library
from corpus.model import LibraryInfo, Rejection, SourceDocument
from corpus.readers import files, starter
from corpus.readers.outcomes import Skipped
from corpus.shelved import ShelfEntry, case_entry
from corpus.store import Left, Load, LoadState, Outcome, OutcomeKind, Store, StoreError
from indexer.elastic.cluster import Cluster
from indexer.lock import writer_lock
from indexer.reports import ItemReport, LoadReport, Progress
from indexer.system_errors import explain_os

_BATCH_DOCUMENTS = 64
_BATCH_CHARACTERS = 1_000_000
_BATCH_SECONDS = 0.5
_MEASURABLE_S = 0.05  # before that a rate says nothing

Entry = SourceDocument | ShelfEntry | Left
OnProgress = Callable[[Progress], None]
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


class Cancelled(Exception):  # noqa: N818 - names what happened
    """The load was asked to stop. What it stored stays; the index is as it was."""

    code = "load_cancelled"
    message_zh = "载入已取消。已载入的文件保留，重新执行即可继续。"


@dataclass(frozen=True, slots=True)
class Task:
    """What to load: `paths`, or the starter library with its cases when None. `source` labels the files' source."""

    paths: tuple[Path, ...] | None
    source: str | None = None

    @property
    def kind(self) -> str:
        return "starter" if self.paths is None else "files"

    @property
    def label(self) -> str:
        if self.paths is None:
            return starter.SOURCE
        return self.source or "、".join(each.absolute().name for each in self.paths)

    @property
    def checksum(self) -> str | None:
        return starter.SHA256 if self.paths is None else None

    def read(self) -> Iterator[files.Outcome]:
        if self.paths is None:
            return chain(starter.read(), _starter_cases())
        return files.read(self.paths, source=self.source)

    def count(self) -> int | None:
        if self.paths is None:
            return starter.count(starter.find()) + len(starter_shelf.starter_cases())
        return files.count(self.paths)


def _starter_cases() -> Iterator[ShelfEntry]:
    for number, case in enumerate(starter_shelf.starter_cases(), 1):
        path = f"案例 {number}"
        yield case_entry(case, path=path, source=starter_shelf.SOURCE, reader=starter_shelf.READER)


def load(
    home: Path,
    task: Task,
    who: str,
    *,
    on_progress: OnProgress | None = None,
    stop: Stop | None = None,
    indexing: Indexing | None = None,
    citing: Callable[[Path], Citing] | None = None,
) -> LoadReport:
    """Load in this process, holding the writer lock; then bring the index in line, if `indexing` is given.
    `citing` begins beside the index what is waited for after it, with the lock released.

    Raises LockHeld, StoreError, ReaderError (nothing or a part is stored, and whole), Cancelled. A failure of
    the index is in the report, since the texts are stored all the same.
    """
    began = time.monotonic()
    tell = on_progress or (lambda _: None)
    halt = stop or (lambda: False)
    run: Citing | None = None
    try:
        with writer_lock(home), Store.open(home) as store:
            store.abandon_stale()
            report = _Storing(store, task, who, tell, halt).run(began)
            run = citing(home) if citing is not None else None
            if indexing is not None:
                report = replace(report, index=_index(home, store, indexing, tell, halt))
        if run is not None:
            report = replace(report, citing=run.wait(_Meter("citing", None, tell).report_of, halt))
    finally:
        if run is not None:
            run.end()
    return replace(report, seconds=round(time.monotonic() - began, 2))


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


@dataclass(slots=True)
class _Storing:
    """The first half of a load: everything that the task reads goes to the store."""

    store: Store
    task: Task
    who: str
    tell: OnProgress
    halt: Stop

    def run(self, began: float) -> LoadReport:
        total = self.task.count()
        entries = _entries(self.task.read())
        before = self.store.info()
        running = self.store.begin(self.task.label, self.who, self.task.kind, self.task.checksum)
        items: list[Outcome] = []
        meter = _Meter("store", total, self.tell)
        try:
            for batch in _batches(entries):
                items += running.add_many(batch)
                meter.report(len(items))
                self._check(running)
        except BaseException:
            _abandon(running)
            raise
        after = self.store.info()
        report = self._report(running, items, before, after, time.monotonic() - began)
        running.finish(report.as_json(items=False))
        return report

    def _check(self, running: Load) -> None:
        if running.cancelled or self.halt():
            raise Cancelled

    def _report(
        self, running: Load, items: Sequence[Outcome], before: LibraryInfo, after: LibraryInfo, took: float
    ) -> LoadReport:
        return LoadReport(
            seq=running.seq,
            label=self.task.label,
            kind=self.task.kind,
            state=LoadState.FINISHED.value,
            counts=dict(running.counts),
            works=len(running.touched_works),
            versions=len(running.touched_versions),
            units=running.touched_units,
            seconds=round(took, 2),
            library_before=before.version,
            library_version=after.version,
            library_works=after.works,
            library_units=after.units,
            cases=len(self.store.cases()),
            documents=len(self.store.precedents()),
            items=tuple(map(_item, items)),
        )


def _abandon(running: Load) -> None:
    """End a load that failed. Where not even that can be written, the next load marks it."""
    try:
        running.abandon()
    except StoreError:
        return


def _index(home: Path, store: Store, indexing: Indexing, tell: OnProgress, halt: Stop) -> dict[str, Any]:
    meters: dict[str, _Meter] = {}

    def report(step: str, done: int, total: int) -> None:
        if halt():
            raise Cancelled
        meters.setdefault(step, _Meter("index", total, tell, step)).report(done)

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


class _Meter:
    """Reports progress with its rate."""

    def __init__(self, phase: str, total: int | None, tell: OnProgress, step: str = "") -> None:
        self._phase, self._total, self._tell, self._step = phase, total, tell, step
        self._began = time.monotonic()

    def report_of(self, done: int, total: int) -> None:
        """Report where the total is told with every step."""
        self._total = total
        self.report(done)

    def report(self, done: int) -> None:
        took = time.monotonic() - self._began
        rate = round(done / took, 1) if took > _MEASURABLE_S else 0.0
        total = None if self._total is None else max(self._total, done)
        self._tell(Progress(self._phase, done, total, rate, self._step))


def _entries(outcomes: Iterable[files.Outcome]) -> Iterator[Entry]:
    for each in outcomes:
        if isinstance(each, Rejection):
            yield Left(OutcomeKind.REJECTED, each.path, each.problem)
        elif isinstance(each, Skipped):
            yield Left(OutcomeKind.SKIPPED, each.path, each.problem)
        else:
            yield each


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries in transactions: few enough to report often and to stay small in memory."""
    batch: list[Entry] = []
    size, began = 0, time.monotonic()
    for each in entries:
        batch.append(each)
        size += 0 if isinstance(each, Left) else len(each.raw)
        late = time.monotonic() - began > _BATCH_SECONDS
        if late or len(batch) >= _BATCH_DOCUMENTS or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size, began = [], 0, time.monotonic()
    if batch:
        yield batch


def _item(each: Outcome) -> ItemReport:
    return ItemReport(
        each.path, each.kind.value, each.code, each.message, each.work_id, each.version_key, each.shelf
    )
