"""Article places in a query, in every form people type: 1254, 第1254条第2款, 一百三十三条之一, 13、14、16条.

Input is folded text (`corpus.normalize.fold`), so brackets and digits are already half width. Every
regular expression here is anchored and bounded: the work is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.numerals import to_int
from search_service.query.model import Place

_NUMBER = r"(?:\d{1,5}|[一二三四五六七八九十百千两零〇]{1,10})"
_ANY_NUMBER = r"(?:\d{1,12}|[一二三四五六七八九十百千万亿两零〇]{1,20})"
_MOST_BARE = 99_999
"""A larger number, and zero, is an article only where 第 or 条 says so: then the answer is that there is none."""

_TOO_LARGE = 10**12
"""From here on a number has no printed form (`corpus.numerals.to_chinese`)."""

_ARTICLE = re.compile(
    rf"(?P<di>第\s{{0,3}})?(?P<no>{_ANY_NUMBER})"
    rf"(?:\s{{0,3}}(?P<mark>之|-)\s{{0,3}}(?P<sub>{_NUMBER}))?"
    r"(?P<tiao>\s{0,3}条(?![例件约令幅款]))?"
    rf"(?:\s{{0,3}}[之-]\s{{0,3}}(?P<late>{_NUMBER}))?"
)
_PARAGRAPH = re.compile(rf"\s{{0,3}}第?\s{{0,3}}({_NUMBER})\s{{0,3}}款")
_ITEM_NUMBER = rf"\(?\s{{0,3}}{_NUMBER}\s{{0,3}}\)?"
_ITEM = re.compile(
    rf"\s{{0,3}}第?\s{{0,3}}(?:(?P<first>{_ITEM_NUMBER})(?:\s{{0,3}}[、,和及至]\s{{0,3}}{_ITEM_NUMBER}){{0,20}}\s{{0,3}}项"
    rf"|\(\s{{0,3}}(?P<bare>{_NUMBER})\s{{0,3}}\))"
)
_SEPARATOR = re.compile(r"\s{0,3}(?P<mark>以及|[、,;和与及至到~-]|\s)\s{0,3}")
_RANGE_MARKS = frozenset("至到~-")
_MOST_PLACES = 50
"""A range longer than this (第一条至第一千条) is read as its two ends: no one looks up that many."""

_YEARS = range(1900, 2101)
"""A bare number in this range is a year (公司法 2023), never an article: no law has that many."""

_MEASURES = frozenset("年月日天周时小分秒岁元万亿个人名次倍户件种级类号期米吨公平亩届项款%章节编部")
"""A bare number before one of these counts something (劳动法 8小时, 刑法 3年) and is no article."""


@dataclass(frozen=True, slots=True)
class Places:
    """Places read at one position of a text: [start, end) and what stood there.

    `marked` when 第 or 条 was written; `numbered` when both were.
    """

    start: int
    end: int
    places: tuple[Place, ...]
    marked: bool
    numbered: bool


@dataclass(frozen=True, slots=True)
class _Read:
    end: int
    place: Place
    through: int | None
    di: bool
    tiao: bool
    arabic: bool


def places_at(text: str, start: int) -> Places | None:
    """The list of places that begins exactly at `start`, or None.

    Numbers without 条 are taken only where nothing else can be meant: not before a measure word (3年), not
    glued to other text (第三人), and without 第 not as a year.
    """
    reads = _reads(text, start)
    if not reads:
        return None
    if not any(each.tiao for each in reads):
        reads = _bare_only(text, reads)
        if not reads:
            return None
    marked = any(each.di or each.tiao for each in reads)
    found: list[Place] = []
    for index, each in enumerate(reads):
        found.append(each.place)
        found.extend(_between(each, reads[index + 1] if index + 1 < len(reads) else None))
    places = tuple(dict.fromkeys(found))[:_MOST_PLACES]
    numbered = any(each.di and each.tiao for each in reads)
    return Places(start, reads[-1].end, places, marked, numbered)


def _reads(text: str, start: int) -> list[_Read]:
    """All items of a list, each with the range mark behind it (`through` = -1) or its own inner range."""
    reads: list[_Read] = []
    position = start
    while len(reads) < _MOST_PLACES:
        read = _read(text, position)
        if read is None:
            break
        reads.append(read)
        separator = _SEPARATOR.match(text, read.end)
        if separator is None:
            break
        position = separator.end()
        if separator["mark"] in _RANGE_MARKS and read.through is None and _read(text, position) is not None:
            reads[-1] = _Read(read.end, read.place, -1, read.di, read.tiao, read.arabic)
    return reads


def _read(text: str, start: int) -> _Read | None:
    match = _ARTICLE.match(text, start)
    if match is None:
        return None
    number = to_int(match["no"])
    if number is None or number >= _TOO_LARGE:
        return None
    if not (match["di"] or match["tiao"] or 0 < number <= _MOST_BARE):
        return None
    sub, through, end = 0, None, match.end()
    inner = to_int(match["sub"]) if match["sub"] else None
    if inner and match["mark"] == "-" and inner > number:
        through = inner
    elif inner:
        sub = inner
    if match["late"]:
        late = to_int(match["late"])
        if match["tiao"] and late and not sub and not text.startswith("条", end):
            sub = late
        else:
            end = match.end("tiao") if match["tiao"] else max(match.end("no"), match.end("sub"))
    place, end = _inside(text, end, number, sub, bool(match["di"] or match["tiao"]))
    return _Read(end, place, through, bool(match["di"]), bool(match["tiao"]), match["no"].isascii())


def _inside(text: str, end: int, number: int, sub: int, marked: bool) -> tuple[Place, int]:
    """The 款 and 项 that follow an article."""
    paragraph = item = None
    match = _PARAGRAPH.match(text, end)
    if match is not None:
        paragraph, end = to_int(match[1]), match.end()
    match = _ITEM.match(text, end)
    if match is not None and (marked or paragraph or match["first"]):
        item, end = to_int((match["first"] or match["bare"]).strip(" ()\n")), match.end()
    return Place(number, sub, paragraph, item), end


def _bare_only(text: str, reads: list[_Read]) -> list[_Read]:
    """The leading items of an unmarked list that can only be articles."""
    for count in range(len(reads), 0, -1):
        last = reads[count - 1]
        if all(_can_be_bare(each) for each in reads[:count]) and _free(text, last):
            return reads[:count]
    return []


def _can_be_bare(read: _Read) -> bool:
    return read.di or not (read.arabic and read.place.number in _YEARS)


def _free(text: str, read: _Read) -> bool:
    """Nothing that would make the number before it mean something else follows."""
    rest = text[read.end : read.end + 8]
    if not rest:
        return True
    if read.place.paragraph is None and rest[0].isalnum() and rest[0] != "的":
        return False
    following = rest.lstrip()
    if following[:1] in _MEASURES:
        return False
    return rest[0] not in ".%/:" and (read.arabic or read.di or not following[:1].isalnum())


def _between(read: _Read, following: _Read | None) -> list[Place]:
    """The articles inside a range, its far end included when it was written in one piece (13-16)."""
    first = read.place.number
    if read.through == -1 and following is not None:
        last = following.place.number - 1
    elif read.through is not None and read.through > 0:
        last = read.through
    else:
        return []
    if last - first >= _MOST_PLACES:
        return [Place(last)] if read.through != -1 else []
    return [Place(number) for number in range(first + 1, last + 1)]


_BARE_START = re.compile(rf"第\s{{0,3}}{_ANY_NUMBER}|{_ANY_NUMBER}")


def find_places(text: str, *, need_mark: bool = True) -> Places | None:
    """The first list of places anywhere in `text`; with `need_mark` only where 第 or 条 is written."""
    position = 0
    while (match := _BARE_START.search(text, position)) is not None:
        places = places_at(text, match.start())
        if places is not None and (places.marked or not need_mark):
            return places
        position = match.end()
    return None
