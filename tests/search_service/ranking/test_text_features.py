"""The features of text against a plain reading of what each says, over random texts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.bank import Bank
from indexer.bank.build import characters
from indexer.bank.grams import letter_table
from indexer.segment import search_form
from search_service.plans import MOST_GRAMS
from search_service.ranking.list_features import list_features
from search_service.ranking.matching import OPENING
from search_service.ranking.text_features import LONG_RUN, USUAL_LENGTH, coverage, text_features

BREAKS = "。;!?\n；！？"
TEXTS = st.text("甲乙丙丁a1 ，。；\n", max_size=OPENING + 30)
HEADS = st.text("甲乙丙丁 、", max_size=6)
PASSAGES = st.lists(st.tuples(HEADS, TEXTS), min_size=1, max_size=6)
WORDS = st.lists(st.text("甲乙丙a1", min_size=1, max_size=4), max_size=4)


def bigrams(text: str) -> list[tuple[int, str]]:
    """(place, bigram) of each two letters side by side."""
    letter = letter_table()
    return [(at, a + b) for at, (a, b) in enumerate(pairwise(text)) if letter[ord(a)] and letter[ord(b)]]


def code(gram: str) -> int:
    return ord(gram[0]) << 16 | ord(gram[1])


def bank_of(passages: Sequence[tuple[str, str]], works: Sequence[int] | None = None) -> Bank:
    """A bank of these (heading, text); all of one text of law unless `works` says otherwise."""
    whole = [f"{head}\n{text}" for head, text in passages]
    held: dict[int, int] = {}
    for each in whole:
        for gram in {gram for _, gram in bigrams(each)}:
            held[code(gram)] = held.get(code(gram), 0) + 1
    known = sorted(held)
    numbers = np.array(works if works is not None else [0] * len(whole), dtype=np.int32)
    arrays = {
        "chars": characters("".join(whole)),
        "starts": np.cumsum([0, *map(len, whole)]),
        "heads": np.array([len(head) + 1 for head, _ in passages], dtype=np.int32),
        "gram_codes": np.array(known, dtype=np.uint32),
        "gram_counts": np.array([held[each] for each in known], dtype=np.int32),
        "versions": numbers,
        "facet_work": numbers,
    }
    return Bank("v", [str(at) for at in range(len(whole))], [], {}, arrays)


class Plain:
    """One candidate and one query, read letter by letter."""

    def __init__(self, bank: Bank, passage: tuple[str, str], query: str) -> None:
        self.head = len(passage[0]) + 1
        self.whole = f"{passage[0]}\n{passage[1]}"
        self.length = max(len(passage[1]), 1)
        self.asked = bigrams(query)
        grams = sorted({gram for _, gram in self.asked})
        codes = np.array([code(each) for each in grams], dtype=np.uint32)
        self.idf = dict(zip(grams, bank.idf(codes).tolist(), strict=True))
        self.total = sum(self.idf.values()) or 1.0
        self.met = [(at, gram) for at, gram in bigrams(self.whole) if gram in self.idf]

    def share(self, grams: set[str]) -> float:
        return sum(self.idf[each] for each in grams) / self.total

    def grams(self, first: int = 0, last: int = 1 << 20) -> set[str]:
        """The query's bigrams that begin at these places."""
        return {gram for at, gram in self.met if first <= at < last}

    def sentences(self) -> list[set[str]]:
        found: list[set[str]] = [set()]
        at = dict(self.met)
        for place, char in enumerate(self.whole):
            if char in BREAKS:
                found.append(set())
            if place in at:
                found[-1].add(at[place])
        return found

    def runs(self) -> list[list[str]]:
        """Fragments of the candidate that the query has, too."""
        follows = {(a, b) for (i, a), (j, b) in pairwise(self.asked) if j == i + 1}
        found: list[list[str]] = []
        before = (-9, "")
        for at, gram in self.met:
            if at == before[0] + 1 and (before[1], gram) in follows:
                found[-1].append(gram)
            else:
                found.append([gram])
            before = (at, gram)
        return found

    def bm25(self) -> float:
        texts = [gram for at, gram in self.met if at >= self.head]
        norm = 1.2 * (0.25 + 0.75 * self.length / USUAL_LENGTH)
        counts = {each: texts.count(each) for each in set(texts)}
        return sum(self.idf[each] * n * 2.2 / (n + norm) for each, n in counts.items()) / self.total

    def words(self, words: Sequence[str], held: set[str]) -> float:
        asked = [{gram for _, gram in bigrams(word)} for word in words]
        weights = [
            max(self.idf[g] for g in each) if each and each <= self.idf.keys() else 0.0 for each in asked
        ]
        total = sum(weights) or 1.0
        return sum(w for w, each in zip(weights, asked, strict=True) if w and each <= held) / total

    def features(self, words: Sequence[str]) -> dict[str, float]:
        runs, head, text = self.runs(), self.grams(last=self.head), self.grams(first=self.head)
        squares = sum(each**2 for each in self.idf.values()) or 1.0
        in_head = sum(at < self.head for at, _ in self.met)
        return {
            "cover": self.share(head | text),
            "cover_head": self.share(head),
            "cover_text": self.share(text),
            "cover_rare": sum(self.idf[each] ** 2 for each in head | text) / squares,
            "cover_count": len(head | text) / max(1, len(self.idf)),
            "bm25": self.bm25(),
            "run": np.log1p(max(map(len, runs), default=0)),
            "run_share": max(map(len, runs), default=0) / max(1, len(self.asked)),
            "run_weight": max((sum(map(self.idf.__getitem__, each)) for each in runs), default=0.0)
            / self.total,
            "runs_share": sum(len(each) for each in runs if len(each) >= LONG_RUN) / max(1, len(self.asked)),
            "sentence": max(map(self.share, self.sentences())),
            "opening": self.share(self.grams(self.head, self.head + OPENING)),
            "words": self.words(words, head | text),
            "words_text": self.words(words, text),
            "words_head": self.words(words, head),
            "text_share": (len(self.met) - in_head) / self.length,
            "head_share": in_head / self.head,
            "length": np.log1p(self.length),
        }


