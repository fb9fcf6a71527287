"""Queries that are one thing are looked up, in whatever form they are typed."""

from __future__ import annotations

import pytest

from corpus.titles import TitleBook, TitleEntry
from search_service.query import Place, UnknownLaw, understand

TORT = ("civil", Place(1254))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("民法典1254", [TORT]),
        ("民法典 1254条", [TORT]),
        ("民法典第1254条", [TORT]),
        ("《民法典》第一千二百五十四条", [TORT]),
        ("民法典第１２５４条", [TORT]),
        ("民法典 一千二百五十四", [TORT]),
        ("民法典 第 1254 条", [TORT]),
        ("民法典第七编第十章第1254条", [TORT]),
        ("民法典 第1254条第2款", [("civil", Place(1254, 0, 2))]),
        ("民法典合同编第五百八十五条", [("civil", Place(585))]),
        ("中华人民共和国民法典（2020年）第1254条", [TORT]),
        ("民法典1254条说了什么", [TORT]),
        ("根据民法典第1254条的规定", [TORT]),
        ("民法典第1254条规定的内容是什么？", [TORT]),
        ("治安法 26条", [("order", Place(26))]),
        ("新治安管理处罚法第26条", [("order", Place(26))]),
        ("刑法133之一", [("penal", Place(133, 1))]),
        ("刑法133-1", [("penal", Place(133, 1))]),
        ("刑法第133条之1", [("penal", Place(133, 1))]),
        ("刑法第一百三十三条之一第二款", [("penal", Place(133, 1, 2))]),
        ("刑法 三百九十条 第一款第（二）项", [("penal", Place(390, 0, 1, 2))]),
        ("行诉法12条1款11项", [("suits", Place(12, 0, 1, 11))]),
        ("行政處罰法 第十六條", [("fines", Place(16))]),
        ("第十六条 行政处罚法", [("fines", Place(16))]),
        ("第十六条行政处罚法", [("fines", Place(16))]),
        ("16条 《行政处罚法》", [("fines", Place(16))]),
        ("行政处罚法 13、14、16条", [("fines", Place(13)), ("fines", Place(14)), ("fines", Place(16))]),
        ("行政处罚法第13-15条", [("fines", Place(13)), ("fines", Place(14)), ("fines", Place(15))]),
        ("行政处罚法第十三条至第十五条", [("fines", Place(13)), ("fines", Place(14)), ("fines", Place(15))]),
        ("民法典1254、刑法291之二", [TORT, ("penal", Place(291, 2))]),
        ("商标法 2019 第10条", [("marks", Place(10))]),
        ("反法 2条", [("rivals", Place(2))]),
    ],
)
def test_citations(titles: TitleBook, text: str, wanted: list[tuple[str, Place]]) -> None:
    query = understand(text, titles=titles)
    assert query.type == "citation"
    assert [(target.work_ids[0], target.place) for target in query.targets] == wanted
    assert (query.number, query.sub, query.paragraph, query.item) == (
        wanted[0][1].number,
        wanted[0][1].sub,
        wanted[0][1].paragraph,
        wanted[0][1].item,
    )
    assert query.rest == ""
    assert not query.notes
    assert query.did_you_mean is None


def test_normal_form_of_a_citation(titles: TitleBook) -> None:
    query = understand("刑法133之1第一款(三)项", titles=titles)
    assert query.normalized == "《中华人民共和国刑法》第一百三十三条之一第一款第（三）项"


@pytest.mark.parametrize(
    ("text", "work", "number"),
    [
        ("行政处法法第十六条", "fines", 16),  # sounds the same
        ("行政处罪法 16条", "fines", 16),  # looks alike, and makes no word
        ("行政罚法 16条", "fines", 16),  # one character lost
        ("行政处处罚法 16条", "fines", 16),  # one doubled
        ("中华人民共和国行政处法法第十六条", "fines", 16),
        ("根据行政处法法第十六条", "fines", 16),
        ("劳动和同法 39条", "contracts", 39),
        ("名法典第1254条", "civil", 1254),  # min / ming
        ("民法点 1254", "civil", 1254),
        ("minfadian 1254", "civil", 1254),
        ("mingfadian 1254", "civil", 1254),
        ("min fa dian 1254", "civil", 1254),
        ("minfadian di 1254 tiao", "civil", 1254),
        ("xzcff 16", "fines", 16),
    ],
)
def test_misspelt_names_are_routed_and_named(titles: TitleBook, text: str, work: str, number: int) -> None:
    query = understand(text, titles=titles)
    assert (query.type, query.work_ids, query.number) == ("citation", (work,), number)
    assert query.did_you_mean == query.title
    assert query.rest == ""


@pytest.mark.parametrize("text", ["行政处法法", "《行政处法法》", "行政处罚发", "xingzhengchufafa"])
def test_misspelt_titles(titles: TitleBook, text: str) -> None:
    query = understand(text, titles=titles)
    assert (query.type, query.work_ids) == ("title", ("fines",))
    assert query.did_you_mean == "中华人民共和国行政处罚法"


