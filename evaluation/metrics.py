"""Measures of one ranking against its gold articles, and of many. Pure.

A hit list is a sequence of places, best first; the gold set is never empty. A place that comes twice counts
where it comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import log2

import numpy as np
from numpy.typing import NDArray

from evaluation.judged import Place

METRICS = ("R@5", "R@10", "R@100", "MRR@10", "nDCG@10", "law@5")
ROUNDS = 2000
SEED = 20260101


def scores(found: Sequence[Place], gold: AbstractSet[Place]) -> dict[str, float]:
    """All METRICS of one query, each in [0, 1]."""
    return {
        **{f"R@{k}": recall(found, gold, k) for k in (5, 10, 100)},
        "MRR@10": reciprocal_rank(found, gold, 10),
        "nDCG@10": ndcg(found, gold, 10),
        "law@5": law_hit(found, gold, 5),
    }


def recall(found: Sequence[Place], gold: AbstractSet[Place], k: int) -> float:
    """The share of the gold articles among the first k hits."""
    return len(gold & set(found[:k])) / len(gold)


def reciprocal_rank(found: Sequence[Place], gold: AbstractSet[Place], k: int) -> float:
    """1 / rank of the first gold article among the first k hits; 0 without one."""
    return next((1 / rank for rank, place in enumerate(found[:k], 1) if place in gold), 0.0)


def ndcg(found: Sequence[Place], gold: AbstractSet[Place], k: int) -> float:
    """Normalised discounted cumulative gain with binary gains: Σ 1/log2(rank + 1), over its best value."""
    gained = sum(1 / log2(rank + 1) for rank in ranks(found[:k], gold).values())
    return gained / sum(1 / log2(rank + 1) for rank in range(1, min(len(gold), k) + 1))


def law_hit(found: Sequence[Place], gold: AbstractSet[Place], k: int) -> float:
    """1 when a law of the gold articles is among the first k hits, whatever the article."""
    return float(bool({title for title, _ in gold} & {title for title, _ in found[:k]}))


def ranks(found: Sequence[Place], gold: AbstractSet[Place]) -> dict[Place, int]:
    """At what rank (from 1) each gold article that was found stands."""
    at: dict[Place, int] = {}
    for rank, place in enumerate(found, 1):
        if place in gold:
            at.setdefault(place, rank)
    return at


def means(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each metric over queries; empty without a query."""
    if not rows:
        return {}
    return {name: float(np.mean([row[name] for row in rows])) for name in METRICS}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie; NaN without values."""
    return float(np.quantile(values, share)) if values else float("nan")


def interval(values: Sequence[float], *, rounds: int = ROUNDS, seed: int = SEED) -> tuple[float, float]:
    """The 95 % interval of the mean by the percentile bootstrap over queries, with a fixed seed."""
    low, high = np.quantile(_resampled(values, rounds, seed), (0.025, 0.975))
    return float(low), float(high)


def doubt(differences: Sequence[float], *, rounds: int = ROUNDS, seed: int = SEED) -> float:
    """The two-sided bootstrap p of a paired difference: how often the resampled mean is not on the side of the mean.

    1.0 where nothing differs.
    """
    if not any(differences):
        return 1.0
    resampled = _resampled(differences, rounds, seed)
    sides = (float(np.mean(resampled <= 0)), float(np.mean(resampled >= 0)))
    return min(1.0, 2 * min(sides))


def _resampled(values: Sequence[float], rounds: int, seed: int) -> NDArray[np.float64]:
    """Means of `rounds` samples of the same size, drawn with replacement."""
    data = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(data), (rounds, len(data)))
    means_: NDArray[np.float64] = data[drawn].mean(axis=1)
    return means_
