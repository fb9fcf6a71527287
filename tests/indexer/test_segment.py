"""Words and bigrams: both segmenters agree, spans land on the original, nothing odd comes out."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers import starter
from indexer.segment import (
    bigram_fields,
    bigrams,
    python_segmenter,
    rust_segmenter,
    search_form,
    search_forms,
    word_fields,
    words,
    words_of,
    words_with_offsets,
)

ODD = [
    "", "   ", "\n\n", "，。、", "a.b-c_1+2#%&x", "covid-19疫苗", "𠮷野家的法律", "㐀㐁条例", "100%和3.5元",
    "国办发〔2018〕37号", "🙂法律🙂", "é café naïve", "ＡＢＣ１２３", "第十 条", "3km²",
    "ーカタカナ", "한국어 법",
    "1", "的", "龥龦鿿", "x" * 300, "1234567890" * 20, "c++程序", "at&t公司", "2021-12-31", "法\x00律",
    "\ud800法", "a\u0301法", "法" * 50, "—— —", "㈠项①款", "二〇二一年", "www.npc.gov.cn",
    "info@court.gov.cn",
    "豈更", "々仝〆", "ㄅㄆ", "π≈3.14", "İstanbul", "ẞ", "ﬁ", "民事诉讼法 第二百六十四条之一", "\U0002ebe1",
]  # fmt: skip
_ALPHABET = "中华人民共和国反垄断法第一百条之〇○㐀𠮷aZ９%.-_+，、 \n\u3000é🙂㈠ﬁİ"
_LETTERS = st.text(st.sampled_from(_ALPHABET), max_size=40)


@pytest.mark.parametrize("text", ODD)
def test_both_segmenters_agree_on_odd_texts(text: str) -> None:
    form = search_form(text)
    rust, python = rust_segmenter(), python_segmenter()
    assert rust.words(form) == python.words(form)
    assert rust.tokens(form) == python.tokens(form)


@given(_LETTERS | st.text(max_size=30))
def test_both_segmenters_agree(text: str) -> None:
    form = search_form(text)
    assert rust_segmenter().words(form) == python_segmenter().words(form)


def test_both_segmenters_agree_on_real_articles() -> None:
    with sqlite3.connect(f"file:{starter.find()}?mode=ro", uri=True) as laws:
        texts = laws.execute("SELECT article_text FROM articles WHERE id % 61 = 0").fetchall()
    assert len(texts) > 300
    rust, python = rust_segmenter(), python_segmenter()
    for (text,) in texts:
        form = search_form(text)
        assert rust.words(form) == python.words(form)
        assert [word for word, _, _ in rust.tokens(form)] == rust.words(form)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国有土地使用权", ["国有", "土地", "使用", "使用权"]),
        ("反壟斷法", ["垄断", "反垄断", "反垄断法"]),
        ("ＣＯＶＩＤ-19疫苗", ["covid", "19", "疫苗"]),
        ("二○二一", ["二", "〇", "二一"]),
        ("，。！", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [word for word in words(text) if word in expected] == expected
    assert bool(words(text)) == bool(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("反垄断", ["反垄", "垄断"]),
        ("排除、限制竞争", ["排除", "限制", "制竞", "竞争"]),
        ("第3条", ["第3", "3条"]),
        ("甲，乙丙", ["甲", "乙丙"]),
        ("甲 乙", ["甲", "乙"]),
        ("第一章\n总则", ["第一", "一章", "总则"]),
        ("ＡbＣ", ["ab", "bc"]),
        ("a_b", ["a", "b"]),
        ("𠮷野", ["𠮷野"]),
        ("、", []),
        ("", []),
    ],
)
def test_bigrams(text: str, expected: list[str]) -> None:
    assert bigrams(text) == expected


@given(st.lists(_LETTERS, max_size=8))
def test_bigrams_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    forms = [search_form(each) for each in texts]
    fields = bigram_fields(forms) if forms else []
    assert [each.split() for each in fields] == [bigrams(each) for each in texts]


@given(_LETTERS | st.text(max_size=30))
def test_tokens_are_letters_and_digits_and_their_spans_are_exact(text: str) -> None:
    tokens = words_with_offsets(text)
    assert [token.text for token in tokens] == words(text)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.text in search_form(text[token.start : token.end])
    assert all(each.isalnum() for each in (*words(text), *bigrams(text)))
    assert " ".join(words(text)).split() == words(text)


def test_forms_of_many_texts_are_those_of_each() -> None:
    texts = [*ODD, "ΑΣ", "ΣΑ 𝚺", "第一条", "法\x01律", "\x00", "END"]
    plain = [each for each in texts if "\x00" not in each]
    for chosen in (texts, plain, plain[:1], []):
        assert search_forms(chosen) == [search_form(each) for each in chosen]


@given(st.lists(_LETTERS | st.text(max_size=30), max_size=6))
def test_words_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    forms = [search_form(each) for each in (*texts, *ODD)]
    assert word_fields(forms) == [" ".join(words_of(each)) for each in forms]
    assert word_fields([]) == []


@given(st.lists(_LETTERS | st.text(max_size=30), max_size=6))
def test_forms_of_any_texts_are_those_of_each(texts: list[str]) -> None:
    assert search_forms(texts) == [search_form(each) for each in texts]


@given(_LETTERS)
def test_the_search_form_is_stable(text: str) -> None:
    form = search_form(text)
    assert search_form(form) == form and words_of(form) == words(text)
