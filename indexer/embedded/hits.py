"""The best documents of one search, before they are ordered by unit id and cut.

tantivy breaks ties by place in the index, which a merge changes. So the ties at the cut must be there whole.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# Scores are 32-bit sums whose last bits depend on the order of adding: what is equal to here is a tie.
SCORE_DIGITS = 4


class Hits(NamedTuple):
    """Scores (rounded, falling) and rows. Documents that were not fetched score at most `rest`: -1 for none."""

    scores: npt.NDArray[np.float64]
    rows: npt.NDArray[np.int64]
    rest: float

    @classmethod
    def of(cls, scores: list[float], rows: list[int], asked: int) -> Hits:
        """From a search that was asked for `asked` documents."""
        rounded = np.array(scores, dtype=np.float64).round(SCORE_DIGITS)
        return cls(
            rounded, np.array(rows, dtype=np.int64), float(rounded[-1]) if len(rounded) >= asked else -1.0
        )

    def only(self, shown: npt.NDArray[np.bool_]) -> Hits:
        """The hits whose row is shown."""
        kept = shown[self.rows]
        return Hits(self.scores[kept], self.rows[kept], self.rest)

    def settled(self, limit: int) -> bool:
        """Whether nothing that was not fetched belongs to the best `limit`, or ties with the last of them."""
        if self.rest < 0:
            return True
        return len(self.scores) >= limit and bool(self.scores[limit - 1] > self.rest)

    def head(self, limit: int) -> Hits:
        """The best `limit` and all that tie with the last of them."""
        if len(self.scores) <= limit:
            return self
        kept = int(np.count_nonzero(self.scores >= self.scores[limit - 1]))
        return Hits(self.scores[:kept], self.rows[:kept], self.rest)
