"""Files that are parts of one text become one text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import SourceDocument
from corpus.readers.markdown import read_page
from corpus.readers.parts import Part, is_part_name, join


def part(subtitle: str, body: str, *, effective: bool = True, day: str = "2020年5月28日") -> Part:
    history = f"{day} 某会议通过\n\n" + ("2021年1月1日 施行\n\n" if effective else "")
    text = f"# 灯塔法典\n\n# {subtitle}\n\n{history}<!-- INFO END -->\n\n{body}"
    page = read_page(text, path=f"灯塔法典/{subtitle}.md", source="test")
    assert isinstance(page, Part)
    return page


GENERAL = part("总则", "## 第一章 一般规定\n\n第一条 甲。\n\n第二条 乙。\n")
PROPERTY = part("物权编", "第三条 丙。\n\n第四条 丁。\n", effective=False)
LAST = part("附则", "第六条 戊。\n\n第七条 己。\n")


def one(*parts: Part) -> tuple[SourceDocument, tuple[str, ...]]:
    (joined,) = join(parts)
    return joined


def test_parts_are_joined_in_the_order_of_their_numbers() -> None:
    document, paths = one(LAST, PROPERTY, GENERAL)
    assert [unit.key for unit in document.units] == ["a1", "a2", "a3", "a4", "a6", "a7"]
    assert document.units[0].path == ("总则", "第一章 一般规定")
    assert document.units[2].path == ("物权编",)
    assert paths == ("灯塔法典/总则.md", "灯塔法典/物权编.md", "灯塔法典/附则.md")
    assert document.path == paths[0]
    assert all(each.document.raw in document.raw for each in (GENERAL, PROPERTY, LAST))


def test_gaps_between_parts_are_reported_and_starts_are_not() -> None:
    document, _ = one(GENERAL, PROPERTY, LAST)
    assert [(each.code, each.where) for each in document.problems] == [("number_gap", "附则")]
    assert "第五条" in document.problems[0].message


def test_a_part_without_the_effective_line_belongs_with_the_others() -> None:
    document, _ = one(PROPERTY, GENERAL)
    assert [act.kind for act in document.acts] == ["enacted", "effective"]
    assert str(document.effective_date) == "2021-01-01"


def test_another_day_or_folder_is_another_text() -> None:
    elsewhere = replace(PROPERTY, document=replace(PROPERTY.document, path="旧/物权编.md"))
    assert len(join([GENERAL, elsewhere])) == 2
    assert len(join([GENERAL, part("物权编", "第三条 丙。\n", day="2019年5月28日")])) == 2


def test_keys_that_clash_between_parts_stay_unique() -> None:
    document, _ = one(part("第一部分", "甲段。\n\n乙段。\n"), part("第二部分", "丙段。\n"))
    keys = [unit.key for unit in document.units]
    assert len(keys) == len(set(keys)) == 3
    assert keys[0] == "p1" and keys[-1] == "p1~2"


@pytest.mark.parametrize(
    "name", ["总则", "物权编", "第一编 总则", "第二编　物权", "附则", "第三部分", "上册", "附件一"]
)
def test_names_of_parts(name: str) -> None:
    assert is_part_name(name)


@pytest.mark.parametrize("name", ["灯塔管理的规定", "（试行）", "民法通则解释", "第一章 总则", ""])
def test_names_that_are_no_parts(name: str) -> None:
    assert not is_part_name(name)