@given(PASSAGES, st.text("甲乙丙丁a1 ，", max_size=14), WORDS, st.randoms(use_true_random=False))
def test_features_say_what_a_plain_reading_says(passages, query, words, random) -> None:  # type: ignore[no-untyped-def]
    bank = bank_of(passages)
    rows = random.sample(range(len(passages)), random.randint(1, len(passages)))
    found = text_features(bank, np.array(rows), query, words, [(query, 0.5)])
    for place, row in enumerate(rows):
        plain = Plain(bank, passages[row], query)
        told = plain.features(words)
        assert {name: found[name][place] for name in told} == pytest.approx(told)
        assert found["phrase"][place] == pytest.approx(0.5 * told["cover"])
        assert coverage(bank, row, query) == pytest.approx(told["cover"])


def test_of_a_long_query_the_first_bigrams_count() -> None:
    plain = (chr(at) for at in range(0x4E00, 0x9FFF) if search_form(chr(at)) == chr(at))
    query = "".join(islice(plain, MOST_GRAMS + 120))
    rows = query[:60], query[MOST_GRAMS + 50 :]
    bank = bank_of([("", each) for each in rows])
    found = text_features(bank, np.array([0, 1]), query, [each[:3] for each in rows], [])
    assert found["run_share"].tolist() == pytest.approx([59 / MOST_GRAMS, 0.0])
    assert found["words"].tolist() == [1.0, 0.0], "a word that lies beyond has no weight"


@given(st.lists(st.integers(0, 2), min_size=1, max_size=12).map(sorted), st.data())
def test_neighbours_are_of_the_same_text_and_in_the_list(works: list[int], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, len(works) - 1), min_size=1, unique=True))
    scores = np.array(data.draw(st.lists(st.floats(0, 9), min_size=len(rows), max_size=len(rows))))
    found = list_features(bank_of([("", "")] * len(works), works), np.array(rows), scores)
    spread = (scores.max() - scores.min()) or 1.0
    share = dict(zip(rows, ((scores - scores.min()) / spread).tolist(), strict=True))
    for place, row in enumerate(rows):
        beside = [
            (share[other], abs(other - row))
            for other in range(row - 3, row + 4)
            if other != row and other in share and works[other] == works[row]
        ]
        assert found["near_sum"][place] == pytest.approx(sum(each / distance for each, distance in beside))
        assert found["near_best"][place] == pytest.approx(max((each for each, _ in beside), default=0.0))
