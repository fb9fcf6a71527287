"""The first half of a load: everything that a task reads goes to the store, or is tried out on a copy of it."""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from corpus.legal_time.health import issues_of
from corpus.model import LibraryInfo, Problem, Rejection, SourceDocument
from corpus.readers import files
from corpus.readers.outcomes import Skipped
from corpus.shelved import ShelfEntry
from corpus.store import Left, Load, LoadState, Outcome, OutcomeKind, Store
from indexer.progress import Meter, OnProgress
from indexer.reading_ahead import ReadingEndedError, outcomes_of
from indexer.reports import ItemReport, LoadReport
from indexer.tasks import Task
from indexer.timelines import timeline_of

BATCH_DOCUMENTS = 64
BATCH_CHARACTERS = 1_000_000
BATCH_SECONDS = 0.5

Entry = SourceDocument | ShelfEntry | Left


class Cancelled(Exception):  # noqa: N818 - names what happened
    """The load was asked to stop. What it stored stays; the index is as it was."""

    code = "load_cancelled"
    message_zh = "载入已取消。已载入的文件保留，重新执行即可继续。"


class SourceChanged(Exception):  # noqa: N818 - names what happened
    """The files are not those that the load began with."""

    code = "load_source_changed"
    message_zh = "要继续的载入与它开始时的文件对不上（文件改动或移走了）。请重新载入。"


@dataclass(slots=True)
class Storing:
    """`running` gets what `task` reads. `store` is the one to store in: a copy of it for a dry run.

    `items` keeps the outcomes where the caller wants them in its report; the store's account has them in any case.
    """

    store: Store
    running: Load
    task: Task
    tell: OnProgress
    halt: Callable[[], bool]
    keep_items: bool = True
    trial: Load | None = None
    items: list[Outcome] = field(default_factory=list)

    def run(self) -> None:
        """Read and store everything. Cancelled, StoreError, ReaderError, SourceChanged."""
        total = self.task.count()
        meter = Meter("store", total, self.tell, done=self.running.recorded)
        try:
            with outcomes_of(self.task, total) as read:
                for batch in batches(self._left_of(entries_of(read))):
                    self._keep(self._put(batch))
                    meter.report(self.running.recorded)
                    if self.running.cancelled or self.halt():
                        raise Cancelled
        except ReadingEndedError:
            if self.halt():  # an interrupt from the keyboard reaches the reading process as well
                raise Cancelled from None
            raise

    def _keep(self, outcomes: Sequence[Outcome]) -> None:
        if self.keep_items:
            self.items += outcomes

    def _put(self, batch: Sequence[Entry]) -> list[Outcome]:
        if self.trial is None:
            return self.running.add_many(batch)
        outcomes = self.trial.add_many(batch)
        self.running.note(outcomes)
        for each in batch:
            self.running.pass_over(each)
        return outcomes

    def _left_of(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        """The entries without those that were recorded before this load was cut short."""
        known = self.running.recorded
        path = None
        for _ in range(known):
            each = next(entries, None)
            if each is None:
                raise SourceChanged
            self.running.pass_over(each)
            if self.trial is not None:
                self.trial.add_many([each])
            path = each.path
        if known and path != self.running.last_path:
            raise SourceChanged
        yield from entries

    def report(self, before: LibraryInfo, after: LibraryInfo, began: float) -> LoadReport:
        """The account as far as the index."""
        counted = self.trial or self.running
        return LoadReport(
            seq=self.running.seq,
            label=self.task.label,
            kind=self.task.kind,
            state=LoadState.FINISHED.value,
            counts=dict(self.running.counts),
            works=len(counted.touched_works),
            versions=len(counted.touched_versions),
            units=counted.touched_units,
            seconds=round(time.monotonic() - began, 2),
            library_before=before.version,
            library_version=after.version,
            library_works=after.works,
            library_units=after.units,
            cases=self.store.cases().info.count,
            documents=self.store.precedents().info.count,
            items=tuple(map(_item, self.items)),
            dry_run=self.trial is not None,
        )


def note_warnings(home: Path, store: Store, running: Load, at: Store) -> None:
    """Keep in the account what is odd in the versions that this load named, by their texts, dates and sources as they
    lie in `at`: gaps, glued and repeated articles, a status that the dates contradict."""
    timeline = timeline_of(home, at.library())
    found: defaultdict[tuple[str, str], list[Problem]] = defaultdict(list)
    for each in issues_of(timeline, store.account.versions(running.seq), date.today()):
        found[each.work_id, each.version_key].append(Problem(each.code, each.message))
    store.account.note_problems(running.seq, found)


@contextmanager
def trial_of(store: Store, home: Path, seq: int) -> Iterator[Store]:
    """A copy of the store, thrown away at the end."""
    folder = home / "trials" / str(seq)
    shutil.rmtree(folder, ignore_errors=True)
    copy = store.copy_to(folder)
    try:
        yield copy
    finally:
        copy.close()
        shutil.rmtree(folder, ignore_errors=True)


def entries_of(outcomes: Iterable[files.Outcome]) -> Iterator[Entry]:
    """What readers give as what the store takes."""
    for each in outcomes:
        if isinstance(each, Rejection):
            yield Left(OutcomeKind.REJECTED, each.path, each.problem)
        elif isinstance(each, Skipped):
            yield Left(OutcomeKind.SKIPPED, each.path, each.problem)
        else:
            yield each


def batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries in transactions: few enough to report often and to stay small in memory."""
    batch: list[Entry] = []
    size, began = 0, time.monotonic()
    for each in entries:
        batch.append(each)
        size += 0 if isinstance(each, Left) else len(each.raw)
        late = time.monotonic() - began > BATCH_SECONDS
        if late or len(batch) >= BATCH_DOCUMENTS or size >= BATCH_CHARACTERS:
            yield batch
            batch, size, began = [], 0, time.monotonic()
    if batch:
        yield batch


def _item(each: Outcome) -> ItemReport:
    return ItemReport(
        each.path, each.kind.value, each.code, each.message, each.work_id, each.version_key, each.shelf
    )
