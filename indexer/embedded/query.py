"""A plan → a tantivy query. Pure: needs the schema and the validity classes of the index, nothing else.

Scores come from `words` and `grams` alone. Everything that restricts is a clause of constant score 0.
"""

from __future__ import annotations

import tantivy
from tantivy import Occur, Query

from indexer.embedded.clauses import Clause, any_of, raw, silent
from indexer.embedded.schema import schema
from indexer.embedded.spans import Spans
from indexer.engine import Mode, SearchPlan, Term
from indexer.segment import bigrams


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


def restricts(plan: SearchPlan) -> bool:
    """Whether anything but the day and the currencies leaves documents out."""
    return bool(
        any(plan.filters.values())
        or plan.published_from is not None
        or plan.published_to is not None
        or plan.exclude_phrases
        or plan.exclude_units
        or plan.exclude_works
        or plan.mode is Mode.ADVANCED
    )


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
    found = [raw("words", word) for word in plan.must_words]
    for phrase in plan.must_phrases:
        found += _phrase(phrase)
    return [(Occur.Must, silent(each)) for each in found]


def filter_clauses(plan: SearchPlan, spans: Spans) -> list[Clause]:
    """Filters, days and exclusions."""
    clauses = [(Occur.Must, any_of(name, values)) for name, values in plan.filters.items() if values]
    span = spans.clause(plan.day, plan.currencies)
    if span is not None:
        clauses.append(span)
    if plan.published_from is not None or plan.published_to is not None:
        lower = max(plan.published_from or 1, 1)  # 0 stands for undated, which is in no range
        bounds = Query.range_query(schema(), "published", tantivy.FieldType.Integer, lower, plan.published_to)
        clauses.append((Occur.Must, silent(bounds)))
    for phrase in plan.exclude_phrases:
        parts = [(Occur.Must, each) for each in _phrase(phrase)]
        if parts:
            clauses.append((Occur.MustNot, Query.boolean_query(parts)))
    for name, values in (("id", plan.exclude_units), ("work", plan.exclude_works)):
        if values:
            clauses.append((Occur.MustNot, any_of(name, values)))
    return clauses


def unit_query(unit_id: str) -> tantivy.Query:
    """The one document of a unit."""
    return silent(raw("id", unit_id))


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
        found.append(raw("grams", inner[0]))
    return found
