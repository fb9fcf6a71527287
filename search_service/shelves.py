"""The shelves that a service answers from: policy cases and published documents, searchable, with their citations."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from corpus.cases.model import PolicyCase
from corpus.precedents.model import Precedent
from corpus.store.shelf_reading import Shelf
from corpus.store.store import Store
from indexer import shelf_links
from indexer.lock import holder
from indexer.shelf_links import ShelfLinks
from indexer.shelf_search import ShelfIndex

log = logging.getLogger("faju.shelves")
T = TypeVar("T", PolicyCase, Precedent)
_AGAIN_S = 30.0  # between two attempts to have the citations read


@dataclass(frozen=True, slots=True)
class Stand(Generic[T]):
    """One shelf with the index of it."""

    shelf: Shelf[T]
    index: ShelfIndex


@dataclass(frozen=True, slots=True)
class Shelved:
    """Both shelves at one moment. `complete`: the links are of these shelves, this library and today."""

    cases: Stand[PolicyCase]
    documents: Stand[Precedent]
    links: ShelfLinks
    complete: bool


class Shelves:
    """The shelves of a home, made again when they change. One thread makes them; others answer from what is there.

    `on_stale` is called, now and then, while the citations are behind; it must return at once.
    """

    def __init__(self, home: Path, store: Store, poll_seconds: float) -> None:
        self._home, self._store, self._poll = home, store, poll_seconds
        self.on_stale: Callable[[], None] = lambda: None
        self._lock = Lock()
        self._made: Shelved | None = None
        self._seen: tuple[object, ...] = ()
        self._looked = self._asked = 0.0

    def current(self) -> Shelved:
        """The shelves to answer from. StoreError for the store."""
        made = self._made
        if made is not None and monotonic() - self._looked < self._poll:
            return made
        if not self._lock.acquire(blocking=made is None) and made is not None:
            return made
        try:
            self._made = self._look()
            self._looked = monotonic()
            return self._made
        finally:
            self._lock.release()

    def _look(self) -> Shelved:
        seen = (self._store.revision(), self._store.shelf_revision(), _stamp(self._home), date.today())
        made = self._made
        if made is None or seen != self._seen:
            made = self._make(made, seen)
            self._seen = seen
        if not made.complete and monotonic() - self._asked > _AGAIN_S and holder(self._home) is None:
            self._asked = monotonic()
            self.on_stale()
        return made

    def _make(self, before: Shelved | None, seen: tuple[object, ...]) -> Shelved:
        if before is not None and self._seen[1] == seen[1]:
            cases, documents = before.cases, before.documents
        else:
            log.info("opening the shelves")
            held, published = self._store.cases(), self._store.precedents()
            cases = Stand(held, ShelfIndex((name, case_text(each)) for name, each in held.items()))
            documents = Stand(
                published,
                ShelfIndex((name, f"{each.title}\n{each.text}") for name, each in published.items()),
            )
        same = before is not None and self._seen[2] == seen[2]
        links = before.links if before is not None and same else shelf_links.kept(self._home)
        versions = cases.shelf.info.version, documents.shelf.info.version
        key = shelf_links.key_of(self._store.info().version, *versions)
        empty = not (len(cases.shelf) or len(documents.shelf))
        return Shelved(cases, documents, links, empty or (links.key, links.day) == (key, seen[3]))


def case_text(case: PolicyCase) -> str:
    """What a case is found by."""
    places = " ".join(each.name for each in case.regions)
    named = (case.title, case.issuer, places, case.document, case.document_number or "", case.text)
    return "\n".join(filter(None, (*named, *case.legal_bases)))


def _stamp(home: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        found = (home / shelf_links.FILE).stat()
        return found.st_mtime_ns, found.st_size
    return None
