"""What one text cites: names as printed, places inside units, what is no edge."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citations.mentions import CitedName, NameFinder, UnitMention, mentions_of
from corpus.model import Unit, UnitKind
from corpus.numerals import ordinal_label
from tests.corpus.citations.book import BOOK

TITLE = "中华人民共和国公园法"


def articles(*texts: str) -> list[Unit]:
    return [
        Unit(f"a{number}", UnitKind.ARTICLE, number, 0, ordinal_label(number), (), text)
        for number, text in enumerate(texts, 1)
    ]


def read(*texts: str) -> list[tuple[str, str, str | None, int | None]]:
    """(unit, printed words, name cited, article) of each mention."""
    units = articles(*texts)
    return [
        (each.unit_key, _printed(units, each), each.name.name if each.name else None, each.number)
        for each in mentions_of(TITLE, units, BOOK)
    ]


def _printed(units: Sequence[Unit], each: UnitMention) -> str:
    unit = next(unit for unit in units if unit.key == each.unit_key)
    return unit.text[each.start : each.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依照《行政处罚法》第九条处罚。", ("《行政处罚法》第九条", "行政处罚法", 9)),
        ("依照民诉法第十条办理。", ("民诉法第十条", "民诉法", 10)),
        ("适用《湖泊保护法》第三条的规定。", ("《湖泊保护法》第三条", "湖泊保护法", 3)),
        ("按照国办发〔2018〕37号执行。", ("国办发〔2018〕37号", "国办发〔2018〕37号", None)),
        ("参照《民法典》执行。", ("《民法典》", "民法典", None)),
    ],
)
def test_names_are_kept_as_printed(text: str, expected: tuple[str, str, int | None]) -> None:
    assert read("总则。", text) == [("a2", *expected)]


def test_the_text_itself_has_no_name() -> None:
    found = read("依照本法第二条、《中华人民共和国公园法》第三条办理。", "二。", "三。")
    assert found == [("a1", "本法第二条", None, 2), ("a1", "《中华人民共和国公园法》第三条", None, 3)]


@pytest.mark.parametrize(
    "text", ["违反前款规定的，责令改正。", "本条所称公园，是指绿地。", "本条第一款所称。"]
)
def test_an_article_does_not_cite_itself(text: str) -> None:
    assert read(f"公园应当开放。\n{text}") == []


def test_the_article_before_is_cited() -> None:
    assert read("公园应当开放。", "违反前条规定的，责令改正。") == [("a2", "前条", None, 1)]


def test_an_antecedent_is_not_sought_in_another_article() -> None:
    assert read("依照《行政处罚法》处罚。", "同法第九条不适用。") == [
        ("a1", "《行政处罚法》", "行政处罚法", None)
    ]


def test_a_name_defined_in_another_article_is_known() -> None:
    found = read("依照《湖泊保护管理办法》（以下简称《湖泊办法》）制定。", "适用《湖泊办法》第五条。")
    assert found[-1] == ("a2", "《湖泊办法》第五条", "湖泊保护管理办法", 5)


def test_the_issuer_before_a_title_is_kept() -> None:
    found = mentions_of(TITLE, articles("适用最高人民法院《关于公园案件的解释》第二条。"), BOOK)
    assert [each.name for each in found] == [CitedName("关于公园案件的解释", "最高人民法院")]


_PIECES = st.sampled_from(
    [
        "依照《行政处罚法》第九条",
        "本法第二条",
        "《公司法》",
        "１２ ",
        "“",
        "的规定\n",
        "前款",
        "㈠",
        "\u200b",
        "。",
        "第三条",
    ]
)


@given(st.lists(st.lists(_PIECES, max_size=8).map("".join), min_size=1, max_size=5))
def test_spans_lie_in_their_unit(texts: list[str]) -> None:
    units = articles(*texts)
    lengths = {each.key: len(each.text) for each in units}
    for each in mentions_of(TITLE, units, BOOK):
        assert 0 <= each.start < each.end <= lengths[each.unit_key]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("依照湖泊保护法第三条。", True),
        ("依照《湖泊\n保护法》。", True),
        ("依照中华人民共和国湖泊保护法。", True),
        ("依照湖泊法。", False),
    ],
)
def test_texts_that_hold_a_new_name_are_found(text: str, holds: bool) -> None:
    assert NameFinder(["湖泊保护法"]).holds(articles(text)) is holds


def test_without_new_names_nothing_is_found() -> None:
    finder = NameFinder([])
    assert finder.empty
    assert not finder.holds(articles("依照湖泊保护法。"))
