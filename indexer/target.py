"""The write side of an engine, as `reconcile` needs it: what is live, and a draft beside it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from indexer.documents import Document
from indexer.engine import Engine, EngineError, EngineInfo
from indexer.hashes import Hashes
from indexer.lock import Holder


@dataclass(frozen=True, slots=True)
class Live:
    """The live index. `doc_hashes` by unit id; `dead` counts deleted documents since the last full build."""

    generation: str
    fingerprint: str
    library_version: str
    doc_hashes: Hashes
    dead: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an index when it is finished. `built_at` is an ISO time in UTC."""

    built_at: str
    documents: int
    library_version: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a search would find. `live` None: no index answers, and `problem` says why. `previous` can be
    rolled back to."""

    live: EngineInfo | None
    previous: str | None
    problem: EngineError | None


class Draft(Protocol):
    """An index in the making. Leaving the `with` block removes it unless it was published."""

    @property
    def generation(self) -> str: ...

    def delete(self, unit_id: str) -> None: ...

    def add(self, document: Document) -> None: ...

    def commit(self, facts: Facts) -> Engine:
        """Write everything; the finished index, opened for verification. EngineError on a wrong count."""
        ...

    def publish(self) -> None:
        """Make it live, in one atomic step, and keep the one that was."""
        ...


class Target(Protocol):
    """One engine's index of one home. All calls but `standing`, `writer` and `close` expect the writer lock
    of the home and `writing` to be held."""

    def writing(self) -> AbstractContextManager[None]:
        """The right to write, where others than this home's processes may write, too. LockHeld."""
        ...

    @property
    def fingerprint(self) -> str:
        """What this code builds and reads."""
        ...

    def live(self) -> Live | None:
        """None where there is no index, or none that can be continued."""
        ...

    def draft(self, base: Live | None) -> AbstractContextManager[Draft]:
        """A new index: empty, or a copy of `base`."""
        ...

    def rollback(self) -> str:
        """Make the kept index live again, and keep the one that was; its name. `nothing_to_roll_back`."""
        ...

    def clean(self) -> list[str]:
        """Remove what is neither live nor kept; the names of what was removed."""
        ...

    def standing(self) -> Standing:
        """Opens the live index as a search would. Never raises for one that is missing or broken."""
        ...

    def writer(self) -> Holder | None:
        """Who holds `writing` now, on whatever machine; None where the home's lock says it all."""
        ...

    def close(self) -> None: ...
