"""What of a long text a list of results shows: its opening and the passages that answer the query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]

SHORT = 320
"""Texts up to this many characters, in up to `FEW_LINES` lines, are shown whole (half of all articles have
fewer than 120 characters, nine of ten fewer than 400)."""
FEW_LINES = 8
WANTED = 220
"""Characters of an excerpt: about five lines at the width of a result."""
AGAIN = 0.1
"""What a further occurrence of a marked word is worth beside its first one: new words are shown first."""

_CLAUSE = re.compile(r"[^。；，\n]{1,80}(?:[。；，]+[”’』）)]*)?\n?|[^\n]?\n")
_RULE = re.compile(r"\+?(?:[-=]{6,}[+ ]?)+")


@dataclass(slots=True)
class _Clause:
    start: int
    end: int
    marks: list[tuple[str, int]]


def excerpt(text: str, marks: Sequence[Span]) -> list[Span] | None:
    """The spans of `text` to show, in order and apart from each other; None when all of it is short enough.

    `marks` are the highlights, sorted. The opening clause is always there (有下列情形之一的，…: what an
    item belongs to), then the clauses that show most marked words, then what follows them.
    """
    if len(text) <= SHORT and text.count("\n") < FEW_LINES:
        return None
    clauses = [_Clause(*match.span(), []) for match in _CLAUSE.finditer(text)]
    _hand_out(clauses, text, marks)
    return _joined(clauses, _chosen(clauses))


def _hand_out(clauses: list[_Clause], text: str, marks: Sequence[Span]) -> None:
    """Tell each clause which marks reach into it, and how far."""
    place = 0
    for start, end in marks:
        while clauses[place].end <= start:
            place += 1
        for clause in clauses[place:]:
            if clause.start >= end:
                break
            clause.marks.append((text[start:end], min(end, clause.end) - max(start, clause.start)))


def _chosen(clauses: list[_Clause]) -> set[int]:
    """The opening, then the clauses with most new marked words, then what follows each of those."""
    picked, shown = [], {word for word, _ in clauses[0].marks}
    left = [index for index, clause in enumerate(clauses) if clause.marks and index]
    room = WANTED - clauses[0].end

    def gain(index: int) -> float:
        return sum(size * (AGAIN if word in shown else 1.0) for word, size in clauses[index].marks)

    while left and room > 0:
        best = max(left, key=gain)
        left.remove(best)
        picked.append(best)
        shown.update(word for word, _ in clauses[best].marks)
        room -= clauses[best].end - clauses[best].start
    chosen = {0, *picked}
    ends = picked or [0]
    while room > 0 and ends:
        ends = [index + 1 for index in ends if index + 1 < len(clauses)]
        for index in ends:
            if index not in chosen and room > 0:
                chosen.add(index)
                room -= clauses[index].end - clauses[index].start
    return chosen


def _joined(clauses: list[_Clause], chosen: set[int]) -> list[Span]:
    spans: list[Span] = []
    for index in sorted(chosen):
        clause = clauses[index]
        if spans and spans[-1][1] == clause.start:
            spans[-1] = (spans[-1][0], clause.end)
        else:
            spans.append((clause.start, clause.end))
    return spans


def tidy(text: str) -> str:
    """Rules drawn with hyphens in a table (+-----+-----+) as one short line; every word stays."""
    return _RULE.sub("────", text)
