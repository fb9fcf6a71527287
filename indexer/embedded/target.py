"""The embedded engine as an `indexer.target.Target`: generations of tantivy indexes in a home."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.documents import Document
from indexer.embedded.engine import ENGINE, KIND, EmbeddedEngine, current_fingerprint, open_generation
from indexer.embedded.errors import writing
from indexer.embedded.rows import read_rows
from indexer.embedded.writer import MUTABLE, IndexWriter
from indexer.engine import EngineError
from indexer.generations import Generations, broken, missing
from indexer.lock import Holder
from indexer.target import Facts, Live, Standing


class EmbeddedTarget:
    """The embedded index of one home."""

    def __init__(self, home: Path) -> None:
        self._generations = Generations(home)

    @property
    def fingerprint(self) -> str:
        return current_fingerprint()

    def writing(self) -> AbstractContextManager[None]:
        """The home's lock is all: nobody else can write there."""
        return nullcontext()

    def live(self) -> Live | None:
        """The live index, opened as a search opens it; None when there is none that could answer."""
        try:
            pointer = self._generations.pointer()
            if pointer is None:
                return None
            info = open_generation(self._generations, pointer.live).info()
            rows = read_rows(self._generations.folder(pointer.live) / KIND)
        except (EngineError, OSError, ValueError):
            return None
        return Live(
            info.generation,
            info.fingerprint,
            info.library_version,
            rows.doc_hashes(),
            len(rows.ids) - rows.living,
        )

    def draft(self, base: Live | None) -> EmbeddedDraft:
        return EmbeddedDraft(self._generations, base)

    def rollback(self) -> str:
        pointer = self._generations.pointer()
        if pointer is not None and pointer.previous is not None:
            open_generation(self._generations, pointer.previous)
        return self._generations.rollback()

    def clean(self) -> list[str]:
        return self._generations.clean()

    def standing(self) -> Standing:
        previous = None
        try:
            pointer = self._generations.pointer()
            if pointer is None:
                raise missing()
            previous = pointer.previous
            return Standing(open_generation(self._generations, pointer.live).info(), previous, None)
        except EngineError as error:
            return Standing(None, previous, error)

    def writer(self) -> Holder | None:
        return None

    def close(self) -> None:
        """Nothing is held between calls."""


class EmbeddedDraft:
    """A generation that is being written."""

    def __init__(self, generations: Generations, base: Live | None) -> None:
        self._generations = generations
        self.generation = generations.create()
        self._folder = generations.folder(self.generation) / KIND
        self._published = False
        self._writer = self._begin(base)

    def _begin(self, base: Live | None) -> IndexWriter:
        try:
            with writing():
                if base is None:
                    return IndexWriter(self._folder)
                self._generations.copy(base.generation, self.generation, _mutable)
                return IndexWriter(self._folder, read_rows(self._folder))
        except BaseException:
            self._generations.remove(self.generation)
            raise

    def delete(self, unit_id: str) -> None:
        with writing():
            self._writer.delete(unit_id)

    def add(self, document: Document) -> None:
        with writing():
            self._writer.add(document)

    def commit(self, facts: Facts) -> EmbeddedEngine:
        with writing():
            written = self._writer.commit()
        if written != facts.documents:
            raise broken(f"应有 {facts.documents} 条，实有 {written} 条")
        with writing():
            manifest = self._generations.finish(self.generation, ENGINE, facts)
        return EmbeddedEngine(self._folder, manifest)

    def publish(self) -> None:
        self._generations.publish(self.generation)
        self._published = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        if not self._published:
            self._generations.remove(self.generation)


def _mutable(file: str) -> bool:
    return file.rpartition("/")[2] in MUTABLE
