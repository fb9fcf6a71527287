"""The embedded engine: one tantivy index, opened once, read by any number of threads.

`Searcher.search` releases the GIL. A generation never changes, so an engine sees one consistent index for as
long as it lives; `handle.py` opens the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import tantivy
from tantivy import Occur, Query

from indexer.embedded.errors import reading
from indexer.embedded.hits import SCORE_DIGITS, Hits
from indexer.embedded.query import (
    filter_clauses,
    must_clauses,
    query,
    restricts,
    score_query,
    term_query,
    unit_query,
)
from indexer.embedded.rows import read_rows
from indexer.embedded.schema import SCHEMA, prepared
from indexer.embedded.spans import Spans
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

# Hits asked for beyond the window: nine of ten cuts fall between two ties of at most a few.
_MARGIN = 32
# A search that takes hidden hits out afterwards asks for this many times what should be left, and is not tried
# where less than this share of all documents is shown.
_SURPLUS = 1.3
_LEAST_SHARE = 0.5


class EmbeddedEngine:
    """An `indexer.engine.Engine` on the files of one generation."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """`folder` holds the tantivy files and side files. `index_broken` when they cannot be opened."""
        self._manifest = manifest
        with reading():
            self._searcher = prepared(tantivy.Index.open(str(folder))).searcher()
            self._rows = read_rows(folder)
            self._spans = Spans(self._rows)
        if self._searcher.num_docs != self._rows.living:
            raise broken(f"条数不符（{self._searcher.num_docs} 与 {self._rows.living}）")

    @property
    def documents(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, plan: SearchPlan) -> EnginePage:
        exact = plan.mode is Mode.ADVANCED
        if not self.documents:
            return EnginePage([], [], 0 if exact else None, exact)
        with reading():
            page = None if exact else self._search_freely(plan)
            return self._search(plan, exact) if page is None else page

    def _search(self, plan: SearchPlan, exact: bool) -> EnginePage:
        """Everything that restricts is a part of the query."""
        found = query(plan, self._spans)
        if found is None:
            return EnginePage([], [], 0 if exact else None, exact)
        asked = plan.limit + _MARGIN
        while True:
            hits, total = self._hits(found, asked, exact)
            if hits.settled(plan.limit):
                return self._page(hits, plan.limit, total)
            asked = min(asked * 4, self.documents + 1)

    def _search_freely(self, plan: SearchPlan) -> EnginePage | None:
        """The terms alone, a few more than asked for, and what the day hides taken out of the hits.

        tantivy skips most documents of a plain sum of terms and none once anything restricts it: with nine
        of ten documents shown, this takes half the time. None when the plan restricts more than days, hides
        much, or when the hits do not suffice: then `_search` must answer.
        """
        share = self._spans.share(plan.day, plan.currencies)
        found = score_query(plan)
        if found is None or restricts(plan) or share < _LEAST_SHARE:
            return None
        hits, _ = self._hits(found, int(plan.limit * _SURPLUS / share) + _MARGIN, False)
        hits = hits.only(self._spans.shown(plan.day, plan.currencies))
        return self._page(hits, plan.limit, None) if hits.settled(plan.limit) else None

    def _hits(self, found: tantivy.Query, asked: int, exact: bool) -> tuple[Hits, int | None]:
        result: Any = self._searcher.search(found, asked, count=exact)
        addresses = [address for _, address in result.hits]
        rows = cast(list[int], self._searcher.fast_field_values("row", addresses))
        return Hits.of([score for score, _ in result.hits], rows, asked), result.count if exact else None

    def _page(self, hits: Hits, limit: int, total: int | None) -> EnginePage:
        scores, rows, _ = hits.head(limit)
        names = map(self._rows.ids.__getitem__, rows.tolist())
        texts = self._rows.text_hash[rows].tolist()
        ordered = sorted(zip((-scores).tolist(), names, texts, strict=True))[:limit]
        return EnginePage(
            [(name, -low) for low, name, _ in ordered],
            [text for _, _, text in ordered],
            total,
            total is not None,
        )

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
        return Explanation(
            unit_id, True, matches, round(sum(part.score for part in parts), SCORE_DIGITS), tuple(parts)
        )

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
