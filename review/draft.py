"""A draft as the rules see it: pieces of clauses with the sentence and the lead above them.

A piece is what stands between 。；！？ and line ends: the unit that a rule judges and a finding marks. Its
`lead` is the text that governs it from outside: the opening of a list (有下列情形之一的：) in its sentence or in
its parent clause.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from corpus.drafts.clauses import Clause, ClauseKind, clauses
from corpus.numerals import to_int
from review.canonical import canonical

LONGEST_EXCERPT = 120
"""A finding marks its piece; of a longer piece only the comma segments around the hit."""

_PIECE = re.compile(r"[^。；！？\n]+")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_LIST_OPENS = re.compile(r"：(?=[（(]?[一二三四五六七八九十\d])")
_SILENT = frozenset(
    {
        ClauseKind.TITLE,
        ClauseKind.DOCUMENT_NUMBER,
        ClauseKind.CONTENTS,
        ClauseKind.ADDRESSEE,
        ClauseKind.HISTORY,
    }
)
_LABEL = re.compile(
    r"\s*(?:第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．](?!\d))\s*"
)
_DAY = re.compile(
    r"自?(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:零时)?(?:起)?(?:正式)?(?:施行|实施|生效|执行)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` is canonical; [start, end) in the draft; `at` is its offset inside `sentence`."""

    start: int
    end: int
    text: str
    sentence: str
    at: int
    lead: str
    clause: int
    headings: tuple[str, ...]


class Draft:
    """A draft that is read once. `text` is as sent, `plain` its canonical form of the same length."""

    def __init__(self, text: str, title: str | None = None) -> None:
        self.text = text
        self.plain = canonical(text)
        self.clauses: tuple[Clause, ...] = clauses(text)
        self.title = title or self._printed_title()
        self.pieces: tuple[Piece, ...] = tuple(self._pieces())
        self._starts = [each.start for each in self.pieces]

    def _printed_title(self) -> str | None:
        titles = [each.text for each in self.clauses[:6] if each.kind == ClauseKind.TITLE]
        return " ".join(titles) or None

    def _pieces(self) -> Iterator[Piece]:
        for index, clause in enumerate(self.clauses):
            if clause.kind in _SILENT:
                continue
            above = self._lead_above(clause)
            for sentence in _SENTENCE.finditer(self.plain, clause.start, clause.end):
                yield from self._split(index, clause, sentence, above)

    def _split(self, index: int, clause: Clause, sentence: re.Match[str], above: str) -> Iterator[Piece]:
        opens = _LIST_OPENS.search(sentence.group())
        for found in _PIECE.finditer(self.plain, sentence.start(), sentence.end()):
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            label = _LABEL.match(self.plain, start, found.end())
            if label and label.end() < found.end():
                start = label.end()
            end = start + len(self.plain[start : found.end()].rstrip())
            if end <= start:
                continue
            at = start - sentence.start()
            inside = sentence.group()[: opens.end()] if opens and at >= opens.end() else above
            yield Piece(
                start, end, self.plain[start:end], sentence.group(), at, inside, index, clause.headings
            )

    def _lead_above(self, clause: Clause) -> str:
        """The parent's last sentence where it opens a list; else nothing."""
        if clause.parent is None:
            return ""
        parent = self.clauses[clause.parent]
        text = self.plain[parent.start : parent.end]
        if not text.endswith("："):
            return ""
        return re.split(r"[。！？\n]", text[:-1])[-1] + "："

    def piece_at(self, place: int) -> int | None:
        """The index of the piece that holds `place`."""
        index = bisect_right(self._starts, place) - 1
        return index if index >= 0 and place < self.pieces[index].end else None

    def excerpt(self, piece: Piece, start: int, end: int) -> tuple[int, int]:
        """The span to mark for a hit at [start, end) of the piece's text: the piece, or part of a long one."""
        if len(piece.text) <= LONGEST_EXCERPT:
            return piece.start, piece.end
        left = piece.text.rfind("，", 0, start) + 1
        right = piece.text.find("，", end)
        right = len(piece.text) if right < 0 else right
        while True:
            wider = piece.text.rfind("，", 0, max(0, left - 1)) + 1
            if left == 0 or right - wider > LONGEST_EXCERPT:
                break
            left = wider
        if right - left > LONGEST_EXCERPT:
            left = max(left, start - LONGEST_EXCERPT // 4)
            right = min(right, max(end, left + LONGEST_EXCERPT))
        return piece.start + left, piece.start + right

    @cached_property
    def effective(self) -> date | None:
        """The day from which the draft says it is to be in force (自…年…月…日起施行), the last one printed."""
        found = None
        for match in _DAY.finditer(self.plain.replace(" ", "")):
            before = self.plain.replace(" ", "")[max(0, match.start() - 30) : match.start()]
            if re.search(r"(?:本|该)[^，。》]{0,8}$|^$|[。\n，、]$", before):
                found = day_of(match["y"], match["m"], match["d"]) or found
        return found


def day_of(year: str, month: str, day: str) -> date | None:
    """A printed day; None when the calendar has no such day."""
    numbers = [to_int(each) for each in (year, month, day)]
    try:
        return date(*[each or 0 for each in numbers])
    except ValueError:
        return None
