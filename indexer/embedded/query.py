"""A plan → a tantivy query. Pure: needs the schema and the validity classes of the index, nothing else.

Scores come from `words` and `grams` alone. Everything that restricts is a clause of constant score 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import tantivy
from tantivy import Occur, Query

from corpus.model import Currency
from indexer.embedded.schema import schema
from indexer.engine import Mode, SearchPlan, Term
from indexer.segment import bigrams
from indexer.validity import ALL_CURRENCIES, Validity

Clause = tuple[tantivy.Occur, tantivy.Query]


class Spans:
    """The validity classes of one index, with how many documents each has."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._classes = [(key, Validity.from_key(key), count) for key, count in counts.items()]
        # Few days are asked for between two builds: today, and now and then another.
        self.clause = lru_cache(maxsize=64)(self._clause)

    def _clause(self, day: int, currencies: frozenset[Currency]) -> Clause | None:
        """Units of these currencies on a day; None where nothing is hidden.

        The smaller of the shown and the hidden documents is looked up: by default few are hidden.
        """
        if currencies >= ALL_CURRENCIES:
            return None
        shown: list[str] = []
        hidden: list[str] = []
        balance = 0
        for key, validity, count in self._classes:
            visible = validity.on(day) in currencies
            (shown if visible else hidden).append(key)
            balance += count if visible else -count
        if not hidden:
            return None
        if balance > 0:
            return Occur.MustNot, _any_of("span", hidden)
        return Occur.Must, _any_of("span", shown)


def query(plan: SearchPlan, spans: Spans) -> tantivy.Query | None:
    """The whole query; None for a plan that can find nothing (a simple one without terms)."""
    scoring = score_query(plan)
    required = must_clauses(plan) if plan.mode is Mode.ADVANCED else []
    if scoring is None and not required:
        return None
    clauses = [*required, *filter_clauses(plan, spans)]
    if scoring is None:
        return Query.boolean_query(clauses)
    if not clauses:
        return scoring
    return Query.boolean_query([(Occur.Should if required else Occur.Must, scoring), *clauses])


def score_query(plan: SearchPlan) -> tantivy.Query | None:
    """The flat sum of the scores of all terms; None without terms."""
    terms = [
        (Occur.Should, term_query(name, term))
        for name, group in (("words", plan.words), ("grams", plan.grams))
        for term in group
    ]
    return Query.boolean_query(terms) if terms else None


def term_query(name: str, term: Term) -> tantivy.Query:
    """One scoring term; positions are not read for it."""
    found = Query.term_query(schema(), name, term.text, index_option="freq")
    return found if term.weight == 1.0 else Query.boost_query(found, term.weight)


def must_clauses(plan: SearchPlan) -> list[Clause]:
    """What an advanced search requires. A phrase without any letter or digit says nothing and is left out."""
    found = [_raw("words", word) for word in plan.must_words]
    for phrase in plan.must_phrases:
        found += _phrase(phrase)
    return [(Occur.Must, _silent(each)) for each in found]


def filter_clauses(plan: SearchPlan, spans: Spans) -> list[Clause]:
    """Filters, days and exclusions."""
    clauses = [(Occur.Must, _any_of(name, values)) for name, values in plan.filters.items() if values]
    span = spans.clause(plan.day, plan.currencies)
    if span is not None:
        clauses.append(span)
    if plan.published_from is not None or plan.published_to is not None:
        lower = max(plan.published_from or 1, 1)  # 0 stands for undated, which is in no range
        bounds = Query.range_query(schema(), "published", tantivy.FieldType.Integer, lower, plan.published_to)
        clauses.append((Occur.Must, _silent(bounds)))
    for phrase in plan.exclude_phrases:
        parts = [(Occur.Must, each) for each in _phrase(phrase)]
        if parts:
            clauses.append((Occur.MustNot, Query.boolean_query(parts)))
    for name, values in (("id", plan.exclude_units), ("work", plan.exclude_works)):
        if values:
            clauses.append((Occur.MustNot, _any_of(name, values)))
    return clauses


def unit_query(unit_id: str) -> tantivy.Query:
    """The one document of a unit."""
    return _silent(_raw("id", unit_id))


def _any_of(name: str, values: Sequence[str]) -> tantivy.Query:
    if len(values) == 1:
        return _silent(_raw(name, values[0]))
    return _silent(Query.term_set_query(schema(), name, list(values)))


def _raw(name: str, value: str) -> tantivy.Query:
    return Query.term_query(schema(), name, value, index_option="basic")


def _silent(found: tantivy.Query) -> tantivy.Query:
    return Query.const_score_query(found, 0.0)


def _phrase(text: str) -> list[tantivy.Query]:
    """These characters in this order: their bigrams one behind the other.

    A run of one character at either end may be a part of a longer run in the text, where no token of its own
    stands for it: it is looked for in every bigram instead, wherever that is.
    """
    grams = bigrams(text)
    inner = list(grams)
    while inner and len(inner[0]) == 1:
        inner.pop(0)
    while inner and len(inner[-1]) == 1:
        inner.pop()
    edges = grams if not inner else [each for each in (grams[0], grams[-1]) if len(each) == 1]
    found = [Query.regex_query(schema(), "grams", f"{each}.?|.{each}") for each in dict.fromkeys(edges)]
    if len(inner) > 1:
        found.append(Query.phrase_query(schema(), "grams", list(inner)))
    elif inner:
        found.append(_raw("grams", inner[0]))
    return found
