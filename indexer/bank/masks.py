"""Which rows of a bank a plan allows: the same answer as an engine's filters, for what searches without one."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corpus.model import Currency
from indexer.bank.bank import Bank
from indexer.engine import Mode, SearchPlan
from indexer.validity import ALL_CURRENCIES, Validity

_DAYS_KEPT = 16
Flags = npt.NDArray[np.bool_]


class Masks:
    """Made once for a bank; what it says of a day is kept."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._validities = [Validity.from_key(each) for each in bank.span_keys]
        self._shown = lru_cache(_DAYS_KEPT)(self._of_day)

    def allowed(self, plan: SearchPlan) -> Flags | None:
        """A flag for each row; None where the plan allows all. ValueError for what only an engine can decide
        (advanced plans, phrases that must not stand)."""
        if plan.mode is Mode.ADVANCED or plan.exclude_phrases:
            raise ValueError("phrases are the engine's matter")
        masks = [] if plan.currencies >= ALL_CURRENCIES else [self._shown(plan.day, plan.currencies)]
        masks += [self._facet(name, values) for name, values in plan.filters.items() if values]
        masks += self._published(plan)
        masks += [~self._facet("work", plan.exclude_works)] if plan.exclude_works else []
        masks += [self._without(plan.exclude_units)] if plan.exclude_units else []
        if not masks:
            return None
        found: Flags = np.logical_and.reduce(masks)
        return found

    def _of_day(self, day: int, currencies: frozenset[Currency]) -> Flags:
        classes = np.array([each.on(day) in currencies for each in self._validities], dtype=bool)
        shown: Flags = classes[self._bank.arrays["spans"]]
        return shown

    def _facet(self, name: str, values: tuple[str, ...]) -> Flags:
        places = self._bank.facet_places[name]
        wanted = [places[each] for each in values if each in places]
        found: Flags = np.isin(self._bank.arrays[f"facet_{name}"], wanted)
        return found

    def _published(self, plan: SearchPlan) -> list[Flags]:
        if plan.published_from is None and plan.published_to is None:
            return []
        days = self._bank.arrays["published"]
        lower = max(plan.published_from or 1, 1)  # 0 stands for undated, which is in no range
        return [(days >= lower) & (days <= (plan.published_to or np.iinfo(np.int32).max))]

    def _without(self, unit_ids: tuple[str, ...]) -> Flags:
        found = np.ones(len(self._bank), dtype=bool)
        found[[self._bank.row[each] for each in unit_ids if each in self._bank.row]] = False
        return found
