"""The engine on a real cluster, where it goes beyond the contract: opening, trouble, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from indexer.documents import Document, documents
from indexer.elastic.client import Connection, connect
from indexer.elastic.engine import ElasticEngine, open_index, settled
from indexer.elastic.errors import calling
from indexer.elastic.schema import MOST_HITS, document_body
from indexer.engine import EngineError, Mode, SearchPlan, Term
from indexer.segment import bigrams, words
from tests.elastic_node import client
from tests.indexer.elastic.building import build, index_of, manifest, own_name, remove
from tests.indexer.samples import TODAY, Sample, assemble, market_laws, since, unit


def market() -> list[Document]:
    return list(documents(*assemble(market_laws())))


def plan(text: str, **more: Any) -> SearchPlan:
    return SearchPlan(
        words=tuple(Term(each) for each in dict.fromkeys(words(text))),
        grams=tuple(Term(each) for each in dict.fromkeys(bigrams(text))),
        day=TODAY.toordinal(),
        **more,
    )


@pytest.fixture
def index() -> Iterator[str]:
    """A finished index of the sample laws that a test may spoil."""
    name = own_name()
    build(client(), name, market())
    yield name
    remove(client(), name)


def code_of_opening(name: str, at: Elasticsearch | None = None) -> str:
    with pytest.raises(EngineError) as raised:
        open_index(at or client(), name)
    assert raised.value.message_zh
    return raised.value.code


def test_no_such_index() -> None:
    assert code_of_opening(own_name()) == "index_missing"


def test_an_alias_is_followed_and_two_indexes_behind_it_are_named(index: str) -> None:
    alias = f"{index}-alias"
    client().indices.put_alias(index=index, name=alias)
    assert open_index(client(), alias).info().generation == index
    client().indices.create(index=f"{index}-second", aliases={alias: {}})
    with pytest.raises(EngineError) as raised:
        open_index(client(), alias)
    assert raised.value.code == "alias_ambiguous"
    assert index in raised.value.message_zh and f"{index}-second" in raised.value.message_zh


@pytest.mark.parametrize(
    ("meta", "code"),
    [
        ({}, "index_broken"),
        ({"fingerprint": "x"}, "index_broken"),
        (manifest(11).meta() | {"fingerprint": "0123456789abcdef"}, "fingerprint_mismatch"),
        (manifest(12).meta(), "index_broken"),
        (manifest(10).meta(), "index_broken"),
    ],
)
def test_an_index_that_is_not_what_it_should_be(index: str, meta: dict[str, Any], code: str) -> None:
    client().indices.put_mapping(index=index, meta=meta)
    assert code_of_opening(index) == code


def test_an_index_of_somebody_elses(index: str) -> None:
    client().indices.create(index=f"{index}-other", mappings={"properties": {"title": {"type": "text"}}})
    assert code_of_opening(f"{index}-other") == "index_broken"


def test_an_index_with_other_fields_under_our_manifest(index: str) -> None:
    other = f"{index}-other"
    fields = {name: {"type": "text"} for name in ("id", "words", "grams", "text_hash")}
    client().indices.create(index=other, mappings={"properties": fields, "_meta": manifest(0).meta()})
    engine = open_index(client(), other)
    client().index(index=other, id="u", document={"id": "u", "words": "公园"}, refresh=True)
    with pytest.raises(EngineError) as raised:
        engine.search(plan("公园"))
    assert raised.value.code in ("engine_mapping_conflict", "engine_failed")


def test_an_index_that_was_removed_or_closed_is_no_empty_answer(index: str) -> None:
    engine = open_index(client(), index)
    client().indices.close(index=index)
    with pytest.raises(EngineError) as raised:
        engine.search(plan("公园"))
    assert raised.value.code == "engine_unavailable"
    client().indices.delete(index=index)
    for call in (engine.search, engine.count, lambda each: engine.explain(each, "jinan:2020-05-01:a1")):
        with pytest.raises(EngineError) as raised:
            call(plan("公园"))
        assert raised.value.code == "index_missing"
    with pytest.raises(EngineError):
        engine.doc_freq(["公园"])


def test_a_cluster_that_is_away(index: str) -> None:
    opened = open_index(client(), index)
    away = connect(Connection(("http://127.0.0.1:1",), retries=1, timeout_s=1))
    engine = ElasticEngine(away, opened._opened, opened._spans)
    with pytest.raises(EngineError) as raised:
        engine.search(plan("公园"))
    assert raised.value.code == "engine_unreachable"
    assert engine.search(SearchPlan()).hits == []
    assert code_of_opening(index, away) == "engine_unreachable"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"colour": "red"}, "engine_mapping_conflict"),
        ({"published": "yesterday"}, "engine_mapping_conflict"),
        ({"text_hash": {"a": 1}}, "engine_mapping_conflict"),
    ],
)
def test_a_document_of_another_shape_is_refused(index: str, change: dict[str, Any], code: str) -> None:
    body = document_body(market()[0]) | change
    with pytest.raises(EngineError) as raised, calling():
        client().index(index=index, id="u", document=body)
    assert raised.value.code == code


def test_a_read_only_index_still_answers_and_says_why_it_takes_nothing(index: str) -> None:
    client().indices.put_settings(index=index, settings={"blocks.read_only_allow_delete": True})
    with pytest.raises(EngineError) as raised, calling():
        client().options(max_retries=0).index(index=index, id="u", document=document_body(market()[0]))
    assert raised.value.code == "engine_read_only"
    assert open_index(client(), index).search(plan("公园")).hits


def test_a_value_too_long_for_a_term_does_not_cost_the_document() -> None:
    long = "局" * 20_000
    made = [replace(each, facets=each.facets._replace(issuer=long)) for each in market()]
    with index_of(client(), made) as engine:
        assert engine.search(plan("公园")).hits
        assert engine.count(plan("公园", filters={"issuer": ("局",)})) == 0


def test_long_tokens_are_found() -> None:
    long = "a" * 300
    laws = [Sample("code", "编码办法", {"2020-01-01": ([unit(1, f"编码为{long}。")], since("2020-01-01"))})]
    with index_of(client(), documents(*assemble(laws))) as engine:
        hit, score = engine.search(SearchPlan(words=(Term(long),), day=TODAY.toordinal())).hits[0]
        assert hit == "code:2020-01-01:a1" and score > 0
        assert engine.doc_freq([long]) == [1]


@pytest.mark.parametrize("shards", [1, 3])
def test_a_tie_longer_than_any_first_answer(shards: int) -> None:
    """More equal scores than are asked for at first: the cut is still by unit id."""
    texts = [unit(number, "公园应当向公众开放。") for number in range(1000, 1700)]
    laws = [Sample("ties", "公园办法", {"2020-01-01": (list(reversed(texts)), since("2020-01-01"))})]
    with index_of(client(), documents(*assemble(laws)), shards=shards) as engine:
        for limit in (1, 300, 700, 701):
            hits = engine.search(plan("公园开放", limit=limit)).hits
            assert [name for name, _ in hits] == [f"ties:2020-01-01:a{each}" for each in range(1000, 1700)][
                :limit
            ]
        page = engine.search(
            SearchPlan(day=TODAY.toordinal(), mode=Mode.ADVANCED, must_phrases=("公园",), limit=5)
        )
        assert [name[-4:] for name, _ in page.hits] == ["1000", "1001", "1002", "1003", "1004"]
        assert page.total == 700


@pytest.mark.parametrize(
    ("scores", "limit", "asked", "enough"),
    [
        ([3, 2, 1], 1, 3, True),
        ([3, 2, 2], 2, 3, False),
        ([3, 2, 2], 2, 4, True),
        ([3, 3, 3], 1, 3, False),
        ([0, 0, 0], 1, 3, True),
        ([], 1, 3, True),
    ],
)
def test_when_an_answer_is_enough(scores: list[float], limit: int, asked: int, enough: bool) -> None:
    assert settled([(-score, "u", 0) for score in scores], limit, asked) is enough


def test_a_window_beyond_the_clusters_is_refused(index: str) -> None:
    engine = open_index(client(), index)
    assert len(engine.search(plan("公园", limit=MOST_HITS)).hits) > 1
    with pytest.raises(ValueError, match=str(MOST_HITS)):
        engine.search(plan("公园", limit=MOST_HITS + 1))


def test_very_long_queries_and_lists_are_answered(index: str) -> None:
    engine = open_index(client(), index)
    many = [chr(0x4E00 + number) + chr(0x4E00 + number // 2) for number in range(5000)]
    page = engine.search(
        SearchPlan(
            grams=tuple(Term(each) for each in ["公园", *many]),
            day=TODAY.toordinal(),
            exclude_units=tuple(f"work{number}:2020-01-01:a1" for number in range(5000)),
            exclude_works=tuple(many),
        )
    )
    assert page.hits
    assert engine.doc_freq(["公园", *many])[0] == 2


def test_the_frequency_of_a_word_is_asked_for_once(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_index(client(), index)
    assert engine.doc_freq([]) == []
    assert engine.doc_freq(["公园", "开放", "公园"]) == [2, 2, 2]
    monkeypatch.setattr(engine, "_send", None)
    assert engine.doc_freq(["开放"]) == [2]


def test_an_answer_without_all_shards_is_an_error(index: str) -> None:
    """A shard that fails is never left out silently."""
    engine = open_index(client(), index)
    assert "allow_partial_search_results=false" in engine._path
    with index_of(client(), market(), shards=3) as three:
        assert "dfs_query_then_fetch" in three._path and "dfs" not in engine._path
