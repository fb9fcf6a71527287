"""The normal form and its way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalize import Normalized, fold, normalize, plain_title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第１３３条（一）：％", "第133条(一):%"),
        ("㈠①⒈", "(一)11."),
        ("第\u200b三\ufeff条\u00ad\ue010", "第三条"),
        ("甲\u3000乙\u00a0丙\u2002丁\t戊", "甲 乙 丙 丁 戊"),
        ("甲\r\n乙\u2028丙", "甲\n乙\n丙"),
        ("“甲”＂乙＂「丙」", '"甲""乙""丙"'),
        ("‘甲’『乙』", "'甲''乙'"),
        ("让·雅克•维•卢‧梭・", "让·雅克·维·卢·梭·"),
        ("甲—乙–丙－丁", "甲-乙-丙-丁"),
        ("二○二一年", "二〇二一年"),
        ("⺠法典⼀", "民法典一"),
        ("《勞動合同法》關於徵收", "《劳动合同法》关于征收"),
        ("〔2018〕37号", "〔2018〕37号"),
        ("［2018］【注】", "[2018]【注】"),
    ],
)
def test_forms(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    "text", ["乾隆年间", "著作权", "凭藉", "明瞭", "拚搏", "干部", "皇后", "公里", "准备"]
)
def test_simplified_text_is_left_as_it_is(text: str) -> None:
    assert fold(text) == text


def test_script_can_be_kept() -> None:
    assert normalize("勞動合同", script=False).text == "勞動合同"


def test_plain_text_needs_no_map() -> None:
    assert isinstance(normalize("民事主体从事民事活动，应当遵循自愿原则。").offsets, range)


def test_span_of_an_expanded_character_covers_it() -> None:
    normal = normalize("甲㈠乙")
    assert normal.text == "甲(一)乙"
    assert normal.span(2, 3) == (1, 2)
    assert normal.span(1, 4) == (1, 2)
    assert normal.span(3, 5) == (1, 3)
    assert normal.span(0, 0) == (0, 0)
    assert normal.span(5, 5) == (3, 3)


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("中华人民共和国民法典", "民法典"),
        ("中華人民共和國勞動合同法", "劳动合同法"),
        ("关于修改《中华人民共和国商标法》的决定", "关于修改〈商标法〉的决定"),
        ("最高人民法院 关于适用　民法典的解释（一）", "最高人民法院关于适用民法典的解释(一)"),
        ("中国—东盟协定", "中国-东盟协定"),
    ],
)
def test_titles_compare(title: str, other: str) -> None:
    assert plain_title(title) == plain_title(other)


# Text made of what real files hold: plain text, variants of every class, and anything at all between them.
_TRAPS = st.sampled_from(
    list("一二百条法第（）()“”＂\u200b\u200d\ufeff\ue010\u3000 ㈠①⒈㎡℃…﷽１％○⺠⼀勞關乾後é")
    + list("\u0301\u00ad—•\r\n\t")
)
_TEXT = st.one_of(
    st.text(), st.lists(_TRAPS).map("".join), st.lists(st.one_of(_TRAPS, st.text(max_size=3))).map("".join)
)


def _check(text: str, normal: Normalized) -> None:
    offsets = list(normal.offsets)
    assert len(offsets) == len(normal.text) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    for place, character in enumerate(normal.text):
        start, end = normal.span(place, place + 1)
        assert end == start + 1
        assert character in fold(text[start:end])


@given(_TEXT)
def test_every_normal_character_comes_from_one_original(text: str) -> None:
    normal = normalize(text)
    _check(text, normal)
    assert normal.text == "".join(fold(each) for each in text)


@given(_TEXT, st.data())
def test_a_span_slices_the_original(text: str, data: st.DataObject) -> None:
    normal = normalize(text)
    start = data.draw(st.integers(0, len(normal.text)))
    end = data.draw(st.integers(start, len(normal.text)))
    low, high = normal.span(start, end)
    assert 0 <= low <= high <= len(text)
    assert normal.text[start:end] in fold(text[low:high])
    if isinstance(normal.offsets, range):
        assert fold(text[low:high]) == normal.text[start:end]


_VARIANTS = {
    "“": '"＂„‟「',
    "·": "•‧・･",
    "-": "—–－‐",
    "1": "１",
    "(": "（",
    ",": "，",
    "劳": "勞",
    "关": "關",
}


@given(st.lists(st.sampled_from([*_VARIANTS, "法", "条", "第"]), max_size=30), st.data())
def test_variants_and_debris_change_nothing(plain: list[str], data: st.DataObject) -> None:
    pieces = []
    for each in plain:
        pieces.append(data.draw(st.sampled_from(["", "\u200b", "\ufeff", "\ue010"])))
        pieces.append(data.draw(st.sampled_from([each, *_VARIANTS.get(each, "")])))
    text = "".join(pieces)
    normal = normalize(text)
    assert normal.text == fold("".join(plain))
    for place, each in enumerate(plain):
        low, high = normal.span(place, place + 1)
        assert text[low:high] in (each, *_VARIANTS.get(each, ""))


@given(_TEXT)
def test_the_normal_form_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)
