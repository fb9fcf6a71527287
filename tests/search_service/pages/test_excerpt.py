"""Excerpts of long texts: what is shown, and that nothing is shown twice or out of order."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.pages.excerpt import FEW_LINES, LONG, SHORT, WANTED, excerpt, tidy

LEAD = "有下列行为之一的，处五日以下拘留："
FILLER = "".join(f"（{number}）无关的行为甲乙丙丁，情节较重的；\n" for number in range(1, 40))


def shown(text: str, *words: str) -> str:
    marks = sorted(match.span() for word in words for match in re.finditer(word, text))
    spans = excerpt(text, marks)
    assert spans is not None
    return "……".join(text[start:end] for start, end in spans)


def test_short_texts_are_shown_whole() -> None:
    assert excerpt("甲" * SHORT, []) is None
    assert excerpt("甲\n" * (FEW_LINES - 1), []) is None
    assert excerpt("甲" * (SHORT + 1), []) is not None
    assert excerpt("甲\n" * FEW_LINES, []) is not None


def test_the_opening_and_the_item_that_answers() -> None:
    text = f"{LEAD}\n{FILLER}（四十）从建筑物抛掷物品的；\n{FILLER}"
    found = shown(text, "抛掷物品")
    assert found.startswith(LEAD)
    assert "……（四十）从建筑物抛掷物品的；\n（1）" in found


def test_new_words_come_before_repetitions() -> None:
    text = f"{LEAD}\n{'罚款的，从其规定；' * 60}\n听证的期限为五日。"
    assert "听证的期限为五日。" in shown(text, "罚款", "听证")


def test_without_marks_the_opening_is_shown() -> None:
    text = f"{LEAD}\n{FILLER}"
    assert text.startswith(shown(text))


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("税目 | 税率\n+------------+-------------+\n煤 | 2%", "税目 | 税率\n────\n煤 | 2%"),
        ("------- ------------ -------", "────"),
        ("编号：____________", "编号：____________"),
        ("a-b，2020-05-28", "a-b，2020-05-28"),
    ],
)
def test_rules_in_tables_are_shortened(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@given(st.data())
def test_spans_are_parts_of_the_text_in_order(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="甲乙丙丁。；，：\n（一）", min_size=SHORT + 1, max_size=900))
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=20)))
    marks = list(zip(edges[::2], edges[1::2], strict=False))
    spans = excerpt(text, marks)
    assert spans is not None
    assert spans[0][0] == 0
    assert spans[-1][1] <= len(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert sum(end - start for start, end in spans) <= WANTED + 2 * (LONG + 1)
