"""One file's text: LawRefBook's layout, front matter, plain text; what is no law; every trap by a sample."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Level, Rejection, SourceDocument, UnitKind
from corpus.readers.header import read_acts
from corpus.readers.markdown import doc_number, name_date, read_text
from corpus.readers.outcomes import Skipped

BODY = "第一条 为了规范灯塔管理，制定本条例。\n\n第二条 本条例自2020年9月1日起施行。\n"
HEADER = "# 中华人民共和国灯塔条例\n\n2004年2月3日 国务院令第999号公布\n\n2020年4月5日 某会议修订\n\n"
FULL = f"{HEADER}<!-- INFO END -->\n\n{BODY}"


def law(text: str, path: str = "行政法规/灯塔条例(2020-04-05).md") -> SourceDocument:
    outcome = read_text(text, path=path, source="test")
    assert isinstance(outcome, SourceDocument), outcome
    return outcome


def code(text: str, path: str = "x.md") -> tuple[type, str]:
    outcome = read_text(text, path=path, source="test")
    assert isinstance(outcome, Rejection | Skipped), outcome
    assert outcome.path == path
    return type(outcome), outcome.problem.code


def test_the_layout_with_its_mark() -> None:
    document = law(FULL)
    assert document.title == "中华人民共和国灯塔条例"  # printed in full, not the file's name
    assert document.level is Level.ADMINISTRATIVE_REGULATION
    assert (document.version_date, document.effective_date) == (date(2020, 4, 5), None)
    assert [(act.kind, act.day) for act in document.acts] == [
        ("published", date(2004, 2, 3)),
        ("amended", date(2020, 4, 5)),
    ]
    assert document.doc_number == "国务院令第999号"
    assert document.category == "行政法规"
    assert [unit.key for unit in document.units] == ["a1", "a2"]
    assert (document.reader, document.raw) == ("markdown", FULL)


def test_front_matter_states_and_is_not_the_text() -> None:
    text = (
        '---\ntitle: "中华人民共和国灯塔条例"\npublish_date: "2004-02-03"\nimplement_date: 2004-05-01\n'
        'status: "现行有效"\ncategory: "法律/行政法规"\ntags:\n  - 法规\n---\n' + FULL
    )
    document = law(text)
    assert document.reader == "front-matter"
    assert document.version_date == date(2020, 4, 5)  # publish_date is the first act's day
    assert document.effective_date == date(2004, 5, 1)  # as stated
    assert (document.status, document.category) == ("现行有效", "行政法规")


def test_front_matter_without_the_mark_below() -> None:
    text = (
        "---\ntitle: 灯塔法\nissuing_authority: 全国人民代表大会\nstatus: 现行有效\n---\n\n# 灯塔法\n\n"
        "2026-03-12 公布\n2026-08-15 施行\n\n##  第一章　总则 \n"
        "第一条 依照《[[某某法|刑法]]》和《[[民法典]]》。\n"
    )
    document = law(text, "灯塔法(2026).md")
    assert (document.version_date, document.effective_date) == (date(2026, 3, 12), date(2026, 8, 15))
    assert document.issuer == "全国人民代表大会"
    assert document.units[0].text == "依照《刑法》和《民法典》。"
    assert document.units[0].path == ("第一章 总则",)


def test_publish_date_only_where_nothing_else_dates_the_text() -> None:
    text = f"---\npublish_date: 2019-07-08\n---\n# 灯塔条例\n<!-- INFO END -->\n{BODY}"
    assert law(text, "灯塔条例.md").version_date == date(2019, 7, 8)


@pytest.mark.parametrize(
    "block",
    ["a: [", "&a [*a, *a]", "- 1\n- 2", "publish_date: 2019-13-45", "k: " + "[" * 4000,
     "x: !!python/object/apply:os.system ['true']"],
)  # fmt: skip
def test_bad_front_matter_is_left_out_and_the_text_read(block: str) -> None:
    document = law(f"---\n{block}\n---\n{FULL}")
    assert document.title == "中华人民共和国灯塔条例"
    assert [problem.code for problem in document.problems] == ["front_matter_broken"]


def test_plain_text_with_its_history_in_brackets() -> None:
    text = (
        "中华人民共和国\n灯塔法\n（1994年7月5日第八届全国人民代表大会常务委员会第八次会议通过\n"
        "根据2018年12月29日第十三届全国人民代表大会常务委员会第七次会议"
        "《关于修改〈中华人民共和国灯塔法〉的决定》修正）\n\n" + BODY
    )
    document = law(text, "a.txt")
    assert document.title == "中华人民共和国灯塔法"
    assert [(act.kind, act.day) for act in document.acts] == [
        ("enacted", date(1994, 7, 5)),
        ("amended", date(2018, 12, 29)),
    ]
    assert (document.level, document.issuer) == (Level.LAW, "全国人民代表大会常务委员会")
    assert [unit.key for unit in document.units] == ["a1", "a2"]


def test_the_title_printed_again_below_the_header_is_no_text() -> None:
    text = FULL.replace("<!-- INFO END -->", "<!-- INFO END -->\n\n中华人民共和国\n\n灯塔条例\n")
    assert [unit.kind for unit in law(text).units] == [UnitKind.ARTICLE, UnitKind.ARTICLE]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("甲部 乙总局关于灯塔的规定", "甲部、乙总局关于灯塔的规定"),
        ("关于加强灯塔管理  保障航行的决定", "关于加强灯塔管理保障航行的决定"),
        ("**灯塔条例** <!-- 全称 -->", "灯塔条例"),
        ("甲省实施《中华人民共和国灯塔法》办法", "甲省实施《中华人民共和国灯塔法》办法"),
        ("灯塔规定（2018年）", "灯塔规定（2018年）"),
    ],
)
def test_titles_are_cleaned(heading: str, title: str) -> None:
    assert law(f"# {heading}\n<!-- INFO END -->\n{BODY}").title == title


def test_a_second_heading_that_goes_on_with_the_title() -> None:
    assert (
        law(f"# 甲市人民政府关于\n# 灯塔管理的规定\n<!-- INFO END -->\n{BODY}").title
        == "甲市人民政府关于灯塔管理的规定"
    )


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("a/灯塔条例(2019-03-24).md", date(2019, 3, 24)),
        ("灯塔条例（2019-03-24）.md", date(2019, 3, 24)),
        ("灯塔条例（2019年3月24日）.txt", date(2019, 3, 24)),
        ("灯塔条例_2019-03-24.md", date(2019, 3, 24)),
        ("灯塔条例(2019-03-24) (1).md", date(2019, 3, 24)),
        ("灯塔法(2026).md", None),
        ("灯塔法修正案（2018年）.md", None),
        ("灯塔条例(2019-02-30).md", None),
        ("灯塔条例.md", None),
    ],
)
def test_the_day_in_a_file_name(path: str, day: date | None) -> None:
    assert name_date(path) == day


def test_an_amendment_after_the_day_in_the_file_name_dates_the_text() -> None:
    document = law(FULL, "灯塔条例(2004-02-03).md")
    assert document.version_date == date(2020, 4, 5)
    assert [problem.code for problem in document.problems] == ["version_date_conflict"]


def test_without_a_title_line_the_file_name_may_name_it() -> None:
    assert law(BODY, "灯塔管理条例(2020-04-05).txt").title == "灯塔管理条例"
    assert code(BODY, "新建文本文档.txt") == (Rejection, "no_title")


@pytest.mark.parametrize(
    ("header", "body", "number"),
    [
        (["2020年1月2日 中华人民共和国国务院令第713号公布"], "", "国务院令第713号"),
        (
            ["2020年1月2日 中华人民共和国国务院令第713号公布", "2021年1月2日 国务院令第800号修订"],
            "",
            "国务院令第713号",
        ),
        (["劳社部发[2008]3号"], "", "劳社部发〔2008〕3号"),
        (["2015年2月3日 某院以法发〔2015〕9号通知印发"], "", "法发〔2015〕9号"),
        ([], "（法释〔2020〕15号）\n\n第一条 甲。", "法释〔2020〕15号"),
        ([], "根据国办发〔2018〕37号文件，制定本办法。", None),
        (["2020年1月2日 某会议通过"], "第一条 甲。", None),
    ],
)
def test_document_numbers(header: list[str], body: str, number: str | None) -> None:
    assert doc_number(header, read_acts(header), body) == number


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("x.md", "", (Rejection, "empty_file")),
        ("x.md", " \r\n\u200b　\ufeff", (Rejection, "empty_file")),
        ("x.md", "# 灯塔条例\n\n2022年5月30日 某会议通过\n\n<!-- INFO END -->\n\n", (Rejection, "no_body")),
        ("x.md", "---\ntitle: 灯塔条例\n---\n", (Rejection, "no_body")),
        ("_index.md", "---\nbookCollapseSection: true\n---\n", (Skipped, "not_a_law")),
        ("说明.md", "---\ndraft: true\n---\n\n本项目收集各类法规。\n", (Skipped, "not_a_law")),
        (
            "模版.md",
            f"---\nbookHidden: true\n---\n\n# 某法规 <!-- 名称 -->\n\n{BODY}",
            (Skipped, "not_a_law"),
        ),
        ("requirements.txt", "requests==2.0\nlxml==5\n", (Skipped, "not_a_law")),
        ("x.md", "# 灯塔维权攻略\n\n出自网络\n\n<!-- INFO END -->\n\n先写申请。\n", (Skipped, "not_a_law")),
        ("README.md", "# 灯塔资料\n\n这里收集资料。\n", (Skipped, "not_a_law")),
        (
            "x.md",
            "# 灯塔租赁合同解除后的责任\n\n<!-- INFO END -->\n\n## 基本案情\n\n甲诉乙。\n\n"
            "## 裁判结果\n\n驳回。\n\n第一条 引用。\n",
            (Skipped, "not_a_law_case"),
        ),
    ],
)
def test_what_is_left_out(path: str, text: str, expected: tuple[type, str]) -> None:
    assert code(text, path) == expected


def test_documents_without_articles_are_law() -> None:
    reply = (
        "# 某院关于灯塔案件管辖问题的批复\n\n<!-- INFO END -->\n\n甲省某院：\n\n"
        "你院请示收悉。经研究，答复如下：\n\n由海事法院管辖。\n"
    )
    assert len(law(reply, "司法解释/某院批复.md").units) >= 1
    header = "# 关于灯塔的决定\n\n2020年1月2日 某会议通过\n\n<!-- INFO END -->\n\n"
    decision = header + "一、建立制度。\n\n二、自公布之日起施行。\n"
    assert [unit.key for unit in law(decision, "a.md").units] == ["i1", "i2"]


def test_a_part_alone_is_a_text_with_its_gap() -> None:
    body = BODY.replace("第一条", "第八条").replace("第二条", "第九条")
    text = f"# 灯塔法典\n\n# 物权编\n\n2020年5月28日 某会议通过\n\n<!-- INFO END -->\n\n{body}"
    document = law(text, "灯塔法典/物权编.md")
    assert [(unit.key, unit.path) for unit in document.units] == [("a8", ("物权编",)), ("a9", ("物权编",))]
    assert "第一条至第七条" in next(each.message for each in document.problems if each.code == "number_gap")


@given(
    st.text(
        alphabet=st.sampled_from(
            list("第一二三条章节编 　\n\r#-—<!INFOEND>《》（）()〔〕2018年月日号令法规定[]:'\"，。附件")
        ),
        max_size=120,
    )
)
def test_any_text_has_an_outcome(text: str) -> None:
    outcome = read_text(text, path="a/b.md", source="test")
    assert isinstance(outcome, SourceDocument | Rejection | Skipped)
    if isinstance(outcome, SourceDocument):
        assert outcome.units and outcome.title.strip() and "\n" not in outcome.title
