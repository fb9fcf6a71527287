"""How far two texts say the same, fast enough to run on every load.

Two texts are compared unit by unit first: units whose loose hashes agree (`corpus.identity.text_hash`) count
as the same wherever they stand. Only what is left over is compared character by character, as the longest
common subsequence of the left-over units' words. The measure is 2 × common / total, from 0 to 1, symmetrical.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

from rapidfuzz.distance import LCSseq

from corpus.identity import text_hash
from corpus.model import Unit, UnitKind
from corpus.normalize import fold

ALIKE = 0.98  # DESIGN §3: from here on two texts are one version
_FORMATTING = re.compile(r"[\W_]+")
_NUMBERED = frozenset({UnitKind.ARTICLE, UnitKind.ITEM})


class TextForm:
    """One stored text as the comparison sees it; its units are read only when it is compared."""

    def __init__(self, content_hash: str, unit_count: int, units: Callable[[], Sequence[Unit]]) -> None:
        self.content_hash = content_hash
        self.unit_count = unit_count
        self._load = units

    @classmethod
    def of(cls, content_hash: str, units: Sequence[Unit]) -> TextForm:
        """The form of units held in memory."""
        return cls(content_hash, len(units), lambda: units)

    @cached_property
    def units(self) -> Sequence[Unit]:
        return self._load()

    @cached_property
    def normal(self) -> tuple[str, ...]:
        """The loose hashes in order: two texts with the same tuple differ in formatting only."""
        return tuple(text_hash(each.text) for each in self.units)

    @cached_property
    def numbered(self) -> int:
        """How many different articles or items the text has: what is missing or glued is not counted."""
        return len({(u.kind, u.number, u.sub) for u in self.units if u.kind in _NUMBERED})

    @cached_property
    def size(self) -> int:
        return sum(len(each.text) for each in self.units)

    def words(self, positions: Sequence[int]) -> str:
        """The words of some units, in order, without formatting."""
        return _FORMATTING.sub("", fold("".join(self.units[place].text for place in positions)))


def likeness(one: TextForm, other: TextForm, least: float = ALIKE) -> float:
    """From 0 to 1; below `least` only an upper bound is promised. The order of the two does not matter."""
    if one.normal == other.normal:
        return 1.0
    common = Counter(one.normal) & Counter(other.normal)
    same_one, rest_one = _split(one, common)
    same_other, rest_other = _split(other, common)
    same = same_one + same_other
    bound = _bound(same, one.size - same_one, other.size - same_other)
    if bound < least * least:  # sizes count formatting, words do not: leave room for that
        return bound
    left, right = one.words(rest_one), other.words(rest_other)
    total = same + len(left) + len(right)
    if not total:
        return 1.0
    bound = _bound(same, len(left), len(right))
    if bound < least:
        return bound
    cutoff = max(0, int((least * total - same) / 2))
    found = LCSseq.similarity(left, right, score_cutoff=cutoff) if left and right else 0
    return (same + 2 * found) / total


def alike(one: TextForm, other: TextForm) -> bool:
    """Whether two texts are one by DESIGN §3 (≥ .98)."""
    return likeness(one, other) >= ALIKE


def _split(form: TextForm, common: Counter[str]) -> tuple[int, list[int]]:
    """(characters in units that both texts have, positions of the others)."""
    left = common.copy()
    same, rest = 0, []
    for place, (name, unit) in enumerate(zip(form.normal, form.units, strict=True)):
        if left[name] > 0:
            left[name] -= 1
            same += len(unit.text)
        else:
            rest.append(place)
    return same, rest


def _bound(same: int, one: int, other: int) -> float:
    total = same + one + other
    return (same + 2 * min(one, other)) / total if total else 1.0
