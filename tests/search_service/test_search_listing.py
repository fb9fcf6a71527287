"""What an answer lists: filters, facets, order, groups, pages, marks, repeats."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

from corpus.model import Level
from tests.search_service.asking import ask, notes, refused

TOPICS = ["罚款", "行政许可 听证", "环境保护 规划", "公司 股东 会议", "未成年人 保护"]
LEVELS = [str(level) for level in Level]


def every_hit(client: TestClient, q: str, size: int = 100, **parameters: Any) -> list[dict[str, Any]]:
    """All hits of a search, page by page."""
    hits: list[dict[str, Any]] = []
    page = 1
    while True:
        found = ask(client, q, size=size, page=page, **parameters)
        hits += found["hits"]
        if len(hits) >= found["total"] or not found["hits"]:
            return hits
        page += 1


@pytest.mark.parametrize(
    ("name", "value", "of"),
    [
        ("level", "宪法", lambda hit: hit["law"]["level"]),
        ("level", "法律", lambda hit: hit["law"]["level"]),
        ("issuer", "全国人民代表大会", lambda hit: hit["law"]["issuer"]),
        ("category", "刑法", lambda hit: hit["law"]["category"]),
        ("year", "2021", lambda hit: hit["law"]["version_date"][:4]),
    ],
)
def test_a_filter_keeps_only_its_value(client: TestClient, name: str, value: str, of: Any) -> None:
    hits = every_hit(client, "公民 责任", **{name: value})
    assert hits
    assert {of(hit) for hit in hits} == {value}


def test_values_of_a_filter_are_alternatives_filters_all_hold(client: TestClient) -> None:
    hits = every_hit(client, "公民 责任", level=["宪法", "法律"], year=["2018", "2021"])
    assert {hit["law"]["version_date"][:4] for hit in hits} == {"2018", "2021"}
    assert {hit["law"]["level"] for hit in hits} == {"宪法", "法律"}


def test_publication_dates_bound_both_ends(client: TestClient) -> None:
    days = {
        hit["law"]["version_date"]
        for hit in every_hit(client, "处罚", published_from="2021-01-22", published_to="2021-04-29")
    }
    assert {"2021-01-22", "2021-04-29"} <= days
    assert all("2021-01-22" <= day <= "2021-04-29" for day in days)


@pytest.mark.parametrize(
    ("name", "label"), [("issuer", "制定机关"), ("region", "地区"), ("category", "类别")]
)
def test_a_value_that_no_law_has_is_said(client: TestClient, name: str, label: str) -> None:
    found = ask(client, "罚款", **{name: "火星"})
    assert (found["hits"], found["total"]) == ([], 0)
    assert "unknown_value" in notes(found)
    assert any(label in each["message"] for each in found["query"]["notes"])


@pytest.mark.parametrize("query", TOPICS)
def test_facets_add_up_to_the_total(client: TestClient, query: str) -> None:
    found = ask(client, query, facets="all", size=1)
    for name in ("level", "currency", "year", "issuer", "category", "region"):
        counts = [each["count"] for each in found["facets"][name]]
        assert all(count > 0 for count in counts)
        if name in ("level", "currency", "year"):
            assert sum(counts) == found["total"], name
        else:  # a law without an issuer, a region or a category is not counted there
            assert sum(counts) <= found["total"], name


@pytest.mark.parametrize("query", TOPICS[:3])
def test_facets_count_what_the_pages_show(client: TestClient, query: str) -> None:
    counted = ask(client, query, facets=["level", "year"])["facets"]
    hits = every_hit(client, query)
    assert {each["value"]: each["count"] for each in counted["level"]} == Counter(
        hit["law"]["level"] for hit in hits
    )
    assert {each["value"]: each["count"] for each in counted["year"]} == Counter(
        hit["law"]["version_date"][:4] for hit in hits
    )


def test_facets_come_only_when_asked_for(client: TestClient) -> None:
    assert ask(client, "罚款")["facets"] == {}
    assert set(ask(client, "罚款", facets="level")["facets"]) == {"level"}


@pytest.mark.parametrize("query", TOPICS)
def test_relevance_falls_and_ranks_count(client: TestClient, query: str) -> None:
    hits = every_hit(client, query)
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    assert all(first["score"] >= second["score"] for first, second in pairwise(hits))


def test_sort_by_date_and_level(client: TestClient) -> None:
    dates = [hit["law"]["version_date"] for hit in every_hit(client, "公民 权利", sort="date")]
    assert dates == sorted(dates, reverse=True)
    levels = [LEVELS.index(hit["law"]["level"]) for hit in every_hit(client, "公民 权利", sort="level")]
    assert levels == sorted(levels)
    assert levels[0] == 0


@pytest.mark.parametrize("sort", ["relevance", "date", "level"])
def test_sorting_changes_the_order_not_the_hits(client: TestClient, sort: str) -> None:
    plain = {hit["id"] for hit in every_hit(client, "听证 程序")}
    assert {hit["id"] for hit in every_hit(client, "听证 程序", sort=sort)} == plain


@pytest.mark.parametrize("query", TOPICS)
def test_group_by_law_gives_each_law_once(client: TestClient, query: str) -> None:
    grouped = every_hit(client, query, group="law")
    laws = [hit["law"]["id"] for hit in grouped]
    assert len(laws) == len(set(laws))
    hits = every_hit(client, query)
    counts = Counter(hit["law"]["id"] for hit in hits)
    assert {hit["law"]["id"]: hit["more_in_law"] + 1 for hit in grouped} == counts
    firsts = {hit["law"]["id"]: hit["id"] for hit in reversed(hits)}
    assert {hit["law"]["id"]: hit["id"] for hit in grouped} == firsts


@pytest.mark.parametrize("size", [1, 7, 10, 100])
def test_pages_neither_repeat_nor_leave_out(client: TestClient, size: int) -> None:
    whole = [hit["id"] for hit in every_hit(client, "罚款 没收")][: size * 4]
    paged = [
        hit["id"]
        for page in range(1, 5)
        if (page - 1) * size < len(whole)
        for hit in ask(client, "罚款 没收", size=size, page=page)["hits"]
    ]
    assert paged == whole


def test_pages_of_a_title_hold_the_whole_law(client: TestClient) -> None:
    hits = every_hit(client, "行政处罚法")
    assert hits[0]["kind"] == "work"
    assert [hit["id"].split(":")[2] for hit in hits[1:]] == [f"a{n}" for n in range(1, 87)]


def test_beyond_the_window_is_an_error_that_says_how_far(client: TestClient) -> None:
    total = ask(client, "罚款", size=10)["total"]
    last = -(-total // 10)
    assert ask(client, "罚款", size=10, page=last)["hits"]
    answer = client.get("/api/v1/search", params={"q": "罚款", "size": 10, "page": last + 1})
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["last_page"]) == ("page_too_deep", last)
    assert refused(client, "/api/v1/search", 400, q="罚款", page=1_000_000) == "page_too_deep"


@pytest.mark.parametrize("query", [*TOPICS, "醉驾", "高空抛物", "第三人 损害", "“行政机关”", "ＡＢＣ 罰款"])
def test_marks_are_spans_of_the_text(client: TestClient, query: str) -> None:
    found = ask(client, query, size=50)
    for hit in found["hits"]:
        for start, end in hit["highlights"]:
            assert 0 <= start < end <= len(hit["text"])
        assert all(first[1] <= second[0] for first, second in pairwise(hit["highlights"]))
    assert any(hit["highlights"] for hit in found["hits"])


@pytest.mark.parametrize(("query", "words"), [("罚款", {"罚款"}), ("罰款", {"罚款"}), ("听证", {"听证"})])
def test_marks_slice_the_words_asked_for(client: TestClient, query: str, words: set[str]) -> None:
    found = ask(client, query, expand="off", size=50)
    sliced = {hit["text"][start:end] for hit in found["hits"] for start, end in hit["highlights"]}
    assert sliced == words


def test_same_text_is_listed_under_one_hit(client: TestClient) -> None:
    hits = every_hit(client, "中华人民共和国公民的人身自由不受侵犯", currency="any")
    shown = {hit["id"] for hit in hits}
    repeats = [same["id"] for hit in hits for same in hit["same_text"]]
    assert not shown & set(repeats)
    assert len(repeats) == len(set(repeats))


def test_explanations_add_up_to_the_score(client: TestClient) -> None:
    plain = ask(client, "行政许可 听证", size=3)
    for hit, other in zip(
        ask(client, "行政许可 听证", size=3, explain="on")["hits"], plain["hits"], strict=True
    ):
        told = hit["explain"]
        assert told["parts"]
        assert sum(part["score"] for part in told["parts"]) == pytest.approx(told["score"], abs=0.05)
        assert "explain" not in other


def test_the_answer_carries_library_and_day(client: TestClient) -> None:
    one, two = ask(client, "罚款"), ask(client, "民法典1254")
    assert one["library"] == two["library"]
    assert len(one["library"]["version"]) == 64
    assert one["library"]["works"] > 300
