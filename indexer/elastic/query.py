"""A plan → the JSON of an Elasticsearch query. Pure: needs the validity classes of the index, nothing else.

Scores come from `words` and `grams` alone, as one flat `should`. Everything that restricts stands in `filter` or
`must_not`, which never score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from indexer.elastic.schema import token
from indexer.elastic.spans import Spans
from indexer.engine import Mode, SearchPlan, Term
from indexer.segment import bigrams

Clause = dict[str, Any]

# Matches nothing, which no shard knows beforehand. A shard that holds no day of a range would simplify the whole
# query to nothing, and leave its frequencies out of those of the whole index: scores would be others.
_NOTHING: Clause = {"term": {"work": ""}}

# Names of clauses in an explained search.
ALLOWED = "allowed"


def query(plan: SearchPlan, spans: Spans) -> Clause | None:
    """The whole query; None for a plan that can find nothing (a simple one without terms)."""
    scoring = [term_query(name, term) for name, _, term in scoring_terms(plan)]
    required = must_clauses(plan)
    if not scoring and not required:
        return None
    found: Clause = _restricted([*required, *filter_clauses(plan, spans)], exclusions(plan))
    if scoring:
        found["should"] = scoring
        found["minimum_should_match"] = 0 if required else 1
    return {"bool": found}


def explained_query(plan: SearchPlan, spans: Spans, unit_id: str) -> Clause:
    """Finds the one unit if it is held; named clauses tell what each term adds, and whether the plan allows
    the unit."""
    named: list[Clause] = [
        {"term": {name: {**term_query(name, term)["term"][name], "_name": f"{name}{place}"}}}
        for name, place, term in scoring_terms(plan)
    ]
    clauses = [*must_clauses(plan), *filter_clauses(plan, spans)]
    allowed = {**_restricted(clauses, exclusions(plan)), "boost": 0.0, "_name": ALLOWED}
    return {"bool": {"filter": [unit_query([unit_id])], "should": [*named, {"bool": allowed}]}}


def unit_query(unit_ids: Sequence[str]) -> Clause:
    """The documents of these units."""
    return {"ids": {"values": list(unit_ids)}}


def scoring_terms(plan: SearchPlan) -> Iterator[tuple[str, int, Term]]:
    """Field, place in the plan, term."""
    for name, group in (("words", plan.words), ("grams", plan.grams)):
        for place, term in enumerate(group):
            yield name, place, term


def term_query(name: str, term: Term) -> Clause:
    """One scoring term."""
    return {"term": {name: {"value": token(term.text), "boost": term.weight}}}


def must_clauses(plan: SearchPlan) -> list[Clause]:
    """What an advanced search requires. A phrase without any letter or digit says nothing and is left out."""
    if plan.mode is not Mode.ADVANCED:
        return []
    words = [_any_of("words", [token(word)]) for word in plan.must_words]
    return words + [each for phrase in plan.must_phrases for each in _phrase(phrase)]


def filter_clauses(plan: SearchPlan, spans: Spans) -> list[Clause]:
    """Filters, days of publication, and the classes of validity."""
    clauses = [_any_of(name, values) for name, values in plan.filters.items() if values]
    span = spans.clause(plan.day, plan.currencies)
    if span is not None:
        classes = _any_of("span", span.classes)
        clauses.append(_all_but(classes) if span.hidden else classes)
    if plan.published_from is not None or plan.published_to is not None:
        bounds = {"gte": max(plan.published_from or 1, 1)}  # 0 stands for undated, which is in no range
        if plan.published_to is not None:
            bounds["lte"] = plan.published_to
        clauses.append({"bool": {"should": [{"range": {"published": bounds}}, _NOTHING]}})
    return clauses


def exclusions(plan: SearchPlan) -> list[Clause]:
    """What must not be: phrases, units, works."""
    clauses = []
    for phrase in plan.exclude_phrases:
        if parts := _phrase(phrase):
            clauses.append({"bool": {"filter": parts}})
    if units := [each for each in plan.exclude_units if each]:  # the cluster refuses an empty id
        clauses.append(unit_query(units))
    if plan.exclude_works:
        clauses.append(_any_of("work", plan.exclude_works))
    return clauses


def frequencies(words: Sequence[str]) -> Clause:
    """Aggregations that count the documents with each word. A count of one term costs one look-up a segment."""
    terms = [_any_of("words", [token(word)]) for word in words]
    return {"words": {"filters": {"filters": terms}}}


def _restricted(filters: list[Clause], excluded: list[Clause]) -> Clause:
    return {name: found for name, found in (("filter", filters), ("must_not", excluded)) if found}


def _any_of(name: str, values: Sequence[str]) -> Clause:
    """Documents with one of these values."""
    return {"term": {name: values[0]}} if len(values) == 1 else {"terms": {name: list(values)}}


def _all_but(hidden: Clause) -> Clause:
    """Everything that this does not find, as a filter that the server keeps as one set of documents. As a plain
    `must_not` it would cut the scoring into a piece between every two hidden documents: 4.7 ms instead of 3.1 of
    the node's processor a search (docs/benchmarks.md). The second alternative keeps Lucene from making it one again."""
    shown: Clause = {"bool": {"must_not": [hidden]}}
    return {"bool": {"should": [shown, _NOTHING], "minimum_should_match": 1}}


def _phrase(text: str) -> list[Clause]:
    """These characters in this order: their bigrams one behind the other.

    A run of one character at either end may be a part of a longer run in the text, where no token of its own
    stands for it: it is looked for in every bigram instead, wherever that is. Tokens are letters and digits,
    so nothing in them means anything to `regexp`.
    """
    grams = bigrams(text)
    inner = list(grams)
    while inner and len(inner[0]) == 1:
        inner.pop(0)
    while inner and len(inner[-1]) == 1:
        inner.pop()
    edges = grams if not inner else [each for each in (grams[0], grams[-1]) if len(each) == 1]
    found: list[Clause] = [
        {"regexp": {"grams": {"value": f"{each}.?|.{each}", "flags": "NONE"}}}
        for each in dict.fromkeys(edges)
    ]
    if len(inner) > 1:
        found.append({"match_phrase": {"grams": " ".join(inner)}})
    elif inner:
        found.append(_any_of("grams", inner))
    return found
