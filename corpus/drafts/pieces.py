"""A draft's text → pieces: its lines, cut where a clause begins inside one, joined where one was wrapped."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.drafts.marks import BEFORE, Counting, Level, Mark, inline_marks, mark_at
from corpus.drafts.shapes import gives_reason, is_addressee

_LINE = re.compile(r"\S(?:[^\n\r\u2028\u2029]*\S)?")
_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_FINISHED = "。；：！？;:!?…】|"
_GOES_ON = "，、,《（(“〈「"
_PAIRS = (("《", "》"), ("（", "）"), ("“", "”"))
_ADDRESSED = re.compile(r"[^\n。；;：:！？!?]{2,200}[：:]")
_BEGINS = re.compile(r"\s*(?:《|你|贵|近[年期日来])")
_NEAR = 60
_SHORT = 15
"""Lines below this many characters say nothing of where a text was wrapped."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A span without white space at its ends, the mark it opens with, whether a blank line stands before it,
    the width of its line, and whether it begins inside the line."""

    start: int
    end: int
    mark: Mark | None
    after_blank: bool
    width: int
    inside: bool = False


def pieces(text: str) -> list[Piece]:
    """The pieces of a text in order; together they hold every character that is no white space."""
    return _joined(text, _cut(text))


def _cut(text: str) -> list[Piece]:
    counting, found, end = Counting(), list[Piece](), 0
    for match in _LINE.finditer(text):
        blank = len(_BREAK.findall(text, end, match.start())) > 1
        end, width = match.end(), match.end() - match.start()
        first = _first(text, *match.span(), found, counting)
        starts = [(match.start(), first)]
        greeting = _ADDRESSED.match(text, *match.span()) if first is None else None
        if greeting and is_addressee(greeting.group()) and _begins(text, greeting.end(), match.end()):
            starts.append((greeting.end(), None))
        listed = text.startswith("附", match.start())  # 附件：1.申请表 is one line of a list
        for mark in () if listed else inline_marks(text, match.start(), match.end(), counting):
            if mark.start > starts[-1][0]:
                starts.append((mark.start, mark))
        ends = [start for start, _ in starts[1:]] + [match.end()]
        for number, ((start, mark_here), stop) in enumerate(zip(starts, ends, strict=True)):
            span = _LINE.search(text, start, stop)
            if span is not None:
                found.append(Piece(*span.span(), mark_here, blank and not number, width, bool(number)))
    return found


def _begins(text: str, start: int, end: int) -> bool:
    """Does the first sentence of a document begin here, on the line of its addressee?"""
    return _BEGINS.match(text, start, end) is not None or gives_reason(text[start : start + _NEAR].strip())


def _first(text: str, start: int, end: int, found: list[Piece], counting: Counting) -> Mark | None:
    """The mark at the head of a line. After an unfinished line it must begin or continue a numbering."""
    mark = mark_at(text, start, end)
    if mark is None:
        return None
    opens = BEFORE.match(text, start, end)
    plain = opens is None or opens.end() == start
    wrapped = plain and found and _unfinished(text, found[-1]) and not _is_short(text, found[-1])
    if wrapped and mark.place != (1, 0) and not counting.runs_on(mark):
        return None
    counting.saw(mark)
    return mark


def _is_short(text: str, piece: Piece) -> bool:
    """A heading, a title, an entry of a list: no sentence that the next line could go on with."""
    return piece.end - piece.start < _SHORT and text[piece.end - 1] not in _GOES_ON


def _unfinished(text: str, piece: Piece) -> bool:
    return text[piece.end - 1] not in _FINISHED


def _joined(text: str, cut: list[Piece]) -> list[Piece]:
    width = _wrapped_at(text, cut)
    found: list[Piece] = []
    for number, piece in enumerate(cut):
        before = cut[number - 1] if number else None
        if (
            before is not None
            and piece.mark is None
            and not piece.inside
            and _wraps(text, before, piece, width)
        ):
            found[-1] = replace(found[-1], end=piece.end)
        else:
            found.append(piece)
    return found


def _wrapped_at(text: str, cut: list[Piece]) -> float | None:
    """The width at which a text was wrapped line by line (copied from a PDF); None for one that was not."""
    lines = [(piece, following) for piece, following in pairwise(cut) if piece.width >= _SHORT]
    broken = [
        piece.width
        for piece, following in lines
        if _unfinished(text, piece) and following.mark is None and not following.after_blank
    ]
    return median(broken) if len(broken) >= max(3, len(lines) // 3) else None


def _wraps(text: str, before: Piece, piece: Piece, width: float | None) -> bool:
    """Does `piece` go on with the sentence of the line before it?"""
    if text[before.end - 1] in _FINISHED or text[piece.start] in "|#" or _is_heading(before):
        return False
    if text[before.end - 1] in _GOES_ON:
        return True
    if piece.after_blank:
        return False
    if width is not None and before.width >= 0.75 * width:
        return True
    return any(
        text.rfind(opening, before.start, before.end) > text.rfind(closing, before.start, before.end)
        for opening, closing in _PAIRS
    )


def _is_heading(piece: Piece) -> bool:
    return piece.mark is not None and piece.mark.level < Level.ARTICLE
