"""The citation graph of the starter library, as the interface and `faju doctor library` give it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.store import Store
from search_service.api.app import create_app
from search_service.api.graph_shapes import CitationsAnswer
from search_service.cli.main import faju
from search_service.graph import CONTEXT, citations, excerpt
from search_service.laws import work_of
from search_service.library_health import CODES
from search_service.request import SearchRequest
from search_service.search import search
from search_service.settings import Settings
from search_service.state import State
from tests.homes import copy_of, starter_home
from tests.support import ROOT

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(Settings(home=starter_home()))
    yield TestClient(app)
    app.state.service.close()


@pytest.fixture(scope="module")
def state(client: TestClient) -> State:
    found: State = client.app.state.service.state()  # type: ignore[attr-defined]
    return found


def ask(client: TestClient, law: str, **given: object) -> dict[str, Any]:
    answer = client.get(f"/api/v1/laws/{law}/citations", params={"as_of": "2026-11-23", **given})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    CitationsAnswer.model_validate_json(answer.text)
    return found


def each(side: dict[str, Any]) -> list[dict[str, Any]]:
    return [citation for law in side["laws"] for citation in law["citations"]]


def test_what_an_article_cites(client: TestClient) -> None:
    found = ask(client, "电子商务法", article="第四十七条")
    told = {one["cited"]["law"]["title"][7:]: one["cited"]["verdict"] for one in each(found["out"])}
    assert told == {"民法总则": "repealed", "合同法": "repealed", "电子签名法": "ok"}
    assert found["complete"]


def test_what_cites_an_article(client: TestClient) -> None:
    found = ask(client, "刑法", article="264")
    assert found["in"]["total"] >= 5
    assert {one["internal"] for one in each(found["in"])} == {True, False}
    assert found["in"]["laws"][0]["law"]["title"] == "中华人民共和国刑法"
    for one in each(found["in"]):
        assert one["cited"]["article_no"] == "第二百六十四条"
        start, end = one["highlights"][0]
        assert one["quote"][start:end] == one["text"]


def test_a_whole_law_counts_its_articles(client: TestClient) -> None:
    found = ask(client, "刑法", size=100)
    assert sum(one["out"] for one in found["articles"]) == found["out"]["total"]
    assert any(one["in"] for one in found["articles"])
    alone = ask(client, "刑法", article="264")
    count = next(one for one in found["articles"] if one["key"] == "a264")
    assert count["in"] == alone["in"]["total"]


def test_pages_hold_every_citation_once(client: TestClient) -> None:
    pages = [each(ask(client, "行政处罚法", direction="in", page=page, size=7)["in"]) for page in range(1, 9)]
    total = ask(client, "行政处罚法", direction="in")["in"]["total"]
    shown = [json.dumps(one, ensure_ascii=False) for page in pages for one in page]
    assert len(shown) == len(set(shown)) == min(total, 56)


def test_direction_leaves_the_other_out(client: TestClient) -> None:
    assert "in" not in ask(client, "刑法", article="264", direction="out")
    assert "out" not in ask(client, "刑法", article="264", direction="in")


def test_an_upcoming_text_cites_only_from_its_day(client: TestClient) -> None:
    upcoming = {"as_of": "2027-01-01"}
    now, then = (ask(client, "行政处罚法", direction="in", size=100, **given) for given in ({}, upcoming))
    assert now["in"]["total"] != 0
    for found in (now, then):
        assert {one["citing"]["currency"] for one in each(found["in"])} <= {"in_force", "undetermined"}
    every = ask(client, "行政处罚法", direction="in", currency="any")
    assert every["in"]["total"] >= now["in"]["total"]


def test_the_calendar_moves_verdicts(client: TestClient) -> None:
    """生态环境法典 1242 ended ten laws on 2026-08-15 (DATA.md, trap 3)."""
    verdicts = [
        {one["cited"]["verdict"] for one in each(ask(client, "航道法", article="44", as_of=day)["out"])}
        for day in ("2026-08-14", "2026-08-15")
    ]
    assert "repealed" not in verdicts[0]
    assert "repealed" in verdicts[1]


@pytest.mark.parametrize(
    ("law", "given", "status", "code"),
    [
        ("没有这部法", {}, 404, "law_not_found"),
        ("刑法", {"article": "第条"}, 400, "bad_article_number"),
        ("刑法", {"direction": "up"}, 400, "unknown_value"),
        ("刑法", {"currency": "all"}, 400, "unknown_value"),
        ("刑法", {"size": 101}, 400, "bad_parameter"),
        ("刑法", {"as_of": "2026-13-01"}, 400, "bad_date"),
    ],
)
def test_errors(client: TestClient, law: str, given: dict[str, object], status: int, code: str) -> None:
    answer = client.get(f"/api/v1/laws/{law}/citations", params=given)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_article_that_does_not_exist_answers_nothing(client: TestClient) -> None:
    found = ask(client, "刑法", article="9999")
    assert (found["out"]["total"], found["in"]["total"]) == (0, 0)


def test_health_names_dead_references(client: TestClient) -> None:
    found = client.get("/api/v1/library/health", params={"as_of": "2026-11-23"}).json()
    dead = {(one["title"][7:], one["unit_key"]) for one in found["issues"] if one["code"] == "dead_reference"}
    assert found["citations_complete"]
    assert {("电子商务法", "a47"), ("保险法", "a42"), ("票据法", "a107")} <= dead
    assert len(dead) >= 20


def test_an_article_page_costs_less_than_a_search(state: State) -> None:
    work = work_of(state, "刑法")
    settings = Settings(home=starter_home())
    asked = SearchRequest(q="规范性文件 设定 罚款")
    calls = (
        lambda: citations(state, work, "264", DAY),
        lambda: search(state, asked, settings, DAY),
    )
    spent = []
    for call in calls:
        call()
        spent.append(min(_seconds(call) for _ in range(5)))
    assert spent[0] < 2 * spent[1]


def _seconds(call: Any) -> float:
    """Processor time of this thread: nothing that others do counts."""
    began = time.thread_time()
    call()
    return time.thread_time() - began


def test_an_unread_library_says_so_and_is_completed(tmp_path: Path) -> None:
    home = copy_of(starter_home(), tmp_path / "home")
    with Store.open(home) as store, store._writing() as connection:
        for table in ("mention", "citing_text", "sought_name"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("DELETE FROM meta WHERE name = 'citing'")
    with TestClient(create_app(Settings(home=home))) as client:
        first = ask(client, "刑法", article="264")
        deadline = time.monotonic() + 120
        while not (found := ask(client, "刑法", article="264"))["complete"]:
            assert time.monotonic() < deadline, found["progress"]
            time.sleep(0.5)
    assert not first["complete"]
    assert found["in"]["total"] >= 5


class TestDoctor:
    def run(self, *arguments: str) -> str:
        done = CliRunner().invoke(faju, ["--home", str(starter_home()), "doctor", "library", *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    def test_it_lists_by_kind(self) -> None:
        told = self.run("--as-of", "2026-11-23")
        assert "引用已废止的法规" in told
        assert "《中华人民共和国保险法》（2015-04-24）第四十二条" in told

    def test_one_kind_as_json(self) -> None:
        told = json.loads(self.run("--code", "dead_reference", "--json", "--as-of", "2026-11-23"))
        assert set(told["counts"]) == {"dead_reference"}
        assert told["citations_complete"]

    def test_an_unknown_kind_is_said(self) -> None:
        done = CliRunner().invoke(faju, ["--home", str(starter_home()), "doctor", "library", "--code", "x"])
        assert done.exit_code == 2
        assert "没有“x”这一类" in done.output

    def test_every_kind_has_a_name(self) -> None:
        described = (ROOT / "docs" / "data.md").read_text("utf-8")
        kept = described.split("## 照收但记下的问题")[1].split("\n## ")[0]
        codes = {part for line in kept.splitlines() if line.startswith("| `") for part in _codes(line)}
        assert codes <= set(CODES)


def _codes(line: str) -> list[str]:
    return line.split("|")[1].replace("`", "").replace(" ", "").split("、")


@given(st.text(alphabet="甲乙。；\n", max_size=200), st.data())
def test_excerpts_hold_what_they_mark(text: str, data: st.DataObject) -> None:
    text += "甲"
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote, begin, stop = excerpt(text, start, end)
    assert quote[begin:stop] == text[start:end]
    assert len(quote) <= end - start + 2 * CONTEXT + 2
