"""The citation graph that a state answers from, while a pass over new texts may still be running."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from time import monotonic

from corpus.citations.graph import Graph
from corpus.citations.mentions import reading_code
from corpus.legal_time.timeline import Timeline
from corpus.store import Store, StoreLibrary
from corpus.store.citing import CitingState
from corpus.titles import TitleBook
from indexer.citing import outdated
from indexer.citing_child import CitingRun
from search_service.shelves import Shelves

log = logging.getLogger("faju.graph")
_REOPEN_S = 2.0


class Graphs:
    """The graph of one library: made once it is complete, made again now and then until it is."""

    def __init__(self, library: StoreLibrary, timeline: Timeline, titles: TitleBook) -> None:
        self._parts = library, timeline, titles
        self._lock = Lock()
        self._made: tuple[Graph, CitingState, bool] | None = None
        self._when = 0.0

    def current(self) -> tuple[Graph, CitingState, bool]:
        """(graph, how far the pass over the texts is, is the graph complete)."""
        made = self._made
        if made is not None and made[2]:
            return made
        with self._lock:
            if self._made is None or (not self._made[2] and monotonic() - self._when > _REOPEN_S):
                library = self._parts[0]
                state = library.mentions.state()
                complete = state.covers(reading_code(), library.revision)
                self._made = Graph(*self._parts), state, complete
                self._when = monotonic()
            return self._made

    def complete(self) -> Graph | None:
        """The graph, when nothing is missing in it."""
        graph, _, complete = self.current()
        return graph if complete else None


class Completion:
    """A child process that reads what is not read yet: after an upgrade, a first start, a load cut short."""

    def __init__(self, home: Path, store: Store, shelves: Shelves) -> None:
        self._home = home
        self._store = store
        self._shelves = shelves
        self._lock = Lock()
        self._run: CitingRun | None = None
        self._closed = False

    def begin(self) -> None:
        """Start the child where there is anything to read and none is at work; it ends by itself."""
        with self._lock:
            if self._closed or (self._run is not None and self._run.running) or not self._behind():
                return
            if self._run is not None:
                self._run.end()
            log.info("reading what the texts cite")
            self._run = CitingRun(self._home)

    def _behind(self) -> bool:
        return outdated(self._store) or not self._shelves.current().complete

    def close(self) -> None:
        """End the child at once: what it has written is whole, the rest is read next time."""
        with self._lock:
            self._closed = True
            if self._run is not None:
                self._run.end()
