"""How well the text of each candidate fits a query: features of text alone, computed over all candidates at once.

A text is looked at as its bigrams (indexer.bank.grams), each weighing its idf. No feature knows which law a text
belongs to, its year, level or size: such priors "help" only by learning that the answer is 民法典 (RETRIEVAL.md).
Every feature is an array of one number a candidate; shares are of the query's whole idf, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.bank import Bank
from indexer.bank.build import characters
from indexer.bank.grams import letter_table, pairs
from indexer.segment import search_form

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

OPENING = 40
"""Characters: an article says at its beginning what it is about."""

LONG_RUN = 3
"""Bigrams in a row, four characters: more than a word that both happen to use."""

USUAL_LENGTH = 130.0
"""Characters of a typical article, for BM25's length."""

MOST_GRAMS = 400
"""Bigrams of a query that are looked at, as in the search itself."""

_BREAKS = frozenset("。;!?\n；！？")


@dataclass(frozen=True)
class Grams:
    """The bigrams of a text in search form: `codes` without repeats, `place[i]` the i-th of the text among them,
    `follows[a, b]`: b stands right behind a."""

    codes: npt.NDArray[np.uint32]
    place: Ints
    follows: Flags
    idf: Array

    @property
    def total(self) -> float:
        return float(self.idf.sum()) or 1.0


def grams_of(bank: Bank, text: str) -> Grams:
    """The bigrams of a query or phrase, weighed by a bank."""
    codes, kept = pairs(characters(search_form(text)))
    at = np.flatnonzero(kept)[:MOST_GRAMS]
    own, place = np.unique(codes[:MOST_GRAMS], return_inverse=True)
    follows = np.zeros((len(own), len(own)), dtype=bool)
    neighbours = np.diff(at) == 1
    follows[place[:-1][neighbours], place[1:][neighbours]] = True
    return Grams(own, place, follows, bank.idf(own))


@dataclass(frozen=True)
class Matches:
    """Where the bigrams of a query stand in the candidates: for each match the candidate `row` (0 …), the bigram
    `gram`, the place `at` in all characters and `inside` its passage, and whether it is in the `head`."""

    rows: int
    grams: int
    row: Ints
    gram: Ints
    at: Ints
    inside: Ints
    head: Flags

    def counts(self, chosen: Flags) -> Array:
        """How often each bigram stands in each candidate, shape (rows, grams), of the chosen matches."""
        keys = self.row[chosen] * self.grams + self.gram[chosen]
        found = np.bincount(keys, minlength=self.rows * self.grams).astype(np.float64)
        return found.reshape(self.rows, self.grams)


class Passages:
    """The characters of some rows of a bank, one behind the other."""

    def __init__(self, bank: Bank, rows: Ints) -> None:
        starts, lengths = bank.arrays["starts"][rows], bank.lengths[rows]
        first = np.concatenate(([0], np.cumsum(lengths)))
        self.row = np.repeat(np.arange(len(rows)), lengths)
        self.inside = np.arange(first[-1]) - first[self.row]
        self.chars = bank.arrays["chars"][starts[self.row] + self.inside]
        self.heads = bank.arrays["heads"][rows].astype(np.int64)
        self.text_lengths = np.maximum(lengths - self.heads, 1).astype(np.float64)
        letter = letter_table()[self.chars]
        self._begins = letter[:-1] & letter[1:] & (self.row[:-1] == self.row[1:])
        wide = self.chars.astype(np.uint32)
        self._codes = (wide[:-1] << np.uint32(16)) | wide[1:]
        self.rows = len(rows)

    def matches(self, grams: Grams) -> Matches:
        """Where these bigrams stand."""
        if not len(grams.codes) or not len(self._codes):
            nowhere = np.zeros(0, dtype=np.int64)
            size = max(1, len(grams.codes))
            return Matches(self.rows, size, nowhere, nowhere, nowhere, nowhere, nowhere.astype(bool))
        gram = np.minimum(np.searchsorted(grams.codes, self._codes), len(grams.codes) - 1)
        at = np.flatnonzero((grams.codes[gram] == self._codes) & self._begins)
        row, inside = self.row[at], self.inside[at]
        return Matches(self.rows, len(grams.codes), row, gram[at], at, inside, inside < self.heads[row])

    def sentences(self, at: Ints) -> Ints:
        """The number of the sentence at places of all characters; a sentence never spans two rows, for a row's
        heading ends with a line break and its text begins behind it."""
        ends = np.cumsum(_break_table()[self.chars] | (self.inside == 0))
        found: Ints = ends[at]
        return found


def _break_table() -> Flags:
    table = np.zeros(1 << 16, dtype=bool)
    table[[ord(each) for each in _BREAKS]] = True
    return table


