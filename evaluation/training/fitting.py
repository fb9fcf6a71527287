"""Fitting the linear model: listwise softmax with weight decay, by Adam over small batches. Deterministic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from evaluation.training.examples import Example
from search_service.ranking.model import Model, stacked, standard, within

Array = npt.NDArray[np.float64]

EPOCHS = 60
BATCH = 64
RATE = 0.02
DECAY = 0.1
SEED = 20260101


def fit(examples: Sequence[Example], names: Sequence[str], *, decay: float = DECAY) -> Model:
    """The model that makes the gold articles likely: cross entropy of the softmax over each list with its gold,
    shared evenly. Lists without gold teach nothing. ValueError without an example."""
    if not examples:
        raise ValueError("no examples")
    values = [stacked(each.features, names) for each in examples]
    joined = np.concatenate(values)
    mean, scale = joined.mean(axis=0), joined.std(axis=0)
    scale = np.where(scale < 1e-9, 1.0, scale)
    lists = []
    for each, rows in zip(examples, values, strict=True):
        kept, wanted = ~each.mine, (each.gold & ~each.mine)
        if wanted.any():
            inputs = np.concatenate([standard(rows, mean, scale), within(rows)], axis=1)
            lists.append((inputs[kept], wanted[kept] / wanted.sum()))
    weights = _descend(lists, 2 * len(names), decay)
    return Model(tuple(names), mean, scale, weights[: len(names)], weights[len(names) :])


def _descend(lists: Sequence[tuple[Array, Array]], size: int, decay: float) -> Array:
    weights, first, second = np.zeros(size), np.zeros(size), np.zeros(size)
    order = np.random.default_rng(SEED)
    step = 0
    for _ in range(EPOCHS):
        for batch in np.array_split(order.permutation(len(lists)), max(1, len(lists) // BATCH)):
            slopes = [_slope(inputs, wanted, weights) for inputs, wanted in (lists[each] for each in batch)]
            slope = decay * weights + np.mean(slopes, axis=0)
            step += 1
            first = 0.9 * first + 0.1 * slope
            second = 0.99 * second + 0.01 * slope**2
            weights = weights - RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def _slope(inputs: Array, wanted: Array, weights: Array) -> Array:
    scores = inputs @ weights
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    found: Array = inputs.T @ (chances - wanted)
    return found
