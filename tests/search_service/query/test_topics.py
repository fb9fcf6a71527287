"""Topics: question words, law in context, vocabulary, coverage; and that simple mode never raises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.titles import TitleBook, TitleEntry
from search_service.query import understand
from search_service.query.questions import question_words
from search_service.query.weights import gram_weights, word_weights


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("请问加班费应该怎么算？", ["加班费", "算?"]),
        ("公务员可以辞职吗", ["公务员可以辞职"]),
        ("吗啡的管制", ["吗啡的管制"]),
        ("谁执法谁普法是什么", ["谁执法谁普法"]),
        ("毛呢是否征税呢？", ["毛呢", "征税", "?"]),
        ("应当如何赔偿", ["赔偿"]),
    ],
)
def test_question_words(text: str, left: list[str]) -> None:
    assert question_words().drop(text.replace("？", "?")).split() == left


@pytest.mark.parametrize(
    ("text", "work", "rest"),
    [
        ("行诉法 起诉期限", "suits", "起诉期限"),
        ("行诉法起诉期限", "suits", "起诉期限"),
        ("起诉期限 行诉法", "suits", "起诉期限"),
        ("《行政诉讼法》起诉期限", "suits", "起诉期限"),
        ("行政处法法 罚款", "fines", "罚款"),
    ],
)
def test_a_law_named_by_a_topic_is_its_context(titles: TitleBook, text: str, work: str, rest: str) -> None:
    query = understand(text, titles=titles)
    assert (query.type, query.context_work_ids, query.rest) == ("topic", (work,), rest)
    assert {"行政", "罚款" if work == "fines" else "诉讼法"} <= set(query.terms), (
        "the printed title is searched"
    )


def test_the_law_parameter_is_the_context(titles: TitleBook) -> None:
    assert understand("听证", titles=titles, law="行政许可法").context_work_ids == ("permits",)


def test_a_context_that_is_not_held_is_said(titles: TitleBook) -> None:
    query = understand("合同法 格式条款", titles=titles)
    assert (query.type, query.context_work_ids, query.rest) == ("topic", (), "格式条款")
    assert "not_in_library" in [note.code for note in query.notes]


def test_normal_form_of_a_topic(titles: TitleBook) -> None:
    assert understand("　高空　拋物　 責任 ", titles=titles).normalized == "高空 抛物 责任"


@pytest.mark.parametrize("text", ["", "   ", "？！，。", "《》", "\u200b", "---", "\x00"])
def test_nothing_asked(titles: TitleBook, text: str) -> None:
    assert understand(text, titles=titles).type == "empty"


@pytest.mark.parametrize("text", ["高空抛物 责任", "高空抛物怎么处罚", "高空 抛物"])
def test_lay_terms_are_expanded_and_shown(titles: TitleBook, text: str) -> None:
    query = understand(text, titles=titles)
    assert any(phrase == "从建筑物中抛掷物品" for each in query.expansions for phrase, _ in each.to)
    assert "从建筑物中抛掷物品" in next(note.message for note in query.notes if note.code == "expanded")
    assert word_weights(query)["抛掷"] < word_weights(query)[query.terms[0]] == 1.0
    assert 0 < gram_weights(query)["掷物"] < 1.0
    plain = understand(text, titles=titles, expand=False)
    assert not plain.expansions
    assert "expanded" not in [note.code for note in plain.notes]


@pytest.mark.parametrize("text", ["黑车间", "白天黑车间", "退休老赖以生存"])
def test_short_lay_terms_lie_on_word_borders(titles: TitleBook, text: str) -> None:
    assert not understand(text, titles=titles).expansions


@pytest.mark.parametrize("expand", [True, False])
def test_a_matter_that_no_held_work_governs(titles: TitleBook, expand: bool) -> None:
    query = understand("黑车", titles=titles, expand=expand)
    assert "outside_coverage" in [note.code for note in query.notes]
    held = TitleBook([*titles.entries, TitleEntry("roads", "中华人民共和国道路运输条例", (), "行政法规")])
    assert "outside_coverage" not in [note.code for note in understand("黑车", titles=held).notes]


def test_one_held_governing_work_is_enough(titles: TitleBook) -> None:
    assert "outside_coverage" not in [note.code for note in understand("征地补偿", titles=titles).notes]


@settings(max_examples=400, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.characters(),
            st.sampled_from(
                list(
                    '民法典刑行政处罚第条款项之一二十百千零〇0123（）()《》〔〕[]“”"-—、，。 　号国办发令至到'
                )
            ),
        ),
        max_size=80,
    ),
    st.sampled_from(["simple", "advanced"]),
)
def test_no_text_raises(text: str, mode: str) -> None:
    book = TitleBook(
        [TitleEntry("civil", "中华人民共和国民法典"), TitleEntry("fines", "中华人民共和国行政处罚法")]
    )
    query = understand(text, titles=book, mode=mode)
    assert query.text == text
    assert (query.type == "empty") or query.normalized
    assert all(term.strip() for term in query.terms)


@pytest.mark.parametrize(
    "piece",
    ["高空抛物", "《", "第", "1", "一", "(", "民法典", "国办发〔2018〕", "a", '"-', "关于", "第一条、", "“"],
)
def test_long_texts_take_linear_time(titles: TitleBook, piece: str) -> None:
    """Ten times the text takes at most about ten times the time (a ratio, with room for a busy machine)."""
    from time import process_time

    def cost(length: int) -> float:
        text = (piece * length)[:length]
        best = min(_timed(text) for _ in range(3))
        return max(best, 0.002)

    def _timed(text: str) -> float:
        started = process_time()
        understand(text, titles=titles)
        return process_time() - started

    understand(piece * 10, titles=titles)
    assert cost(10_000) < 40 * cost(1_000)
