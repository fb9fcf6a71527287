"""For any text: nothing is raised, spans slice the original, and time grows with length, not faster."""

from __future__ import annotations

import time
import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.citations.extract import extract
from corpus.normalize import fold
from tests.corpus.citations.book import BOOK

PIECES = (
    *(
        "《行政处罚法》",
        "《公司法",
        "》",
        "〈",
        "〉",
        "第十三条",
        "第1条",
        "第一款",
        "第（二）项",
        "（三）、（四）项",
        "、",
        "和",
        "至",
    ),
    *(
        "，",
        "。",
        "\n",
        "\n\n",
        " ",
        "本法",
        "同法",
        "前款",
        "前两条",
        "本条",
        "民法典",
        "的",
        "规定",
        "：",
        "“",
        "”",
    ),
    *(
        "（以下简称《甲法》）",
        "（2018年修正）",
        "国办发〔2018〕37号",
        "国务院令第5号",
        "第",
        "条",
        "款",
        "之一",
        "零",
        "百",
        "０",
    ),
    *(
        "修改为",
        "作为",
        "《关于修改",
        "决定》",
        "某某条例",
        "合同第三条",
        "第一章",
        "第二节",
        "-",
        "99999999999",
        "《《",
        "（（",
    ),
)
NOISE = "\u200b\u3000 \ufeff\ue000\u00ad"
VARIANTS = {
    "《": "≪",
    "”": "＂",
    "（": "(",
    "）": "﹚",
    "，": ",",
    "1": "１",
    "条": "條",
    "规": "規",
    "处": "處",
    "、": "､",
}


def check(text: str) -> None:
    found = extract(text, titles=BOOK)
    for each in found.citations:
        assert 0 <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.text
        assert each.quote is None or 0 <= each.quote[0] <= each.quote[1] <= len(text)
    for skipped in found.skipped:
        assert 0 <= skipped.start < skipped.end <= len(text)
    starts = [each.start for each in found.citations]
    assert starts == sorted(starts)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_mixture_of_pieces(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    check(text)


TEXT = (
    "依照《中华人民共和国行政处罚法》第十三条、第14条和第十六条第一款第（二）项，违反民法典第一千零三条规定的，"
    "按照“公司法”第三章第二节、国办发〔2018〕37号，根据《刑法》第一百三十三条之一至第一百三十三条之三处理。"
)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, len(TEXT)), st.sampled_from(NOISE)), max_size=12),
    st.sets(st.sampled_from(sorted(VARIANTS))),
)
def test_noise_and_variants_move_no_span(noise: list[tuple[int, str]], variants: set[str]) -> None:
    """Zero-width characters, spaces, width, quotes, 繁体: spans slice the original and read the same folded."""
    characters = [VARIANTS[each] if each in variants else each for each in TEXT]
    for place, mark in sorted(noise, reverse=True):
        characters.insert(place, mark)
    text = "".join(characters)
    check(text)
    if not any(mark in " \u3000" for _, mark in noise):
        plain = [fold(each.text) for each in extract(TEXT, titles=BOOK).citations]
        assert [fold(each.text) for each in extract(text, titles=BOOK).citations] == plain


def seconds(text: str) -> float:
    """Processor time of the best of three, without the garbage collector's turns."""
    return min(timeit.repeat(lambda: extract(text, titles=BOOK), timer=time.process_time, repeat=3, number=1))


HARD = (
    *(
        "《",
        "》",
        "第",
        "〈",
        "（",
        "(1",
        "第1",
        "第（一",
        "第一条",
        "第一条、",
        "、",
        "《〈",
        "《公司法》（",
        "前款",
        "本法",
        "一",
    ),
    *(
        "1",
        "〔2018",
        "第（一）",
        "（一）",
        "\n",
        " ",
        "\n第一条",
        "《公司法》",
        "条例第",
        "简称",
        "《甲》（以下简称",
        "规定：“",
    ),
    *("之一", "a", "》（", "（）", "第\n", "令第", "的", "第一条至", "民法典\n"),
)


@pytest.mark.parametrize("piece", HARD)
def test_time_is_linear(piece: str) -> None:
    """Eight times the text takes about eight times as long, and 64 times where time grows with the square: the
    limit leaves a busy machine a factor of two and a half."""
    size = 3_000
    short, long = piece * (size // len(piece)), piece * (8 * size // len(piece))
    assert seconds(long) < 20 * max(seconds(short), 0.001)
