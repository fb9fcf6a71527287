"""Comparing a restated penalty with the article: kinds and ranges, as tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.sanctions import beyond, highest_fine, kinds, ranges

ARTICLE = "处警告或者五十元以上二百元以下罚款；情节严重的，吊销许可证件。"


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("处五百元以上二千元以下罚款", "元", 500, 2000),
        ("处1万元以上3万元以下的罚款", "元", 10000, 30000),
        ("处一千元以下罚款", "元", None, 1000),
        ("罚款1,000元", "元", 1000, 1000),
        ("处1.5万元罚款", "元", 15000, 15000),
        ("处一至五万元罚款", "元", 10000, 50000),
        ("处违法所得一倍以上五倍以下罚款", "倍", 1, 5),
        ("处五日以上十日以下拘留", "日", 5, 10),
        ("处500-1000元罚款", "元", 500, 1000),
    ],
)
def test_ranges(text: str, unit: str, low: int | None, high: int | None) -> None:
    (found,) = ranges(text)
    assert found.unit == unit
    assert found.low == (None if low is None else Decimal(low))
    assert found.high == (None if high is None else Decimal(high))


def test_a_threshold_of_the_act_is_no_range() -> None:
    assert [each.high for each in ranges("违法所得一万元以上的，处五千元以下罚款")] == [Decimal(5000)]
    assert highest_fine("经营额不足五万元的，处二千元以下罚款") == 2000


@pytest.mark.parametrize(
    ("draft", "complaint"),
    [
        ("处一百元罚款", None),
        ("给予警告", None),
        ("处五十元以上二百元以下罚款", None),
        ("处五百元罚款", "上限"),
        ("处二百元以上罚款", "上限"),
        ("处十元罚款", "下限"),
        ("没收违法所得", "没收"),
        ("处十日拘留", "拘留"),
        ("吊销许可证件", None),
    ],
)
def test_beyond(draft: str, complaint: str | None) -> None:
    found = beyond(draft, ARTICLE)
    assert (complaint is None) == (not found)
    if complaint:
        assert complaint in found[0]


def test_an_article_without_a_penalty_is_not_compared() -> None:
    assert beyond("处五百元罚款", "国家鼓励节约用水。") == []


def test_kinds() -> None:
    assert kinds("给予警告，没收违法所得，责令停产停业") == {"警告", "没收", "责令停产停业"}
    assert kinds("设置警告标志") == frozenset()
