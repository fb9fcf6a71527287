"""款, 项, 目 of a unit's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.paragraphs import Item, split


def shape(text: str) -> list[list[int]]:
    """For each 款 the numbers of its 项."""
    return [[item.number for item in each.items] for each in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("甲。", [[]]),
        ("甲。\n乙。\n丙。", [[], [], []]),
        ("有下列情形之一的：\n（一）子；\n（二）丑。", [[1, 2]]),
        ("有下列情形之一的：\n（一）子；\n（二）丑。\n前款第一项另定。", [[1, 2], []]),
        ("甲。\n有下列情形的：\n(一)子；\n( 二 )丑。\n乙。", [[], [1, 2], []]),
        ("甲：\n（一）子；\n（二）丑。\n丑又。\n丑再。\n（三）寅。\n乙。", [[1, 2, 3], []]),
        ("甲：\n（一）子；\n（二）丑。\n乙：\n（一）寅；\n（二）卯。", [[1, 2], [1, 2]]),
        ("分为：（一）子；（二）丑；（三）寅。", [[1, 2, 3]]),
        ("分为：（一）子；（二）丑。\n乙。", [[1, 2], []]),
        ("依照前款（二）的规定办理。", [[]]),
        ("依照（一）、（二）的规定办理。", [[]]),
        ("甲：\n（一）子；（二）丑；\n（三）寅。", [[1, 2, 3]]),
        ("甲：\n1.子；\n2.丑。", [[1, 2]]),
        ("长度为1.5米。", [[]]),
        ("为了加强管理，促进\n事业发展，制定本条例。\n乙。", [[], []]),
        ("甲：\n| 子 | 丑 |\n|---|---|\n| 1 | 2 |\n乙。", [[]]),
        ("下列用语的含义：“甲”，是指乙。\n丙。", [[], []]),
    ],
)
def test_shapes(text: str, expected: list[list[int]]) -> None:
    assert shape(text) == expected


def test_subitems() -> None:
    text = "甲：\n（一）子：\n1.寅；\n2.卯；\n（二）丑：①辰；②巳。"
    (paragraph,) = split(text)
    first, second = paragraph.items
    assert [(each.number, each.text) for each in first.subitems] == [(1, "1.寅；"), (2, "2.卯；")]
    assert first.text == "（一）子：\n1.寅；\n2.卯；"
    assert [each.label for each in second.subitems] == ["①", "②"]


def test_labels_as_printed() -> None:
    (paragraph,) = split("甲：\n(一)子；\n（二）丑。")
    assert [item.label for item in paragraph.items] == ["(一)", "（二）"]


def _check(text: str, items: tuple[Item, ...], start: int, end: int) -> None:
    place = start
    for item in items:
        assert place <= item.start < item.end <= end
        assert text[item.start : item.end] == item.text
        assert item.text.startswith(item.label)
        _check(text, item.subitems, item.start, item.end)
        place = item.end


_PIECES = st.sampled_from(
    ["（一）", "（二）", "(三)", "1.", "2、", "①", "。", "：", "；", "\n", "甲", " ", "|", "“", "第一款"]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=40).map("".join)))
def test_spans_are_exact_and_in_order(text: str) -> None:
    place = 0
    for number, paragraph in enumerate(split(text), 1):
        assert paragraph.number == number
        assert place <= paragraph.start < paragraph.end <= len(text)
        assert not text[place : paragraph.start].strip()
        assert text[paragraph.start : paragraph.end] == paragraph.text
        _check(text, paragraph.items, paragraph.start, paragraph.end)
        place = paragraph.end
    assert not text[place:].strip()
