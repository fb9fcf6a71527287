"""A unit's text as the clause parsers read it: folded, without spaces, with the way back for quoting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.normalize import normalize
from corpus.numerals import to_int

_SENTENCE_END = re.compile(r"。|(?<![、,和及与《])\n")
_BROKEN_TITLE = re.compile("《[^》。]{1,80}》")
_YEAR, _SMALL = "[0-9〇零一二三四五六七八九]{4}", "[0-9一二三四五六七八九十]{1,3}"
DAY = f"{_YEAR}年{_SMALL}月{_SMALL}日"
"""A printed calendar day in folded text, Arabic or Chinese numerals (2026年8月15日, 二〇〇七年二月一日)."""
_DAY = re.compile(f"({_YEAR})年({_SMALL})月({_SMALL})日")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` has no spaces (line ends stay); `offsets[i]` is where `text[i]` stood in `original`."""

    original: str
    text: str
    offsets: Sequence[int]

    def quote(self, start: int, end: int) -> str:
        """The original characters behind `text[start:end]`, without spaces at either end."""
        if end <= start:
            return ""
        return self.original[self.offsets[start] : self.offsets[end - 1] + 1].strip()

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) widened to the sentence that holds it, its full stop included."""
        before = [match.end() for match in _SENTENCE_END.finditer(self.text, 0, start)]
        after = _SENTENCE_END.search(self.text, end - 1 if end > start else end)
        stop = len(self.text) if after is None else after.end()
        return (before[-1] if before else 0), stop


def folded(original: str) -> Folded:
    """`original` folded (width, quotes, script, DESIGN §3) without spaces and line ends inside a title."""
    normal = normalize(original)
    broken = {
        place
        for match in _BROKEN_TITLE.finditer(normal.text)
        for place in range(*match.span())
        if normal.text[place] == "\n"
    }
    if " " not in normal.text and not broken:
        return Folded(original, normal.text, normal.offsets)
    kept = [place for place, character in enumerate(normal.text) if character != " " and place not in broken]
    text = "".join(normal.text[place] for place in kept)
    return Folded(original, text, [normal.offsets[place] for place in kept])


def parse_day(text: str) -> date | None:
    """The first printed day in folded `text`; None when there is none or it is not on the calendar."""
    match = _DAY.search(text)
    if match is None:
        return None
    year, month, day = (to_int(each) for each in match.groups())
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
