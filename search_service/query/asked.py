"""A query on its way to be understood: its forms, the titles in it, and the law given as context."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.normalize import fold
from indexer.segment import words_with_offsets
from search_service.query.model import Note, UnknownLaw
from search_service.query.questions import question_words, tidy

if TYPE_CHECKING:
    from corpus.titles import TitleBook, TitleEntry, TitleMatch

_SPACES = re.compile(r"\s+")
_PINYIN_ARTICLE = re.compile(r"(?:(?<=[a-z ])di)?\s?(\d{1,5})\s?tiao(?![a-z])")
_WORK_ID = re.compile("[a-z2-7]{12}")
_YEAR_OF_TEXT = re.compile(r"\(?\s*(?:19|20)\d\d\s*年?\s*(?:修订|修正|通过|公布|版|本){0,3}\s*\)?")


@dataclass(frozen=True, slots=True)
class Law:
    """A law named by a query: its printed title, and its works (several when the name is ambiguous)."""

    title: str
    work_ids: tuple[str, ...]


def law_named(name: str, titles: TitleBook) -> Law | None:
    """The law of exactly that name or of that work id; `work_ids` empty when it is known and not held.

    Of several that bear the name, the last by title comes first: 宪法修正案（2018年） before （2004年）.
    """
    entries = titles.lookup(name)
    if not entries and _WORK_ID.fullmatch(name):
        entries = tuple(entry for entry in titles.entries if entry.work_id == name)
    if not entries:
        return None
    entries = tuple(sorted(entries, key=lambda entry: entry.title, reverse=True))
    held = tuple(dict.fromkeys(entry.work_id for entry in entries if entry.work_id is not None))
    first: TitleEntry = next((entry for entry in entries if entry.work_id is not None), entries[0])
    return Law(first.title, held)


def context_law(name: str | None, titles: TitleBook) -> Law | None:
    """The law in context; UnknownLaw when `name` is given and names nothing."""
    if name is None or not name.strip():
        return None
    law = law_named(name, titles)
    if law is None:
        raise UnknownLaw(name)
    return law


@dataclass(frozen=True)
class Asked:
    """One query. `plain` is the folded text in which question words have become spaces; spans refer to it."""

    text: str
    folded: str
    titles: TitleBook
    context: Law | None

    @cached_property
    def plain(self) -> str:
        return _PINYIN_ARTICLE.sub(r" 第\1条", question_words().drop(self.folded))

    @cached_property
    def matches(self) -> tuple[TitleMatch, ...]:
        """The titles in `plain`, as whole names: 民法典 is none in 民法典型案例."""
        found = [each for each in self.titles.scan(self.plain) if _ends_on_a_border(self.plain, each.end)]
        if not found or found[0].start > 1:
            first = self._first()
            if first is not None and (not found or first.end <= found[0].start):
                found.insert(0, first)
        return tuple(found)

    def _first(self) -> TitleMatch | None:
        """A spoken name (反法 2条), which only counts at the start of a query."""
        start = len(self.plain) - len(self.plain.lstrip())
        match = self.titles.prefix(self.plain[start:])
        if match is None or not _ends_on_a_border(self.plain, start + match.end):
            return None
        return replace(match, start=start + match.start, end=start + match.end)

    def without(self, spans: Iterable[tuple[int, int]]) -> str:
        """`plain` with the spans blanked, spaces collapsed, punctuation at the ends removed."""
        characters = list(self.plain)
        for start, end in spans:
            bracketed = self.plain[start - 1 : start] == "《" and self.plain[end : end + 1] == "》"
            first, last = (start - 1, end + 1) if bracketed else (start, end)
            characters[first:last] = " " * (last - first)
        return tidy("".join(characters))


def collapse(text: str) -> str:
    """Spaces collapsed and removed at the ends: the normal form of a topic."""
    return _SPACES.sub(" ", text).strip()


def says_nothing_more(leftover: str) -> bool:
    """Is what is left beside a look-up only 规定, 全文, 2023年修正 and the like?"""
    return not question_words().drop_lookup_words(_YEAR_OF_TEXT.sub(" ", leftover))


def missing(title: str) -> Note:
    """The note for a law that the library does not hold."""
    return Note("not_in_library", f"本库尚未收录《{fold(title).strip('《》')}》，无法给出其条文。")


def _ends_on_a_border(text: str, end: int) -> bool:
    following = text[end : end + 1]
    if not "\u4e00" <= following <= "\u9fff" or following in "第之的中":
        return True
    window = max(0, end - 8)
    return not any(
        token.start < end - window < token.end for token in words_with_offsets(text[window : end + 8])
    )
