"""From a request and an understood query to a plan for the engine. Pure (STYLE: query building is pure)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from corpus.model import Currency
from indexer.engine import Mode, SearchPlan, Term
from indexer.segment import bigrams, words
from indexer.validity import ALL_CURRENCIES, DEFAULT_CURRENCIES
from search_service.query.model import Query
from search_service.request import CurrencyFilter, SearchRequest

LONGEST_GRAMS = 400
"""Most bigrams of one query: a pasted page is searched by its first clauses, not in seconds (docs/benchmarks.md)."""

MOST_WORDS = 200


def currencies_of(request: SearchRequest) -> frozenset[Currency]:
    """The currencies that a request lets through; by default what may be relied on (DESIGN §4)."""
    if not request.currency:
        return DEFAULT_CURRENCIES
    if CurrencyFilter.ANY in request.currency:
        return ALL_CURRENCIES
    return frozenset(Currency(each.value) for each in request.currency)


def plan_of(
    query: Query, request: SearchRequest, day: date, works: tuple[str, ...], window: int
) -> SearchPlan:
    """The ranked search for a topic: words and bigrams, each summed (RETRIEVAL.md), within the filters.

    `works` restricts it to the law in context (`law=`); empty for none.
    """
    return SearchPlan(
        words=_words(query),
        grams=tuple(Term(each) for each in dict.fromkeys(bigrams(query.grams_text)))[:LONGEST_GRAMS],
        day=day.toordinal(),
        currencies=currencies_of(request),
        filters=_filters(request, works),
        published_from=request.published_from.toordinal() if request.published_from else None,
        published_to=request.published_to.toordinal() if request.published_to else None,
        mode=Mode.ADVANCED if request.mode == "advanced" else Mode.SIMPLE,
        must_words=query.terms if request.mode == "advanced" else (),
        must_phrases=query.phrases,
        exclude_phrases=query.excluded,
        limit=window,
    )


def _words(query: Query) -> tuple[Term, ...]:
    """The query's own words at full weight; the words of law that stand for a lay term at theirs."""
    weights: dict[str, float] = dict.fromkeys(query.terms[:MOST_WORDS], 1.0)
    for expansion in query.expansions:
        for phrase, weight in expansion.to:
            for word in words(phrase):
                weights[word] = max(weight, weights.get(word, 0.0))
    return tuple(Term(word, weight) for word, weight in weights.items())


def _filters(request: SearchRequest, works: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    given: dict[str, tuple[str, ...]] = {
        "work": works,
        "level": tuple(map(str, request.level)),
        "issuer": request.issuer,
        "region": request.region,
        "category": request.category,
        "year": tuple(map(str, request.year)),
    }
    return {name: values for name, values in given.items() if values}
