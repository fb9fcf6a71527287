"""The second look at a window: widen it by dense neighbours, then order the candidates by the learned model.

Without a bank (a library was loaded a moment ago) the engine's order stands; without vectors the model for text alone
orders. A search never waits for either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from time import monotonic

import numpy as np
import numpy.typing as npt

from indexer.bank import Bank
from indexer.bank.masks import Masks
from indexer.engine import EnginePage, Mode, SearchPlan
from indexer.vectors.embedder import Embedder, EmbedderError, Vectors
from indexer.vectors.matrix import Matrix, Rows
from search_service.query.model import Query
from search_service.ranking.dense_features import Meaning, dense_features
from search_service.ranking.list_features import list_features
from search_service.ranking.model import Model, shipped
from search_service.ranking.text_features import coverage, text_features
from search_service.window import Candidate

Array = npt.NDArray[np.float64]

LOOKED_AT = 100
"""Candidates of each list that are ordered anew; the rest keep their order behind them. (docs/benchmarks.md)"""

NEIGHBOURS = 100
"""Dense neighbours that join the window."""

ENOUGH = 0.9
"""Share of the rows that must have a vector before vectors have a say: a half-embedded library would prefer
whatever was embedded first."""

FEW_LETTERS = 8
"""A query of fewer letters is a term, not a question, and the engine's order stands: the judged questions teach nothing
about such queries. Fixes: `高空抛物 责任`, `加班费`."""

SHORT_LETTERS = 16
COVERED = 0.85
"""So it does for a short query that asks nothing and whose words the engine's best hit holds: they are the law's own.
Fixes: `行政复议申请期限`, `设区的市 制定地方性法规`."""

QUERY_CHARACTERS = 120
"""Of a query, what is embedded: time grows with its length, and a clause says at its beginning what it is about."""

QUERIES_KEPT = 1024

PAUSE_S = 30.0
"""How long a model that failed is left alone: a service that is away must not cost every search its patience."""


@dataclass(frozen=True)
class Dense:
    """The vectors of a library and what embeds queries."""

    matrix: Matrix
    embedder: Embedder

    @property
    def usable(self) -> bool:
        return self.matrix.complete >= ENOUGH


@dataclass(frozen=True)
class Look:
    """Candidates that are ordered anew (`chosen`, with an array a feature) and the `rest` behind them."""

    chosen: list[Candidate]
    rest: list[Candidate]
    features: Mapping[str, Array]
    kind: str

    @property
    def model(self) -> Model:
        """The model for text alone, or with vectors."""
        return shipped(self.kind)

    def ordered(self) -> list[Candidate]:
        """All of them, best first, with the model's scores; the rest keep their order, their scores go on falling."""
        if not self.chosen:
            return self.rest
        for hit, score in zip(self.chosen, self.model.scores(self.features).tolist(), strict=True):
            hit.score = score
        first = sorted(self.chosen, key=lambda hit: (-hit.score, hit.id))
        for place, hit in enumerate(self.rest, 1):
            hit.score = first[-1].score - place / len(self.rest)
        return [*first, *self.rest]

    def parts(self, unit_id: str) -> dict[str, float]:
        """What each feature adds to a candidate's score; empty for one of the rest."""
        at = next((at for at, hit in enumerate(self.chosen) if hit.id == unit_id), None)
        if at is None:
            return {}
        return dict(zip(self.model.names, self.model.parts(self.features)[at].tolist(), strict=True))


