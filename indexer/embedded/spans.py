"""The validity classes of one index: which of its documents a day and a set of currencies show."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from tantivy import Occur

from corpus.model import Currency
from indexer.embedded.clauses import Clause, any_of
from indexer.embedded.rows import Rows
from indexer.validity import ALL_CURRENCIES, Validity

# Few days are asked for between two builds: today, and now and then another.
_DAYS_KEPT = 64


class Spans:
    """Made once for an index; what it says of a day is kept."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._validities = [Validity.from_key(key) for key in rows.spans]
        self._counts = np.array(rows.span_counts(), dtype=np.int64)
        self._total = max(int(self._counts.sum()), 1)
        self._classes = lru_cache(_DAYS_KEPT)(self._shown_classes)
        self.clause = lru_cache(_DAYS_KEPT)(self._clause)
        self.shown = lru_cache(_DAYS_KEPT)(self._shown)

    def share(self, day: int, currencies: frozenset[Currency]) -> float:
        """The share of all documents that is shown, 0 to 1."""
        return float(self._counts[self._classes(day, currencies)].sum()) / self._total

    def _shown_classes(self, day: int, currencies: frozenset[Currency]) -> npt.NDArray[np.bool_]:
        return np.array([each.on(day) in currencies for each in self._validities], dtype=bool)

    def _shown(self, day: int, currencies: frozenset[Currency]) -> npt.NDArray[np.bool_]:
        """For each row whether it is shown."""
        classes = self._classes(day, currencies)
        return classes[self._rows.span] if len(classes) else np.zeros(0, dtype=bool)

    def _clause(self, day: int, currencies: frozenset[Currency]) -> Clause | None:
        """The same as a clause of a query; None where nothing is hidden.

        The smaller of the shown and the hidden documents is looked up: by default few are hidden.
        """
        if currencies >= ALL_CURRENCIES:
            return None
        classes = self._classes(day, currencies)
        if classes.all():
            return None
        spans = self._rows.spans
        if self.share(day, currencies) > 0.5:
            return Occur.MustNot, any_of("span", [spans[each] for each in np.flatnonzero(~classes)])
        return Occur.Must, any_of("span", [spans[each] for each in np.flatnonzero(classes)])
