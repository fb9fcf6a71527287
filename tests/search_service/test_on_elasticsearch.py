"""A whole service on a cluster: loaded, served, asked; it answers what the embedded engine answers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.commands import process
from tests.elastic_node import client
from tests.homes import starter_home
from tests.samples import rules
from tests.search_service.on_cluster import variables
from tests.serving import Served, serve

TOPICS = (
    "高空抛物",
    "行政机关 罚款 听证",
    "规范性文件 设定 罚款",
    "试用期 工资",
    "政府信息公开的期限",
    "食品安全",
)
SEARCHES = [
    *(f"/api/v1/search?facets=all&q={quote(each)}" for each in TOPICS),
    f"/api/v1/search?q={quote('罚款')}&law={quote('行政处罚法')}&size=30",
    f"/api/v1/search?q={quote('罚款 -没收')}&mode=advanced&size=5",
    f"/api/v1/search?q={quote('承包地')}&as_of=2015-01-01&currency=any",
    f"/api/v1/search?q={quote('环境保护')}&level={quote('法律')}&group=law",
]
RULE = "示例事项管理办法第1号"
LOOKUPS = [
    f"/api/v1/search?q={quote('民法典第1254条')}",
    f"/api/v1/resolve?q={quote('《中华人民共和国合同法》第五十二条')}&as_of=2026-11-23",
    f"/api/v1/suggest?q={quote('xzcf')}",
    "/api/v1/library/health?as_of=2026-11-23",
    "/readyz",
]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, dict[str, str]]]:
    """The starter library with its index in files, and its copy with its index in the cluster."""
    plain, other = starter_home(), tmp_path_factory.mktemp("cluster") / "home"
    shutil.copytree(plain, other, ignore=shutil.ignore_patterns("locks", "index"))
    with variables() as told:
        built = process(other, "index", "build", "--json", **told)
        built.succeeded()
        assert built.json["added"] > 20_000
        yield plain, other, told


@pytest.fixture(scope="module")
def served(homes: tuple[Path, Path, dict[str, str]]) -> Iterator[tuple[Served, Served]]:
    plain, other, told = homes
    with serve(plain) as embedded, pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        with serve(other) as cluster:
            yield embedded, cluster


def ask(service: Served, address: str) -> Any:
    with httpx.Client(
        transport=httpx.HTTPTransport(retries=5), timeout=60
    ) as asking:  # it may just be starting
        answer = asking.get(service.url + address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def without_time(answer: Any) -> Any:
    return {name: value for name, value in answer.items() if name != "took_ms"}


@pytest.mark.parametrize("address", SEARCHES)
def test_searches_find_the_same(served: tuple[Served, Served], address: str) -> None:
    one, other = (without_time(ask(each, address)) for each in served)
    scores = [[hit.pop("score") for hit in each["hits"]] for each in (one, other)]
    assert one["hits"]
    assert scores[1] == pytest.approx(scores[0], abs=2e-3)
    assert other == one


@pytest.mark.parametrize("address", LOOKUPS)
def test_everything_else_is_the_same(served: tuple[Served, Served], address: str) -> None:
    one, other = (without_time(ask(each, address)) for each in served)
    assert other == one


def test_bases_and_checks_are_the_same(served: tuple[Served, Served]) -> None:
    text = "第一条 依照《中华人民共和国合同法》第五十二条，对当事人的同一个违法行为，不得给予两次以上罚款。"
    for path in ("citations/check", "drafts/bases"):
        asked = {"text": text, "as_of": "2026-11-23"}
        one, other = (
            httpx.post(f"{each.url}/api/v1/{path}", json=asked, timeout=60).json() for each in served
        )
        for each in (one, other):
            for clause in each.get("clauses", ()):
                for basis in clause["bases"]:
                    basis["score"] = round(basis["score"], 2)
        assert other == one


def test_the_index_is_told(served: tuple[Served, Served], homes: tuple[Path, Path, dict[str, str]]) -> None:
    one, other = (ask(each, "/api/v1/index") for each in served)
    assert (one["engine"], other["engine"]) == ("embedded", "elasticsearch")
    assert other["live"] == f"{homes[2]['FAJU_ELASTICSEARCH_PREFIX']}-article-g000001"
    assert other["up_to_date"] and other["problem"] is None
    assert other["documents"] == one["documents"]


def test_a_load_reaches_the_cluster_and_the_running_service(
    served: tuple[Served, Served], homes: tuple[Path, Path, dict[str, str]], tmp_path: Path
) -> None:
    """After the comparisons: the library of the cluster's home changes here."""
    _, home, told = homes
    loaded = process(home, "load", str(rules(tmp_path / "new", 1)), "--json", **told)
    loaded.succeeded()
    assert loaded.json["index"]["added"] == 10 and not loaded.json["index"]["rebuilt"]
    address = f"{served[1].url}/api/v1/search?q={quote('示例事项 投诉 告知当事人')}&size=3"
    deadline = time.monotonic() + 30
    while (found := httpx.get(address, timeout=60).json()["hits"][0]["law"]["title"]) != RULE:
        assert time.monotonic() < deadline, found
        time.sleep(0.2)
    back = process(home, "index", "rollback", **told)
    assert back.status == 0 and f"{told['FAJU_ELASTICSEARCH_PREFIX']}-article-g000001" in back.out
    status = process(home, "index", "status", "--json", **told).json
    assert status["live"].endswith("-g000001") and status["previous"].endswith("-g000002")
    again = process(home, "index", "build", "--json", **told)
    assert again.json["added"] == 10
    assert not process(home, "index", "clean", **told).status
    kept = client().indices.get(index=f"{told['FAJU_ELASTICSEARCH_PREFIX']}-article-g*")
    assert len(kept) == 2, "the live one and the one before it"


def test_a_first_start_loads_the_starter_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with variables() as told:
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        with serve(tmp_path) as service:
            assert ask(service, f"/api/v1/search?q={quote('高空抛物')}")["hits"]
            assert ask(service, "/api/v1/index")["engine"] == "elasticsearch"
        assert not (tmp_path / "index" / "CURRENT").exists()
