"""The grammar as tables: text → (span text, work, place). Texts are made up; ids are those of book.py."""

from __future__ import annotations

import pytest

from corpus.citations.extract import extract
from corpus.citations.model import Extraction, Mention
from tests.corpus.citations.book import BOOK


def run(text: str, **options: str) -> Extraction:
    found = extract(text, titles=BOOK, **options)
    for each in found.citations:
        assert text[each.start : each.end] == each.text
        assert each.start < each.end
    return found


def place(mention: Mention) -> str:
    """编.章.节 as B/C/S, then 条(之)-款-项-目: 133之1-1-2."""
    path = mention.path
    head = "".join(
        f"{mark}{number} " for mark, number in zip("BCS", (path.part, path.chapter, path.section)) if number
    )
    article = f"{path.number or ''}" + (f"之{path.sub}" if path.sub else "")
    inner = [path.paragraph, path.item, path.subitem]
    while inner and inner[-1] is None:
        inner.pop()
    return (head + "-".join([article, *(str(each or "") for each in inner)])).strip()


def work(mention: Mention) -> str:
    law = mention.law
    if law.own:
        return "own"
    if law.work_ids is None:
        return "?"
    return "|".join(law.work_ids) or "unknown"


def summary(found: Extraction) -> list[tuple[str, str, str]]:
    return [(each.text, work(each), place(each)) for each in found.citations]


LISTS = [
    (
        "《行政处罚法》第十三条、第十四条和第十六条",
        [
            ("《行政处罚法》第十三条", "penalty", "13"),
            ("第十四条", "penalty", "14"),
            ("第十六条", "penalty", "16"),
        ],
    ),
    (
        "《行政处罚法》第十四条至第十六条",
        [("《行政处罚法》第十四条至第十六条", "penalty", number) for number in ("14", "15", "16")],
    ),
    (
        "刑法第133条之一至第133条之三",
        [("刑法第133条之一至第133条之三", "criminal", f"133之{sub}") for sub in (1, 2, 3)],
    ),
    (
        "《行政处罚法》第三条第一款、第二款和第五条第二款",
        [
            ("《行政处罚法》第三条第一款", "penalty", "3-1"),
            ("第二款", "penalty", "3-2"),
            ("第五条第二款", "penalty", "5-2"),
        ],
    ),
    (
        "违反《物业管理条例》第三十八条第（四）、（五）、（六）项",
        [
            ("《物业管理条例》第三十八条第（四）", "property", "38--4"),
            ("（五）", "property", "38--5"),
            ("（六）项", "property", "38--6"),
        ],
    ),
    (
        "《刑法》第３９条第２款第（一）项至第（二）项",
        [("《刑法》第３９条第２款第（一）项至第（二）项", "criminal", f"39-2-{item}") for item in (1, 2)],
    ),
    (
        "《公司法》第三条第（一）（二）项",
        [("《公司法》第三条第（一）", "company", "3--1"), ("（二）项", "company", "3--2")],
    ),
    (
        "《公司法》第三条（一）、（二）项",
        [("《公司法》第三条（一）", "company", "3--1"), ("（二）项", "company", "3--2")],
    ),
    ("《公司法》第三条第一款第二项第3目", [("《公司法》第三条第一款第二项第3目", "company", "3-1-2-3")]),
    ("《公司法》第三条第一、二款", [("《公司法》第三条第一", "company", "3-1"), ("二款", "company", "3-2")]),
    (
        "《行政处罚法》第十三、十四条和第5-6条",
        [
            ("《行政处罚法》第十三", "penalty", "13"),
            ("十四条", "penalty", "14"),
            ("第5-6条", "penalty", "5"),
            ("第5-6条", "penalty", "6"),
        ],
    ),
    ("刑法第133-1条", [("刑法第133-1条", "criminal", "133之1")]),
    (
        "《公司法》第三条第一款至第五条",
        [
            ("《公司法》第三条第一款", "company", "3-1"),
            ("第五条", "company", "4"),
            ("第五条", "company", "5"),
        ],
    ),
    (
        "违反《公司法》第三条、第四条和《证券法》第五条、第六条",
        [
            ("《公司法》第三条", "company", "3"),
            ("第四条", "company", "4"),
            ("《证券法》第五条", "securities", "5"),
            ("第六条", "securities", "6"),
        ],
    ),
    (
        "《刑法》第二百六十四条，第六十七条第三款之规定",
        [("《刑法》第二百六十四条", "criminal", "264"), ("第六十七条第三款", "criminal", "67-3")],
    ),
    ("《行政处罚法》第三章第二节的规定", [("《行政处罚法》第三章第二节", "penalty", "C3 S2")]),
    (
        "《民法典》第一编第三章、第四章",
        [("《民法典》第一编第三章", "civil", "B1 C3"), ("第四章", "civil", "B1 C4")],
    ),
    (
        "《公司法》第三条规定的情形和第五条规定的情形",
        [("《公司法》第三条", "company", "3"), ("第五条", "company", "5")],
    ),
]

