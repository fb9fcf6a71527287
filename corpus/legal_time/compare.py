"""Two texts of one law, unit by unit (条文对照): same, changed, moved, moved_and_changed, new, deleted.

Units are matched by text first, so that an article which only moved is *moved*; differences of print
(spaces, width, quotes, 、 after numbers, ︰/：, ０/○) are none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from corpus.legal_time.differences import Words, differences, form
from corpus.model import Unit, UnitKind


class UnitStatus(StrEnum):
    """What became of a unit."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    MOVED_AND_CHANGED = "moved_and_changed"
    NEW = "new"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One unit of the older text, of the newer one, or both; `removed` and `added` are whole words."""

    status: UnitStatus
    old: Unit | None
    new: Unit | None
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def old_no(self) -> str | None:
        """The number in the older text as printed; the key where none is printed."""
        return None if self.old is None else self.old.label or self.old.key

    @property
    def new_no(self) -> str | None:
        """The number in the newer text as printed; the key where none is printed."""
        return None if self.new is None else self.new.label or self.new.key


ALIKE = 0.55
"""Below this likeness two texts at different numbers are two rules, not one (an article that was rewritten in
place keeps the sense of half its words; boilerplate such as 本法自…起施行 stays below)."""

ALIKE_AT_NUMBER = 0.3
"""At the same number less will do: the drafters put the new rule there."""

ALIKE_IN_GAP = 0.42
"""Between two neighbours that are matched on both sides (仲裁法 27 → 38, 29 → 40; so 28 → 39): the mean of the
likeness of the whole and of the best part, since drafters add sentences to what stood there. Read on the
eleven laws with two texts in the starter library: from here up the newer article holds the older one's rule."""

NEAR = 0.05
"""How much an equal number counts when several texts are alike."""

_RARE, _SHORTLIST, _GRAM = 12, 6, 4
_WIDEST_GAP, _SHORTEST = 40, 8
_STOCK = re.compile("构成犯罪的,依法追究刑事责任|违反本法(?:的)?规定,?")
"""Words that many rules end or begin with: they make no two rules alike."""


def compare(old: Sequence[Unit], new: Sequence[Unit], words: Words | None = None) -> list[UnitChange]:
    """Every unit of both texts once, in the order of the newer one (deleted ones where they stood).

    `words` cuts text for `removed` and `added`; by default quantities and references are kept whole and other
    differences are widened to at least two characters around single agreeing ones.
    """
    pairs = _Matcher(old, new).pairs()
    backward = {new_at: old_at for old_at, new_at in pairs.items()}
    rows: list[tuple[tuple[int, int, int], UnitChange]] = []
    for new_at, unit in enumerate(new):
        old_at = backward.get(new_at)
        change = UnitChange(UnitStatus.NEW, None, unit) if old_at is None else _pair(old[old_at], unit, words)
        rows.append(((new_at, 0, 0), change))
    behind = -1
    for old_at, unit in enumerate(old):
        if old_at in pairs:
            behind = pairs[old_at]
        else:
            rows.append(((behind, 1, old_at), UnitChange(UnitStatus.DELETED, unit, None)))
    return [change for _, change in sorted(rows, key=lambda row: row[0])]


def _pair(old: Unit, new: Unit, words: Words | None) -> UnitChange:
    same_place = _place(old) == _place(new)
    if form(old.text) == form(new.text):
        return UnitChange(UnitStatus.SAME if same_place else UnitStatus.MOVED, old, new)
    removed, added = differences(old.text, new.text, words)
    status = UnitStatus.CHANGED if same_place else UnitStatus.MOVED_AND_CHANGED
    return UnitChange(status, old, new, removed, added)


def _place(unit: Unit) -> tuple[str, int | None, int]:
    """What must be equal for a unit not to have moved; units without a number have no place to move from."""
    return unit.kind, unit.number if unit.kind in (UnitKind.ARTICLE, UnitKind.ITEM) else None, unit.sub


