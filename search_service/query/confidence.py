"""Is the best hit an answer? The idf-weighted share of the query's words that it covers (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Callable
from math import log

from indexer.segment import search_form, words_of
from search_service.query.model import Query

THRESHOLD = 0.6
"""From this score on the best hit is called an answer. Fitted by `python -m evaluation.confidence` (starter
library; STARD dev and basis dev queries whose gold is among the first three hits, against made-up queries about
what no law there governs): 82 % and 100 % of the right ones are confident, 19 % of the outside ones."""

ENOUGH_RARE_WORDS = 4
"""A long clause need not be covered as a whole: as much as this many words that stand in one unit only weigh
is enough. Fitted with THRESHOLD; without it (right − outside) falls from .72 to .38, because no article covers a
clause of a hundred characters."""

HONEST_NOTES = frozenset({"needs_law_context", "not_in_library", "outside_coverage"})
"""With one of these notes there is no answer to be sure of, whatever was found."""


def confident(
    query: Query, best_hit_text: str, doc_freq: Callable[[str], int], n_docs: int
) -> tuple[bool, float]:
    """(is the best hit an answer, its score in [0, 1]).

    `best_hit_text` is what was searched: title, path and text of the first hit. `doc_freq(word)` is the
    number of units that hold a word, of `n_docs`. A look-up that found its law is certain.
    """
    if query.type != "topic":
        sure = bool(query.work_ids) and not doubtful(query)
        return sure, 1.0 if sure else 0.0
    score = coverage(query, best_hit_text, doc_freq, n_docs)
    return score >= THRESHOLD and not doubtful(query), score


def coverage(
    query: Query,
    best_hit_text: str,
    doc_freq: Callable[[str], int],
    n_docs: int,
    rare_words: float = ENOUGH_RARE_WORDS,
) -> float:
    """The share alone, of the query's words or of `rare_words`, whichever weighs less; in [0, 1].

    The words of a lay term count as covered as far as they stand in the hit themselves, or as far as the best
    of the words of law that stand for them does.
    """
    text = search_form(best_hit_text)
    weight = {term: _idf(doc_freq(term), n_docs) for term in query.terms}
    gained = {term: weight[term] if term in text else 0.0 for term in weight}
    for expansion in query.expansions:
        lay = [term for term in words_of(search_form(expansion.term)) if term in weight]
        best = max((_share(phrase, text, doc_freq, n_docs) for phrase, _ in expansion.to), default=0.0)
        for term in lay:
            gained[term] = max(gained[term], weight[term] * best)
    enough = min(sum(weight.values()), rare_words * _idf(1, n_docs))
    return min(1.0, sum(gained.values()) / enough) if enough else 0.0


def weighed(query: Query) -> list[str]:
    """The words whose `doc_freq` is asked for; to be asked for all at once, where each call costs a request."""
    if query.type != "topic":
        return []
    words = dict.fromkeys(query.terms)
    for expansion in query.expansions:
        for phrase, _ in expansion.to:
            words |= dict.fromkeys(words_of(search_form(phrase)))
    return list(words)


def _share(phrase: str, text: str, doc_freq: Callable[[str], int], n_docs: int) -> float:
    weight = {word: _idf(doc_freq(word), n_docs) for word in words_of(search_form(phrase))}
    total = sum(weight.values())
    return sum(value for word, value in weight.items() if word in text) / total if total else 0.0


def doubtful(query: Query) -> bool:
    """Does a note forbid confidence?"""
    return any(note.code in HONEST_NOTES for note in query.notes)


def _idf(frequency: int, n_docs: int) -> float:
    """BM25's idf (Lucene form), positive for every word."""
    return log(1 + (n_docs - frequency + 0.5) / (frequency + 0.5)) if frequency <= n_docs else 0.0
