"""A load taken back: what it said counts no more, and the index follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.model import LibraryInfo
from corpus.store import LoadState, Store, StoreError
from indexer.elastic.cluster import Cluster
from indexer.loading import OnProgress, brought_in_line
from indexer.lock import writer_lock


@dataclass(frozen=True, slots=True)
class Undone:
    """What is held after it. `index` as in `LoadReport`: None when it was not asked for."""

    library: LibraryInfo
    cases: int
    documents: int
    index: Mapping[str, Any] | None


def undo(
    home: Path, seq: int, *, index: bool = True, cluster: Cluster | None = None, on_progress: OnProgress
) -> Undone:
    """Take load `seq` back, holding the writer lock, and bring the index in line.

    LockHeld; StoreError `load_unknown`, also for a load that is undone already. A failure of the index is in the
    answer: the load is taken back all the same.
    """
    with writer_lock(home), Store.open(home) as store:
        store.abandon_stale()
        found = store.load(seq)
        if found is None or found.state is LoadState.UNDONE:
            raise StoreError("load_unknown", str(seq))
        info = store.undo(seq)
        done = brought_in_line(home, store, cluster, on_progress) if index else None
        return Undone(info, len(store.cases()), len(store.precedents()), done)