class _Matcher:
    """Finds which old unit became which new one."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self._old, self._new = old, new
        self._old_forms = [form(unit.text) for unit in old]
        self._new_forms = [form(unit.text) for unit in new]
        self._found: dict[int, int] = {}
        self._taken: set[int] = set()

    def pairs(self) -> dict[int, int]:
        """Index of old unit → index of new unit."""
        self._equal_in_place()
        self._equal_elsewhere()
        self._alike()
        self._in_gaps()
        return self._found

    def _take(self, old_at: int, new_at: int) -> None:
        self._found[old_at] = new_at
        self._taken.add(new_at)

    def _free(self) -> tuple[list[int], list[int]]:
        return (
            [at for at in range(len(self._old)) if at not in self._found],
            [at for at in range(len(self._new)) if at not in self._taken],
        )

    def _equal_in_place(self) -> None:
        by_key = {unit.key: at for at, unit in enumerate(self._new)}
        for old_at, unit in enumerate(self._old):
            new_at = by_key.get(unit.key)
            if new_at is not None and self._old_forms[old_at] == self._new_forms[new_at]:
                self._take(old_at, new_at)

    def _equal_elsewhere(self) -> None:
        """Equal texts at other numbers, in order; a text that repeats unequally often stays for later."""
        old_free, new_free = self._free()
        olds: dict[str, list[int]] = defaultdict(list)
        news: dict[str, list[int]] = defaultdict(list)
        for at in old_free:
            olds[self._old_forms[at]].append(at)
        for at in new_free:
            news[self._new_forms[at]].append(at)
        for text, places in olds.items():
            if text and len(places) == len(news.get(text, ())):
                for old_at, new_at in zip(places, news[text], strict=True):
                    self._take(old_at, new_at)

    def _alike(self) -> None:
        """The rest: best likeness first; an equal number helps and lowers the bar."""
        old_free, new_free = self._free()
        scored: list[tuple[float, int, int]] = []
        for old_at, new_at in self._candidates(old_free, new_free):
            in_place = _place(self._old[old_at]) == _place(self._new[new_at])
            score = fuzz.ratio(self._old_forms[old_at], self._new_forms[new_at]) / 100
            if score >= (ALIKE_AT_NUMBER if in_place else ALIKE):
                scored.append((score + (NEAR if in_place else 0), old_at, new_at))
        for _, old_at, new_at in sorted(scored, key=lambda each: (-each[0], abs(each[1] - each[2]), each[1])):
            if old_at not in self._found and new_at not in self._taken:
                self._take(old_at, new_at)

    def _in_gaps(self) -> None:
        """What stood between two matched neighbours is looked for between what they became."""
        scored: list[tuple[float, int, int]] = []
        for olds, news in self._gaps():
            for old_at in olds:
                old = _STOCK.sub("", self._old_forms[old_at])
                for new_at in news:
                    pair = old, _STOCK.sub("", self._new_forms[new_at])
                    if min(map(len, pair)) < _SHORTEST:
                        continue
                    score = (fuzz.ratio(*pair) + fuzz.partial_ratio(*pair)) / 200
                    if score >= ALIKE_IN_GAP and self._old[old_at].kind == self._new[new_at].kind:
                        scored.append((score, old_at, new_at))
        for _, old_at, new_at in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
            if old_at not in self._found and new_at not in self._taken:
                self._take(old_at, new_at)

    def _gaps(self) -> list[tuple[range, list[int]]]:
        """Runs of old units without a match, each with the free new units between its matched neighbours."""
        found: list[tuple[range, list[int]]] = []
        begin = 0
        for at in range(len(self._old) + 1):
            if at < len(self._old) and at not in self._found:
                continue
            left = self._found[begin - 1] if begin else -1
            right = self._found.get(at, len(self._new))
            news = [each for each in range(left + 1, right) if each not in self._taken]
            if begin < at and len(news) <= _WIDEST_GAP:
                found.append((range(begin, at), news))
            begin = at + 1
        return found

    def _candidates(self, old_free: list[int], new_free: list[int]) -> list[tuple[int, int]]:
        """Pairs worth measuring: those that share rare runs of characters, and those at one number."""
        index: dict[str, list[int]] = defaultdict(list)
        for at in new_free:
            for gram in _grams(self._new_forms[at]):
                index[gram].append(at)
        places = {_place(self._new[at]): at for at in reversed(new_free)}
        found: list[tuple[int, int]] = []
        for old_at in old_free:
            shared: Counter[int] = Counter()
            for gram in _grams(self._old_forms[old_at]):
                hits = index.get(gram, ())
                if len(hits) <= _RARE:
                    shared.update(hits)
            near = [new_at for new_at, _ in shared.most_common(_SHORTLIST)]
            in_place = places.get(_place(self._old[old_at]))
            if in_place is not None and in_place not in near:
                near.append(in_place)
            found += [(old_at, new_at) for new_at in near]
        return found


def _grams(text: str) -> set[str]:
    return {text[at : at + _GRAM] for at in range(max(1, len(text) - _GRAM + 1))}
