"""What of a long text a list of results shows: its opening and the passages that answer the query."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Span = tuple[int, int]

SHORT = 320
"""Texts up to this many characters, in up to `FEW_LINES` lines, are shown whole."""
FEW_LINES = 8
WANTED = 220
"""Characters of an excerpt: about five lines at the width of a result."""
LONG = 80
"""Sentences longer than this are cut at their commas."""

_SENTENCE = re.compile(r"[^。；\n]+(?:[。；]+[”’』）)]*)?\n?|[。；\n]")
_PART = re.compile(rf"[^，]{{1,{LONG}}}，?|，")
_RULE = re.compile(r"\+?(?:[-=]{6,}[+ ]?)+")


def excerpt(text: str, marks: Sequence[Span]) -> list[Span] | None:
    """The spans of `text` to show, in order and apart from each other; None when all of it is short enough.

    `marks` are the highlights, sorted and apart. The opening is always there (有下列情形之一的，…: what an
    item belongs to), then the clauses that show most words not shown before, then what follows them.
    """
    if len(text) <= SHORT and text.count("\n") < FEW_LINES:
        return None
    clauses = list(_clauses(text))
    return _joined(clauses, _chosen(clauses, _words(clauses, text, marks)))


def _clauses(text: str) -> Iterator[Span]:
    for sentence in _SENTENCE.finditer(text):
        if sentence.end() - sentence.start() <= LONG:
            yield sentence.span()
        else:
            yield from (part.span() for part in _PART.finditer(text, *sentence.span()))


def _words(clauses: Sequence[Span], text: str, marks: Sequence[Span]) -> list[set[str]]:
    """The marked words that reach into each clause."""
    words: list[set[str]] = [set() for _ in clauses]
    place = 0
    for start, end in marks:
        while clauses[place][1] <= start:
            place += 1
        reached = place
        while reached < len(clauses) and clauses[reached][0] < end:
            words[reached].add(text[start:end])
            reached += 1
    return words


def _chosen(clauses: Sequence[Span], words: Sequence[set[str]]) -> set[int]:
    picked: list[int] = []
    shown = set(words[0])
    room = WANTED - clauses[0][1]
    while room > 0:
        best = max(range(len(clauses)), key=lambda index: sum(map(len, words[index] - shown)))
        if words[best] <= shown:
            break
        picked.append(best)
        shown |= words[best]
        room -= clauses[best][1] - clauses[best][0]
    chosen = {0, *picked}
    ends = picked or [0]
    while room > 0 and ends:
        ends = [index + 1 for index in ends if index + 1 < len(clauses)]
        for index in ends:
            if index not in chosen and room > 0:
                chosen.add(index)
                room -= clauses[index][1] - clauses[index][0]
    return chosen


def _joined(clauses: Sequence[Span], chosen: set[int]) -> list[Span]:
    spans: list[Span] = []
    for index in sorted(chosen):
        start, end = clauses[index]
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def tidy(text: str) -> str:
    """Rules drawn with hyphens in a table (+-----+-----+) as one short line; every word stays."""
    return _RULE.sub("────", text)
