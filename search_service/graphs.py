"""The citation graph that a state answers from, while a pass over new texts may still be running."""

from __future__ import annotations

from threading import Lock
from time import monotonic

from corpus.citations.graph import Graph
from corpus.citations.mentions import reading_code
from corpus.legal_time.timeline import Timeline
from corpus.store import StoreLibrary
from corpus.store.citing import CitingState
from corpus.titles import TitleBook

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

    @property
    def made(self) -> Graph | None:
        """The complete graph where it is there already; makes nothing."""
        made = self._made
        return made[0] if made is not None and made[2] else None

    def complete(self) -> Graph | None:
        """The graph, when nothing is missing in it."""
        graph, _, complete = self.current()
        return graph if complete else None