@pytest.mark.parametrize("text", ["电子政务法", "电子政务法 第3条"])
def test_another_law_is_not_a_misspelling(titles: TitleBook, text: str) -> None:
    """政务 is a word: the name may be a law of its own, so its neighbour is only mentioned."""
    query = understand(text, titles=titles)
    assert query.work_ids == ()
    assert query.did_you_mean == "中华人民共和国电子商务法"
    assert [note.code for note in query.notes] == ["not_in_library"]


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("民法典", "civil"),
        ("《中华人民共和国民法典》", "civil"),
        ("民法典 全文", "civil"),
        ("公司法2023", "firms"),
        ("公司法（2023年修订）", "firms"),
        ("行诉法是什么", "suits"),
        ("最新版 劳动合同法", "contracts"),
    ],
)
def test_titles(titles: TitleBook, text: str, work: str) -> None:
    query = understand(text, titles=titles)
    assert (query.type, query.work_ids) == ("title", (work,))
    assert query.normalized == query.title
    assert not query.notes


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("合同法", "title", "中华人民共和国合同法"),
        ("合同法第52条", "citation", "中华人民共和国合同法"),
        ("《外星人管理法》", "title", "外星人管理法"),
        ("外星人管理条例 第三条", "citation", "外星人管理条例"),
        ("劳动合同法实施条例", "title", "劳动合同法实施条例"),
        ("某市城市生活垃圾管理办法", "title", "某市城市生活垃圾管理办法"),
        ("民诉法解释 第90条", "citation", "民诉法解释"),
        ("关于加强某某工作的意见", "title", "关于加强某某工作的意见"),
    ],
)
def test_what_is_not_held_is_said(titles: TitleBook, text: str, kind: str, title: str) -> None:
    query = understand(text, titles=titles)
    assert (query.type, query.title, query.work_ids) == (kind, title, ())
    assert [note.code for note in query.notes] == ["not_in_library"]
    assert title.removeprefix("《") in query.notes[0].message


@pytest.mark.parametrize(
    "text", ["23条", "23", "第二十三条", "第 ２３ 條", "本法第23条", "条例 第二十三条", "第23条是什么"]
)
def test_bare_articles_need_a_law(titles: TitleBook, text: str) -> None:
    query = understand(text, titles=titles)
    assert (query.type, query.number, query.work_ids) == ("article_number", 23, ())
    assert query.normalized == "第二十三条"
    assert [note.code for note in query.notes] == ["needs_law_context"]
    inside = understand(text, titles=titles, law="行政许可法")
    assert (inside.type, inside.number, inside.work_ids) == ("article_number", 23, ("permits",))
    assert not inside.notes


def test_a_query_names_its_law_before_the_context(titles: TitleBook) -> None:
    assert understand("民法典23条", titles=titles, law="行政许可法").work_ids == ("civil",)


def test_article_of_the_context_with_words(titles: TitleBook) -> None:
    query = understand("23条 听证", titles=titles, law="行政许可法")
    assert (query.type, query.number, query.rest) == ("article_number", 23, "听证")


def test_a_law_that_is_not_held_as_context(titles: TitleBook) -> None:
    query = understand("23条", titles=titles, law="合同法")
    assert (query.work_ids, query.notes[0].code) == ((), "not_in_library")


def test_an_unknown_law_parameter_is_an_error(titles: TitleBook) -> None:
    with pytest.raises(UnknownLaw) as caught:
        understand("23条", titles=titles, law="没有这部法")
    assert (caught.value.status, caught.value.code) == (400, "unknown_law")


@pytest.mark.parametrize(
    "text",
    [
        "劳动法8小时",
        "刑法 3年以上",
        "刑法十大罪名",
        "民法典型案例",
        "三条底线",
        "23条措施",
        "第三人撤销之诉",
        "违法行为",
        "行政执法",
        "处罚规定",
        "合理使用办法",
        "上位法",
        "个人信息保护立法",
        "算法",
        "hello world",
        "行政处罚",
    ],
)
def test_what_only_looks_like_a_look_up(titles: TitleBook, text: str) -> None:
    query = understand(text, titles=titles)
    assert query.type == "topic"
    assert "not_in_library" not in [note.code for note in query.notes]


def test_a_clause_with_a_citation_is_a_topic_in_that_law(titles: TitleBook) -> None:
    query = understand(
        "依据《行政处罚法》第二十三条规定，县级人民政府可以在其权限内委托乡镇实施行政处罚并办理手续",
        titles=titles,
    )
    assert (query.type, query.context_work_ids) == ("topic", ("fines",))


def test_the_law_parameter_may_be_an_id(titles: TitleBook) -> None:
    book = TitleBook([*titles.entries, TitleEntry("abcdefgh2345", "中华人民共和国档案法")])
    query = understand("23条", titles=book, law="abcdefgh2345")
    assert (query.work_ids, query.title) == (("abcdefgh2345",), "中华人民共和国档案法")
