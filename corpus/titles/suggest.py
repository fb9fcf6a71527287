"""Suggestions over the forms of titles: completion while typing, and "did you mean"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.normalize import fold
from corpus.titles import forms
from corpus.titles.spelling import spell

_LATIN = re.compile(r"[a-z][a-z'\s]*")
_END = "\U0010ffff"
_HOMOPHONE_SCORE = 0.97  # below an exact hit, above every typing error
_EDITS_EACH = 5  # one error for every five characters
_SHORTEST_TYPO = 3  # two characters with one error fit everything


@dataclass(frozen=True, slots=True)
class Form:
    """A name to suggest: key, printed form, number of its entry; `derived` when a rule made it."""

    key: str
    display: str
    entry: int
    derived: bool = False


class _Table:
    """Strings of the forms, searched by prefix and by infix; a form is its number in the order of display."""

    def __init__(self, strings: Sequence[str]) -> None:
        self._sorted = sorted((text, number) for number, text in enumerate(strings) if text)
        self._joined = "\n".join(strings)
        starts, place = [], 0
        for text in strings:
            starts.append(place)
            place += len(text) + 1
        self._starts = starts

    def exact(self, text: str) -> list[int]:
        return [number for found, number in self._range(text, text + "\0") if found == text]

    def beginning(self, text: str) -> list[int]:
        return sorted(number for _, number in self._range(text, text + _END))

    def containing(self, text: str) -> Iterator[int]:
        """In the order of display, each once."""
        place = self._joined.find(text)
        while place >= 0:
            number = bisect_left(self._starts, place + 1) - 1
            yield number
            if number + 1 == len(self._starts):
                return
            place = self._joined.find(text, self._starts[number + 1])

    def _range(self, low: str, high: str) -> list[tuple[str, int]]:
        return self._sorted[bisect_left(self._sorted, (low, 0)) : bisect_left(self._sorted, (high, 0))]


class Suggester:
    """Completion and nearest names over forms given in the order of display."""

    def __init__(self, listed: Sequence[Form]) -> None:
        self._forms = listed
        self._keys = [form.key for form in listed]

    def complete(self, prefix: str, limit: int) -> list[Form]:
        key = forms.key(prefix)
        if not key or limit < 1:
            return []
        spelled = _spelled(prefix)
        tables = [self._names] + ([self._spellings, self._initials] if spelled else [])
        keys = [key] + [spelled] * (len(tables) - 1)
        pairs = list(zip(tables, keys, strict=True))
        exact = (table.exact(text) for table, text in pairs)
        beginning = (table.beginning(text) for table, text in pairs)
        containing = (table.containing(text) for table, text in pairs if _is_choice(text))
        return self._first_of_each(chain.from_iterable(chain(exact, beginning, containing)), limit)

    def _first_of_each(self, numbers: Iterable[int], limit: int) -> list[Form]:
        found: dict[int, Form] = {}
        for number in numbers:
            form = self._forms[number]
            found.setdefault(form.entry, form)
            if len(found) == limit:
                break
        return list(found.values())

    def nearest(self, name: str, limit: int) -> list[tuple[Form, float]]:
        key = forms.key(name)
        spelled = _spelled(name)
        scored: dict[int, float] = {}
        if spelled:
            self._near_spelling(spelled, scored)
        elif len(key) > 1:
            self._near_typing(key, scored)
            self._homophones(key, scored)
        best: dict[int, tuple[Form, float]] = {}
        for number, score in sorted(scored.items(), key=lambda each: (-each[1], each[0])):
            form = self._forms[number]
            best.setdefault(form.entry, (form, score))
        return list(best.values())[:limit]

    def _near_typing(self, key: str, scored: dict[int, float]) -> None:
        allowed = max(1, len(key) // _EDITS_EACH)
        if len(key) < _SHORTEST_TYPO:
            return
        near = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=allowed, limit=50)
        for form, distance, number in near:
            if min(len(form), len(key)) >= _SHORTEST_TYPO:
                scored[number] = 1 - distance / max(len(form), len(key))

    def _homophones(self, key: str, scored: dict[int, float]) -> None:
        """Same sound and at least half the characters the same: 行政许可发, never 星征许刻乏."""
        sound = "".join(spell(key))
        for number in self._spellings.exact(sound):
            form = self._forms[number].key
            alike = sum(one == other for one, other in zip(form, key, strict=False))
            if len(form) == len(key) and 2 * alike >= len(key):
                scored[number] = max(scored.get(number, 0), 1.0 if form == key else _HOMOPHONE_SCORE)

    def _near_spelling(self, spelled: str, scored: dict[int, float]) -> None:
        for number in self._initials.exact(spelled):
            scored[number] = _HOMOPHONE_SCORE
        allowed = len(spelled) // _EDITS_EACH
        if not allowed:
            return
        near = process.extract(spelled, self._sounds, scorer=OSA.distance, score_cutoff=allowed, limit=50)
        for sound, distance, number in near:
            scored[number] = max(scored.get(number, 0), 1 - distance / max(len(sound), len(spelled)))

    @cached_property
    def _names(self) -> _Table:
        return _Table(self._keys)

    @cached_property
    def _spelled_forms(self) -> list[list[str]]:
        """The syllables of every form, made when the first query needs them."""
        return [[] if form.derived else spell(form.key) for form in self._forms]

    @cached_property
    def _sounds(self) -> list[str]:
        return ["".join(each) for each in self._spelled_forms]

    @cached_property
    def _spellings(self) -> _Table:
        return _Table(self._sounds)

    @cached_property
    def _initials(self) -> _Table:
        return _Table(["".join(syllable[0] for syllable in each) for each in self._spelled_forms])


def _is_choice(text: str) -> bool:
    """One letter is in nearly every spelling; one ideograph is a choice."""
    return len(text) > 1 or not text.isascii()


def _spelled(text: str) -> str:
    """The letters of an input that can be pinyin, without spaces and apostrophes; empty for other input."""
    low = fold(text).strip().lower()
    return re.sub(r"['\s]", "", low) if _LATIN.fullmatch(low) else ""
