"""What turns texts into vectors: a small protocol, so that a model in a wheel and a private service are alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class EmbedderError(Exception):
    """Texts cannot be embedded. `code` is stable, `message_zh` is for people.

    Codes: `embedder_missing`, `embedder_unreachable`, `embedder_refused`, `embedder_bad_answer`.
    """

    def __init__(self, code: str, message_zh: str) -> None:
        super().__init__(message_zh)
        self.code = code
        self.message_zh = message_zh


class Embedder(Protocol):
    """Vectors of length 1, `dim` numbers each, from the model that `model` names.

    Vectors of two models are never compared: `model` names everything that changes them. Calls may come from any
    thread. Errors are EmbedderError.
    """

    @property
    def model(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def query(self, text: str) -> Vectors:
        """The vector of what is asked, shape (dim,)."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what is searched, shape (len(texts), dim)."""
        ...


def unit_length(found: Vectors) -> Vectors:
    """Vectors scaled to length 1; one of zeros stays."""
    norms = np.linalg.norm(found, axis=-1, keepdims=True)
    scaled: Vectors = (found / np.where(norms == 0, 1, norms)).astype(np.float32)
    return scaled
