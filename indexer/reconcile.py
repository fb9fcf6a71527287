"""reconcile(library, index): make the index say what the library says, beside the live one.

Each document carries a hash of everything that is indexed of it. The difference of hashes between the library
and the live index is deleted and added in a copy; the copy is verified and then swapped in by one atomic
replace. A full build is the same with an empty start. A load changes other works' validity too, so the
difference always comes from the hashes, never from the list of what was loaded.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.library import Library
from indexer.documents import Document, Outline, outlines, segmented
from indexer.embedded.target import EmbeddedTarget
from indexer.engine import Engine, EngineError, EngineErrorCode, SearchPlan, Term
from indexer.generations import broken
from indexer.lock import writer_lock
from indexer.state import recorded, utc_now
from indexer.target import Draft, Facts, Live, Target
from indexer.validity import ALL_CURRENCIES, TimeSource

Progress = Callable[[str, int, int], None]

# Deleted documents weigh in BM25's counts until they are merged away; above this share of all ever added, a
# full build ends the drift (DESIGN §6).
_MOST_DELETED = 0.05
_REPORT_EVERY = 250
_SMOKE_EVERY = 4_000
_SMOKE_WORDS = 32

# Errors that a damaged base can cause, which an empty start does without.
_OF_THE_COPY = frozenset(
    {
        EngineErrorCode.INDEX_BROKEN,
        EngineErrorCode.INDEX_WRITE_FAILED,
        EngineErrorCode.INDEX_MISSING,
        EngineErrorCode.ENGINE_MAPPING_CONFLICT,
        EngineErrorCode.ENGINE_FAILED,
    }
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a reconcile did. A changed unit counts as deleted and added. `generation` is the live one."""

    generation: str
    added: int
    deleted: int
    kept: int
    rebuilt: bool
    seconds: float

    @property
    def changed(self) -> bool:
        return self.rebuilt or bool(self.added or self.deleted)


@dataclass(frozen=True, slots=True)
class Difference:
    """What must happen to `base`; None: everything goes into an empty index. Of `added` documents only the
    number is held, for they may be most of a library: writing compares them again."""

    base: Live | None
    delete: tuple[str, ...]
    added: int
    total: int


def reconcile(
    home: Path,
    library: Library,
    times: TimeSource,
    on_progress: Progress | None = None,
    *,
    rebuild: bool = False,
    target: Target | None = None,
) -> Report:
    """Bring the index of `home` in line with `library`; nothing is touched where nothing differs.

    `on_progress(phase, done, total)` is called in this thread and may raise to cancel: the live index stays
    as it is. LockHeld when another process writes; EngineError when the new index does not pass its checks.
    """
    began = time.monotonic()
    writes_to = target or EmbeddedTarget(home)
    with writer_lock(home), writes_to.writing(), recorded(home) as state:

        def report(phase: str, done: int, total: int) -> None:
            state.report(phase, done, total)
            if on_progress:
                on_progress(phase, done, total)

        return _Run(writes_to, library, times, report, began).go(rebuild)


@dataclass(frozen=True, slots=True)
class _Run:
    target: Target
    library: Library
    times: TimeSource
    report: Progress
    began: float

    def go(self, rebuild: bool) -> Report:
        self.target.clean()
        live = None if rebuild else self.target.live()
        version = self.library.info().version
        base = live if live and live.fingerprint == self.target.fingerprint else None
        change = self._difference(base) if base else self._everything()
        base = change.base
        if base and not change.delete and not change.added and base.library_version == version:
            return self._done(base.generation, change)
        try:
            generation = self._build(change, version)
        except EngineError as error:
            if base is None or error.code not in _OF_THE_COPY:
                raise
            # The copy of a damaged index cannot be finished; an empty start needs nothing of it.
            change = self._everything()
            generation = self._build(change, version)
        self.target.clean()
        return self._done(generation, change)

    def _everything(self) -> Difference:
        total = self.library.info().units
        return Difference(None, (), total, total)

    def _difference(self, base: Live) -> Difference:
        """Both sides by hash; everything, as soon as that is the better way."""
        most = _MOST_DELETED * (len(base.doc_hashes) + base.dead) - base.dead
        delete: list[str] = []
        added = total = 0
        for each in self._reported("compare", outlines(self.library, self.times)):
            total += 1
            before = base.doc_hashes.meet(each.unit_id)
            if before == int(each.doc_hash, 16):
                continue
            added += 1
            if before is not None:
                delete.append(each.unit_id)
                if len(delete) > most:
                    return self._everything()
        for name in base.doc_hashes.unmet():
            delete.append(name)
            if len(delete) > most:
                return self._everything()
        return Difference(base, tuple(delete), added, total)

    def _build(self, change: Difference, version: str) -> str:
        with self.target.draft(change.base) as draft:
            for each in change.delete:
                draft.delete(each)
            samples = list(self._write(draft, change.base))
            total = change.total
            self.report("commit", total, total)
            engine = draft.commit(Facts(utc_now(), total, version, self.target.fingerprint))
            self.report("verify", total, total)
            verify(engine, total, samples)
            self.report("swap", total, total)
            draft.publish()
            return draft.generation

    def _write(self, draft: Draft, base: Live | None) -> Iterator[Document]:
        """Add the documents that `base` lacks; yields a few of them to try the finished index with."""
        source = self._reported("write", outlines(self.library, self.times))
        chosen = source if base is None else (each for each in source if _differs(each, base))
        for count, document in enumerate(segmented(chosen)):
            draft.add(document)
            if count % _SMOKE_EVERY == 0:
                yield document

    def _reported(self, phase: str, source: Iterable[Outline]) -> Iterator[Outline]:
        total = self.library.info().units
        for done, each in enumerate(source):
            if done % _REPORT_EVERY == 0:
                self.report(phase, done, total)
            yield each

    def _done(self, generation: str, change: Difference) -> Report:
        return Report(
            generation=generation,
            added=change.added,
            deleted=len(change.delete),
            kept=change.total - change.added,
            rebuilt=change.base is None,
            seconds=round(time.monotonic() - self.began, 3),
        )


def _differs(outline: Outline, base: Live) -> bool:
    return base.doc_hashes.get(outline.unit_id) != int(outline.doc_hash, 16)


def verify(engine: Engine, expected: int, samples: Iterable[Document]) -> None:
    """EngineError `index_broken` unless the index holds `expected` documents and finds the samples."""
    held = engine.info().documents
    if held != expected:
        raise broken(f"应有 {expected} 条，实有 {held} 条")
    for each in samples:
        words = tuple(Term(word) for word in dict.fromkeys(each.words.split(" ")) if word)[:_SMOKE_WORDS]
        plan = SearchPlan(words=words, currencies=ALL_CURRENCIES, filters={"work": (each.facets.work,)})
        if words and not engine.explain(plan, each.unit_id).matches:
            raise broken(f"新索引查不到 {each.unit_id}")
