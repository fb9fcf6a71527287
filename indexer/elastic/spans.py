"""The validity classes of one index: which of its documents a day and a set of currencies show."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from corpus.model import Currency
from indexer.validity import ALL_CURRENCIES, Validity

# Few days are asked for between two builds: today, and now and then another.
_DAYS_KEPT = 64


class SpanClause(NamedTuple):
    """Documents of these classes only, or (`hidden`) all but these."""

    classes: tuple[str, ...]
    hidden: bool


class Spans:
    """Made once for an index; what it says of a day is kept."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """`counts`: how many documents each class has."""
        self._counts = [(Validity.from_key(key), key, count) for key, count in counts.items()]
        self.clause = lru_cache(_DAYS_KEPT)(self._clause)

    def _clause(self, day: int, currencies: frozenset[Currency]) -> SpanClause | None:
        """None where nothing is hidden. The smaller of the shown and the hidden documents is looked up."""
        if currencies >= ALL_CURRENCIES:
            return None
        shown, hidden, balance = [], [], 0
        for validity, key, count in self._counts:
            if validity.on(day) in currencies:
                shown.append(key)
                balance += count
            else:
                hidden.append(key)
                balance -= count
        if not hidden:
            return None
        return SpanClause(tuple(hidden), True) if balance > 0 else SpanClause(tuple(shown), False)