class QueryVectors:
    """The vectors of queries; what many ask for is remembered. Apart from the ranker, whose matrix is large: with a
    memory of its own method it would be a cycle, and stay until the collector comes by."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._failed: tuple[float, EmbedderError] | None = None
        self.of = lru_cache(QUERIES_KEPT)(self._embedded)
        """The vector of a text. EmbedderError when the model fails, and for a while after it did."""

    def _embedded(self, text: str) -> Vectors:
        failed = self._failed
        if failed is not None and monotonic() - failed[0] < PAUSE_S:
            raise failed[1]
        try:
            found = self._embedder.query(text)
        except EmbedderError as error:
            self._failed = monotonic(), error
            raise
        self._failed = None
        return found


def _letters(text: str) -> int:
    return sum(each.isalnum() for each in text)


class Ranker:
    """One bank with its vectors; made anew with each state."""

    def __init__(self, bank: Bank, dense: Dense | None) -> None:
        self.bank = bank
        self.dense = dense if dense is not None and dense.usable else None
        self._masks = Masks(bank)
        self._embedding = QueryVectors(self.dense.embedder) if self.dense is not None else None

    def meaning(self, query: Query) -> Meaning | None:
        """What a topic means; None without a model. EmbedderError when it fails."""
        if self.dense is None or self._embedding is None:
            return None
        vector = self._embedding.of(query.text[:QUERY_CHARACTERS])
        return Meaning(vector, self.dense.matrix.cosines(vector))

    def widened(self, plan: SearchPlan, page: EnginePage, meaning: Meaning) -> EnginePage:
        """The page with the nearest units that it lacks behind its own, at score 0."""
        if self.dense is None or plan.mode is Mode.ADVANCED or plan.exclude_phrases:
            return page
        rows = self.dense.matrix.best(meaning.cosines, self._masks.allowed(plan), NEIGHBOURS)
        known = {name for name, _ in page.hits}
        added = [row for row in rows.tolist() if self.bank.ids[row] not in known]
        hits = [*page.hits, *((self.bank.ids[row], 0.0) for row in added)]
        texts = [*page.text_hashes, *self.bank.arrays["text_hash"][added].tolist()]
        return replace(page, hits=hits, text_hashes=texts)

    def look(self, query: Query, hits: Sequence[Candidate], meaning: Meaning | None) -> Look:
        """A second look at candidates that stand in the engine's order."""
        kind = "text" if meaning is None else "dense"
        letters = _letters(query.normalized)
        if letters < FEW_LETTERS:
            return Look([], list(hits), {}, kind)
        chosen, rest, rows = self._chosen(hits, meaning)
        if not chosen:
            return Look([], rest, {}, kind)
        terms = letters < SHORT_LETTERS and _letters(query.grams_text) == letters
        if terms and coverage(self.bank, int(rows[0]), query.grams_text) >= COVERED:
            return Look([], list(hits), {}, kind)
        return Look(chosen, rest, self.features(query, chosen, rows, meaning), kind)

    def _chosen(
        self, hits: Sequence[Candidate], meaning: Meaning | None
    ) -> tuple[list[Candidate], list[Candidate], Rows]:
        """(The candidates to look at: the first of the engine's list, and the nearest by vector; the rest; the rows of
        the chosen.)"""
        row = self.bank.row
        held = ((at, place) for at, hit in enumerate(hits) if (place := row.get(hit.id)) is not None)
        if meaning is None:
            picked = list(islice(held, LOOKED_AT))
        else:
            known = list(held)
            cosines = meaning.cosines[np.array([place for _, place in known], dtype=np.int64)]
            near = frozenset(np.argsort(-cosines, kind="stable")[:LOOKED_AT].tolist())
            picked = [each for at, each in enumerate(known) if at < LOOKED_AT or at in near]
        first = dict(picked)
        rest = [hit for at, hit in enumerate(hits) if at not in first]
        return [hits[at] for at in first], rest, np.array(list(first.values()), dtype=np.int64)

    def features(
        self, query: Query, hits: Sequence[Candidate], rows: Rows, meaning: Meaning | None
    ) -> Mapping[str, Array]:
        """All features of candidates, which stand in these `rows` of the bank: of their text, of the engine's scores,
        of their vectors."""
        scores = np.array([hit.score for hit in hits], dtype=np.float64)
        phrases = [phrase for each in query.expansions for phrase in each.to]
        asked = max(1, len(query.grams_text))
        found = {
            "of_best": scores / (float(scores.max()) or 1.0),
            "asked": np.full(len(hits), np.log1p(asked)),
            **text_features(self.bank, rows, query.grams_text, query.terms, phrases),
            **list_features(self.bank, rows, scores),
        }
        if meaning is not None and self.dense is not None:
            found |= dense_features(self.bank, self.dense.matrix, rows, meaning)
        return found
