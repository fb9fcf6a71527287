"""The vocabulary pack: what people and drafters say → what the law says (indexer/data/vocabulary.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from corpus.normalize import fold
from indexer.segment import words_with_offsets
from search_service.query.model import Expansion

if TYPE_CHECKING:
    from ahocorasick import Automaton

_SHORT = 2
"""A term of two characters must lie on word borders (黑车 is not in 黑车间); longer ones prove themselves."""

_MAY_BE_SPLIT = 4

EXPANSION_WEIGHT = 0.5
"""What a word of the pack counts beside the user's own (1.0), times its weight in the pack. Measured on STARD
dev, starter library, 408 questions, 26 of them with a lay term: R@10 .532 without, .546 at .3, .547 at .5, .542
at .7 and at 1.0 (MRR .425, .434, .437, .437, .436)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the pack: the terms that call it, and what it adds."""

    terms: tuple[str, ...]
    to: tuple[tuple[str, float], ...]
    governing: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry met at [start, end) of the folded text."""

    start: int
    end: int
    term: str
    entry: Entry

    def expansion(self) -> Expansion:
        return Expansion(self.term, self.entry.to, self.entry.governing, self.entry.source)


class Vocabulary:
    """All entries, found in one pass over a text."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._automaton = _automaton(entries)

    def match(self, folded: str) -> tuple[Match, ...]:
        """The longest matches from left to right that do not overlap; each entry at most once.

        A term of four characters or more may be typed in pieces (高空 抛物).
        """
        places = [place for place, character in enumerate(folded) if character != " "]
        joined = folded.replace(" ", "")
        found = [
            (places[end + 1 - length], places[end] + 1, entry)
            for end, (length, entry) in self._automaton.iter(joined)
            if length >= _MAY_BE_SPLIT or places[end] - places[end + 1 - length] == length - 1
        ]
        if not found:
            return ()
        found.sort(key=lambda each: (each[0], -each[1]))
        matches: list[Match] = []
        position = 0
        for start, end, entry in found:
            if start < position or any(each.entry is entry for each in matches):
                continue
            if end - start > _SHORT or _on_word_borders(folded, start, end):
                matches.append(Match(start, end, folded[start:end], entry))
                position = end
        return tuple(matches)


def _on_word_borders(text: str, start: int, end: int) -> bool:
    """No word of the text begins inside [start, end) and ends outside it, or the other way round."""
    return not any(
        left < start < right < end or start < left < end < right or (left < start and end < right)
        for _, left, right in words_with_offsets(text)
    )


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
    return Entry(
        tuple(fold(term).lower() for term in row["terms"]), to, tuple(row["governing"]), str(row["source"])
    )


@cache
def vocabulary() -> Vocabulary:
    """The packaged vocabulary."""
    path = resources.files("indexer") / "data" / "vocabulary.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["entry"]
    return Vocabulary(tuple(map(_entry, rows)))
