"""What a process that answers holds: one consistent view of library, titles, legal time and index.

A `State` never changes; `Holder` makes a new one when the store or the live index moves on, and goes on
answering from the old one meanwhile. A search keeps the state it began with.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from time import monotonic

from corpus.legal_time.timeline import Timeline
from corpus.model import LibraryInfo
from corpus.store.errors import StoreError
from corpus.store.reading import StoreLibrary
from corpus.store.records import LoadState
from corpus.store.store import Store
from corpus.titles import TitleBook, book_of
from indexer.engine import Engine, EngineInfo
from indexer.handles import handle_of
from indexer.timelines import timeline_of
from indexer.vectors.choose import embedder_of
from indexer.vectors.embedder import Embedder, EmbedderError
from search_service.cards import LawCards
from search_service.frequencies import Frequencies
from search_service.graphs import Graphs
from search_service.incorporated import Incorporated, incorporated
from search_service.query.model import Mode, Query
from search_service.query.understand import understand
from search_service.ranking.ranker import Ranker
from search_service.ranking.ranking import Ranking
from search_service.settings import Settings
from search_service.shelves import Shelves

log = logging.getLogger("faju.state")
MOST_QUERIES = 1024
FOLLOW_S = 2.0
"""How often a service asks whether another machine has loaded into the store that it shares: one small read."""


@dataclass(frozen=True)
class State:
    """One library with the index of it. `info` is the library's; the index may lag behind it."""

    library: StoreLibrary
    info: LibraryInfo
    titles: TitleBook
    timeline: Timeline
    engine: Engine
    index: EngineInfo
    ranking: Ranking
    shelves: Shelves

    @property
    def ranker(self) -> Ranker | None:
        """What looks at a window a second time; None while its parts are being made. Ask once for a search."""
        return self.ranking.ranker

    @property
    def lasting(self) -> tuple[object, ...]:
        """What stays as long as this state does, None where it is not made yet: itself, the bank, the graph."""
        ranker = self.ranker
        return (self, ranker.bank if ranker is not None else None, self.graphs.made)

    @cached_property
    def cards(self) -> LawCards:
        """The laws of this state as answers show them."""
        return LawCards(self.library, self.timeline)

    @cached_property
    def incorporated(self) -> Incorporated:
        """Amending units whose words stand in the law they amend."""
        return incorporated(self.timeline)

    @cached_property
    def graphs(self) -> Graphs:
        """What the texts of this state cite."""
        return Graphs(self.library, self.timeline, self.titles)

    @cached_property
    def several(self) -> frozenset[str]:
        """The works with more than one version."""
        return frozenset(work.id for work in self.library.works() if len(work.versions) > 1)

    @cached_property
    def understood(self) -> Callable[[str, str | None, Mode, bool], Query]:
        """`understand` with the titles of this state: (text, law, mode, expand) → Query. What many ask for is
        remembered."""

        def understood(text: str, law: str | None, mode: Mode, expand: bool) -> Query:
            return understand(text, titles=self.titles, law=law, mode=mode, expand=expand)

        return lru_cache(maxsize=MOST_QUERIES)(understood)

    @cached_property
    def frequency(self) -> Frequencies:
        """In how many units a word occurs."""
        return Frequencies(self.engine)

    @cached_property
    def library_json(self) -> dict[str, object]:
        """`library` as every answer carries it: what the index holds, so that it fits the hits."""
        return {"version": self.index.library_version, "works": self.info.works, "units": self.info.units}


class Holder:
    """The current state of a home; `current` costs a comparison of times while nothing changes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Store.open(settings.home)
        self._index = handle_of(settings.home, settings.cluster, settings.poll_seconds)
        self._embedder = _embedder(settings)
        self.shelves = Shelves(settings.home, self._store, settings.poll_seconds)
        self.on_behind: Callable[[], None] = lambda: None
        """Called now and then while something is missing behind the index; must return at once."""
        self._lock = Lock()
        self._state: State | None = None
        self._looked = self._followed = 0.0
        self._follows = self._store.shared and settings.cluster is None

    @property
    def store(self) -> Store:
        return self._store

    def current(self) -> State:
        """The state to answer from. EngineError when there is no usable index, StoreError for the store."""
        state = self._state
        if state is not None and monotonic() - self._looked < self._settings.poll_seconds:
            return state
        with self._lock:
            engine = self._index.current()
            self._looked = monotonic()
            if self._state is None or engine is not self._state.engine:
                self._state = self._open(engine)
            state = self._state
        if (state.ranking.refresh() and state.ranking.behind) or self._left_behind(state):
            self.on_behind()
        return state

    def _left_behind(self, state: State) -> bool:
        """Whether others have changed the store since, and this home's own index has to follow."""
        if not self._follows or monotonic() - self._followed < FOLLOW_S:
            return False
        self._followed = monotonic()
        try:
            return self._store.revision() != state.library.revision
        except StoreError:  # away for a moment: answers go on from what is here
            return False

    def index_behind(self) -> bool:
        """Whether this home's own index must be brought in line with a store that others load into. Not while a load
        runs: it is not at its end yet, and if it is one of this home it does that itself."""
        if not self._follows or self._store.jobs.listed([LoadState.RUNNING], limit=1)[1]:
            return False
        return self._index.current().info().library_version != self._store.info().version

    @property
    def unembedded(self) -> bool:
        """Whether the library that answers has passages that its embedder has not seen."""
        state = self._state
        return state is not None and state.ranking.unembedded

    def _open(self, engine: Engine) -> State:
        library = self._store.library()
        previous = self._state
        if previous is not None and previous.info.version == library.info().version:
            titles, timeline = previous.titles, previous.timeline
        else:
            titles, timeline = book_of(library), timeline_of(self._settings.home, library)
        log.info("answering from index %s", engine.info().generation)
        info = engine.info()
        ranking = Ranking(self._settings.home, info.library_version, self._embedder)
        ranking.refresh()
        return State(library, library.info(), titles, timeline, engine, info, ranking, self.shelves)

    def ready(self) -> State:
        """The current state, whose engine answers at this moment. EngineError when it does not."""
        state = self.current()
        self._index.check()
        return state

    def moved(self, state: State) -> bool:
        """Whether the index of `state` has been replaced; `current` is then another. For a search that met an
        index that is gone."""
        if not self._index.moved(state.engine):
            return False
        self._looked = 0.0
        return True

    def close(self) -> None:
        """Let index and store go."""
        self._index.close()
        self._store.close()


def _embedder(settings: Settings) -> Embedder | None:
    """What embeds queries; None without a model, and searches go by text alone."""
    try:
        return embedder_of(settings.embedding)
    except EmbedderError as error:
        log.info("no vectors: %s", error)
        return None
