"""Highlights slice the original text exactly, whatever its width and script."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from search_service.highlight import marks_of, pieces, spans

TEXT = st.text(alphabet="罚款规章設定①㈠ＡB１。\u200b《》\n", max_size=60)


def test_words_are_found_in_other_widths_and_scripts() -> None:
    text = "尚未制定法律的，地方政府規章可以設定警告、罰款。"
    marked = spans(text, marks_of(["规章", "设定", "罚款", "规"]))
    assert [text[start:end] for start, end in marked] == ["規章", "設定", "罰款"]


def test_lower_case_never_moves_a_span() -> None:
    text = "İ罚款"  # its lower case has one character more
    assert [text[start:end] for start, end in spans(text, marks_of(["罚款"]))] == ["罚款"]


def test_single_characters_are_marked_only_when_alone() -> None:
    assert spans("税收与税率", marks_of(["税"])) == [(0, 1), (3, 4)]
    assert spans("税收与税率", marks_of(["税", "税率"])) == [(3, 5)]


def test_neighbours_are_one_mark() -> None:
    assert spans("行政处罚", marks_of(["行政", "处罚"])) == [(0, 4)]


@given(TEXT, st.lists(st.sampled_from(["罚款", "规章", "设定", "1", "(", "a"]), max_size=4))
def test_pieces_join_to_the_text(text: str, words: list[str]) -> None:
    marked = spans(text, marks_of(words))
    assert all(0 <= start < end <= len(text) for start, end in marked)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(marked))
    assert "".join(piece for piece, _ in pieces(text, marked)) == text


@given(TEXT)
def test_every_place_of_a_word_is_marked(text: str) -> None:
    covered = {place for start, end in spans(text, marks_of(["罚款"])) for place in range(start, end)}
    for place in range(len(text) - 1):
        if text[place : place + 2] == "罚款":
            assert {place, place + 1} <= covered


def test_case_does_not_matter() -> None:
    text = "使用ＡＢ型或者ab型"
    assert [text[a:b] for a, b in spans(text, marks_of(["AB"]))] == ["ＡＢ", "ab"]
