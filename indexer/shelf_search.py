"""Search on a shelf: policy cases, or published documents of other places.

A shelf holds hundreds to some thousands of texts, so its index is made in memory when the shelf is opened, from the
tokens that the laws are searched by (`indexer.segment`), and ranked as they are: words and character bigrams, the
flat sum of two BM25 scores (docs/decisions/0017). Scores mean nothing outside their shelf.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.segment import bigrams_of, search_form, words_of

K1, B = 1.2, 0.75
LEAST_COVERED = 0.5
"""Share of the query's words, weighted by rarity, that a text must hold to count as a match: with bigrams under OR
nearly every text shares something with nearly every query."""


@dataclass(frozen=True, slots=True)
class Found:
    """One match: the best first."""

    id: str
    score: float


class ShelfIndex:
    """The texts of one shelf as (id, text), in the shelf's order. Threads may share it."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._ids: list[str] = []
        self._words, self._grams = _Field(), _Field()
        for item_id, text in texts:
            form = search_form(text)
            self._words.add(len(self._ids), words_of(form))
            self._grams.add(len(self._ids), bigrams_of(form))
            self._ids.append(item_id)

    def search(self, text: str, words: Sequence[str] = ()) -> list[Found]:
        """The matches of a query, the best first, ties in the shelf's order. `words`: those of the query that count,
        where some do not (question words)."""
        form = search_form(text)
        asked = Counter(words or words_of(form))
        places = self._matching(asked)
        if not places:
            return []
        scores = self._words.scores(asked)
        for place, score in self._grams.scores(Counter(bigrams_of(form))).items():
            scores[place] = scores.get(place, 0.0) + score
        places.sort(key=lambda place: (-scores[place], place))
        return [Found(self._ids[place], scores[place]) for place in places]

    def count(self, text: str, words: Sequence[str] = ()) -> int:
        """How many matches `search` gives."""
        return len(self._matching(Counter(words or words_of(search_form(text)))))

    def _matching(self, asked: Mapping[str, int]) -> list[int]:
        whole = sum(map(self._words.idf, asked))
        covered: defaultdict[int, float] = defaultdict(float)
        for each in asked:
            weight = self._words.idf(each)
            for place in self._words.places(each):
                covered[place] += weight
        return [place for place, share in covered.items() if share >= LEAST_COVERED * whole]


class _Field:
    """Postings of one kind of token."""

    def __init__(self) -> None:
        self._postings: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._lengths: list[int] = []

    def add(self, place: int, tokens: Sequence[str]) -> None:
        for token, times in Counter(tokens).items():
            self._postings[token][place] = times
        self._lengths.append(len(tokens))

    def places(self, token: str) -> Iterable[int]:
        return self._postings.get(token, {})

    def idf(self, token: str) -> float:
        holding = len(self._postings.get(token, {}))
        return math.log(1 + (len(self._lengths) - holding + 0.5) / (holding + 0.5))

    def scores(self, asked: Mapping[str, int]) -> dict[int, float]:
        """BM25 of each text that holds any of the tokens; a token asked for twice counts twice."""
        mean = sum(self._lengths) / len(self._lengths) if self._lengths else 1.0
        found: dict[int, float] = {}
        for token, weight in asked.items():
            idf = self.idf(token)
            for place, times in self._postings.get(token, {}).items():
                norm = K1 * (1 - B + B * self._lengths[place] / (mean or 1.0))
                found[place] = found.get(place, 0.0) + weight * idf * times * (K1 + 1) / (times + norm)
        return found
