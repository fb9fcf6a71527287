"""A service whose cluster goes away: said at once, nothing made up, well again by itself."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from indexer.load_process import run
from search_service.settings import Settings
from tests.commands import process
from tests.elastic_node import Nodes, own_nodes
from tests.samples import rules
from tests.serving import Served, serve

SEARCH = f"/api/v1/search?q={quote('投诉 告知当事人')}"
RESOLVE = f"/api/v1/resolve?q={quote('示例事项管理办法第1号 第三条')}"


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    """A node of this test's own, to be killed."""
    with own_nodes() as made:
        yield made


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def service(nodes: Nodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("FAJU_ELASTICSEARCH_URL", nodes.urls[0])
    monkeypatch.setenv("FAJU_SEARCH_THREADS", "4")
    run([rules(tmp_path / "files", 2)], tmp_path / "home", "tests", cluster=Settings(home=tmp_path).cluster)
    with serve(tmp_path / "home") as served:
        yield served


def ask(service: Served, address: str) -> httpx.Response:
    with httpx.Client(
        transport=httpx.HTTPTransport(retries=5), timeout=60
    ) as asking:  # it may just be starting
        return asking.get(service.url + address)


def said(answer: httpx.Response) -> tuple[int, str, str | None]:
    return answer.status_code, answer.json().get("code", ""), answer.headers.get("Retry-After")


def test_a_node_that_dies_and_comes_back(service: Served, nodes: Nodes) -> None:
    before = ask(service, SEARCH).json()
    assert before["hits"] and ask(service, "/readyz").status_code == 200
    law = before["hits"][0]["law"]["id"]

    nodes.kill(0)
    assert said(ask(service, SEARCH)) == (503, "engine_unreachable", "5"), "not even what was asked before"
    assert said(ask(service, "/readyz")) == (503, "engine_unreachable", "5")
    assert ask(service, "/healthz").status_code == 200
    page = httpx.get(f"{service.url}/?q={quote('投诉')}", headers={"Accept": "text/html"}, timeout=60)
    assert (page.status_code, page.headers["Retry-After"]) == (
        503,
        "5",
    ) and "连接不上 Elasticsearch" in page.text
    index = ask(service, "/api/v1/index")
    assert index.status_code == 200 and index.json()["problem"]["code"] == "engine_unreachable"
    # What needs no search comes from the library, and is as true as before.
    assert ask(service, RESOLVE).json()["verdict"] == "in_force"
    assert ask(service, f"/api/v1/laws/{law}").status_code == 200

    told, took = many(service, 200)
    assert set(told) == {(503, "engine_unreachable", "5")}
    assert took < 60, "no search waits for the cluster"

    nodes.restart(0)
    deadline = time.monotonic() + 30
    while ask(service, "/readyz").status_code != 200:
        assert time.monotonic() < deadline, "not well again"
        time.sleep(0.2)
    after = ask(service, SEARCH).json()
    assert [hit["id"] for hit in after["hits"]] == [hit["id"] for hit in before["hits"]]


def many(service: Served, count: int) -> tuple[list[tuple[int, str, str | None]], float]:
    """Searches of 8 clients at once: what they were told, and the seconds for all."""
    told: list[tuple[int, str, str | None]] = []

    def client() -> None:
        with httpx.Client(base_url=service.url, timeout=60) as asking:
            told.extend(said(asking.get(SEARCH)) for _ in range(count // 8))

    began = time.monotonic()
    threads = [threading.Thread(target=client) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return told, time.monotonic() - began


def test_an_index_that_is_removed_is_missing_and_readiness_says_so(service: Served, nodes: Nodes) -> None:
    assert ask(service, "/readyz").status_code == 200
    name = ask(service, "/api/v1/index").json()["live"]
    httpx.delete(f"{nodes.urls[0]}/{name}").raise_for_status()
    assert said(ask(service, SEARCH)) == (503, "index_missing", "5")
    assert said(ask(service, "/readyz")) == (503, "index_missing", "5")
    assert ask(service, RESOLVE).status_code == 200


def test_commands_say_that_nobody_answers(tmp_path: Path) -> None:
    """A load keeps what it read; everything else ends with the code."""
    address = {"FAJU_ELASTICSEARCH_URL": closed_port()}
    folder = rules(tmp_path / "files", 1)
    loaded = process(tmp_path / "home", "load", str(folder), "--json", **address)
    assert loaded.status == 1 and loaded.json["index"]["error"] == "engine_unreachable"
    assert loaded.json["counts"] == {"new": 1}
    for words in (["search", "投诉"], ["index", "build"], ["index", "rollback"], ["index", "clean"]):
        process(tmp_path / "home", *words, **address).failed_with("engine_unreachable")
    status = process(tmp_path / "home", "index", "status", "--json", **address)
    assert status.status == 0 and status.json["problem"]["code"] == "engine_unreachable"


def test_a_service_without_its_cluster_starts_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run([rules(tmp_path / "files", 1)], tmp_path / "home", "tests", index=False)
    monkeypatch.setenv("FAJU_ELASTICSEARCH_URL", closed_port())
    monkeypatch.setattr("search_service.cli.serve.PATIENCE_S", 0.0)
    from search_service.cli.serve import prepare
    from search_service.settings import load_settings
    from tests.serving import serve_as_it_is

    prepare(load_settings(home=tmp_path / "home"))
    with serve_as_it_is(tmp_path / "home") as url:
        for address in (SEARCH, "/readyz", RESOLVE):
            assert said(httpx.get(url + address, timeout=60)) == (503, "engine_unreachable", "5")
        assert httpx.get(f"{url}/healthz", timeout=60).status_code == 200
