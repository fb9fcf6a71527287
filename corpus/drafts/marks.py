"""The numbers that clauses of official documents open with: 第三条, 一、, （一）, 1., （1）, ①, 第二章.

The order of levels is that of official documents (党政机关公文格式 GB/T 9704—2012, 7.3.3: 一、（一）1.（1）),
below 条; 编, 章 and 节 stand above it (立法法 65).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from corpus.numerals import NUMBER_CLASS, to_int
from corpus.structure.lines import article

_NUMERAL = "一二三四五六七八九十百"
_GAP = r"[ \t\u3000\xa0]*"
_ANY = f"[{NUMBER_CLASS}]{{1,9}}"
BEFORE = re.compile("[#>*\\s\u3000\u200b-\u200f\u2060\ufeff]*")
"""What may stand before a mark: white space, zero-width characters, the signs of Markdown."""

_CHAPTER = re.compile(rf"第{_GAP}({_ANY}){_GAP}(分编|编|章|节)(?!款|条|项[^目])")
_ITEM = re.compile(rf"([{_NUMERAL}]{{1,5}})(?:、|[.．](?!\d))(?![{_NUMERAL}]{{1,2}}[、级线类类档])")
_CITED = r"(?!项(?!目)|款|至|、?[（(])"
"""（一）项, （一）至, （一）（二）: not a number of its own, but part of a citation."""
_BRACKETED = re.compile(rf"[（(]{_GAP}([{_NUMERAL}]{{1,5}}){_GAP}[)）]{_CITED}、?")
_FIGURE = re.compile(r"([0-9０-９]{1,3})(?:[.．](?:(?![\d０-９])|(?=\d{4}年))|、)")
_BRACKETED_FIGURE = re.compile(rf"[（(]{_GAP}([0-9０-９]{{1,3}}){_GAP}[)）]{_CITED}|([0-9０-９]{{1,2}})[)）]")
_CIRCLED = re.compile("[①-⑳]")
_HEADING_END = re.compile("[。；：！？，,;:!?]")
_LONGEST_HEADING = 40
_REACH = 120
"""Characters from a mark on that decide what it is."""

_LISTED = f"（(0-9０-９①-⑳{_NUMERAL}"
_STARTS = re.compile(f"[第{_LISTED}]")


class Level(IntEnum):
    """How deep a mark stands; a higher number lies deeper."""

    PART = 0
    SUBPART = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    ITEM = 5
    BRACKETED = 6
    FIGURE = 7
    BRACKETED_FIGURE = 8
    CIRCLED = 9


_CHAPTERS = {"编": Level.PART, "分编": Level.SUBPART, "章": Level.CHAPTER, "节": Level.SECTION}
_SIMPLE = (
    (_ITEM, Level.ITEM),
    (_BRACKETED, Level.BRACKETED),
    (_FIGURE, Level.FIGURE),
    (_BRACKETED_FIGURE, Level.BRACKETED_FIGURE),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at the head of a clause: its level, value (with 之一), label as printed, where it stands."""

    level: Level
    number: int
    sub: int
    label: str
    start: int
    end: int

    @property
    def place(self) -> tuple[int, int]:
        return self.number, self.sub

    def follows(self, earlier: tuple[int, int] | None) -> bool:
        """Does it count on from `earlier`?"""
        return earlier is not None and self.place in ((earlier[0] + 1, 0), (earlier[0], earlier[1] + 1))


def mark_at(text: str, start: int, end: int) -> Mark | None:
    """The mark that `text[start:end]`, a line or the rest of one, opens with; None without one.

    第…章 is a mark only as a heading (short, no sentence), 第…条 only where the sentence does not read on from
    the number as a citation (第三条规定, 第五条第二款).
    """
    opens = BEFORE.match(text, start, end)
    place = opens.end() if opens else start
    if not _STARTS.match(text, place, end):
        return None
    if text[place] == "第":
        return _article(text, place, end) or _chapter(text, place, end)
    for pattern, level in _SIMPLE:
        match = pattern.match(text, place, end)
        if match is not None:
            number = to_int(match[1] or match[2])
            return Mark(level, number, 0, _label(match.group()), *match.span()) if number else None
    if _CIRCLED.match(text, place, end):
        return Mark(Level.CIRCLED, ord(text[place]) - ord("①") + 1, 0, text[place], place, place + 1)
    return None


