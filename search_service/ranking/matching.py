"""Where the bigrams of a query stand in the candidates' texts: array work over all candidates at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from indexer.bank import Bank
from indexer.bank.build import characters
from indexer.bank.grams import found_in, pairs
from indexer.segment import search_form
from search_service.plans import MOST_GRAMS

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint32]

OPENING = 40
"""Characters: an article says at its beginning what it is about."""

HEAD, BEGINNING, BODY = range(3)
"""Zones of a passage: the law's title and 编章节, the first characters of the text, the rest of it."""
_ZONES = 3

_BREAKS = frozenset("。;!?\n；！？")
_END = np.array([ord("\n")], dtype=np.uint16)

_FIRST, _SECOND = np.uint8(1), np.uint8(2)


@dataclass(frozen=True)
class Grams:
    """The bigrams of a text in search form: `codes` sorted without repeats, `place[i]` the i-th of the text among them,
    `follows[a, b]`: b stands right behind a."""

    codes: Codes
    place: Ints
    follows: Flags
    idf: Array

    @property
    def total(self) -> float:
        return float(self.idf.sum()) or 1.0


def grams_of(bank: Bank, text: str) -> Grams:
    """The bigrams of a query or phrase, as many as the search itself looks at, weighed by a bank."""
    codes, kept = pairs(characters(search_form(text)))
    at = np.flatnonzero(kept)[:MOST_GRAMS]
    own, place = np.unique(codes[:MOST_GRAMS], return_inverse=True)
    follows = np.zeros((len(own), len(own)), dtype=bool)
    neighbours = np.diff(at) == 1
    follows[place[:-1][neighbours], place[1:][neighbours]] = True
    return Grams(own, place, follows, bank.idf(own))


@dataclass(frozen=True)
class Matches:
    """Where the bigrams of a query stand in the candidates, in reading order: for each match the candidate `row`
    (0 …), the bigram `gram`, the place `at` in all characters, and the `zone` of its passage."""

    rows: int
    grams: int
    row: Ints
    gram: Ints
    at: Ints
    zone: Ints

    def counts(self) -> Array:
        """How often each bigram stands in each zone of each candidate, shape (rows, zones, grams)."""
        keys = (self.row * _ZONES + self.zone) * self.grams + self.gram
        size = self.rows * _ZONES * self.grams
        return np.bincount(keys, minlength=size).reshape(self.rows, _ZONES, self.grams).astype(np.float64)

    def present(self) -> Flags:
        """Whether each bigram stands in each candidate, shape (rows, grams)."""
        found = np.zeros(self.rows * self.grams, dtype=bool)
        found[self.row * self.grams + self.gram] = True
        return found.reshape(self.rows, self.grams)


class Passages:
    """The characters of some rows of a bank, one passage behind the other, each with a line break behind it: so no
    bigram and no sentence reaches into the next."""

    def __init__(self, bank: Bank, rows: Ints) -> None:
        chars, starts = bank.arrays["chars"], bank.arrays["starts"]
        parts: list[npt.NDArray[np.uint16]] = []
        for first, last in zip(starts[rows].tolist(), starts[rows + 1].tolist(), strict=True):
            parts += (chars[first:last], _END)
        self.rows = len(rows)
        self.chars = np.concatenate(parts) if parts else _END[:0]
        self.heads = bank.arrays["heads"][rows].astype(np.int64)
        lengths = bank.lengths[rows]
        self.text_lengths = np.maximum(lengths - self.heads, 1).astype(np.float64)
        self._ends = np.cumsum(lengths + 1)
        self._firsts = self._ends - lengths - 1
        self._breaks = np.flatnonzero(_break_table()[self.chars])

    def matches(self, grams: Grams) -> Matches:
        """Where these bigrams stand."""
        near = self._where_pairs_may_be(grams.codes)
        wide = self.chars[near].astype(np.uint32) << np.uint32(16)
        gram, known = found_in(grams.codes, wide | self.chars[near + 1])
        at, gram = near[known], gram[known]
        row = np.searchsorted(self._ends, at, side="right")
        behind = at - self._firsts[row] - self.heads[row]  # characters since the text began
        zone = (behind >= 0).astype(np.int64) + (behind >= OPENING)
        return Matches(self.rows, max(1, len(grams.codes)), row, gram, at, zone)

    def _where_pairs_may_be(self, codes: Codes) -> Ints:
        """Places of a character that begins a bigram before one that ends a bigram: a few of a hundred."""
        table = np.zeros(1 << 16, dtype=np.uint8)
        table[codes >> np.uint32(16)] |= _FIRST
        table[codes & np.uint32(0xFFFF)] |= _SECOND
        kinds = table[self.chars]
        return np.flatnonzero(((kinds[:-1] & _FIRST) != 0) & ((kinds[1:] & _SECOND) != 0))

    def sentences(self, at: Ints) -> Ints:
        """The number of the sentence at places of all characters; a heading is one, its text begins another."""
        return np.searchsorted(self._breaks, at)


@cache
def _break_table() -> Flags:
    table = np.zeros(1 << 16, dtype=bool)
    table[[ord(each) for each in _BREAKS]] = True
    return table
