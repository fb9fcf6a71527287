"""The day asked for: what stands, what does not yet, what no longer; and what a search shows of it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.search_service.asking import DAY, ask, notes, places

TRADEMARK = ("商标法 第十条", "下列标志不得作为商标使用", "申请商标注册或者办理其他商标事宜")


@pytest.mark.parametrize(
    ("query", "day", "verdict", "currency"),
    [
        ("民法典1254", "2020-12-31", "not_yet_in_force", "upcoming"),
        ("民法典1254", "2021-01-01", "ok", "in_force"),
        ("民法典1254", "1949-10-01", "not_yet_in_force", "upcoming"),
        ("民法典1254", "9999-12-31", "ok", "in_force"),
        ("治安管理处罚法43", "2026-01-01", "ok", "in_force"),
        ("行政处罚法16", "2021-07-15", "ok", "in_force"),
        ("环境保护法 第四十五条", "2026-08-14", "ok", "in_force"),
        ("环境保护法 第四十五条", "2026-08-15", "repealed", "repealed"),
        ("生态环境法典 第一条", "2026-08-14", "not_yet_in_force", "upcoming"),
        ("生态环境法典 第一条", "2026-08-15", "ok", "in_force"),
    ],
)
def test_a_citation_on_a_day(client: TestClient, query: str, day: str, verdict: str, currency: str) -> None:
    found = ask(client, query, as_of=day)
    assert found["as_of"] == day
    (hit,) = found["hits"]
    assert (hit["verdict"], hit["currency"]) == (verdict, currency)


@pytest.mark.parametrize(
    ("query", "day"),
    [
        ("治安管理处罚法43", "2025-12-31"),
        ("行政处罚法16", "2021-07-14"),
        ("商标法10", "2017-01-01"),
        ("行政处罚法16", "0001-01-01"),
    ],
)
def test_a_day_whose_text_is_not_held_is_said(client: TestClient, query: str, day: str) -> None:
    found = ask(client, query, as_of=day)
    assert (found["hits"], found["confident"]) == ([], False)
    assert "version_unknown" in notes(found)


@pytest.mark.parametrize(("day", "text"), [("2026-12-31", TRADEMARK[1]), ("2027-01-01", TRADEMARK[2])])
def test_the_text_of_the_day_is_given(client: TestClient, day: str, text: str) -> None:
    (hit,) = ask(client, TRADEMARK[0], as_of=day)["hits"]
    assert hit["text"].startswith(text)
    assert ("upcoming_change:2027-01-01" in hit["warnings"]) == (day < "2027")


@pytest.mark.parametrize(
    ("day", "note"),
    [("2020-12-31", "not_in_library"), ("2021-01-01", "repealed_law"), ("2026-11-23", "repealed_law")],
)
def test_a_law_known_only_from_its_repeal(client: TestClient, day: str, note: str) -> None:
    found = ask(client, "合同法52", as_of=day)
    assert note in notes(found)
    assert ("repealed_law" in notes(found)) == (day >= "2021")


@pytest.mark.parametrize(
    "query", ["环境保护 排污许可", "大气污染 处罚", "商标 使用", "噪声 扰民", "海洋倾倒 废弃物"]
)
@pytest.mark.parametrize("day", ["2020-06-01", "2026-08-14", DAY, "2027-01-01"])
def test_by_default_only_what_may_be_relied_on(client: TestClient, query: str, day: str) -> None:
    found = ask(client, query, as_of=day, size=100)
    assert found["hits"]
    assert {hit["currency"] for hit in found["hits"]} <= {"in_force", "undetermined"}


@pytest.mark.parametrize("currency", ["in_force", "upcoming", "superseded", "repealed", "undetermined"])
@pytest.mark.parametrize("query", ["商标 使用", "环境保护"])
def test_a_currency_asked_for_is_kept(client: TestClient, currency: str, query: str) -> None:
    found = ask(client, query, currency=currency, size=100)
    assert found["hits"]
    assert {hit["currency"] for hit in found["hits"]} == {currency}


def test_currencies_are_alternatives_and_any_is_all(client: TestClient) -> None:
    both = ask(client, "农业 生态", currency=["repealed", "upcoming"], size=100)
    assert {hit["currency"] for hit in both["hits"]} == {"repealed", "upcoming"}
    every = ask(client, "环境保护", currency="any", size=100)
    assert {"repealed", "in_force"} <= {hit["currency"] for hit in every["hits"]}


@pytest.mark.parametrize("query", ["商标 注册", "农业 生态", "治安管理 拘留"])
@pytest.mark.parametrize("currency", ["any", "in_force"])
def test_two_texts_of_a_law_are_never_two_hits(client: TestClient, query: str, currency: str) -> None:
    units = []
    for page in (1, 2):
        for hit in ask(client, query, currency=currency, size=100, page=page)["hits"]:
            work, _, unit = hit["id"].split(":")
            units.append((work, unit))
    assert len(units) > 100
    assert len(units) == len(set(units))


@pytest.mark.parametrize("query", ["环境保护 规划", "大气 监测", "噪声", "固体废物 处置"])
def test_a_repealed_law_is_never_first(client: TestClient, query: str) -> None:
    assert ask(client, query)["hits"][0]["currency"] == "in_force"


def test_a_deleted_article_is_not_shown_as_law(client: TestClient) -> None:
    """刑法 199 is printed as 删去: looked up it is said to be deleted, and no search brings it up."""
    assert "repealed_law" in notes(ask(client, "刑法199"))
    for page in (1, 2, 3):
        for hit in ask(client, "刑法 删去", law="刑法", size=100, page=page)["hits"]:
            assert hit["article_no"] != "第一百九十九条"
            if len(hit["text"]) < 10:
                assert hit["currency"] != "in_force" or hit["verdict"] == "ok"


def test_the_successor_of_a_repealed_article_is_told(client: TestClient) -> None:
    told = client.get("/api/v1/laws/环境保护法/articles/45", params={"as_of": DAY}).json()
    assert (told["verdict"], told["since"]) == ("repealed", "2026-08-15")
    assert told["replaced_by"]["title"].endswith("生态环境法典")
    assert told["text"].startswith("国家依照法律规定实行排污许可管理制度")
    assert told["basis"][0]["held"]


def test_places_name_the_law_without_its_prefix(client: TestClient) -> None:
    assert places(ask(client, "民法典1254")) == ["民法典 第一千二百五十四条"]
