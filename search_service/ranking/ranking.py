"""The ranker of one state, while its parts appear: the bank is made after a load, vectors come in the background."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from time import monotonic

from indexer.bank import keeping
from indexer.bank.bank import Bank
from indexer.vectors import shelf
from indexer.vectors.embedder import Embedder
from indexer.vectors.matrix import matrix
from search_service.ranking.ranker import Dense, Ranker

log = logging.getLogger("faju.ranking")

LOOK_AGAIN_S = 30.0
"""New vectors are taken in this often while a background run adds to them: the matrix is read anew each time."""


class Ranking:
    """`ranker` is None until the bank of the index's library version is there.

    `behind`: the bank is missing, or passages that the embedder has not seen; something should see to it.
    """

    def __init__(self, home: Path, library_version: str, embedder: Embedder | None) -> None:
        self._home = home
        self._version = library_version
        self._embedder = embedder
        self._lock = Lock()
        self._bank: Bank | None = None
        self._stamp = -1
        self._looked = -LOOK_AGAIN_S
        self._complete = embedder is None
        self.ranker: Ranker | None = None

    @property
    def unembedded(self) -> bool:
        """Whether there is an embedder, and passages without a vector."""
        return not self._complete

    @property
    def behind(self) -> bool:
        return self._bank is None or not self._complete

    def refresh(self) -> bool:
        """Take in what has appeared; whether it looked, which it does now and then. One thread looks, at no cost to
        the others."""
        if not self.behind and self.ranker is not None:
            return False
        if monotonic() - self._looked < (1.0 if self._bank is None else LOOK_AGAIN_S):
            return False
        if not self._lock.acquire(blocking=False):
            return False
        try:
            self._looked = monotonic()
            self._look()
        finally:
            self._lock.release()
        return True

    def _look(self) -> None:
        if self._bank is None:
            self._bank = keeping.read(self._home, self._version)
            if self._bank is None:
                return
            self.ranker = Ranker(self._bank, None)
        if self._embedder is None:
            return
        stamp = shelf.stamp(self._home, self._embedder.model)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        dense = self._dense(self._bank, self._embedder)
        if dense is not None:
            self._complete = dense.matrix.complete == 1.0
            self.ranker = Ranker(self._bank, dense)

    def _dense(self, bank: Bank, embedder: Embedder) -> Dense | None:
        dim = shelf.dim_of(self._home, embedder.model)
        parts = shelf.held(self._home, embedder.model, dim) if dim else []
        return Dense(matrix(bank, embedder.model, dim, parts), embedder) if dim and parts else None