def text_features(
    bank: Bank,
    rows: Ints,
    text: str,
    words: Iterable[str],
    phrases: Sequence[tuple[str, float]],
) -> Mapping[str, Array]:
    """Features of candidates (`rows` of a bank) for a query: its text and words, and the phrases (with weights)
    that the vocabulary pack adds."""
    passages, grams = Passages(bank, rows), grams_of(bank, text)
    matches = passages.matches(grams)
    head, texts = matches.counts(matches.head), matches.counts(~matches.head)
    idf = grams.idf if len(grams.codes) else np.zeros(1)
    both = (head > 0) | (texts > 0)
    return {
        **_coverage(both, head > 0, texts > 0, idf),
        "bm25": _bm25(texts, passages.text_lengths, idf),
        **_runs(matches, grams, idf),
        **_places(matches, passages, idf),
        **_words(bank, grams, words, both, texts > 0, head > 0),
        "text_share": np.bincount(matches.row[~matches.head], minlength=len(rows)) / passages.text_lengths,
        "head_share": np.bincount(matches.row[matches.head], minlength=len(rows)) / passages.heads,
        "length": np.log1p(passages.text_lengths),
        "phrase": _phrases(bank, passages, phrases),
    }


def _coverage(both: Flags, head: Flags, texts: Flags, idf: Array) -> dict[str, Array]:
    total, squares = idf.sum() or 1.0, (idf**2).sum() or 1.0
    return {
        "cover": both @ idf / total,
        "cover_head": head @ idf / total,
        "cover_text": texts @ idf / total,
        "cover_rare": both @ idf**2 / squares,
        "cover_count": both.mean(axis=1),
    }


def _bm25(counts: Array, lengths: Array, idf: Array) -> Array:
    norm = 1.2 * (0.25 + 0.75 * lengths / USUAL_LENGTH)
    found: Array = (counts * 2.2 / (counts + norm[:, None])) @ idf / (idf.sum() or 1.0)
    return found


def _runs(matches: Matches, grams: Grams, idf: Array) -> dict[str, Array]:
    """The longest fragment that candidate and query share, by bigrams and by idf, and all long ones together."""
    longest, weightiest, long = (np.zeros(matches.rows) for _ in range(3))
    if len(matches.at):
        joined = (np.diff(matches.at) == 1) & (np.diff(matches.row) == 0)
        joined &= grams.follows[matches.gram[:-1], matches.gram[1:]]
        first = np.flatnonzero(np.concatenate(([True], ~joined)))
        lengths = np.diff(np.append(first, len(matches.at)))
        weights = np.add.reduceat(idf[matches.gram], first)
        row = matches.row[first]
        np.maximum.at(longest, row, lengths)
        np.maximum.at(weightiest, row, weights)
        np.add.at(long, row, np.where(lengths >= LONG_RUN, lengths, 0))
    asked = max(1, len(grams.place))
    return {
        "run": np.log1p(longest),
        "run_share": longest / asked,
        "run_weight": weightiest / (idf.sum() or 1.0),
        "runs_share": long / asked,
    }


def _places(matches: Matches, passages: Passages, idf: Array) -> dict[str, Array]:
    """What the best sentence covers, and what the beginning of the text covers."""
    total = idf.sum() or 1.0
    best = np.zeros(matches.rows)
    if len(matches.at):
        sentence = passages.sentences(matches.at)
        _, at, number = np.unique(sentence, return_index=True, return_inverse=True)
        met = np.unique(number * np.int64(matches.grams) + matches.gram)
        covered = np.bincount(met // matches.grams, weights=idf[met % matches.grams], minlength=len(at))
        np.maximum.at(best, matches.row[at], covered)
    opening = ~matches.head & (matches.inside - passages.heads[matches.row] < OPENING)
    return {"sentence": best / total, "opening": (matches.counts(opening) > 0) @ idf / total}


def _words(
    bank: Bank, grams: Grams, words: Iterable[str], both: Flags, texts: Flags, head: Flags
) -> dict[str, Array]:
    """Shares of the query's words (of two characters and more), each weighing its rarest bigram."""
    place = {int(code): at for at, code in enumerate(grams.codes)}
    found = {name: np.zeros(len(both)) for name in ("words", "words_text", "words_head")}
    total = 0.0
    for word in words:
        codes, _ = pairs(characters(word))
        at = [place[code] for each in codes if (code := int(each)) in place]
        if not at or len(at) < len(codes):
            continue
        weight = float(grams.idf[at].max())
        total += weight
        for name, where in (("words", both), ("words_text", texts), ("words_head", head)):
            found[name] += weight * where[:, at].all(axis=1)
    return {name: each / (total or 1.0) for name, each in found.items()}


def _phrases(bank: Bank, passages: Passages, phrases: Sequence[tuple[str, float]]) -> Array:
    """How much of the best phrase of the vocabulary pack a candidate covers, times the phrase's weight."""
    best = np.zeros(passages.rows)
    for phrase, weight in phrases:
        grams = grams_of(bank, phrase)
        matches = passages.matches(grams)
        if len(matches.at):
            covered = (matches.counts(np.ones(len(matches.at), dtype=bool)) > 0) @ grams.idf
            best = np.maximum(best, weight * covered / grams.total)
    return best
