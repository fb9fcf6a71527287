"""Where the words of a query stand in a text: spans in the original, code points, [start, end)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.normalize import Normalized, fold, normalize

MOST_KEPT = 2048
"""Texts kept in normal form: the articles that everyone finds, about 2 MB."""

MOST_SPANS = 200  # a one-word query on a long article; more marks help nobody


@dataclass(frozen=True, slots=True)
class Marks:
    """The words of one query to be marked, in normal form; `cased` when some have upper and lower case."""

    words: tuple[str, ...]
    cased: bool


def marks_of(words: Iterable[str]) -> Marks:
    """What to mark of a query's words.

    Single characters are marked only when the query has nothing longer (雷, 税): otherwise they are noise.
    """
    distinct = {fold(word).lower() for word in words if word}
    long = tuple(word for word in distinct if len(word) > 1)
    chosen = long or tuple(distinct)
    return Marks(chosen, any(word.upper() != word for word in chosen))


def spans(text: str, marks: Marks) -> list[tuple[int, int]]:
    """The merged spans of `marks` in `text`. One search per word beats one pattern of all words tenfold."""
    normal = _normalized(text)
    searched = _lower(normal.text) if marks.cased else normal.text
    found: list[tuple[int, int]] = []
    for word in marks.words:
        start = searched.find(word)
        while start >= 0:
            found.append((start, start + len(word)))
            start = searched.find(word, start + 1)
    return [normal.span(*each) for each in _merged(found)[:MOST_SPANS]]


@lru_cache(maxsize=MOST_KEPT)
def _normalized(text: str) -> Normalized:
    return normalize(text)


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _lower(text: str) -> str:
    """Lower case where that keeps every character in its place (İ becomes two)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def pieces(text: str, marked: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """`text` cut at its marks, for a page: (piece, is it marked); joined again it is the text."""
    cut: list[tuple[str, bool]] = []
    done = 0
    for start, end in marked:
        if start > done:
            cut.append((text[done:start], False))
        cut.append((text[start:end], True))
        done = end
    if done < len(text):
        cut.append((text[done:], False))
    return cut
