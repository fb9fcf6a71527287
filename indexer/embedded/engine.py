"""The embedded engine: one tantivy index, opened once, read by any number of threads.

`Searcher.search` releases the GIL. A generation never changes, so an engine sees one consistent index for as
long as it lives; `handle.py` opens the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import tantivy
from tantivy import Occur, Query

from indexer.embedded.errors import reading
from indexer.embedded.query import Spans, filter_clauses, must_clauses, query, term_query, unit_query
from indexer.embedded.rows import read_rows
from indexer.embedded.schema import SCHEMA, prepared
from indexer.engine import (
    EngineError,
    EngineErrorCode,
    EngineInfo,
    EnginePage,
    Explanation,
    Mode,
    ScorePart,
    SearchPlan,
)
from indexer.fingerprint import fingerprint
from indexer.generations import Generations, Manifest, broken

ENGINE = "embedded"
KIND = "article"

# Scores are 32-bit sums whose last bits depend on the order of adding: what is equal to here is a tie.
_SCORE_DIGITS = 4
# Hits asked for beyond the window: nine of ten cuts fall between two ties of at most a few.
_MARGIN = 32


class EmbeddedEngine:
    """An `indexer.engine.Engine` on the files of one generation."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """`folder` holds the tantivy files and side files. `index_broken` when they cannot be opened."""
        self._manifest = manifest
        with reading():
            self._searcher = prepared(tantivy.Index.open(str(folder))).searcher()
            self._rows = read_rows(folder)
            self._spans = Spans(dict(self._searcher.terms_with_prefix("span", "")))
        if self._searcher.num_docs != self._rows.living:
            raise broken(f"条数不符（{self._searcher.num_docs} 与 {self._rows.living}）")

    @property
    def documents(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, plan: SearchPlan) -> EnginePage:
        exact = plan.mode is Mode.ADVANCED
        found = query(plan, self._spans)
        if found is None or not self.documents:
            return EnginePage([], [], 0 if exact else None, exact)
        with reading():
            hits, total = self._best(found, plan.limit, exact)
        return EnginePage(
            [(name, score) for score, name, _ in hits], [text for _, _, text in hits], total, exact
        )

    def _best(
        self, found: tantivy.Query, limit: int, exact: bool
    ) -> tuple[list[tuple[float, str, int]], int | None]:
        """(score, unit id, text hash) of the best `limit` hits, ties by unit id.

        tantivy breaks ties by place in the index, which a merge changes: so ties at the cut are fetched
        whole before they are cut.
        """
        asked = limit + _MARGIN
        while True:
            result: Any = self._searcher.search(found, asked, count=exact)
            scores = np.array([score for score, _ in result.hits], dtype=np.float64).round(_SCORE_DIGITS)
            if len(scores) < asked or asked >= self.documents or scores[-1] < scores[limit - 1]:
                break
            asked = min(asked * 4, self.documents)
        kept = int(np.count_nonzero(scores >= scores[limit - 1])) if len(scores) > limit else len(scores)
        addresses = [address for _, address in result.hits[:kept]]
        rows = cast(list[int], self._searcher.fast_field_values("row", addresses))
        texts = self._rows.text_hashes[rows].tolist() if rows else []
        names = map(self._rows.ids.__getitem__, rows)
        ordered = sorted(zip((-scores[:kept]).tolist(), names, texts, strict=True))[:limit]
        return [(-low, name, text) for low, name, text in ordered], result.count if exact else None

    def count(self, plan: SearchPlan) -> int:
        found = query(plan, self._spans)
        if found is None or not self.documents:
            return 0
        with reading():
            result: Any = self._searcher.search(found, 1, count=True)
        return int(result.count)

    def explain(self, plan: SearchPlan, unit_id: str) -> Explanation:
        only = (Occur.Must, unit_query(unit_id))
        with reading():
            if self._score([only]) is None:
                return Explanation(unit_id, held=False, matches=False, score=0.0, parts=())
            parts = []
            for name, group in (("words", plan.words), ("grams", plan.grams)):
                for term in group:
                    score = self._score([(Occur.Must, term_query(name, term)), only])
                    if score is not None:
                        parts.append(ScorePart(name, term.text, score))
            required = must_clauses(plan) if plan.mode is Mode.ADVANCED else []
            allowed = self._score([only, *required, *filter_clauses(plan, self._spans)]) is not None
        matches = allowed and bool(parts or required)
        return Explanation(unit_id, True, matches, _rounded(sum(part.score for part in parts)), tuple(parts))

    def _score(self, clauses: list[tuple[tantivy.Occur, tantivy.Query]]) -> float | None:
        hits = self._searcher.search(Query.boolean_query(clauses), 1, count=False).hits
        return float(hits[0][0]) if hits else None

    def doc_freq(self, words: Sequence[str]) -> list[int]:
        with reading():
            return [self._searcher.doc_freq("words", word) for word in words]

    def info(self) -> EngineInfo:
        manifest = self._manifest
        return EngineInfo(
            engine=manifest.engine,
            generation=manifest.generation,
            built_at=manifest.built,
            documents=self.documents,
            library_version=manifest.library_version,
            fingerprint=manifest.fingerprint,
            size_bytes=manifest.size_bytes,
        )

    def close(self) -> None:
        """Nothing to do: the files are unmapped when the last search that uses them has ended."""


def current_fingerprint() -> str:
    """What this code builds and reads."""
    return fingerprint(SCHEMA)


def open_generation(generations: Generations, name: str) -> EmbeddedEngine:
    """The engine on a finished generation; `index_broken` or `fingerprint_mismatch`."""
    manifest = generations.manifest(name)
    if manifest.fingerprint != current_fingerprint():
        raise EngineError(
            EngineErrorCode.FINGERPRINT_MISMATCH,
            "索引由另一版本的程序或词典建立，与当前程序不符。请运行 faju index build 重建。",
        )
    return EmbeddedEngine(generations.folder(name) / KIND, manifest)


def _rounded(score: float) -> float:
    return round(score, _SCORE_DIGITS)
