"""What a service has done beside its answers: its own index where others load into its store, the bank and the
citations of a new library, then its vectors."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from time import monotonic

from indexer.background import Child
from indexer.bank import keeping
from indexer.citing import outdated
from indexer.citing_child import CitingRun
from indexer.index_child import IndexRun
from indexer.vectors.choose import Choice
from indexer.vectors.embedding_child import EmbeddingRun
from search_service.state import Holder

log = logging.getLogger("faju.completion")
AGAIN_S = 15.0
"""Between two attempts to bring the index in line."""


class Completion:
    """One child process at a time; it ends by itself. After an upgrade, a first start, a load cut short."""

    def __init__(self, home: Path, holder: Holder, choice: Choice) -> None:
        self._home, self._holder, self._choice = home, holder, choice
        self._store, self._shelves = holder.store, holder.shelves
        self._lock = Lock()
        self._run: Child | None = None
        self._closed = False
        self._followed = -AGAIN_S

    def begin(self, *, unembedded: bool = False) -> None:
        """Start a child where there is anything to do and none is at work. `unembedded`: there is an embedder,
        and passages that it has not seen."""
        with self._lock:
            if self._closed or (self._run is not None and self._run.running):
                return
            if self._holder.index_behind():
                if monotonic() - self._followed > AGAIN_S:
                    log.info("bringing the index in line with what others loaded")
                    self._followed = monotonic()
                    self._start(IndexRun(self._home))
            elif self._behind():
                log.info("reading what the texts cite")
                self._start(CitingRun(self._home))
            elif unembedded:
                log.info("embedding passages")
                self._start(EmbeddingRun(self._home, self._choice))

    def _start(self, run: Child) -> None:
        if self._run is not None:
            self._run.end()
        self._run = run

    def _behind(self) -> bool:
        info = self._store.info()
        return (
            outdated(self._store)
            or not self._shelves.current().complete
            or (info.units > 0 and not keeping.kept(self._home, info.version))
        )

    def close(self) -> None:
        """End the child at once: what it has written is whole, the rest is done next time."""
        with self._lock:
            self._closed = True
            if self._run is not None:
                self._run.end()
