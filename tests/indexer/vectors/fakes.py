"""An embedder for tests that is told apart from a model only by its speed: equal texts have equal vectors."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

import numpy as np

from indexer.vectors.embedder import EmbedderError, Vectors, unit_length


class Hashed:
    """Vectors from the bigrams of a text. `fail_after` calls it breaks off, as a service that goes away."""

    dim = 64

    def __init__(self, model: str = "hashed-1", fail_after: int | None = None) -> None:
        self.model = model
        self.seen: list[str] = []
        self._left = fail_after

    def query(self, text: str) -> Vectors:
        vector: Vectors = self.passages([text])[0]
        return vector

    def passages(self, texts: Sequence[str]) -> Vectors:
        if self._left is not None:
            if not self._left:
                raise EmbedderError("embedder_unreachable", "语义向量服务没有答复。")
            self._left -= 1
        self.seen += texts
        return unit_length(np.stack([_vector(each, self.dim) for each in texts]))


def _vector(text: str, dim: int) -> Vectors:
    found = np.zeros(dim, dtype=np.float32)
    for first, second in pairwise(text):
        found[sha256(f"{first}{second}".encode()).digest()[0] % dim] += 1
    return found
