"""Currency of an indexed unit through time, as one term of the index (DESIGN §4).

A unit's currency changes on a few days only: `upcoming` until it begins, then in force, then superseded, say.
These steps are written as one short string, its *class*. A national library has some hundreds of classes, so
a day and a set of currencies become a set of classes: one clause, whatever the rules of legal time are, and
the calendar needs no rebuild. (Two range clauses over integer fields took twice as long, and cannot say
`undetermined` for a part of an interval.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, Protocol, Self

from corpus.legal_time.intervals import Interval, WorkState
from corpus.model import Currency, Unit, Version, Work

ALL_CURRENCIES = frozenset(Currency)
# What a search shows unless asked otherwise: only what is superseded by a held text, repealed or not yet in
# force is hidden; a stale or undetermined text stays, marked.
DEFAULT_CURRENCIES = frozenset({Currency.IN_FORCE, Currency.UNDETERMINED})

_LETTERS = {
    Currency.UPCOMING: "c",
    Currency.IN_FORCE: "f",
    Currency.SUPERSEDED: "s",
    Currency.REPEALED: "r",
    Currency.UNDETERMINED: "u",
}
_CURRENCIES = {letter: currency for currency, letter in _LETTERS.items()}
_STEP = re.compile(r"(\d+)([cfsru])")


class Validity(NamedTuple):
    """Steps (first day, currency), the first at day 0; days are proleptic ordinals; no two in a row agree."""

    steps: tuple[tuple[int, Currency], ...]

    @classmethod
    def of(cls, steps: Iterable[tuple[int, Currency]]) -> Self:
        """From steps in any order; a step that changes nothing is left out."""
        kept: list[tuple[int, Currency]] = []
        for day, currency in sorted(steps):
            if kept and kept[-1][0] == day:
                kept.pop()
            if not kept or kept[-1][1] is not currency:
                kept.append((day, currency))
        return cls(tuple(kept))

    @classmethod
    def from_key(cls, key: str) -> Self:
        return cls(tuple((int(day), _CURRENCIES[letter]) for day, letter in _STEP.findall(key)))

    def key(self) -> str:
        """The class: `0c737791f738000s`."""
        return "".join(f"{day}{_LETTERS[currency]}" for day, currency in self.steps)

    def on(self, day: int) -> Currency:
        """The currency on one day."""
        return next(currency for start, currency in reversed(self.steps) if start <= day)


class TimeSource(Protocol):
    """Where the validity of units comes from: corpus.legal_time's Timeline."""

    def state(self, work_id: str, /) -> WorkState | None: ...

    def unit_interval(self, work_id: str, version_key: str, unit: Unit, /) -> Interval: ...

    def currency(
        self, work_id: str, day: date, version_key: str | None = None, unit: Unit | None = None, /
    ) -> Currency: ...


class Undated:
    """A time source that knows nothing: every unit is undetermined on every day."""

    def state(self, work_id: str, /) -> WorkState | None:
        return None

    def unit_interval(self, work_id: str, version_key: str, unit: Unit, /) -> Interval:
        return Interval(None, None, None, dated=False)

    def currency(
        self, work_id: str, day: date, version_key: str | None = None, unit: Unit | None = None, /
    ) -> Currency:
        return Currency.UNDETERMINED


def validities(
    source: TimeSource, work: Work, version: Version, units: Iterable[Unit]
) -> Iterator[tuple[Unit, Validity]]:
    """Each unit of a version with its steps; units of one interval share them."""
    turns = set(_turns(source.state(work.id)))
    known: dict[Interval, Validity] = {}
    for unit in units:
        interval = source.unit_interval(work.id, version.key, unit)
        validity = known.get(interval)
        if validity is None:
            days = {date.min, *turns, *filter(None, (interval.valid_from, interval.valid_to))}
            validity = Validity.of(
                (0 if day == date.min else day.toordinal(), source.currency(work.id, day, version.key, unit))
                for day in days
            )
            known[interval] = validity
        yield unit, validity


def _turns(state: WorkState | None) -> Iterator[date]:
    """The days on which anything about a work can change."""
    for text in state.texts if state else ():
        interval = text.interval
        yield from filter(None, (interval.valid_from, interval.valid_to, text.unknown_until, text.gap_from))
