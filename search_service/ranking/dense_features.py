"""What vectors say of each candidate: how near it is, and how it stands out within its law and among its neighbours.

A passage begins with the law's name, so all articles of a law lie close together, and the plain cosine tells laws apart
rather than articles. What an article says beyond its law is its vector less the law's mean (docs/benchmarks.md: the
largest gain of the second look).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.bank import Bank
from indexer.vectors.embedder import Vectors
from indexer.vectors.matrix import Matrix
from search_service.ranking.list_features import DISTANCES, list_features, neighbours

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LEAST_SPREAD = 1e-3
"""Cosines of a law's articles hardly ever lie closer together; less is a law of one article."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A query as a vector, and its cosine with every row of a bank."""

    vector: Vectors
    cosines: Vectors


def dense_features(bank: Bank, matrix: Matrix, rows: Ints, meaning: Meaning) -> Mapping[str, Array]:
    """Features of candidates (`rows` of the bank), each with the prefix `dense_`."""
    near = meaning.cosines[rows].astype(np.float64)
    return {
        **list_features(bank, rows, near, "dense_"),
        "dense_cosine": near,
        **_within_law(matrix, rows, meaning, near),
        **_beside(matrix, rows, meaning, near),
        **_beyond_law(matrix, rows, meaning),
    }


def _within_law(matrix: Matrix, rows: Ints, meaning: Meaning, near: Array) -> dict[str, Array]:
    laws, own = np.unique(matrix.texts[rows], return_inverse=True)
    first, counts = matrix.bounds[laws], matrix.counts[laws]
    sizes = matrix.bounds[laws + 1] - first
    begins = np.cumsum(sizes) - sizes
    whole = np.repeat(first - begins, sizes) + np.arange(int(sizes.sum()))  # all rows of these laws
    every = meaning.cosines[whole].astype(np.float64)
    mean = np.add.reduceat(every, begins) / counts
    square = np.add.reduceat(every**2, begins) / counts
    spread = np.sqrt(np.maximum(square - mean**2, 0.0))
    best = np.full(len(laws), -1.0)
    np.maximum.at(best, own, near)
    return {
        "dense_law": mean[own],
        "dense_over_law": near - mean[own],
        "dense_law_z": (near - mean[own]) / np.maximum(spread[own], _LEAST_SPREAD),
        "dense_law_best_cosine": best[own],
        "dense_below_best": best[own] - near,
    }


def _beside(matrix: Matrix, rows: Ints, meaning: Meaning, near: Array) -> dict[str, Array]:
    """The articles right before and behind, nearer ones weighing more."""
    beside, same = neighbours(rows, matrix.texts)
    total = (np.where(same, meaning.cosines[beside], 0.0) / DISTANCES).sum(axis=0)
    weight = (same / DISTANCES).sum(axis=0)
    mean = np.where(weight > 0, total / np.maximum(weight, 1e-9), near)
    return {"dense_beside": mean, "dense_above_beside": near - mean}


def _beyond_law(matrix: Matrix, rows: Ints, meaning: Meaning) -> dict[str, Array]:
    """Cosines of what article and query say beyond the law's mean: the query less what all laws share, and less what
    this law's articles share."""
    centres = matrix.centres[matrix.texts[rows]]
    own = matrix.values[rows] - centres
    lengths = np.linalg.norm(own, axis=1) + 1e-6
    asked = meaning.vector - matrix.middle
    here = meaning.vector - centres
    return {
        "dense_beyond": (own @ asked / lengths).astype(np.float64),
        "dense_beyond_law": (
            (own * here).sum(axis=1) / lengths / (np.linalg.norm(here, axis=1) + 1e-6)
        ).astype(np.float64),
    }
