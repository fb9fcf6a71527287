"""How well the text of each candidate fits a query: features of text alone, computed over all candidates at once.

A text is looked at as its bigrams (indexer.bank.grams), each weighing its idf. No feature knows which law a text
belongs to, its year, level or size: such priors "help" only by learning that the answer is 民法典 (RETRIEVAL.md).
Every feature is an array of one number a candidate; shares are of the query's whole idf, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from indexer.bank import Bank
from indexer.bank.build import characters
from indexer.bank.grams import found_in, pairs
from search_service.ranking.matching import (
    BEGINNING,
    BODY,
    HEAD,
    Array,
    Flags,
    Grams,
    Ints,
    Matches,
    Passages,
    grams_of,
)

LONG_RUN = 3
"""Bigrams in a row, four characters: more than a word that both happen to use."""

USUAL_LENGTH = 130.0
"""Characters of a typical article, for BM25's length."""

_BETWEEN = "\n"


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
    counts = matches.counts()
    in_head, in_text = counts[:, HEAD], counts[:, BEGINNING] + counts[:, BODY]
    head, texts, opening = in_head > 0, in_text > 0, counts[:, BEGINNING] > 0
    both = head | texts
    idf = grams.idf if len(grams.codes) else np.zeros(1)
    return {
        **_coverage(both, head, texts, idf),
        "bm25": _bm25(in_text, passages.text_lengths, idf),
        **_runs(matches, grams, idf),
        "sentence": _best_sentence(matches, passages, idf),
        "opening": opening @ idf / (idf.sum() or 1.0),
        **_words(grams, list(words), {"words": both, "words_text": texts, "words_head": head}),
        "text_share": in_text.sum(axis=1) / passages.text_lengths,
        "head_share": in_head.sum(axis=1) / passages.heads,
        "length": np.log1p(passages.text_lengths),
        "phrase": _phrases(bank, passages, phrases),
    }


def coverage(bank: Bank, row: int, text: str) -> float:
    """The feature `cover` of one candidate: the share of a query that it holds, 0 to 1."""
    return float(_cover(Passages(bank, np.array([row])), grams_of(bank, text))[0])


def _cover(passages: Passages, grams: Grams) -> Array:
    """The share of a text that each candidate holds."""
    held = passages.matches(grams).present()[:, : len(grams.codes)]
    found: Array = held @ grams.idf / grams.total
    return found


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
        joined = (np.diff(matches.at) == 1) & grams.follows[matches.gram[:-1], matches.gram[1:]]
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


def _best_sentence(matches: Matches, passages: Passages, idf: Array) -> Array:
    """What the best sentence covers."""
    best = np.zeros(matches.rows)
    if len(matches.at):
        begins = np.diff(passages.sentences(matches.at), prepend=-1) != 0
        number, first = np.cumsum(begins) - 1, np.flatnonzero(begins)
        met = np.zeros(len(first) * matches.grams, dtype=bool)
        met[number * matches.grams + matches.gram] = True
        keys = np.flatnonzero(met)
        covered = np.bincount(keys // matches.grams, weights=idf[keys % matches.grams], minlength=len(first))
        np.maximum.at(best, matches.row[first], covered)
    return best / (idf.sum() or 1.0)


def _words(grams: Grams, words: Sequence[str], found: Mapping[str, Flags]) -> dict[str, Array]:
    """Shares of the query's words (of two characters and more) whose bigrams all are `found` (shape (rows, grams)),
    each word weighing its rarest bigram."""
    chars = characters(_BETWEEN.join(words))
    codes, kept = pairs(chars)
    word = np.cumsum(chars == ord(_BETWEEN))[:-1][kept]  # of each bigram
    gram, known = found_in(grams.codes, codes)
    asked = np.zeros((len(words), max(1, len(grams.codes))))
    asked[word[known], gram[known]] = 1.0
    weight = np.zeros(len(words))
    np.maximum.at(weight, word[known], grams.idf[gram[known]])
    weight[word[~known]] = 0.0  # a word that reaches beyond the query's bigrams
    size, total = asked.sum(axis=1), weight.sum() or 1.0
    return {name: (flags @ asked.T == size) @ weight / total for name, flags in found.items()}


def _phrases(bank: Bank, passages: Passages, phrases: Sequence[tuple[str, float]]) -> Array:
    """How much of the best phrase of the vocabulary pack a candidate covers, times the phrase's weight."""
    best = np.zeros(passages.rows)
    for phrase, weight in phrases:
        best = np.maximum(best, weight * _cover(passages, grams_of(bank, phrase)))
    return best
