"""The features of vectors against a plain reading of what each says, over random libraries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.vectors.matrix import Matrix
from search_service.ranking.dense_features import Meaning, dense_features
from tests.search_service.ranking.test_text_features import bank_of

SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=5)
"""How many articles each law has."""


def library(sizes: list[int], seed: int) -> tuple[Matrix, Meaning]:
    """Random unit vectors of these laws, a tenth of them missing, and a query."""
    random = np.random.default_rng(seed)
    values = random.normal(size=(sum(sizes), 6)).astype(np.float32)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    held = random.random(len(values)) > 0.1
    values[~held] = 0.0
    matrix = Matrix("m", values, held, np.repeat(np.arange(len(sizes), dtype=np.int32), sizes))
    asked = random.normal(size=6).astype(np.float32)
    asked /= np.linalg.norm(asked)
    return matrix, Meaning(asked, matrix.cosines(asked))


@given(SIZES, st.integers(0, 1 << 30), st.data())
def test_features_say_what_a_plain_reading_says(sizes: list[int], seed: int, data: st.DataObject) -> None:
    matrix, meaning = library(sizes, seed)
    rows = data.draw(st.lists(st.integers(0, sum(sizes) - 1), min_size=1, unique=True))
    law, cosine = matrix.texts.tolist(), meaning.cosines.astype(float).tolist()
    bank = bank_of([("", "")] * len(law), law)
    found = dense_features(bank, matrix, np.array(rows), meaning)
    for place, row in enumerate(rows):
        own = [at for at in range(len(law)) if law[at] == law[row]]
        count = max(1, sum(bool(matrix.held[at]) for at in own))
        mean = sum(cosine[at] for at in own) / count
        square = sum(cosine[at] ** 2 for at in own) / count
        spread = max(max(square - mean**2, 0.0) ** 0.5, 1e-3)
        best = max(cosine[at] for at in rows if law[at] == law[row])
        beside = [(cosine[at], 1 / abs(at - row)) for at in own if 0 < abs(at - row) <= 3]
        around = sum(c * w for c, w in beside) / sum(w for _, w in beside) if beside else cosine[row]
        told = {
            "dense_cosine": cosine[row],
            "dense_law": mean,
            "dense_over_law": cosine[row] - mean,
            "dense_law_z": (cosine[row] - mean) / spread,
            "dense_law_best_cosine": best,
            "dense_below_best": best - cosine[row],
            "dense_beside": around,
            "dense_above_beside": cosine[row] - around,
        }
        assert {name: found[name][place] for name in told} == pytest.approx(told, abs=1e-5)
