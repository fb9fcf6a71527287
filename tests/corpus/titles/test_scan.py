"""Whole names in running text and at the start of queries: tables of what is one and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalize import fold
from tests.corpus.titles.sample import HELD, book


def names(text: str) -> list[str]:
    return [match.form for match in book().scan(fold(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("民法典", ["民法典"]),
        ("根据民法典第一条", ["民法典"]),
        ("民法典规定的情形", ["民法典"]),
        ("民法典的规定", ["民法典"]),
        ("民法典第1254条", ["民法典"]),
        ("依照仲裁法、劳动法和消防法处理", ["仲裁法", "劳动法", "消防法"]),
        ("《民法典》", ["民法典"]),
        ("《中华人民共和国民法典》第三条", ["中华人民共和国民法典"]),
        ("由中华人民共和国民法典调整", ["中华人民共和国民法典"]),
        ("《劳动合同法》和《劳动合同法实施条例》", ["劳动合同法", "劳动合同法实施条例"]),
        ("《劳动合同法》实施条例第三条", ["《劳动合同法》实施条例"]),
        ("严格遵守劳动合同法的义务", ["劳动合同法"]),
        ("现行刑法第二百三十四条", ["刑法"]),
        ("我国宪法规定", ["宪法"]),
        ("刑法解释为", ["刑法"]),
        ("违反了公司法", ["公司法"]),
        ("构成刑法第一百二十条之一规定的", ["刑法"]),
        ("依照公司法人民法院应当受理", ["公司法"]),
        ("依公司法律师应当", ["公司法"]),
        ("消防法规定的职责", ["消防法"]),
        ("《公司法（2023修订）》第一条", ["公司法"]),
        ("刑法修正案（八）第一条", ["刑法修正案(八)"]),
        ("《刑法》修正案（八）", ["《刑法》修正案(八)"]),
        ("《刑法修正案》第一条", ["刑法修正案"]),
        ("公司法解释三第五条", ["公司法解释三"]),
        ("海洋环境保护法和环境保护法", ["海洋环境保护法", "环境保护法"]),
        ("《民法典》《刑法》", ["民法典", "刑法"]),
        ("《民法典第一条。又见《刑法》第二条", ["民法典", "刑法"]),
        ("民法典,刑法;公司法", ["民法典", "刑法", "公司法"]),
        ("《劳动争议\n调解仲裁法》", ["劳动争议\n调解仲裁法"]),
        (
            "《最高人民法院关于适用〈中华人民共和国民法典〉婚姻家庭编的解释（一）》第二条",
            ["最高人民法院关于适用〈中华人民共和国民法典〉婚姻家庭编的解释(一)"],
        ),
        (
            "依照最高人民法院关于适用《民法典》婚姻家庭编的解释（一）第二条",
            ["最高人民法院关于适用《民法典》婚姻家庭编的解释(一)"],
        ),
        ("刑法典型案例", ["刑法"]),
        ("依照《工资支付规定》办理", ["工资支付规定"]),
        ("依照工资支付暂行规定办理", ["工资支付暂行规定"]),
        ("关于修改《公司法》的决定", ["公司法"]),
        ("贯彻城市供水条例和本办法", ["城市供水条例"]),
    ],
)
def test_whole_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "民法典实施细则第一条",
        "《民法典》实施细则",
        "某某民法典",
        "德国民法典第八百二十三条",
        "德国劳动合同法",
        "某某调解仲裁法",
        "根据调解仲裁法规定",
        "《劳动争议调解法》",
        "《某市实施〈消防法〉办法》第三条",
        "某市实施《消防法》办法",
        "《甲省消防法实施办法》",
        "甲省城市供水条例",
        "乡镇城市供水条例",
        "违反消防法律法规",
        "消防法规汇编",
        "公司法人独立地位",
        "公司法定代表人",
        "劳动法制建设",
        "刑法学",
        "公司法修正案",
        "公司法修订草案",
        "《民法典（草案）》",
        "民法典（征求意见稿）",
        "刑法司法解释",
        "刑法修正案（九十）",
        "民法典合同编解释第三条",
        "劳动合同法若干规定",
        "香港特别行政区基本法委员会",
        "宪法和法律委员会",
        "违反行政许可规定",
        "依照工资支付规定办理",
        "违反法定程序",
        "反法西斯战争",
        "劳动合同的法律",
        "民\n\n法典",
    ],
)
def test_parts_of_other_names(text: str) -> None:
    assert names(text) == []


def test_a_match_says_where_and_what() -> None:
    text = fold("根据《中华人民共和国劳动合同法》第一条。")
    (match,) = book().scan(text)
    assert text[match.start : match.end] == match.form == "中华人民共和国劳动合同法"
    assert match.title == "中华人民共和国劳动合同法"
    assert len(match.work_ids) == 1


def test_a_name_that_is_not_held_has_no_work() -> None:
    (match,) = book().scan("依照合同法第五十二条")
    assert (match.form, match.work_ids, match.title) == ("合同法", (), "中华人民共和国合同法")


@given(
    st.lists(
        st.sampled_from([*HELD, "《", "》", "〈", "和", "第一条", "的", "\n", "。", "实施条例", "a"]),
        max_size=8,
    )
)
def test_spans_are_in_order_and_are_names(parts: list[str]) -> None:
    text = fold("".join(parts))
    last = 0
    for match in book().scan(text):
        assert last <= match.start < match.end
        assert text[match.start : match.end] == match.form
        assert book().lookup(match.form)[0].title == match.title
        last = match.end


@given(st.sampled_from(HELD))
def test_every_title_is_found_in_brackets_and_bare(title: str) -> None:
    for text in (f"依照《{title}》的规定", f"依照{title}的规定"):
        matches = book().scan(fold(text))
        assert [match.title for match in matches] == [title]


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("民法典1254", "民法典"),
        ("民法典第1254条", "民法典"),
        ("《民法典》第一千二百五十四条", "民法典"),
        ("治安法 26条", "治安法"),
        ("行诉法 起诉期限", "行诉法"),
        ("行诉法起诉期限", "行诉法"),
        ("反法2条", "反法"),
        ("中华人民共和国刑法 234", "中华人民共和国刑法"),
        ("劳动合同法实施条例19", "劳动合同法实施条例"),
        ("劳动合同法實施條例第十九條", "劳动合同法實施條例"),
        ("刑法修正案（八）", "刑法修正案（八）"),
        ("婚姻家庭编解释一 第3条", "婚姻家庭编解释一"),
        ("公司法", "公司法"),
        ("　　公司法 法定代表人", "公司法"),
    ],
)
def test_the_name_at_the_start_of_a_query(query: str, form: str) -> None:
    match = book().prefix(query)
    assert match is not None
    assert query[match.start : match.end] == match.form == form


@pytest.mark.parametrize(
    "query",
    [
        "",
        "公司法人",
        "消防法规",
        "什么是民法典",
        "劳动合同",
        "民法典实施细则",
        "1254",
        "公司 治理",
        "《",
        "法",
    ],
)
def test_no_name_at_the_start(query: str) -> None:
    assert book().prefix(query) is None
