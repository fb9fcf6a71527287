"""The mapping, the manifest in it, and a document's body."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Currency
from indexer.documents import Document, Facets
from indexer.elastic.schema import (
    LONGEST_TOKEN,
    Manifest,
    current_fingerprint,
    document_body,
    mapping,
    settings,
    signed,
    token,
    unsigned,
)
from indexer.engine import FILTER_FIELDS
from indexer.validity import Validity

MANIFEST = Manifest("5c15d2ff57d2bb6c", "v1", "2026-11-24T03:00:00+00:00", 3)
DOCUMENT = Document(
    unit_id="jinan:2020-05-01:a1",
    words="公园 应当 开放",
    grams="公园 园应 应当",
    validity=Validity.of([(0, Currency.IN_FORCE)]),
    facets=Facets("jinan", "地方性法规", "", "济城市", "", "2020", 737546),
    text_hash="00000000000000ff",
    doc_hash="ffffffffffffffff",
)


def test_the_body_of_a_document() -> None:
    assert document_body(DOCUMENT) == {
        "id": "jinan:2020-05-01:a1",
        "words": "公园 应当 开放",
        "grams": "公园 园应 应当",
        "span": "0f",
        "published": 737546,
        "text_hash": 255,
        "doc_hash": -1,
        "work": "jinan",
        "level": "地方性法规",
        "region": "济城市",
        "year": "2020",
    }


def test_every_field_of_a_body_is_mapped() -> None:
    whole = replace(DOCUMENT, facets=DOCUMENT.facets._replace(issuer="国务院", category="城市管理"))
    assert document_body(whole).keys() == mapping()["properties"].keys()
    assert mapping()["dynamic"] == "strict" and set(FILTER_FIELDS) <= mapping()["properties"].keys()


def test_a_run_of_letters_too_long_for_a_token_is_cut_alike_on_both_sides() -> None:
    long = "x" * 1000
    body = document_body(replace(DOCUMENT, words=f"公园 {long} 开放"))
    assert body["words"].split(" ") == ["公园", token(long), "开放"]
    assert len(token(long)) == LONGEST_TOKEN and token("公园") == "公园"


@given(st.integers(0, 2**64 - 1))
def test_hashes_survive_the_sign(value: int) -> None:
    number = signed(f"{value:016x}")
    assert -(2**63) <= number < 2**63 and unsigned(number) == value


def test_the_manifest_stands_in_the_mapping() -> None:
    assert "_meta" not in mapping()
    assert Manifest.of(mapping(MANIFEST)["_meta"]) == MANIFEST
    assert MANIFEST.built.utcoffset() is not None and MANIFEST.kind == "article"


@pytest.mark.parametrize(
    "meta",
    [
        None,
        {},
        [],
        "text",
        {1: 2},
        {**MANIFEST.meta(), "more": 1},
        {name: value for name, value in MANIFEST.meta().items() if name != "fingerprint"},
        {**MANIFEST.meta(), "documents": "3"},
        {**MANIFEST.meta(), "documents": None},
        {**MANIFEST.meta(), "built_at": "yesterday"},
        {**MANIFEST.meta(), "built_at": "2026-11-24T03:00:00"},
        {**MANIFEST.meta(), "built_at": 20261124},
        {**MANIFEST.meta(), "library_version": None},
    ],
)
def test_what_is_no_manifest_is_none(meta: Any) -> None:
    assert Manifest.of(meta) is None


def test_settings_say_the_similarity() -> None:
    found = settings(3, 1)
    assert (found["number_of_shards"], found["number_of_replicas"]) == (3, 1)
    assert found["similarity"]["default"] == {"type": "BM25", "k1": 1.2, "b": 0.75}


def test_the_fingerprint_is_this_engines_own() -> None:
    from indexer.embedded.engine import current_fingerprint as embedded

    assert len(current_fingerprint()) == 16 and current_fingerprint() != embedded()
