"""Currency of an indexed unit on a day: a pure function of what the index holds of its interval (DESIGN §4).

The index keeps one short string for each distinct interval ("class") instead of two integer fields: there are
a few hundred classes in a national library, so a day and a set of currencies become a set of classes, and the
calendar needs no rebuild.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple, Protocol, Self

from corpus.model import Currency

UNKNOWN_FROM = 0  # valid_from where no day is known
OPEN_TO = 4_000_000  # valid_to of what has no known end; later than date.max.toordinal()

ALL_CURRENCIES = frozenset(Currency)
# What a search shows unless asked otherwise: only what is superseded by a held text, repealed or not yet in
# force is hidden; a stale or undetermined text stays, marked.
DEFAULT_CURRENCIES = frozenset({Currency.IN_FORCE, Currency.UNDETERMINED})

_ENDED = {"superseded": Currency.SUPERSEDED, "repealed": Currency.REPEALED}


class Interval(Protocol):
    """When a unit is valid: half-open days, None where unknown or open (corpus.legal_time's Interval).

    `end_kind` says how it ends (`superseded`: a newer text is held; `repealed`); `undetermined`: what is
    known does not decide.
    """

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...

    @property
    def end_kind(self) -> str | None: ...

    @property
    def undetermined(self) -> bool: ...


class Validity(NamedTuple):
    """An interval as the index holds it: days as proleptic ordinals."""

    valid_from: int
    valid_to: int
    end_kind: str
    undetermined: bool

    @classmethod
    def of(cls, interval: Interval) -> Self:
        start, end = interval.valid_from, interval.valid_to
        return cls(
            start.toordinal() if start else UNKNOWN_FROM,
            end.toordinal() if end else OPEN_TO,
            str(interval.end_kind or ""),
            interval.undetermined,
        )

    def key(self) -> str:
        """The class as one term: `from:to:end kind:u`."""
        return f"{self.valid_from}:{self.valid_to}:{self.end_kind}:{'u' if self.undetermined else ''}"

    @classmethod
    def from_key(cls, key: str) -> Self:
        start, end, end_kind, flag = key.split(":")
        return cls(int(start), int(end), end_kind, flag == "u")

    def on(self, day: int) -> Currency:
        """The currency on one day (an ordinal). An end of unknown kind hides nothing: `undetermined`."""
        if day < self.valid_from:
            return Currency.UPCOMING
        if day >= self.valid_to:
            return _ENDED.get(self.end_kind, Currency.UNDETERMINED)
        return Currency.UNDETERMINED if self.undetermined else Currency.IN_FORCE

    def shown(self, day: int, currencies: Collection[Currency]) -> bool:
        return self.on(day) in currencies
