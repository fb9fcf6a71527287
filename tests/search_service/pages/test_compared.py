"""Two texts as the page of a comparison shows them, and words found inside a law."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corpus.legal_time.compare import compare
from corpus.legal_time.differences import changed_spans
from corpus.model import Unit, UnitKind, Version
from indexer.segment import split_words
from search_service.comparing import Texts
from search_service.pages import compared, finding
from search_service.pages.compared import Shown, View
from search_service.pages.shapes import Line, ShownUnit


def unit(number: int, text: str) -> Unit:
    return Unit(f"a{number}", UnitKind.ARTICLE, number, 0, f"第{number}条", ("第一章",), text)


def version(day: str) -> Version:
    return Version("w", day, "某法", date.fromisoformat(day), day, 3)


OLD = [
    unit(1, "为了规范停车，制定本法。"),
    unit(2, "停车的时间不得超过六个月。"),
    unit(3, "本条以后整个删去，没有别的地方写它。"),
]
NEW = [
    unit(1, "为了规范停车，制定本法。"),
    unit(2, "新写的一条，说的是从前没有的充电设施。"),
    unit(3, "停车的时间不得超过三个月。"),
]


def shown(view: View = View.SIDE, show: Shown = Shown.CHANGED) -> dict[str, Any]:
    texts = Texts(version("2020-01-01"), version("2024-01-01"), compare(OLD, NEW, split_words))
    return compared.page([], texts, view, show, {"as_of": "2025-01-01"})


def test_rows_name_what_moved_and_mark_whole_quantities() -> None:
    page = shown()
    told = {(row["name"], row["said"]) for row in page["rows"]}
    assert told == {("第2条 → 第3条", "移动并修改"), ("第2条", "新增"), ("第3条", "删去")}
    moved = next(row for row in page["rows"] if row["said"] == "移动并修改")
    assert [text for text, marked in moved["old_pieces"] if marked] == ["六个月"]
    assert [text for text, marked in moved["new_pieces"] if marked] == ["三个月"]
    assert ("六个月", "removed") in moved["both"] and ("三个月", "added") in moved["both"]
    assert "".join(text for text, kind in moved["both"] if kind != "removed") == NEW[2].text
    assert "".join(text for text, _ in moved["old_pieces"]) == OLD[1].text


def test_all_or_only_what_changed() -> None:
    assert len(shown(show=Shown.ALL)["rows"]) == 4
    page = shown()
    assert len(page["rows"]) == 3
    assert page["shows"][1]["href"] == "?as_of=2025-01-01&from=2020-01-01&to=2024-01-01&show=all"


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("甲乙丙", "甲丙", [(1, 2)], [(1, 1)]),
        ("甲丙", "甲丙丁", [(2, 2)], [(2, 3)]),
        ("甲　乙", "甲乙", [], []),
        ("", "甲", [(0, 0)], [(0, 1)]),
    ],
)
def test_spans_in_the_texts_as_printed(old: str, new: str, gone: list[Any], come: list[Any]) -> None:
    found = changed_spans(old, new)
    assert ([each for each, _ in found], [each for _, each in found]) == (gone, come)


def test_words_found_inside_a_law() -> None:
    units = [ShownUnit(each.key, "", "", (Line(each.text, False),), ()) for each in OLD]
    page = finding.found(units, OLD, "停车 规范")
    assert (page["places"], page["places_total"]) == ([{"key": "a1", "name": "第1条"}], 1)
    pieces = page["units"][0].lines[0].pieces
    assert [each["text"] for each in pieces if each["marked"]] == ["规范停车"]
    assert not page["units"][1].lines[0].pieces
    assert finding.found(units, OLD, "？")["places"] == []
