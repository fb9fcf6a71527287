"""Sentences of a clause: cut at 。；！？ outside quotation marks and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CLOSING = dict(zip("“‘（(《〈「『〔【", "”’）)》〉」』〕】", strict=True))
_MARKS = re.compile("[。；！？;!?“”‘’（）()《》〈〉「」『』〔〕【】]")
_DEEPEST = 8
"""Marks left open inside a pair are dropped with it, at most this many."""

_ENDS = frozenset("。；！？;!?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its end mark; `start` and `end` count as the clause's do."""

    start: int
    end: int
    text: str


def sentences(text: str, start: int = 0) -> tuple[Sentence, ...]:
    """The sentences of `text`, which stands at `start` of the draft. Spans have no white space at their ends.

    A bracket or quotation mark that is never closed shields nothing; several end marks end one sentence.
    """
    found, begin = [], 0
    for end in (*_ends(text), len(text)):
        piece = text[begin:end]
        plain = piece.strip()
        if plain:
            place = start + begin + len(piece) - len(piece.lstrip())
            found.append(Sentence(place, place + len(plain), plain))
        begin = end
    return tuple(found)


def _ends(text: str) -> Iterator[int]:
    """Where sentences end, after their marks. Linear: pairs are matched on one stack."""
    shielded = _shielded(text)
    close, last = 0, len(text)
    for match in _MARKS.finditer(text):
        place = match.start()
        if place < close:
            continue
        if place in shielded:
            close = shielded[place]
        elif match.group() in _ENDS:
            end = place + 1
            if end < last and text[end] not in _ENDS:
                yield end


def _shielded(text: str) -> dict[int, int]:
    """Opening bracket or quotation mark → where its partner stands, for all that are closed."""
    stack: list[tuple[str, int]] = []
    pairs: dict[int, int] = {}
    for match in _MARKS.finditer(text):
        mark = match.group()
        if mark in _CLOSING:
            stack.append((_CLOSING[mark], match.start()))
        elif mark not in _ENDS:
            lowest = max(-1, len(stack) - 1 - _DEEPEST)
            depth = next((each for each in range(len(stack) - 1, lowest, -1) if stack[each][0] == mark), None)
            if depth is not None:
                pairs[stack[depth][1]] = match.start()
                del stack[depth:]
    return pairs