NAMES = [
    ("根据《民法典》制定", [("《民法典》", "civil", "")]),
    ("《民法典》1254条", [("《民法典》1254条", "civil", "1254")]),
    ("“民法典”第五条", [("民法典”第五条", "civil", "5")]),
    ("民法典物权编第二百三十五条", [("民法典物权编第二百三十五条", "civil", "235")]),
    ("《刑法》分则第三章", [("《刑法》分则第三章", "criminal", "C3")]),
    ("违反治安管理处罚法第四十三条的", [("治安管理处罚法第四十三条", "order", "43")]),
    ("劳动争议调解仲裁法第二条", [("劳动争议调解仲裁法第二条", "unknown", "2")]),
    ("《某某民法典实施细则》第三条", [("《某某民法典实施细则》第三条", "unknown", "3")]),
    ("依照某市燃气管理条例第三十五条", [("某市燃气管理条例第三十五条", "unknown", "35")]),
    ("《公司法》《证券法》第三条", [("《公司法》", "company", ""), ("《证券法》第三条", "securities", "3")]),
    ("国务院《物业管理条例》第三条", [("《物业管理条例》第三条", "property", "3")]),
    (
        "最高人民法院《关于适用〈中华人民共和国民事诉讼法〉的解释》第九十条",
        [("《关于适用〈中华人民共和国民事诉讼法〉的解释》第九十条", "procedure-reading", "90")],
    ),
    (
        "《最高人民法院关于适用《中华人民共和国民事诉讼法》的解释》第九十条",
        [("《最高人民法院关于适用《中华人民共和国民事诉讼法》的解释》第九十条", "procedure-reading", "90")],
    ),
    (
        "依照《中华人民\n共和国民法典》第一千\n零三条",
        [("《中华人民\n共和国民法典》第一千\n零三条", "civil", "1003")],
    ),
    (
        "申请人请求人民法院依照中华人民共和国民\n法典第三条判决",
        [("中华人民共和国民\n法典第三条", "civil", "3")],
    ),
    ("《某市养犬管理条例》第三条", [("《某市养犬管理条例》第三条", "dogs-1|dogs-2", "3")]),
    ("《合同法》第五十二条", [("《合同法》第五十二条", "unknown", "52")]),
    (
        "《中华人民共和国民法典》（以下简称《民典》）第三条，《民典》第四条、民典第五条",
        [
            ("《中华人民共和国民法典》（以下简称《民典》）第三条", "civil", "3"),
            ("《民典》第四条", "civil", "4"),
            ("民典第五条", "civil", "5"),
        ],
    ),
    (
        "《某省某事实施办法》（以下简称《办法》）。《办法》第四条",
        [("《某省某事实施办法》", "unknown", ""), ("《办法》第四条", "unknown", "4")],
    ),
    ("《办法》第四条", [("《办法》第四条", "?", "4")]),
    ("按照规定第三条", [("规定第三条", "?", "3")]),
    ("《公司法》（主席令第十五号）第三条", [("《公司法》（主席令第十五号）第三条", "company", "3")]),
]

