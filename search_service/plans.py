"""From a request and an understood query to a plan for the engine. Pure (STYLE: query building is pure)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import islice

from corpus.model import Currency
from indexer.engine import Mode, SearchPlan, Term
from indexer.validity import ALL_CURRENCIES, DEFAULT_CURRENCIES
from search_service.query.model import Query
from search_service.query.weights import gram_weights, word_weights
from search_service.request import CurrencyFilter, SearchRequest

MOST_GRAMS = 400
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
        words=_terms(word_weights(query), MOST_WORDS),
        grams=_terms(gram_weights(query), MOST_GRAMS),
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


def _terms(weights: Mapping[str, float], most: int) -> tuple[Term, ...]:
    return tuple(Term(token, weight) for token, weight in islice(weights.items(), most))


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
