"""A plan becomes the JSON of a query: each part as a table."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Currency
from indexer.elastic.query import explained_query, frequencies, query
from indexer.elastic.schema import LONGEST_TOKEN
from indexer.elastic.spans import SpanClause, Spans
from indexer.engine import Mode, SearchPlan, Term
from indexer.validity import ALL_CURRENCIES, Validity

START = date(2020, 1, 1).toordinal()
END = date(2024, 1, 1).toordinal()
IN_FORCE = Validity.of([(0, Currency.UPCOMING), (START, Currency.IN_FORCE)]).key()
ENDED = Validity.of([(0, Currency.UPCOMING), (START, Currency.IN_FORCE), (END, Currency.REPEALED)]).key()
UNKNOWN = Validity.of([(0, Currency.UNDETERMINED)]).key()
SPANS = Spans({IN_FORCE: 80, ENDED: 15, UNKNOWN: 5})
NOTHING = {"term": {"work": ""}}


def plan(**more: Any) -> SearchPlan:
    return SearchPlan(**{"words": (Term("公园"),), "currencies": ALL_CURRENCIES, **more})


def scored(*terms: tuple[str, str, float]) -> list[dict[str, Any]]:
    return [{"term": {name: {"value": text, "boost": weight}}} for name, text, weight in terms]


PARK = scored(("words", "公园", 1.0))


def test_terms_are_one_flat_sum() -> None:
    found = query(plan(words=(Term("公园"), Term("开放", 0.5)), grams=(Term("公园", 2.0),)), SPANS)
    terms = scored(("words", "公园", 1.0), ("words", "开放", 0.5), ("grams", "公园", 2.0))
    assert found == {"bool": {"should": terms, "minimum_should_match": 1}}


@pytest.mark.parametrize(
    ("given", "filters", "excluded"),
    [
        ({"filters": {"level": ("法律",)}}, [{"term": {"level": "法律"}}], []),
        ({"filters": {"year": ("2020", "2021")}}, [{"terms": {"year": ["2020", "2021"]}}], []),
        ({"filters": {"year": ()}}, [], []),
        ({"exclude_works": ("w",)}, [], [{"term": {"work": "w"}}]),
        ({"exclude_units": ("w:v:a1", "")}, [], [{"ids": {"values": ["w:v:a1"]}}]),
        ({"exclude_units": ("",)}, [], []),
        ({"exclude_phrases": ("开放", "，。")}, [], [{"bool": {"filter": [{"term": {"grams": "开放"}}]}}]),
        ({"must_words": ("开放",)}, [], []),
        ({"must_phrases": ("开放",)}, [], []),
    ],
)
def test_what_restricts_a_simple_plan(given: dict[str, Any], filters: list[Any], excluded: list[Any]) -> None:
    found = query(plan(**given), SPANS)
    assert found is not None
    body = found["bool"]
    assert (body.get("filter", []), body.get("must_not", [])) == (filters, excluded)
    assert (body["should"], body["minimum_should_match"]) == (PARK, 1)


@pytest.mark.parametrize(
    ("start", "end", "bounds"),
    [
        (730000, None, {"gte": 730000}),
        (None, 740000, {"gte": 1, "lte": 740000}),
        (0, 0, {"gte": 1, "lte": 0}),
        (730000, 740000, {"gte": 730000, "lte": 740000}),
    ],
)
def test_days_of_publication_never_take_the_undated(
    start: int | None, end: int | None, bounds: dict[str, int]
) -> None:
    found = query(plan(published_from=start, published_to=end), SPANS)
    assert found is not None
    assert found["bool"]["filter"] == [{"bool": {"should": [{"range": {"published": bounds}}, NOTHING]}}]


@pytest.mark.parametrize(
    ("phrase", "clauses"),
    [
        ("公园开放", [{"match_phrase": {"grams": "公园 园开 开放"}}]),
        ("公园，开放", [{"match_phrase": {"grams": "公园 开放"}}]),
        ("公园", [{"term": {"grams": "公园"}}]),
        ("园", ["园"]),
        ("一、公园", ["一", {"term": {"grams": "公园"}}]),
        ("公园开放。a", ["a", {"match_phrase": {"grams": "公园 园开 开放"}}]),
        ("，。", []),
        ("", []),
    ],
)
def test_phrases_are_runs_of_bigrams(phrase: str, clauses: list[Any]) -> None:
    wanted = [
        {"regexp": {"grams": {"value": f"{each}.?|.{each}", "flags": "NONE"}}}
        if isinstance(each, str)
        else each
        for each in clauses
    ]
    found = query(plan(mode=Mode.ADVANCED, must_phrases=(phrase,), words=()), SPANS)
    assert found == ({"bool": {"filter": wanted}} if wanted else None)


def test_an_advanced_plan_requires_and_its_terms_only_rank() -> None:
    found = query(plan(mode=Mode.ADVANCED, must_words=("开放",)), SPANS)
    required = [{"term": {"words": "开放"}}]
    assert found == {"bool": {"filter": required, "should": PARK, "minimum_should_match": 0}}


@pytest.mark.parametrize("mode", [Mode.SIMPLE, Mode.ADVANCED])
def test_a_plan_that_says_nothing_is_no_query(mode: Mode) -> None:
    assert query(plan(words=(), mode=mode, filters={"level": ("法律",)}), SPANS) is None


@pytest.mark.parametrize(
    ("day", "currencies", "clause"),
    [
        (END, ALL_CURRENCIES, None),
        (START, {Currency.IN_FORCE, Currency.UNDETERMINED}, None),
        (END, {Currency.IN_FORCE, Currency.UNDETERMINED}, SpanClause((ENDED,), True)),
        (START - 1, {Currency.UNDETERMINED}, SpanClause((UNKNOWN,), False)),
        (END, {Currency.REPEALED}, SpanClause((ENDED,), False)),
        (END, {Currency.SUPERSEDED}, SpanClause((), False)),
    ],
)
def test_a_day_names_the_classes_of_the_fewer_documents(
    day: int, currencies: set[Currency], clause: SpanClause | None
) -> None:
    assert SPANS.clause(day, frozenset(currencies)) == clause


def test_classes_of_validity_are_a_filter_that_never_cuts_the_scoring() -> None:
    shown = query(plan(day=END, currencies=frozenset({Currency.REPEALED})), SPANS)
    hidden = query(plan(day=END, currencies=frozenset({Currency.IN_FORCE, Currency.UNDETERMINED})), SPANS)
    nothing = query(plan(day=END, currencies=frozenset({Currency.SUPERSEDED})), SPANS)
    assert shown and shown["bool"]["filter"] == [{"term": {"span": ENDED}}]
    all_but = {"bool": {"must_not": [{"term": {"span": ENDED}}]}}
    assert hidden and "must_not" not in hidden["bool"]
    assert hidden["bool"]["filter"] == [
        {"bool": {"should": [all_but, {"term": {"work": ""}}], "minimum_should_match": 1}}
    ]
    assert nothing and nothing["bool"]["filter"] == [{"terms": {"span": []}}]


def test_an_index_without_documents_hides_nothing() -> None:
    assert Spans({}).clause(END, frozenset({Currency.IN_FORCE})) is None


def test_an_explained_query_names_its_terms_and_what_the_plan_allows() -> None:
    asked = plan(words=(Term("公园"), Term("开放")), filters={"level": ("法律",)})
    found = explained_query(asked, SPANS, "w:v:a1")["bool"]
    assert found["filter"] == [{"ids": {"values": ["w:v:a1"]}}]
    assert [each["term"]["words"]["_name"] for each in found["should"][:-1]] == ["words0", "words1"]
    assert found["should"][-1]["bool"] == {
        "filter": [{"term": {"level": "法律"}}],
        "boost": 0.0,
        "_name": "allowed",
    }


def test_frequencies_keep_the_order_of_the_words() -> None:
    found = frequencies(["公园", "开放"])["words"]["filters"]["filters"]
    assert found == [{"term": {"words": "公园"}}, {"term": {"words": "开放"}}]


def test_long_tokens_are_cut_as_in_documents() -> None:
    long = "a" * 300
    found = query(plan(words=(Term(long),), mode=Mode.ADVANCED, must_words=(long,)), SPANS)
    cut = "a" * LONGEST_TOKEN
    assert found is not None
    assert found["bool"]["should"] == scored(("words", cut, 1.0))
    assert found["bool"]["filter"] == [{"term": {"words": cut}}]


@given(st.lists(st.text(max_size=12), max_size=4), st.text(max_size=20), st.booleans())
def test_any_text_makes_json_whose_patterns_hold_letters_only(
    phrases: list[str], value: str, advanced: bool
) -> None:
    mode = Mode.ADVANCED if advanced else Mode.SIMPLE
    asked = plan(
        mode=mode, must_phrases=tuple(phrases), exclude_phrases=tuple(phrases), filters={"issuer": (value,)}
    )
    found = query(asked, SPANS)
    json.dumps(found)
    for pattern in _patterns(found):
        assert pattern[0].isalnum() and pattern == f"{pattern[0]}.?|.{pattern[0]}"


def _patterns(found: Any) -> list[str]:
    if isinstance(found, dict):
        own = [found["regexp"]["grams"]["value"]] if "regexp" in found else []
        return own + [each for value in found.values() for each in _patterns(value)]
    return [each for value in found for each in _patterns(value)] if isinstance(found, list) else []