CONTEXT = [
    ("依照本法第十二条的规定", [("本法第十二条", "?", "12")]),
    (
        "《行政处罚法》第三条。该法第四条、同法第五条",
        [
            ("《行政处罚法》第三条", "penalty", "3"),
            ("该法第四条", "penalty", "4"),
            ("同法第五条", "penalty", "5"),
        ],
    ),
    (
        "《行政处罚法》第三条。\n\n该法第四条",
        [("《行政处罚法》第三条", "penalty", "3"), ("该法第四条", "?", "4")],
    ),
    (
        "《行政处罚法》第三条、《物业管理条例》第五条。该法第四条、该条例第六条",
        [
            ("《行政处罚法》第三条", "penalty", "3"),
            ("《物业管理条例》第五条", "property", "5"),
            ("该法第四条", "penalty", "4"),
            ("该条例第六条", "property", "6"),
        ],
    ),
    ("违反第四十三条规定的", [("第四十三条", "?", "43")]),
    ("《公司法》第三条。违反第四条规定的", [("《公司法》第三条", "company", "3"), ("第四条", "?", "4")]),
    ("依照前款规定处罚", [("前款", "?", "")]),
    (
        "第一条 甲。\n\n乙。\n\n（一）丙；\n\n有前款规定的第（一）项情形的，违反前两款规定的\n\n"
        "第二条 前条规定的，本条第一款、本办法第一条第一款",
        [
            ("前款规定的第（一）项", "own", "1-2-1"),
            ("前两款", "own", "1-1"),
            ("前两款", "own", "1-2"),
            ("前条", "own", "1"),
            ("本条第一款", "own", "2-1"),
            ("本办法第一条第一款", "own", "1-1"),
        ],
    ),
    (
        "# 某市某事条例\n\n第一条 违反第二条、第三条第一款的。\n\n第二条 违反第一款、第（二）项规定的。",
        [
            ("第二条", "own", "2"),
            ("第三条第一款", "own", "3-1"),
            ("第一款", "own", "2-1"),
            ("第（二）项", "own", "2-1-2"),
        ],
    ),
    (
        "关于修改《公司法》的决定\n一、将第三条修改为：\n“第三条 公司依照本法第五条设立。”\n二、删去第六条。",
        [("第三条", "company", "3"), ("本法第五条", "company", "5"), ("第六条", "company", "6")],
    ),
    ("一、《公司法》\n\n第三条规定了什么", [("《公司法》", "company", ""), ("第三条", "company", "3")]),
]


@pytest.mark.parametrize(("text", "expected"), LISTS + NAMES + CONTEXT, ids=lambda each: str(each)[:24])
def test_mentions(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert summary(run(text)) == expected


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("《公司法》（2018年修正）第三条", 2018),
        ("《公司法（2018年修正）》第三条", 2018),
        ("《公司法》（2018修正）第三条", 2018),
        ("2018年修正的《公司法》第三条", 2018),
        ("《公司法》第三条", None),
    ],
)
def test_edition(text: str, edition: int | None) -> None:
    (mention,) = run(text).citations
    assert (mention.law.work_ids, mention.path.number, mention.law.edition) == (("company",), 3, edition)


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2018〕37号",
        "国办发[2018]37号",
        "国办发〔2018]37 号",
        "国办发（2018）37号",
        "国办发\n〔2018〕37号",
        "国办发【２０１８】第３７号",
    ],
)
def test_document_numbers_have_one_form(text: str) -> None:
    (mention,) = run(f"根据{text}文件").citations
    assert (mention.text, mention.kind, mention.law.doc_number) == (text, "doc_number", "国办发〔2018〕37号")


