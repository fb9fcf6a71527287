"""Every trap of real law texts, retold in a few made-up lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import UnitKind
from corpus.numerals import ordinal_label
from corpus.structure import parse


def keys(text: str) -> list[str]:
    return [unit.key for unit in parse(text).units]


def codes(text: str) -> list[str]:
    return [problem.code for problem in parse(text).problems]


def text_of(text: str, key: str) -> str:
    return next(unit.text for unit in parse(text).units if unit.key == key)


def test_headings_make_the_path() -> None:
    found = parse(
        "# 某某法\n\n## 第一编 总　　则\n\n### 第一章 一般  规定\n\n第一条 甲。\n\n"
        "### 第二章 管理\n\n#### 第一节 登记\n\n第二条 乙。\n\n"
        "## 第二编 分则\n\n第三条 丙。\n\n附 则\n\n第四条 丁。"
    )
    assert [unit.path for unit in found.units] == [
        ("第一编 总 则", "第一章 一般 规定"),
        ("第一编 总 则", "第二章 管理", "第一节 登记"),
        ("第二编 分则",),
        ("附 则",),
    ]
    assert found.problems == ()


def test_plain_headings_and_a_chapter_without_a_space() -> None:
    found = parse(
        "第一章 总则\n第一条 甲。\n第五章法律责任\n第二条 乙。\n"
        "第三章规定的事项，由省级机关另定。\n第三条 丙。"
    )
    assert [unit.path for unit in found.units] == [("第一章 总则",), ("第五章法律责任",), ("第五章法律责任",)]
    assert found.units[1].text == "乙。\n第三章规定的事项，由省级机关另定。"


def test_headings_of_groups_between_articles() -> None:
    found = parse(
        "一、管辖\n第一条 甲。\n第二条 乙：\n一、警告。\n二、罚款。\n"
        "二、证据\n第三条 丙。\n## 三、执行\n第四条 丁。"
    )
    assert [unit.path for unit in found.units] == [("一、管辖",), ("一、管辖",), ("二、证据",), ("三、执行",)]
    assert found.units[1].text == "乙：\n一、警告。\n二、罚款。"


def test_bracketed_headings_between_articles() -> None:
    found = parse(
        "## 三、担保物权\n（一）一般规定\n第一条 甲。\n（二）不动产抵押\n第二条 乙：\n"
        "（一）子；\n（二）丑。\n第三条 丙。\n## 四、其他\n第四条 丁。"
    )
    assert [unit.path for unit in found.units] == [
        ("三、担保物权", "（一）一般规定"),
        ("三、担保物权", "（二）不动产抵押"),
        ("三、担保物权", "（二）不动产抵押"),
        ("四、其他",),
    ]
    assert found.units[1].text == "乙：\n（一）子；\n（二）丑。"


def test_contents_are_no_units() -> None:
    text = (
        "目　录\n第一章 总则\n第二章 罚则………12\n附 则\n"
        "第一章 总则\n第一条 甲。\n第二章 罚则\n第二条 乙。\n附 则\n第三条 丙。"
    )
    assert keys(text) == ["a1", "a2", "a3"]
    assert [unit.path for unit in parse(text).units] == [("第一章 总则",), ("第二章 罚则",), ("附 则",)]


@pytest.mark.parametrize(
    "line",
    [
        "第三人不参加的，不影响审理。",
        "第二款规定的期限为三十日。",
        "第一类是指可以用于制毒的原料。",
        "第三方平台应当核实身份。",
        "第一届委员会由市政府组成。",
        "第二条规定的情形，依照其规定。",
        "第二条第一款的期限，自送达之日起算。",
        "第二条、第三条的规定适用于个人。",
        "第四十二条至第五十条不适用。",
        "第（四）项中的发明应当经过确认。",
        "第十五届大会通过的决定继续有效。",
    ],
)
def test_lines_that_only_begin_like_an_article(line: str) -> None:
    found = parse(f"第一条 甲。\n{line}\n第二条 乙。")
    assert [unit.key for unit in found.units] == ["a1", "a2"]
    assert found.units[0].text == f"甲。\n{line}"
    assert found.problems == ()


@pytest.mark.parametrize(
    ("line", "label", "body"),
    [
        ("第一百二十八 条侦查人员应当出示证件。", "第一百二十八条", "侦查人员应当出示证件。"),
        ("第一百 二十八条　侦查人员应当出示证件。", "第一百二十八条", "侦查人员应当出示证件。"),
        ("第１２８条侦查人员应当出示证件。", "第１２８条", "侦查人员应当出示证件。"),
        (
            "\u200b第一百二十八条\u2002\ue010侦查人员应当出示证件。\u3000",
            "第一百二十八条",
            "侦查人员应当出示证件。",
        ),
        ("第一百二十八条\n侦查人员应当出示证件。", "第一百二十八条", "侦查人员应当出示证件。"),
        ("**第一百二十八条** 侦查人员应当出示证件。", "第一百二十八条", "侦查人员应当出示证件。"),
        ("### 第一百二十八条 侦查人员应当出示证件。", "第一百二十八条", "侦查人员应当出示证件。"),
        (
            "第一百二十八条 第一百二十七条所称证件，由省级机关制发。",
            "第一百二十八条",
            "第一百二十七条所称证件，由省级机关制发。",
        ),
    ],
)
def test_labels_as_they_are_printed(line: str, label: str, body: str) -> None:
    found = parse(f"第一百二十七条 甲。\n{line}\n第一百二十九条 丙。")
    unit = found.units[1]
    assert (unit.key, unit.number, unit.label, unit.text) == ("a128", 128, label, body)


def test_inserted_articles() -> None:
    text = "第一条 甲。\n第一条之一 乙。\n第一条之二　丙。\n第二条 丁。"
    assert keys(text) == ["a1", "a1-1", "a1-2", "a2"]
    assert parse(text).units[1].label == "第一条之一"
    assert codes(text) == []


def test_gaps_are_named_and_nothing_is_invented() -> None:
    found = parse("第一条 甲。\n第二条 乙。\n第五条 丙。\n第五条之二 丁。")
    assert [unit.key for unit in found.units] == ["a1", "a2", "a5", "a5-2"]
    assert [(each.code, each.where) for each in found.problems] == [
        ("number_gap", "第三条至第四条"),
        ("number_gap", "第五条之一"),
    ]


def test_a_number_printed_twice() -> None:
    text = "第一条 甲。\n第二条 乙。\n第二条 丙。\n第三条 丁。"
    assert keys(text) == ["a1", "a2", "a2~2", "a3"]
    assert codes(text) == ["number_repeated"]


def test_a_text_that_starts_late() -> None:
    text = "第一百条 甲。\n第一百零一条 乙。"
    assert keys(text) == ["a100", "a101"]
    assert codes(text) == ["number_start"]


@pytest.mark.parametrize("gap", ["", "\u3000", " ", "\n"])
def test_an_article_glued_to_its_neighbour(gap: str) -> None:
    found = parse(f"第一条 甲依照第三条办理。{gap}第二条 乙。\n第三条 丙。")
    assert [(unit.key, unit.text) for unit in found.units] == [
        ("a1", "甲依照第三条办理。"),
        ("a2", "乙。"),
        ("a3", "丙。"),
    ]
    assert [each.code for each in found.problems] == ([] if gap == "\n" else ["article_glued"])


def test_a_whole_law_in_one_line() -> None:
    text = "第一条 甲。" + "".join(f"{ordinal_label(number)} 乙。" for number in range(2, 40))
    assert keys(text) == [f"a{number}" for number in range(1, 40)]


def test_a_citation_after_a_sentence_is_not_glued() -> None:
    assert keys("第一条 甲。第二条的规定除外。\n第三条 丙。") == ["a1", "a3"]


def test_far_numbers_are_citations_and_quoted_articles_stay_in_their_unit() -> None:
    text = "第一条 第三章增加一节。内容如下：\n第七节 监察\n第八十条 新一。\n第八十一条 新二。\n第二条 乙。"
    assert keys(text) == ["a1", "a2"]
    assert parse(text).units[1].path == ()
    assert keys("第一条 将某法修改为：“甲。\n第九条 新文。”\n第二条 乙。") == ["a1", "a2"]


def test_a_second_text_in_one_file() -> None:
    text = "第一条 甲。\n第二条 乙。\n第三条 丙。\n第一条 丁。\n第二条 戊。"
    assert keys(text) == ["a1", "a2", "a3", "a1~2", "a2~2"]
    assert codes(text) == []


def test_preamble_but_not_title_and_date() -> None:
    text = "某某办法\n（2001年2月3日公布）\n2001年2月3日\n为了甲，制定本办法。\n第一条 甲。"
    found = parse(text)
    assert [(unit.key, unit.kind, unit.text) for unit in found.units] == [
        ("pre", UnitKind.PREAMBLE, "为了甲，制定本办法。"),
        ("a1", UnitKind.ARTICLE, "甲。"),
    ]
    assert keys("某某办法\n第一条 甲。") == ["a1"]


def test_items_of_a_document_without_articles() -> None:
    found = parse(
        "现决定如下：\n一、甲：\n（一）子；\n（二）丑。\n二、将第五条修改为：\n“第五条 新文。”\n三、乙。"
    )
    assert [(unit.key, unit.label, unit.text) for unit in found.units] == [
        ("pre", "", "现决定如下："),
        ("i1", "一、", "甲：\n（一）子；\n（二）丑。"),
        ("i2", "二、", "将第五条修改为：\n“第五条 新文。”"),
        ("i3", "三、", "乙。"),
    ]


def test_items_that_quote_articles_without_quotation_marks() -> None:
    assert keys("一、修改甲：\n第五条 新文。\n第九条 新文。\n二、修改乙：\n第三条 新文。") == ["i1", "i2"]


def test_items_as_headings() -> None:
    found = parse("## 一、机构\n甲。\n## 二、经费\n乙。\n三、其他。")
    assert [(unit.key, unit.text) for unit in found.units] == [
        ("i1", "机构\n甲。"),
        ("i2", "经费\n乙。"),
        ("i3", "其他。"),
    ]


def test_figures_that_run_through_the_headings() -> None:
    found = parse("## 一、机构\n1. 甲：\n(1)子。\n2. 乙。\n3.丙。\n## 二、管辖\n4. 丁。\n5. 戊。")
    assert [unit.key for unit in found.units] == ["i1", "i2", "i3", "i4", "i5"]
    assert found.units[0].text == "甲：\n(1)子。"
    assert found.units[3].path == ("二、管辖",)


def test_figures_of_one_section_do_not_number_the_text() -> None:
    text = "## 一、机构\n甲。\n## 二、组织\n1. 子。\n2. 丑。\n3. 寅。\n4. 卯。\n5. 辰。\n## 三、经费\n乙。"
    assert keys(text) == ["i1", "i2", "i3"]


def test_a_decision_before_the_text_it_changes() -> None:
    text = "现决定修改如下：\n一、修改甲。\n二、修改乙。\n某某规定\n第一条 甲。\n第二条 乙。"
    assert keys(text) == ["pre", "i1", "i2", "a1", "a2"]


def test_paragraphs_where_nothing_is_numbered() -> None:
    found = parse("某某答复\n## 案情\n甲有下列行为：\n（一）子；\n（二）丑。\n乙。\n## 理由\n丙。")
    assert [(unit.key, unit.path, unit.text) for unit in found.units] == [
        ("p1", ("案情",), "甲有下列行为：\n（一）子；\n（二）丑。"),
        ("p2", ("案情",), "乙。"),
        ("p3", ("理由",), "丙。"),
    ]


def test_the_title_is_no_heading_above_all() -> None:
    assert parse("# 某某答复\n## 案情\n甲。").units[0].path == ("案情",)


def test_a_case_that_quotes_articles_is_not_a_law() -> None:
    text = "## 案情\n甲。\n乙。\n丙。\n丁。\n## 依据\n第六条 子。\n第七条 丑。"
    assert all(unit.kind is UnitKind.PARAGRAPH for unit in parse(text).units)


def test_annexes() -> None:
    text = "第一条 甲。\n第二条 乙。\n附件：1.表一；2.表二\n附件1\n表一\n第一条 子。\n附件2 表二\n丑。"
    found = parse(text)
    assert [(unit.key, unit.label) for unit in found.units][2:] == [("x1", "附件1"), ("x2", "附件2")]
    assert text_of(text, "x1") == "表一\n第一条 子。"
    assert text_of(text, "x2") == "表二\n丑。"


@pytest.mark.parametrize(
    "line", ["附则", "附 则", "附带民事诉讼的，依照其规定。", "附加刑可以独立适用。", "附条件的，从其条件。"]
)
def test_words_that_open_no_annex(line: str) -> None:
    assert keys(f"第一条 甲。\n{line}\n第二条 乙。") == ["a1", "a2"]


def test_an_annex_in_the_middle_ends_at_the_next_article() -> None:
    assert keys("第一条 甲。\n附：\n表。\n第二条 乙。") == ["a1", "x1", "a2"]


def test_a_table_stays_in_its_unit() -> None:
    rows = "| 条文 | 罪名 |\n|---|---|\n第九条 | 子"
    text = f"第一条 甲：\n<!-- TABLE -->\n{rows}\n<!-- TABLE END -->\n第二条 乙。"
    assert text_of(text, "a1") == f"甲：\n{rows}"


@pytest.mark.parametrize("text", ["", " \n\u200b\n", "<!-- FORCE BREAK -->"])
def test_no_body(text: str) -> None:
    assert (keys(text), codes(text)) == ([], ["no_body"])


def test_links_of_note_programs_are_unwrapped() -> None:
    text = "第一条 依照《[[某某法]]》和[[某某法#第二条|其第二条]]办理。"
    assert text_of(text, "a1") == "依照《某某法》和其第二条办理。"


def test_printed_characters_are_kept() -> None:
    assert text_of("第一条 按㎡计算，比例为５％。", "a1") == "按㎡计算，比例为５％。"


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.sampled_from([" ", "\u3000", "  ", "\n"]))
def test_any_run_of_articles_is_found_again(subs: list[int], gap: str) -> None:
    labels = [(number, sub) for number, count in enumerate(subs, 1) for sub in range(count + 1)]
    text = "\n".join(f"{ordinal_label(*each)}{gap}甲。" for each in labels)
    found = parse(text)
    assert [(unit.number, unit.sub) for unit in found.units] == labels
    assert found.problems == ()


_PIECES = st.sampled_from(
    [
        "第一条",
        "第二条 ",
        "第九十九条之一",
        "第一章",
        "# ",
        "一、",
        "二、",
        "（一）",
        "1.",
        "附件",
        "附：",
        "目录",
        "\n",
        "\n\n",
        *"“”。：| \u3000\u200b",
        "甲乙",
        "<!-- TABLE -->",
        "序言",
        "修改为：",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=40).map("".join)))
def test_any_text_is_read(text: str) -> None:
    found = parse(text)
    assert len({unit.key for unit in found.units}) == len(found.units)
    assert found.units or found.problems