def _label(printed: str) -> str:
    return re.sub(r"\s", "", printed)


def _article(text: str, place: int, end: int) -> Mark | None:
    near = text[place : min(end, place + _REACH)]
    found = article(near.partition("\n")[0])
    if found is None or found.cites:
        return None
    rest = place + len(near.partition("\n")[0]) - len(found.rest)
    return Mark(Level.ARTICLE, found.number, found.sub, found.label, place, rest)


def _chapter(text: str, place: int, end: int) -> Mark | None:
    match = _CHAPTER.match(text, place, end)
    if match is None or end - match.end() > _LONGEST_HEADING or _HEADING_END.search(text, match.end(), end):
        return None
    number = to_int(match[1])
    level = _CHAPTERS[match[2]]
    return Mark(level, number, 0, _label(match.group()), *match.span()) if number else None


class Counting:
    """The numbers last seen at each level; a mark of one level ends the counting of the deeper ones, unless
    these run through the whole text (3. below 二、 after 2. below 一、)."""

    def __init__(self) -> None:
        self._last: dict[Level, tuple[int, int]] = {}
        self._running: dict[Level, tuple[int, int]] = {}

    def saw(self, mark: Mark) -> None:
        for level in [each for each in self._last if each > mark.level]:
            del self._last[level]
        self._last[mark.level] = self._running[mark.level] = mark.place

    def runs_on(self, mark: Mark) -> bool:
        """Does the mark count on from the last of its level, wherever that stood?"""
        return mark.follows(self._running.get(mark.level))

    def expects(self, mark: Mark) -> bool:
        """Does the mark count on where its level stands?"""
        return mark.follows(self._last.get(mark.level))


_INLINE = re.compile(rf"(?<=[。；：;:！!？?”）)]){_GAP}(?=[{_LISTED}]|第{_GAP}{_ANY}{_GAP}[条章节])")
_SECOND = {
    Level.ITEM: re.compile(r"[。；;：:\n]\s*二[、.．]"),
    Level.BRACKETED: re.compile(r"[。；;，,、\n]\s*[（(]\s*二\s*[)）]"),
    Level.FIGURE: re.compile(r"[。；;，,、\n]\s*[2２][.．、](?!\d)"),
    Level.BRACKETED_FIGURE: re.compile(r"[。；;，,、\n]\s*[（(]?\s*[2２]\s*[)）]"),
    Level.CIRCLED: re.compile("②"),
}
_FAR = 2000
"""How far the second of a list may stand from the first that opens it inside a line."""

_LONGEST_SECOND = 20


class _Seconds:
    """Where the second of a list stands, for each level; every part of the text is searched once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[Level, int] = {}
        self._searched: dict[Level, int] = {}

    def near(self, mark: Mark) -> bool:
        pattern = _SECOND.get(mark.level)
        if pattern is None:
            return False
        limit = mark.end + _FAR
        if mark.end <= self._found.get(mark.level, -1) < limit:
            return True
        begin = max(mark.end, self._searched.get(mark.level, 0))
        match = pattern.search(self._text, begin, limit)
        self._searched[mark.level] = match.start() if match else max(begin, limit - _LONGEST_SECOND)
        if match is not None:
            self._found[mark.level] = match.start()
        return match is not None


def inline_marks(text: str, start: int, end: int, counting: Counting) -> Iterator[Mark]:
    """The marks inside a line that open a clause there: they count on, or open a list after a colon.

    Marks inside quotation marks belong to what is quoted. `counting` is told of each mark.
    """
    open_quotes, done, seconds = 0, start, _Seconds(text)
    for match in _INLINE.finditer(text, start, end):
        open_quotes += text.count("“", done, match.end()) - text.count("”", done, match.end())
        done = match.end()
        mark = mark_at(text, match.end(), end) if open_quotes <= 0 else None
        if mark is not None and _opens(text[match.start() - 1], mark, counting, seconds):
            counting.saw(mark)
            yield mark


def _opens(before: str, mark: Mark, counting: Counting, seconds: _Seconds) -> bool:
    if counting.expects(mark):
        return before not in "”）)" or mark.level in (Level.ITEM, Level.BRACKETED)
    return mark.place == (1, 0) and before in "：:" and seconds.near(mark)
