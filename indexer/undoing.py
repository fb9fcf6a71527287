"""A load taken back: what it said counts no more, and the index follows. That is an entry in the log itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.model import LibraryInfo
from corpus.store import Load, LoadState, Store, StoreError
from indexer.elastic.cluster import Cluster
from indexer.loading import brought_in_line, explain
from indexer.lock import loader_lock
from indexer.progress import Meter, Noted, OnProgress

KIND = "undo"


@dataclass(frozen=True, slots=True)
class Undone:
    """What is held after it. `seq` is the number of the undoing in the log; `undid` of the load taken back.
    `index` as in `LoadReport`: None when it was not asked for."""

    seq: int
    undid: int
    library: LibraryInfo
    cases: int
    documents: int
    index: Mapping[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def label_of(seq: int) -> str:
    """What the log calls the undoing of a load."""
    return f"撤回第 {seq} 批"


def task_of(seq: int) -> dict[str, Any]:
    """What the log keeps of it."""
    return {"undo": seq}


def check_undoable(store: Store, seq: int) -> None:
    """StoreError `load_unknown` or `load_undone` for a load that cannot be taken back: it is none, stored nothing,
    is undone already, or has not ended."""
    found = store.load(seq)
    if found is None or found.kind == KIND or found.dry_run:
        raise StoreError("load_unknown", str(seq))
    if found.state is LoadState.UNDONE:
        raise StoreError("load_undone", str(seq))
    if found.state in (LoadState.QUEUED, LoadState.RUNNING):
        raise StoreError("load_not_ended", str(seq))


def undo(
    home: Path,
    seq: int,
    who: str = "",
    *,
    waiting: int | None = None,
    index: bool = True,
    cluster: Cluster | None = None,
    on_progress: OnProgress,
    indexing: Callable[..., dict[str, Any]] = brought_in_line,
) -> Undone:
    """Take load `seq` back, holding the writer lock, and bring the index in line.

    `waiting` is the number of the undoing where it waits in the log already. LockHeld; StoreError as
    `check_undoable`. A failure of the index is in the answer: the load is taken back all the same.
    """
    with Store.open(home) as store, loader_lock(home, store):
        store.jobs.abandon_stale()
        running = _begun(store, seq, who, waiting)
        tell = Noted(store, running.seq, on_progress)
        try:
            again = waiting is not None and _is_undone(store, seq)  # an undoing that was cut short goes on
            if not again:
                check_undoable(store, seq)
            Meter("undo", 1, tell).report(0)
            info = store.info() if again else store.undo(seq)
            done = indexing(home, store, cluster, tell) if index else None
            undone = Undone(
                running.seq,
                seq,
                info,
                store.cases().info.count,
                store.precedents().info.count,
                done,
            )
            running.finish(undone.as_json())
        except Exception as error:
            code, message = explain(error)
            running.abandon(LoadState.FAILED, error=(code or "load_crashed", message or "撤回意外中断。"))
            raise
        return undone


def _begun(store: Store, seq: int, who: str, waiting: int | None) -> Load:
    if waiting is not None:
        return store.jobs.take(waiting)
    check_undoable(store, seq)
    return store.jobs.begin(label_of(seq), who, KIND, task_of(seq))


def _is_undone(store: Store, seq: int) -> bool:
    found = store.load(seq)
    return found is not None and found.state is LoadState.UNDONE
