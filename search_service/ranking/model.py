"""The learned order: a linear model over the features of candidates, as a small data file.

Each feature counts twice: against its mean over all training candidates (how good is this?), and against its
mean in the list at hand (how much better than the others?). The weights are fitted by `python -m evaluation.training`
(listwise softmax, docs/decisions/0020); a linear model did better on held-out folds than boosted trees, and every
part of a score can be shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
FOLDER = resources.files("search_service") / "data" / "ranking"


@dataclass(frozen=True)
class Model:
    """`names` in order; arrays of the same length. A score is in nats: a difference of 1 is e to 1."""

    names: tuple[str, ...]
    mean: Array
    scale: Array
    weight: Array
    list_weight: Array

    def parts(self, features: Mapping[str, Array]) -> Array:
        """What each feature adds to the score of each candidate, shape (candidates, features)."""
        values = stacked(features, self.names)
        return standard(values, self.mean, self.scale) * self.weight + within(values) * self.list_weight

    def scores(self, features: Mapping[str, Array]) -> Array:
        """The score of each candidate."""
        found: Array = self.parts(features).sum(axis=1)
        return found

    def as_json(self) -> dict[str, Any]:
        return {
            "features": {
                name: [
                    round(float(each[at]), 5)
                    for each in (self.mean, self.scale, self.weight, self.list_weight)
                ]
                for at, name in enumerate(self.names)
            }
        }


def model_of(data: Mapping[str, Any]) -> Model:
    """A model from its data file: `features: {name: [mean, scale, weight, weight within the list]}`."""
    features = data["features"]
    columns = np.array(list(features.values()), dtype=np.float64).T
    return Model(tuple(features), *columns)


@cache
def shipped(name: str) -> Model:
    """`text` (features of text and order alone) or `dense` (with dense vectors)."""
    return model_of(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def stacked(features: Mapping[str, Array], names: Sequence[str]) -> Array:
    """Shape (candidates, features)."""
    return np.stack([features[name] for name in names], axis=1)


def standard(values: Array, mean: Array, scale: Array) -> Array:
    """Against the training candidates."""
    return (values - mean) / scale


def within(values: Array) -> Array:
    """Against the list itself; a feature that is the same for all says nothing."""
    spread = values.std(axis=0)
    found: Array = (values - values.mean(axis=0)) / np.where(spread < 1e-9, 1.0, spread)
    return found
