"""Numbers both ways, as tables and as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import ordinal_label, parse_label, to_chinese, to_int

BOTH_WAYS = [
    (0, "零"),
    (1, "一"),
    (10, "十"),
    (12, "十二"),
    (20, "二十"),
    (100, "一百"),
    (101, "一百零一"),
    (110, "一百一十"),
    (1003, "一千零三"),
    (1010, "一千零一十"),
    (1254, "一千二百五十四"),
    (10_000, "一万"),
    (10_003, "一万零三"),
    (100_000, "十万"),
    (300_000_200, "三亿零二百"),
]


@pytest.mark.parametrize(("number", "text"), BOTH_WAYS)
def test_printed_forms(number: int, text: str) -> None:
    assert to_chinese(number) == text
    assert to_int(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百十", 110),
        ("一千二十", 1020),
        ("一百〇三", 103),
        ("一百○三", 103),
        ("一百二十八 ", 128),
        ("一百\u200b二十\u3000八", 128),
        ("两", 2),
        ("两千", 2000),
        ("二〇二一", 2021),
        ("１３３", 133),
        ("007", 7),
        ("一百五", None),  # 105 or 150
        ("一万三", None),
        ("十十", None),
        ("百", None),
        ("一百零", None),
        ("三人", None),
        ("1百", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_forms_people_write(text: str, number: int | None) -> None:
    assert to_int(text) == number


@given(st.integers(0, 10**12 - 1))
def test_every_number_returns(number: int) -> None:
    assert to_int(to_chinese(number)) == number


@pytest.mark.parametrize("number", [-1, 10**12])
def test_numbers_without_a_printed_form(number: int) -> None:
    with pytest.raises(ValueError):
        to_chinese(number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("133", (133, 0)),
        ("１３３", (133, 0)),
        ("133-1", (133, 1)),
        ("133－1", (133, 1)),
        ("第133条", (133, 0)),
        ("一百三十三", (133, 0)),
        ("第一百三十三条", (133, 0)),
        ("第一百三十三条之一", (133, 1)),
        ("第一百三十三条之1", (133, 1)),
        ("第一百三十三之一条", (133, 1)),
        ("第一百二十八 条", (128, 0)),
        ("a133", (133, 0)),
        ("a133-1", (133, 1)),
        ("i3", None),
        ("三、", None),
        ("第三款", None),
        ("第三人", None),
        ("条", None),
        ("", None),
    ],
)
def test_labels(text: str, expected: tuple[int, int] | None) -> None:
    assert parse_label(text) == expected


@given(st.integers(1, 9999), st.integers(0, 99))
def test_every_label_returns(number: int, sub: int) -> None:
    assert parse_label(ordinal_label(number, sub)) == (number, sub)


def test_labels_of_other_units() -> None:
    assert ordinal_label(3, unit="款") == "第三款"


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    to_int(text)
    parse_label(text)
