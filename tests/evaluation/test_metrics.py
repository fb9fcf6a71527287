"""Metrics against examples worked out by hand."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.metrics import METRICS, doubt, interval, means, percentile, ranks, scores

A, B, C, X, Y = (
    ("甲法", "第一条"),
    ("甲法", "第二条"),
    ("乙法", "第三条"),
    ("丙法", "第九条"),
    ("甲法", "第八条"),
)
OTHERS = [("丁法", f"第{n}条") for n in range(200)]


@pytest.mark.parametrize(
    ("found", "gold", "expected"),
    [
        ([A], {A}, {"R@5": 1, "R@10": 1, "R@100": 1, "MRR@10": 1, "nDCG@10": 1, "law@5": 1}),
        ([], {A}, dict.fromkeys(METRICS, 0)),
        # the second of two gold articles stands third, the other is not found
        (
            [X, Y, A],
            {A, C},
            {"R@5": 1 / 2, "MRR@10": 1 / 3, "nDCG@10": (1 / 2) / (1 + 1 / log2(3)), "law@5": 1},
        ),
        # rank 6: beyond R@5, within R@10
        ([*OTHERS[:5], A], {A}, {"R@5": 0, "R@10": 1, "MRR@10": 1 / 6, "nDCG@10": 1 / log2(7), "law@5": 0}),
        # rank 11: only R@100 sees it
        ([*OTHERS[:10], A], {A}, {"R@10": 0, "R@100": 1, "MRR@10": 0, "nDCG@10": 0}),
        ([*OTHERS[:100], A], {A}, {"R@100": 0}),
        # another article of the right law is a law hit only
        ([Y], {A}, {"R@5": 0, "law@5": 1}),
        # a place that comes twice counts once
        ([A, A, B], {A, B}, {"R@5": 1, "nDCG@10": (1 + 1 / 2) / (1 + 1 / log2(3))}),
        # more gold articles than the cut: the best value has ten of them
        (OTHERS[:10], set(OTHERS[:12]), {"R@10": 10 / 12, "nDCG@10": 1}),
    ],
)
def test_scores_of_one_query(found, gold, expected):
    got = scores(found, frozenset(gold))
    assert {name: got[name] for name in expected} == pytest.approx(expected)


def test_ranks_are_where_a_place_comes_first():
    assert ranks([X, A, B, A], {A, B, C}) == {A: 2, B: 3}


def test_means_and_percentiles():
    assert means([]) == {}
    assert means([scores([A], {A}), scores([], {A})])["R@10"] == 0.5
    assert percentile([4, 1, 3, 2, 5], 0.5) == 3
    assert percentile([0, 10], 0.95) == pytest.approx(9.5)


def test_interval_holds_the_mean_and_narrows_with_more_queries():
    few = interval([0, 1] * 10)
    many = interval([0, 1] * 1000)
    assert few[0] < 0.5 < few[1]
    assert many[1] - many[0] < few[1] - few[0]
    # the standard error of a mean of 2,000 coin throws is .0112; 95 % is ± 1.96 of them
    assert many == pytest.approx((0.5 - 0.0219, 0.5 + 0.0219), abs=0.003)
    assert interval([0, 1] * 10) == few, "the same figures every time"


def test_doubt_of_a_difference():
    assert doubt([0.0] * 50) == 1.0
    assert doubt([0.5] * 20) == 0.0
    assert doubt([1.0, -1.0] * 20) > 0.5


@given(
    st.lists(st.sampled_from([A, B, C, X, *OTHERS[:9]]), max_size=30),
    st.sets(st.sampled_from([A, B, C]), min_size=1),
)
def test_every_metric_lies_between_none_and_all(found, gold):
    got = scores(found, gold)
    assert set(got) == set(METRICS)
    assert all(0 <= value <= 1 + 1e-12 for value in got.values())
    assert got["R@5"] <= got["R@10"] <= got["R@100"]
