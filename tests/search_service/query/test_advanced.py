"""Advanced mode: words, phrases, exclusions; wrong syntax gives notes."""

from __future__ import annotations

import pytest

from corpus.titles import TitleBook
from search_service.query import understand


@pytest.mark.parametrize(
    ("text", "terms", "phrases", "excluded", "codes"),
    [
        ("罚款 没收", ("罚款", "没收"), (), (), []),
        ("“公共安全” 罚款", ("罚款",), ("公共安全",), (), []),
        ("罚款 -没收", ("罚款",), (), ("没收",), []),
        ('罚款 -"没收 财物"', ("罚款",), (), ("没收 财物",), []),
        ('罚款 "没收', ("罚款", "没收"), (), (), ["unpaired_quote"]),
        ("-没收", (), (), ("没收",), ["only_exclusions"]),
        ('"" 罚款 - --', ("罚款",), (), (), []),
        ("民法典1254", ("民法", "法典", "民法典", "1254"), (), (), []),
        ("怎么 罚款", ("怎么", "罚款"), (), (), []),
    ],
)
def test_parts(
    titles: TitleBook,
    text: str,
    terms: tuple[str, ...],
    phrases: tuple[str, ...],
    excluded: tuple[str, ...],
    codes: list[str],
) -> None:
    query = understand(text, titles=titles, mode="advanced")
    assert query.type == "topic"
    assert (query.terms, query.phrases, query.excluded) == (terms, phrases, excluded)
    assert [note.code for note in query.notes] == codes


def test_context_and_emptiness(titles: TitleBook) -> None:
    assert understand("听证", titles=titles, mode="advanced", law="行政许可法").context_work_ids == (
        "permits",
    )
    assert understand('"-"', titles=titles, mode="advanced").type == "empty"
