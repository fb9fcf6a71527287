"""款, 项 and 目 inside a unit's text (立法法 65: 条文内容的编、章、节、条、款、项、目).

A line is a 款 (paragraphs are not numbered in print). Lines that open with （一） are the 项 of the 款 before
them, lines that open with 1. the 目 of their 项; a line without a mark after items is a new 款. Items printed
in one line count when they run from （一） after a colon. Spans are code points of the text given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.numerals import to_int

_ITEM = re.compile(r"[（(]\s*([一二三四五六七八九十百]{1,5})\s*[)）]")
_SUBITEM = re.compile(r"(\d{1,2})[.．、](?!\d)|[（(]\s*(\d{1,2})\s*[)）]|([①-⑳])")
_INLINE_ITEM = re.compile(r"(?<=[：:；;，,。、])\s*(?=[（(]\s*[一二三四五六七八九十百]{1,5}\s*[)）])")
_INLINE_SUBITEM = re.compile(r"(?<=[：:；;。])\s*(?=(?:\d{1,2}[.．、](?!\d)|[①-⑳]))")
_COMPLETE = '。；：！？”』）…;:!?)"|'
_TABLE = "|"


@dataclass(frozen=True, slots=True)
class Item:
    """One 项 （一） or 目 1.: its number, its mark as printed, its span and text (mark included)."""

    number: int
    label: str
    start: int
    end: int
    text: str
    subitems: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One 款: counted from 1; its span and text take in its items."""

    number: int
    start: int
    end: int
    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


def split(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a unit's text with their items; an empty text has none."""
    paragraphs: list[list[_Span]] = []
    for span in _lines(text):
        if paragraphs and _joins(text, paragraphs[-1][-1], span):
            _resume(text, paragraphs, span)
            paragraphs[-1].append(span)
        else:
            paragraphs.append([span])
    return tuple(_paragraph(text, number, each) for number, each in enumerate(paragraphs, 1))


def _lines(text: str) -> list[_Span]:
    """Spans of the non-empty lines, without white space at their ends."""
    return [_Span(*match.span()) for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]


def _resume(text: str, paragraphs: list[list[_Span]], span: _Span) -> None:
    """Take lines between an item and the next one back into their 款: an item of several lines.

    A mark （三） after a line without items goes on with an earlier 款 that stopped at （二）.
    """
    mark = _mark(text[span.start : span.end])
    if mark is None or mark[0] < 2:
        return
    for place in range(len(paragraphs) - 1, -1, -1):
        marks = [found for each in paragraphs[place] if (found := _mark(text[each.start : each.end]))]
        same = [number for number, _, is_item in marks if is_item == mark[2]]
        if same:
            if same[-1] == mark[0] - 1:
                paragraphs[place:] = [[each for group in paragraphs[place:] for each in group]]
            return


def _joins(text: str, before: _Span, span: _Span) -> bool:
    """Whether a line belongs to the 款 before it: an item, text wrapped by a PDF, the rows of a table."""
    line = text[span.start : span.end]
    if _mark(line) is not None or _TABLE in (line[0], text[before.start]):
        return True
    return text[before.end - 1] not in _COMPLETE


def _mark(line: str) -> tuple[int, str, bool] | None:
    """(number, mark as printed, whether it is a 项) of a line that opens with one."""
    match = _ITEM.match(line)
    if match:
        number = to_int(match[1])
        return (number, match.group(), True) if number else None
    match = _SUBITEM.match(line)
    if match is None:
        return None
    figure = match[1] or match[2]
    number = int(figure) if figure else ord(match[3]) - ord("①") + 1
    return number, match.group(), False


def _paragraph(text: str, number: int, spans: list[_Span]) -> Paragraph:
    start, end = spans[0].start, spans[-1].end
    items = _items(text, _pieces(text, spans))
    return Paragraph(number, start, end, text[start:end], items)


def _pieces(text: str, spans: list[_Span]) -> list[_Span]:
    """The lines of a 款, cut again where items or subitems run on inside a line."""
    pieces: list[_Span] = []
    for span in spans:
        cuts = _cuts(text, span, _INLINE_ITEM) or _cuts(text, span, _INLINE_SUBITEM)
        edges = [span.start, *cuts, span.end]
        pieces.extend(_Span(low, low + len(text[low:high].rstrip())) for low, high in pairwise(edges))
    return pieces


def _cuts(text: str, span: _Span, pattern: re.Pattern[str]) -> list[int]:
    """Where marks stand inside a line, counting on in order: from one after a colon, or from its own."""
    own = _mark(text[span.start : span.end])
    wanted = own[0] + 1 if own is not None and own[2] == (pattern is _INLINE_ITEM) else 1
    cuts: list[int] = []
    for match in pattern.finditer(text, span.start, span.end):
        mark = _mark(text[match.end() : span.end])
        if mark is None or mark[0] != wanted:
            continue
        if wanted == 1 and text[match.start() - 1] not in "：:":
            continue
        cuts.append(match.end())
        wanted += 1
    return cuts if own is not None or len(cuts) > 1 else []


def _items(text: str, pieces: list[_Span]) -> tuple[Item, ...]:
    """Items of a 款; marks like 1. are subitems of the item before them, or items where there is none."""
    groups: list[list[_Span]] = []
    has_items = any(_is_item(text, piece) for piece in pieces)
    for piece in pieces:
        mark = _mark(text[piece.start : piece.end])
        if mark is not None and (mark[2] or not has_items):
            groups.append([piece])
        elif groups:
            groups[-1].append(piece)
    return tuple(_item(text, group) for group in groups)


def _is_item(text: str, piece: _Span) -> bool:
    mark = _mark(text[piece.start : piece.end])
    return mark is not None and mark[2]


def _item(text: str, group: list[_Span]) -> Item:
    head = group[0]
    number, label, _ = _mark(text[head.start : head.end]) or (0, "", False)
    end = group[-1].end
    return Item(number, label, head.start, end, text[head.start : end], _items(text, group[1:]))
