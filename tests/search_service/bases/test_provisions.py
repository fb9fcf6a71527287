"""What of a draft a basis is looked for, and what is passed over with which reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.bases.provisions import LONGEST_WHOLE, Reading, read

RULE = "经营者不得拒绝向消费者出具发票。"


def looked_up(text: str) -> list[str]:
    return [text[each.begin : each.end] for each in read(text).provisions]


def reasons(text: str) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.reason) for each in read(text).passed]


def checked(text: str) -> Reading:
    """The reading, after what holds for every text was tested: nothing twice, nothing lost."""
    found = read(text)
    spans = sorted((each.start, each.end) for each in (*found.provisions, *found.passed))
    end = 0
    for start, stop in spans:
        assert start < stop
        assert text[end:start].strip() == ""
        end = stop
    assert text[end:].strip() == ""
    for each in found.provisions:
        assert each.start <= each.begin < each.end
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (RULE, [RULE]),
        (f"第三条 {RULE}", [RULE]),
        (f"三、{RULE}", [RULE]),
        (f"（一）{RULE}", [f"（一）{RULE}"]),
        (f"第三条 {RULE}\n消费者可以投诉举报经营者。", [f"{RULE}\n消费者可以投诉举报经营者。"]),
        (f"第三条 {RULE}\n第四条 {RULE}", [RULE, RULE]),
        (f"{RULE}\n有下列情形的除外：\n（一）已经出具。", [f"{RULE}\n有下列情形的除外：\n（一）已经出具。"]),
        (f"示例办法\n第一条 {RULE}", [RULE]),
    ],
)
def test_what_is_looked_up(text: str, expected: list[str]) -> None:
    checked(text)
    assert looked_up(text) == expected


def test_a_long_article_is_looked_up_by_paragraph() -> None:
    long = "经营者应当明码标价。" * (LONGEST_WHOLE // 10)
    text = f"第三条 {long}\n有下列情形之一的，责令改正：\n（一）不标价；\n（二）乱标价。\n{RULE}"
    checked(text)
    assert looked_up(text) == [long, "有下列情形之一的，责令改正：\n（一）不标价；\n（二）乱标价。", RULE]


def test_long_items_are_rules_of_their_own() -> None:
    items = [f"（{number}）{'经营者应当明码标价。' * 12}" for number in "一二三"]
    text = "一、经营者应当遵守下列规定：\n" + "\n".join(items)
    checked(text)
    assert looked_up(text) == ["经营者应当遵守下列规定：", *items]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("第一条 为了规范收费，根据《价格法》，制定本办法。\n第二条 " + RULE, "purpose"),
        ("为了规范收费，现将有关事项通知如下：\n一、" + RULE, "purpose"),
        (f"第一条 {RULE}\n第九条 本办法自2026年1月1日起施行。", "formula"),
        (f"第一条 {RULE}\n第九条 本办法自公布之日起施行。2020年的《示例办法》同时废止。", "formula"),
        (f"第一条 {RULE}\n第二条 本办法适用于本市行政区域内的收费活动。", "formula"),
        (f"第一条 {RULE}\n第九条 本办法由市发展改革委负责解释。", "formula"),
        (f"第一条 {RULE}\n第二条 略。", "too_short"),
        (f"第一条 {RULE}\n第二条 No fee may be charged to anybody.", "no_chinese"),
        (f"示例收费办法\n第一条 {RULE}", "title"),
        (f"各区人民政府：\n一、{RULE}", "addressee"),
        (f"第一章 总则\n第一条 {RULE}", "heading"),
        (f"第一条 {RULE}\n示例市发展和改革委员会\n2026年1月1日", "closing"),
    ],
)
def test_what_is_passed_over(text: str, reason: str) -> None:
    checked(text)
    assert reason in [each for _, each in reasons(text)]
    assert looked_up(text) == [RULE]


def test_a_formula_with_a_rule_in_it_is_looked_up() -> None:
    text = f"第一条 {RULE}\n第二条 本办法自2026年1月1日起施行。此前收取的费用应当在三个月内全部退还缴费人。"
    assert len(looked_up(text)) == 2


@given(
    st.lists(
        st.sampled_from(
            [*"第一条 二、（一）。：；\n《》本办法自为了根据", RULE, "制定本办法", "2026年1月1日"]
        ),
        max_size=50,
    )
)
def test_nothing_is_lost(parts: list[str]) -> None:
    checked("".join(parts))
