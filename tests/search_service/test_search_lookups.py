"""Queries that are one thing: a citation, a title, an article number, a document number, in every spelling."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.search_service.asking import ask, notes, places

CITED = [
    (
        "公司法 第十五条",
        "公司法15",
        "公司法第15条",
        "《公司法》第15条",
        "中华人民共和国公司法第十五条",
        "公司法十五条",
    ),
    ("公司法 第十五条", "公司法§15", "公司法#15", "公司法/15", "公司法-15", "公司法:15", "公司法 art. 15"),
    (
        "公司法 第十五条",
        "请问公司法第15条是什么",
        "公司法第15条规定了什么？",
        "根据公司法第15条",
        "公司法之第15条",
    ),
    ("公司法 第十五条", "第十五条 公司法", "15条 公司法", "gongsifa 15", "gongsifadi15tiao"),
    ("刑法 第一百三十三条之一", "刑法133-1", "刑法第133条之1", "刑法一百三十三条之一", "刑法133条之一"),
    ("刑法 第一百三十三条之一", "刑法第一百三十三条之一第一款", "刑法第133条之一第(二)项", "xingfa 133-1"),
    (
        "劳动合同法 第三十九条",
        "勞動合同法 第三十九條",
        "勞動合同法39",
        "laodonghetongfa 39",
        "劳动合同法３９条",
    ),
    ("民事诉讼法 第一百二十二条", "民诉法 122", "民诉法第一百二十二条", "民事訴訟法122"),
    ("行政许可法 第十二条", "行政许克法12条", "行政許可法12", "行政许可法第十二条第一款第三项"),
    ("行政处罚法 第十六条", "xzcff 16", "《中华人民共和国 行政处罚法》第 十六 条", "★行政处罚法第16条★"),
    (
        "行政处罚法 第十六条",
        "處罰法 第十六條",
        "行政处罚法（2021年修订）第十六条",
        "行政处罚法 第一十六条 全文",
    ),
    ("个人信息保护法 第十三条", "个保法13", "个人信息保护法 第十三条第一款", "個人信息保護法第13條"),
    ("网络安全法 第二十一条", "网安法 21条", "網絡安全法二十一條"),
    ("消费者权益保护法 第五十五条", "消法55", "消费者权益保护法五十五条"),
    ("未成年人保护法 第十七条", "未保法 17", "未成年人保護法17"),
    ("道路交通安全法 第九十一条", "道交法 91", "道路交通安全法第91条"),
    ("治安管理处罚法 第四十三条", "治安处罚法43", "治安法43条", "治安管理處罰法第四十三條"),
    ("宪法 第三十三条", "宪法33", "憲法第三十三條", "xianfa 33"),
    ("民法典 第一千二百六十条", "民法典1260", "ｍｉｎｆａｄｉａｎ　１２６０", "民法典第１２６０条"),
    ("食品安全法 第一百四十八条", "食品安全法148", "食品安全法第一百四十八条第二款"),
]


@pytest.mark.parametrize(
    ("place", "query"), [(place, query) for place, *queries in CITED for query in queries]
)
def test_one_citation_in_many_spellings(client: TestClient, place: str, query: str) -> None:
    found = ask(client, query)
    assert places(found) == [place]
    assert (found["query"]["type"], found["total"], found["total_relation"]) == ("citation", 1, "eq")
    assert found["confident"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("行政处罚法16、17条", ["行政处罚法 第十六条", "行政处罚法 第十七条"]),
        ("行政处罚法第十六条至第十八条", [f"行政处罚法 第十{n}条" for n in "六七八"]),
        ("行政处罚法13-15", [f"行政处罚法 第十{n}条" for n in "三四五"]),
        ("公司法第15条、民法典第504条", ["公司法 第十五条", "民法典 第五百零四条"]),
        ("依照《公司法》第十五条、《民法典》第五百零四条", ["公司法 第十五条", "民法典 第五百零四条"]),
    ],
)
def test_several_citations_in_the_order_asked(client: TestClient, query: str, expected: list[str]) -> None:
    assert places(ask(client, query)) == expected


@pytest.mark.parametrize(
    ("query", "paragraph", "item", "marked"),
    [
        ("民法典1254条第2款", 2, None, "物业服务企业等建筑物管理人"),
        ("民法典第一千二百五十四条第三款", 3, None, "发生本条第一款规定的情形的"),
        ("行政许可法第十二条第一款第三项", 1, 3, "（三）提供公众服务并且直接关系公共利益"),
        ("行政许可法第十二条第（五）项", None, 5, "（五）企业或者其他组织的设立等"),
    ],
)
def test_paragraph_and_item_are_marked(
    client: TestClient, query: str, paragraph: int | None, item: int | None, marked: str
) -> None:
    hit = ask(client, query)["hits"][0]
    assert (hit["item"], hit["verdict"]) == (item, "ok")
    assert paragraph is None or hit["paragraph"] == paragraph
    ((start, end),) = hit["highlights"]
    assert hit["text"][start:end].startswith(marked)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("民法典9999", "article_not_found"),
        ("民法典1261", "article_not_found"),
        ("民法典第0条", "article_not_found"),
        ("民法典第零条", "article_not_found"),
        ("民法典第99999999999条", "article_not_found"),
        ("刑法第十万条", "article_not_found"),
        ("行政处罚法16-1", "article_not_found"),
        ("民法典1254条第99款", "paragraph_not_found"),
        ("民法典1254条第二款第九项", "item_not_found"),
        ("合同法52", "repealed_law"),
        ("侵权责任法第87条", "repealed_law"),
        ("婚姻法", "repealed_law"),
        ("物權法", "repealed_law"),
        ("劳动合同法实施条例 19", "not_in_library"),
        ("民法典实施细则", "not_in_library"),
        ("《某某县城市管理条例》第三条", "not_in_library"),
    ],
)
def test_what_is_not_there_is_said(client: TestClient, query: str, note: str) -> None:
    found = ask(client, query)
    assert note in notes(found)
    assert not found["confident"]
    assert not any(hit["verdict"] == "ok" for hit in found["hits"])


@pytest.mark.parametrize(
    ("query", "normalized"),
    [
        ("国办发〔2018〕37号", "国办发〔2018〕37号"),
        ("国办发[2018]37号", "国办发〔2018〕37号"),
        ("国办发（2018）37号", "国办发〔2018〕37号"),
        ("国办发2018 37号", "国办发〔2018〕37号"),
        ("國辦發〔2018〕37號", "国办发〔2018〕37号"),
        ("国发〔２０１９〕１８号", "国发〔2019〕18号"),
        ("主席令第四十五号", "主席令第45号"),
        ("国务院令第711号", "国务院令第711号"),
        ("法释〔2020〕17号", "法释〔2020〕17号"),
        ("京政发〔2021〕10号", "京政发〔2021〕10号"),
    ],
)
def test_document_numbers_are_known_and_said_to_be_absent(
    client: TestClient, query: str, normalized: str
) -> None:
    found = ask(client, query)
    assert (found["query"]["type"], found["query"]["normalized"]) == ("doc_number", normalized)
    assert (found["hits"], found["total"], found["confident"]) == ([], 0, False)
    assert "not_in_library" in notes(found)


@pytest.mark.parametrize(
    "query", ["第23条", "23条", "二十三条", "１２５４", "133条之一", "第二十三条第一款", "第0条"]
)
def test_a_bare_article_asks_for_its_law(client: TestClient, query: str) -> None:
    found = ask(client, query)
    assert found["query"]["type"] == "article_number"
    assert "needs_law_context" in notes(found)
    assert (found["hits"], found["confident"]) == ([], False)


@pytest.mark.parametrize(
    ("query", "law", "place"),
    [
        ("第16条", "行政处罚法", "行政处罚法 第十六条"),
        ("16", "处罚法", "行政处罚法 第十六条"),
        ("十六", "行政處罰法", "行政处罚法 第十六条"),
        ("第十六条", "fv44b4tnoo26", "行政处罚法 第十六条"),
        ("第一百三十三条之一", "刑法", "刑法 第一百三十三条之一"),
        ("本法第十条", "商标法", "商标法 第十条"),
    ],
)
def test_a_law_in_context_settles_the_number(client: TestClient, query: str, law: str, place: str) -> None:
    found = ask(client, query, law=law)
    assert (places(found), found["query"]["type"]) == ([place], "article_number")
    assert found["confident"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("民法典", "民法典"),
        ("《民法典》？", "民法典"),
        ("【民法典】", "民法典"),
        ("😀民法典", "民法典"),
        ("民法典全文", "民法典"),
        ("minfadian", "民法典"),
        ("行诉法", "行政诉讼法"),
        ("行政訴訟法", "行政诉讼法"),
        ("xingzhengsusongfa", "行政诉讼法"),
        ("中华人民共和国行政处罚法", "行政处罚法"),
        ("行政处法法", "行政处罚法"),
        ("公司法 2023", "公司法"),
        ("刑法修正案十一", "刑法修正案（十一）"),
        ("刑法修正案(12)", "刑法修正案（十二）"),
        ("宪法修正案", "宪法修正案（2018年）"),
        ("治安管理处罚法", "治安管理处罚法"),
    ],
)
def test_a_title_puts_its_law_first(client: TestClient, query: str, title: str) -> None:
    found = ask(client, query)
    assert found["query"]["type"] == "title"
    assert (found["hits"][0]["kind"], places(found)[0]) == ("work", title)
    assert all(hit["kind"] == "article" for hit in found["hits"][6:])


def test_a_series_lists_all_its_laws(client: TestClient) -> None:
    found = ask(client, "宪法修正案")
    years = ["2018", "2004", "1999", "1993", "1988"]
    assert places(found)[:5] == [f"宪法修正案（{year}年）" for year in years]
    assert "ambiguous" in notes(found)


@pytest.mark.parametrize(
    "query", ["公司法（2018年修正）", "公司法2018年版第十六条", "商标法（2026年修订）第十条"]
)
def test_another_edition_is_said(client: TestClient, query: str) -> None:
    assert "other_edition" in notes(ask(client, query))


@pytest.mark.parametrize(
    "query", ["公司法（2023年修订）", "公司法2023年版第十六条", "宪法修正案（2018年）", "公司法 16"]
)
def test_the_edition_shown_is_not_remarked(client: TestClient, query: str) -> None:
    assert "other_edition" not in notes(ask(client, query))


@pytest.mark.parametrize("query", ["环境保护法", "大气污染防治法", "噪声污染防治法"])
def test_a_repealed_law_stands_behind_its_successor(client: TestClient, query: str) -> None:
    found = ask(client, query)
    assert places(found)[:2] == ["生态环境法典", query]
    assert found["hits"][1]["currency"] == "repealed"
    assert "repealed_law" in notes(found)


@pytest.mark.parametrize(
    "query",
    [
        "第三人 撤销之诉",
        "8小时",
        "三十日内",
        "公司法 百分之十",
        "13800138000",
        "民法典型案例",
        "劳动合同 法律责任",
        "5-10万",
    ],
)
def test_numbers_and_words_that_are_no_citation_are_topics(client: TestClient, query: str) -> None:
    assert ask(client, query)["query"]["type"] == "topic"


@pytest.mark.parametrize("query", ["污染防治法", "保护法", "防治法"])
def test_a_part_of_several_titles_is_not_taken_for_one(client: TestClient, query: str) -> None:
    found = ask(client, query)
    assert (found["hits"], found["confident"]) == ([], False)
    assert "not_in_library" in notes(found)
    assert found["others"]["work"] > 3
