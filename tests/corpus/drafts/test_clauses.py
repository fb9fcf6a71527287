"""Clauses of a draft: what each line of an official document is, and that nothing of the text is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.drafts.clauses import Clause, ClauseKind, clauses
from tests.support import shared


def kinds(text: str) -> list[tuple[str, str]]:
    """(kind, label) of every clause."""
    return [(str(each.kind), each.label) for each in clauses(text)]


def checked(text: str) -> tuple[Clause, ...]:
    """The clauses, after what holds for every text was tested."""
    found = clauses(text)
    end = 0
    for place, each in enumerate(found):
        assert text[each.start : each.end] == each.text == each.text.strip() != ""
        assert text[end : each.start].strip() == "", "a gap between clauses holds text"
        assert each.parent is None or 0 <= each.parent < place
        end = each.end
    assert text[end:].strip() == ""
    return found


NOTICE = """示例市人民政府办公室关于规范示例事项的通知
示政办发〔2026〕3号
各区人民政府，市政府各部门：
为规范示例事项，根据《示例法》，现将有关事项通知如下：
一、总体要求
坚持公开透明，做到应公开尽公开。
二、办理条件。申请人应当符合下列条件：
（一）依法登记；
（二）无不良记录，具体包括：
1.未被处罚；
2.未被列入名单。
三、其他事项
（一）各区可以制定实施细则。
（二）本通知自2026年5月1日起施行。
附件：1.申请表
2.承诺书
示例市人民政府办公室
2026年4月1日
（此件公开发布）
附件1
申请表
姓名"""


def test_a_notice_from_title_to_attachment() -> None:
    found = checked(NOTICE)
    assert [(str(each.kind), each.label) for each in found] == [
        ("title", ""),
        ("document_number", ""),
        ("addressee", ""),
        ("preamble", ""),
        ("heading", "一、"),
        ("paragraph", ""),
        ("item", "二、"),
        ("item", "（一）"),
        ("item", "（二）"),
        ("item", "1."),
        ("item", "2."),
        ("heading", "三、"),
        ("item", "（一）"),
        ("item", "（二）"),
        ("attachments", ""),
        ("attachments", ""),
        ("closing", ""),
        ("closing", ""),
        ("closing", ""),
        ("attachment_heading", "附件1"),
        ("title", ""),
        ("paragraph", ""),
    ]
    assert found[5].headings == ("一、总体要求",)
    assert [found[place].parent for place in (7, 8, 9, 10)] == [6, 6, 8, 8]
    assert found[12].parent is None
    assert found[12].headings == ("三、其他事项",)


REGULATION = """示例条例
（2026年1月1日示例市人民代表大会常务委员会通过）
目录
第一章 总则
第二章 罚则
第一章 总则
第一条 为了规范示例活动，根据《示例法》，制定本条例。
第二条 下列活动适用本条例：
（一）生产；
（二）销售。
前款所称销售，包括出租。
第二章 罚则
第三条 违反第二条规定的，处一千元罚款。
第三条之一 情节轻微的，不予处罚。"""


def test_a_regulation_of_chapters_and_articles() -> None:
    found = checked(REGULATION)
    assert [str(each.kind) for each in found[:5]] == ["title", "history", "contents", "contents", "contents"]
    body = [(each.label or str(each.kind), each.headings, each.parent) for each in found[5:]]
    first, second = ("第一章 总则",), ("第二章 罚则",)
    assert body == [
        ("第一章", (), None),
        ("第一条", first, None),
        ("第二条", first, None),
        ("（一）", first, 7),
        ("（二）", first, 7),
        ("paragraph", first, 7),
        ("第二章", (), None),
        ("第三条", second, None),
        ("第三条之一", second, None),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\u3000\r\n", []),
        ("未经批准，不得收费。", [("paragraph", "")]),
        ("第一条为加强管理，制定本办法。", [("article", "第一条")]),
        ("第一条 甲。\n第三条规定的情形除外。", [("article", "第一条"), ("paragraph", "")]),
        ("一、应当公开。二、应当备案。", [("item", "一、"), ("item", "二、")]),
        ("应当提交：（一）申请；（二）证明。", [("paragraph", ""), ("item", "（一）"), ("item", "（二）")]),
        ("符合第（一）（二）项的，可以申请。（三）略。", [("paragraph", "")]),
        ("改为：“（一）甲；（二）乙。”", [("paragraph", "")]),
        ("增长3.1%。2.5万元以下的，免收。", [("paragraph", "")]),
        ("3.2025年以来未受处罚。", [("item", "3.")]),
        ("一、二线城市可以放宽。", [("paragraph", "")]),
        ("㈠", [("paragraph", "")]),
        ("特此通知。", [("paragraph", "")]),
        ("可以收费。\n特此通知。", [("paragraph", ""), ("closing", "")]),
        (
            "可以收费。\n示例市教育局\n二〇二六年四月一日",
            [("paragraph", ""), ("closing", ""), ("closing", "")],
        ),
        (
            "# 示例办法\n\n## 第一章 总则\n\n**第一条** 甲。",
            [("title", ""), ("heading", "第一章"), ("article", "第一条")],
        ),
        ("第一条 甲。\r\n第二条 乙。", [("article", "第一条"), ("article", "第二条")]),
        ("各区政府、各部门:为规范管理,通知如下:", [("addressee", ""), ("paragraph", "")]),
        (
            "为规范管理，有下列情形的，不予受理：\n1.甲\n2.乙",
            [("preamble", ""), ("item", "1."), ("item", "2.")],
        ),
        ("Fees shall not be charged. 1. None.", [("paragraph", "")]),
    ],
)
def test_shapes(text: str, expected: list[tuple[str, str]]) -> None:
    checked(text)
    assert kinds(text) == expected


def test_lines_wrapped_by_a_pdf_are_one_clause() -> None:
    text = (
        "第一条为加快建立多主体供给、多渠道保障、租购并举的\n住房制度，有效增加保障性租赁住房供给，着力缓解新市民、青\n"
        "年人等群体住房困难，根据《关于加快发展保障性租赁住房\n的意见》等文件精神，制定本办法。第二条本办法适用于本市\n"
        "行政区域内保障性租赁住房的建设、筹集和监督管理。\n第二章组织架构\n第三条市人民政府成立领导小组。"
    )
    assert [each.label for each in checked(text)] == ["第一条", "第二条", "第二章", "第三条"]


def test_a_second_document_begins_anew() -> None:
    text = "一、甲可以申请。\n二、乙可以申请。\n示例实施办法（试行）\n第一条 为落实前文，制定本办法。\n第二条 丙。"
    found = checked(text)
    assert [str(each.kind) for each in found] == ["item", "item", "title", "article", "article"]


MARKS = "第一条 第二条 第三条规定 一、 二、 （一） （二） 1. 2. （1） ① 第一章 总则 附件 附件： 附件1 目录"
SIGNS = "。 ； ： ， “ ” （ ） 《 》 \n \n\n \r\n \t \u3000 \u200b \ufeff | # ** 𠮷 a 12"
WORDS = "特此通知。 2026年4月1日 示例市教育局 应当公开 各区人民政府： 本办法自2026年1月1日起施行。 示例办法 发布日期："
PIECES = " ".join((MARKS, SIGNS, WORDS)).split(" ")


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_nothing_is_lost(text: str) -> None:
    checked(text)


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    checked(text)


@pytest.mark.parametrize(
    "text",
    [
        "：（一）" * 50_000,
        "第一条" * 60_000,
        "“（" * 90_000,
        "一、\n" * 60_000,
        "附件：\n" * 40_000,
        "甲" * 200_000,
    ],
    ids=lambda text: repr(text[:4]),
)
def test_hostile_texts_are_linear(text: str) -> None:
    checked(text)


def test_real_documents() -> None:
    """Published documents: nothing lost, numbers found, the first of a list below what introduces it."""
    documents = [json.loads(line) for line in shared("data", "policy_documents.jsonl").open(encoding="utf-8")]
    numbered = 0
    for each in documents:
        found = checked(each["text"])
        labels = {clause.label for clause in found}
        numbered += "第一条" in labels or "一、" in labels
        for place, clause in enumerate(found):
            if clause.kind == ClauseKind.ITEM and clause.label[0] in "（(" and clause.parent is None:
                assert clause.headings or place < 4 or clause.label not in ("（一）", "(一)"), clause.text
    assert numbered >= 45
