"""The ranker of one state, while its parts appear: the bank is made after a load, vectors come in the background."""

from __future__ import annotations

import logging
from pathlib import Path
from time import monotonic

from indexer.bank import keeping
from indexer.bank.bank import Bank
from indexer.vectors import shelf
from indexer.vectors.embedder import Embedder, EmbedderError
from indexer.vectors.matrix import matrix
from search_service.ranking.ranker import Dense, Ranker

log = logging.getLogger("faju.ranking")

LOOK_AGAIN_S = 30.0
"""New vectors are taken in this often while a background run adds to them: the matrix is read anew each time."""


class Ranking:
    """`ranker` is None until the bank of the index's library version is there. `refresh` costs two stat calls."""

    def __init__(self, home: Path, library_version: str, embedder: Embedder | None) -> None:
        self._home = home
        self._version = library_version
        self._embedder = embedder
        self._bank: Bank | None = None
        self._stamp = -1
        self._looked = -LOOK_AGAIN_S
        self.ranker: Ranker | None = None

    def refresh(self) -> None:
        """Take in what has appeared. One thread at a time."""
        if self._bank is None:
            self._bank = keeping.read(self._home, self._version)
            if self._bank is None:
                return
            self.ranker = Ranker(self._bank, None)
        if self._embedder is None or monotonic() - self._looked < LOOK_AGAIN_S:
            return
        self._looked = monotonic()
        try:
            stamp = shelf.stamp(self._home, self._embedder.model)
            if stamp != self._stamp:
                self._stamp = stamp
                self.ranker = Ranker(self._bank, self._dense(self._bank, self._embedder))
        except EmbedderError as error:
            log.warning("no vectors: %s", error)

    def _dense(self, bank: Bank, embedder: Embedder) -> Dense | None:
        parts = shelf.held(self._home, embedder.model, embedder.dim)
        return Dense(matrix(bank, embedder.model, embedder.dim, parts), embedder) if parts else None