def test_number_behind_a_title_belongs_to_it() -> None:
    (mention,) = run("《某办公室关于某事的通知》（国办发〔2018〕37号）规定").citations
    assert (mention.text, mention.kind) == ("《某办公室关于某事的通知》", "document")
    assert mention.law.doc_number == "国办发〔2018〕37号"


@pytest.mark.parametrize(
    ("text", "reason", "skipped"),
    [
        ("领取《建设工程规划许可证》后", "not_a_law", "《建设工程规划许可证》"),
        ("《劳动合同》第五条约定", "not_a_law", "《劳动合同》第五条"),
        ("该合同第七条约定", "not_a_law", "该合同第七条"),
        ("填写《申请表》，登载《某某日报》", "not_a_law", "《申请表》"),
        ("《未闭合的某某办法第三条", "unclosed_title", "《未闭合的某某办法第三条"),
        ("某某条例\n2011年1月8日 国务院令第588号修订\n第一条 甲", "provenance", "国务院令第588号"),
    ],
)
def test_passed_over(text: str, reason: str, skipped: str) -> None:
    found = run(text)
    assert (found.skipped[0].reason, text[found.skipped[0].start : found.skipped[0].end]) == (reason, skipped)
    assert not [
        each for each in found.citations if each.start < found.skipped[0].end and reason == "not_a_law"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "第一条 甲\n第二条 乙",
        "## 第三章 附则\n\n**第十三条** 甲",
        "第一条为加强管理\n第二条本办法适用于本市",
        "第一章总则\n第一节一般规定\n第一条甲",
        "自本法施行之日起，本章所称本办法",
        "第一条道路、第三人、第二类、条例、款项、项目、根本条件、基本条款",
        "# 某省实施《中华人民共和国宪法》办法\n\n第一条 甲",
        "第一条 甲。 第二条 乙，丙",
    ],
)
def test_no_citation(text: str) -> None:
    assert summary(run(text)) == []


def test_heads_that_are_references() -> None:
    text = "第一条 甲\n\n第二条 依照《公司法》\n第三条的规定\n\n第一款规定的情形"
    assert summary(run(text)) == [("《公司法》\n第三条", "company", "3"), ("第一款", "own", "2-1")]


def test_current_law() -> None:
    found = run("依照本法第十二条，违反第十三条规定的", current_law="行政处罚法")
    assert summary(found) == [("本法第十二条", "penalty", "12"), ("第十三条", "penalty", "13")]
    found = run("依照本法第十二条", current_law="some-work-id")
    assert work(found.citations[0]) == "some-work-id"


def test_wide_range_names_its_ends() -> None:
    found = run("《公司法》第一条至第999999999999条")
    assert [place(each) for each in found.citations] == ["1", "999999999999"]
    assert [each.reason for each in found.skipped] == ["range_too_wide"]


def test_quote_is_found() -> None:
    text = "《公司法》第三条规定：“公司是企业法人，有独立的法人财产。”"
    (mention,) = run(text).citations
    assert mention.quote and text[slice(*mention.quote)] == "公司是企业法人，有独立的法人财产。"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("触犯刑法第一百三十三条之一的，依法处理", [(133, 1)]),
        ("违反刑法第二百九十一条之二规定的，", [(291, 2)]),
        ("民法典第一百四十三条、一百四十四条、146条", [(143, 0), (144, 0), (146, 0)]),
        ("民法典第十条至十二条", [(10, 0), (11, 0), (12, 0)]),
        ("民法典第十条、三条措施", [(10, 0)]),
    ],
)
def test_subnumbers_and_lists_without_their_mark(text: str, numbers: list[tuple[int, int]]) -> None:
    found = extract(text, titles=BOOK).citations
    assert [(each.path.number, each.path.sub) for each in found] == numbers
