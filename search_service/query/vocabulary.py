"""The vocabulary pack: what people and drafters say → what the law says (indexer/data/vocabulary.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import permutations
from typing import TYPE_CHECKING, Any

from corpus.normalize import fold
from indexer.segment import words_with_offsets
from search_service.query.model import Expansion

if TYPE_CHECKING:
    from ahocorasick import Automaton

_SHORT = 2
"""A term of two characters must lie on word borders (黑车 is not in 黑车间); longer ones prove themselves: lay words
of three (外嫁女, 水滴筹) are often in no dictionary and would be cut apart. No term begins or ends inside a Latin
word or a number (app is not in apple)."""

_MAY_BE_SPLIT = 4

_LONGEST_IN_PARTS = 40
"""Parts of a term are looked for apart in queries of at most so many characters: in a draft's clause words that
stand near each other need not belong together."""

_GAP = r"[\w ]{0,8}?"
"""What may stand between the parts of a term: at most eight characters, and no punctuation."""

EXPANSION_WEIGHT = 0.5
"""What a word of the pack counts beside the user's own (1.0), times its weight in the pack. Measured on STARD
dev, starter library, 408 questions, 26 of them with a lay term: R@10 .532 without, .546 at .3, .547 at .5, .542
at .7 and at 1.0 (MRR .425, .434, .437, .437, .436)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the pack: the terms that call it, and what it adds.

    `terms` are written in one piece (征地补偿); `scattered` are those of them that also call the entry when
    their parts stand near each other in any order (补偿 征地).
    """

    terms: tuple[str, ...]
    to: tuple[tuple[str, float], ...]
    governing: tuple[str, ...]
    source: str
    scattered: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An entry met at [start, end) of the folded text."""

    start: int
    end: int
    term: str
    entry: Entry

    def expansion(self) -> Expansion:
        return Expansion(self.term, self.entry.to, self.entry.governing, self.entry.source)


@dataclass(frozen=True, slots=True)
class _Found:
    """A term that stands in the text, in one span or in several."""

    spans: tuple[tuple[int, int], ...]
    entry: Entry

    @property
    def places(self) -> frozenset[int]:
        return frozenset(place for start, end in self.spans for place in range(start, end))


class Vocabulary:
    """All entries, found in one pass over a text."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._automaton = _automaton(entries)
        self._scattered = tuple(
            (parts, _in_any_order(parts), entry) for entry in entries for parts in entry.scattered
        )

    def match(self, folded: str) -> tuple[Match, ...]:
        """The matches that do not overlap, those that cover most first chosen, in the order of the text.

        Each entry at most once. A term of four characters or more may be typed in pieces (高空 抛物).
        """
        found = list(self._whole(folded))
        if len(folded) <= _LONGEST_IN_PARTS:
            found += self._in_parts(folded)
        found.sort(key=lambda each: (-len(each.places), each.spans))
        matches: list[Match] = []
        taken: set[int] = set()
        for each in found:
            if taken.isdisjoint(each.places) and all(each.entry is not met.entry for met in matches):
                taken |= each.places
                start, end = min(each.spans)[0], max(each.spans)[1]
                matches.append(Match(start, end, folded[start:end], each.entry))
        return tuple(sorted(matches, key=lambda met: met.start))

    def _whole(self, folded: str) -> Iterator[_Found]:
        places = [place for place, character in enumerate(folded) if character != " "]
        for last, (length, entry) in self._automaton.iter(folded.replace(" ", "")):
            start, end = places[last + 1 - length], places[last] + 1
            if (length >= _MAY_BE_SPLIT or end - start == length) and _stands(folded, start, end):
                yield _Found(((start, end),), entry)

    def _in_parts(self, folded: str) -> Iterator[_Found]:
        for parts, pattern, entry in self._scattered:
            if not all(part in folded for part in parts):
                continue
            for match in pattern.finditer(folded):
                spans = tuple(match.span(group) for group, text in enumerate(match.groups(), 1) if text)
                if all(_stands(folded, *span) for span in spans):
                    yield _Found(spans, entry)


def _in_any_order(parts: tuple[str, ...]) -> re.Pattern[str]:
    orders = (_GAP.join(f"({re.escape(part)})" for part in order) for order in permutations(parts))
    return re.compile("|".join(orders))


def _stands(text: str, start: int, end: int) -> bool:
    """Whether [start, end) may be a term of its own and no piece of other words."""
    if end - start <= _SHORT and not _on_word_borders(text, start, end):
        return False
    return not (_latin(text[start - 1 : start + 1]) or _latin(text[end - 1 : end + 1]))


def _latin(pair: str) -> bool:
    """Two characters that stand in one Latin word or number."""
    return len(pair) > 1 and pair.isascii() and pair.isalnum()


def _on_word_borders(text: str, start: int, end: int) -> bool:
    """No word of the text begins inside [start, end) and ends outside it, or the other way round."""
    return not any(
        left < start < right < end or start < left < end < right or (left < start and end < right)
        for left, right in _words(text)
    )


@lru_cache(maxsize=16)
def _words(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the words of a text, cut once for all its short terms."""
    return tuple((left, right) for _, left, right in words_with_offsets(text))


def _automaton(entries: tuple[Entry, ...]) -> Automaton:
    from ahocorasick import Automaton

    automaton = Automaton()
    for entry in entries:
        for term in entry.terms:
            automaton.add_word(term, (len(term), entry))
    automaton.make_automaton()
    return automaton


def _entry(row: dict[str, Any]) -> Entry:
    to = tuple((str(phrase), EXPANSION_WEIGHT * float(weight)) for phrase, weight in row["to"].items())
    written = [tuple(fold(term).lower().split()) for term in row["terms"]]
    return Entry(
        terms=tuple("".join(parts) for parts in written),
        to=to,
        governing=tuple(row["governing"]),
        source=str(row["source"]),
        scattered=tuple(parts for parts in written if len(parts) > 1),
    )


@cache
def vocabulary() -> Vocabulary:
    """The packaged vocabulary."""
    path = resources.files("indexer") / "data" / "vocabulary.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["entry"]
    return Vocabulary(tuple(map(_entry, rows)))
