"""Sentences of a clause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.drafts.clauses import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  ", []),
        ("甲。乙；丙", ["甲。", "乙；", "丙"]),
        ("甲（见乙。丙）。丁", ["甲（见乙。丙）。", "丁"]),
        ("称“甲。乙。”的，丙。", ["称“甲。乙。”的，丙。"]),
        ("甲“未闭合。乙。", ["甲“未闭合。", "乙。"]),
        ("甲（未闭合。乙。", ["甲（未闭合。", "乙。"]),
        ("真的？！不。", ["真的？！", "不。"]),
        ("《办法（试行。）》甲。 乙。", ["《办法（试行。）》甲。", "乙。"]),
        ("（“甲。）乙。", ["（“甲。）乙。"]),
        ("。。。", ["。。。"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [each.text for each in sentences(text)] == expected


@given(st.lists(st.sampled_from("甲乙。；！？“”（）《》 \n"), max_size=60).map("".join), st.integers(0, 99))
def test_spans(text: str, start: int) -> None:
    end = start
    for each in sentences(text, start):
        assert text[each.start - start : each.end - start] == each.text == each.text.strip() != ""
        assert text[end - start : each.start - start].strip() == ""
        end = each.end
    assert text[end - start :].strip() == ""


def test_many_open_marks_are_linear() -> None:
    assert len(sentences("（" * 200_000 + "。")) == 1
    assert len(sentences("（。）" * 50_000)) == 1
