"""Results as the page shows them: excerpts with marks, facets, empty lists, addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from search_service.pages.facet_groups import MOST_VALUES, alternatives
from search_service.pages.listing import MOST_INLINE, results
from search_service.pages.names import unit_name
from search_service.request import SearchRequest

LAW = {"id": "abc", "title": "某法", "level": "法律"}


def link(**changes: Any) -> str:
    return "/?" + urlencode({name: value for name, value in changes.items() if value is not None}, doseq=True)


def hit(**changes: Any) -> dict[str, Any]:
    usual = {
        "id": "abc:2020-01-01:a1",
        "kind": "article",
        "law": LAW,
        "article_no": "第一条",
        "text": "甲乙丙",
    }
    return {**usual, "highlights": [(0, 1)], "notes": [], "same_text": [], **changes}


def answer(*hits: dict[str, Any], **changes: Any) -> dict[str, Any]:
    query = {"type": "topic", "notes": [], "did_you_mean": None, **changes.pop("query", {})}
    usual = {"query": query, "total": len(hits), "page": 1, "size": 10}
    return {**usual, "hits": list(hits), "facets": {}, "others": {"case": 0, "work": 0}, **changes}


def shown(found: dict[str, Any], **asked: Any) -> dict[str, Any]:
    return results(found, SearchRequest(q="甲", **asked), link, window=300)


def test_the_pieces_of_a_short_text_are_the_text() -> None:
    only = shown(answer(hit()))["hits"][0]
    assert [(each["text"], each["marked"]) for each in only["pieces"]] == [("甲", True), ("乙丙", False)]
    assert not only["rest"] and not only["cut"]


def test_a_long_text_is_cut_and_can_be_opened() -> None:
    text = "开头。" + "无关的话。" * 100 + "这里有目标。" + "尾巴。" * 100
    mark = (text.index("目标"), text.index("目标") + 2)
    only = shown(answer(hit(text=text, highlights=[mark])))["hits"][0]
    said = "".join(each["text"] for each in only["pieces"])
    assert said.startswith("开头。……这里有目标。") and said.endswith("……")
    assert [each["text"] for each in only["pieces"] if each["marked"]] == ["目标"]
    assert "".join(each["text"] for each in only["rest"]) == text


def test_a_very_long_text_is_left_to_its_page() -> None:
    only = shown(answer(hit(text="长。" * MOST_INLINE, highlights=[])))["hits"][0]
    assert only["cut"] and not only["rest"]


def test_an_article_asked_for_by_number_is_shown_whole() -> None:
    text = "甲。" * 1000
    found = answer(hit(text=text, highlights=[]), query={"type": "citation", "notes": []})
    assert "".join(each["text"] for each in shown(found)["hits"][0]["pieces"]) == text


def test_links_keep_version_and_day() -> None:
    other = {"id": "def:2021-01-01:i3", "law": {"id": "def", "title": "某决定"}, "article_no": "三、"}
    only = shown(answer(hit(same_text=[other])), as_of="2022-01-01")["hits"][0]
    assert only["href"] == "/laws/abc/units/a1?version=2020-01-01&as_of=2022-01-01"
    assert only["same_text"][0] == {
        "href": "/laws/def/units/i3?version=2021-01-01&as_of=2022-01-01",
        "name": "《某决定》三",
    }
    whole = shown(answer(hit(id="abc", kind="work", article_no=None)))["hits"][0]
    assert (whole["href"], whole["name"], whole["pieces"]) == ("/laws/abc", "", [])


def test_a_note_at_a_hit_is_not_said_twice() -> None:
    note, other = {"code": "repealed_law", "message": "已废止"}, {"code": "ambiguous", "message": "有两部"}
    found = shown(answer(hit(notes=[note]), query={"type": "topic", "notes": [note, other]}))
    assert found["notes"] == [other]


def test_facets_that_narrow_and_facets_to_take_back() -> None:
    values = [{"value": f"类{number}", "count": 20 - number} for number in range(MOST_VALUES + 2)]
    counted = {"category": values, "level": [{"value": "法律", "count": 9}]}
    (group,) = shown(answer(hit(), facets=counted))["groups"]
    told = (group["title"], len(group["values"]), len(group["more"]), group["undo"])
    assert told == ("类别", MOST_VALUES, 2, None)
    found = shown(answer(facets=counted), level=["法律"], category=["不在其中", "类1"])
    level, category = found["groups"]
    assert [each["current"] for each in level["values"]] == [True] and level["undo"]
    assert [(each["value"], each["current"]) for each in category["values"][:3]] == [
        ("类1", True),
        ("不在其中", True),
        ("类0", False),
    ]
    taken_back, added = category["values"][0], category["values"][2]
    assert taken_back["href"] == link(category=["不在其中"])
    assert added["href"] == link(category=["不在其中", "类1", "类0"])
    assert [each["label"] for each in found["chosen"]] == ["效力位阶：法律", "类别：不在其中", "类别：类1"]
    assert found["chosen"][1]["href"] == link(category=["类1"])


def test_a_facet_that_narrows_still_counts_its_alternatives() -> None:
    asked: list[SearchRequest] = []

    def ask(wider: SearchRequest) -> dict[str, Any]:
        asked.append(wider)
        return {"level": [{"value": "行政法规", "count": 3}]}

    request = SearchRequest(q="甲", level=["法律"], year=[2020], page=3)
    found = alternatives(request, {"level": [], "year": [], "region": [{"value": "某省", "count": 1}]}, ask)
    assert found["level"] == [{"value": "行政法规", "count": 3}]
    assert [(each.level, each.year, each.page) for each in asked] == [
        ((), (2020,), 1),
        (request.level, (), 1),
    ]


def test_the_switch_of_what_is_searched_for_too() -> None:
    note = {"code": "expanded", "message": "同时按“醉酒”检索。"}
    found = shown(answer(hit(), query={"type": "topic", "notes": [note], "did_you_mean": None}))
    assert found["notes"] == [] and found["wording"]["href"] == link(expand="off")
    assert shown(answer(hit()), expand=False)["wording"]["said"] == "只按原词检索。"
    assert shown(answer(hit()))["wording"] is None


def test_what_was_meant_is_a_link_only_where_it_was_not_searched() -> None:
    absent = {"code": "not_in_library", "message": "没有“民发典”"}
    query = {"type": "topic", "did_you_mean": "民法典", "normalized": "民发典 继承", "notes": [absent]}
    assert shown(answer(hit(), query=query))["meant"] == {"title": "民法典", "href": link(q="民法典")}
    assert shown(answer(hit(), query={**query, "notes": []}))["meant"]["href"] is None
    assert shown(answer(hit(), query={**query, "normalized": "《民法典》"}))["meant"]["href"] is None


def test_ways_out_of_a_narrow_list() -> None:
    ways = shown(answer(), level=["法律"], law="民法典", mode="advanced")["wider"]
    assert [each["text"] for each in ways] == [
        "去掉全部筛选",
        "不限于“民法典”",
        "包括已废止、尚未施行的条文",
        "不要求全部词都出现",
    ]


@pytest.mark.parametrize(
    ("code", "heading", "ask_law"),
    [
        ("needs_law_context", "请补上法名", True),
        ("not_in_library", "本库没有收录", False),
        ("outside_coverage", "没有找到条文", False),
    ],
)
def test_an_empty_list_says_why(code: str, heading: str, ask_law: bool) -> None:
    found = shown(answer(query={"type": "topic", "notes": [{"code": code, "message": ""}]}))
    assert (found["empty"]["heading"], found["empty"]["ask_law"]) == (heading, ask_law)


def test_the_pager() -> None:
    assert shown(answer(hit()))["pager"] is None
    assert shown(answer(hit(), total=31, page=2))["pager"] == {
        "now": 2,
        "last": 4,
        "cut": None,
        "before": "/?page=1",
        "after": "/?page=3",
    }
    assert shown(answer(hit(), total=31, page=4))["pager"]["after"] is None
    far = shown(answer(hit(), total=10_840, page=30), mode="advanced")["pager"]
    assert (far["last"], far["cut"], far["after"]) == (30, 300, None)  # further pages would be refused


@pytest.mark.parametrize(
    ("key", "number", "name"),
    [
        ("a133-1", "第一百三十三条之一", "第一百三十三条之一"),
        ("i3", "三、", "三"),
        ("p12", None, "第12段"),
        ("pre", None, "序言"),
        ("x1", None, "附件"),
        ("a5~2", "第五条", "第五条"),
    ],
)
def test_names_of_units(key: str, number: str | None, name: str) -> None:
    assert unit_name(key, number) == name
