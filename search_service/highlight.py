"""Where the words of a query stand in a text: spans in the original, code points, [start, end)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.normalize import normalize

MOST_SPANS = 200  # a one-word query on a long article; more marks help nobody


def pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all words of a query, longest first; None when there is nothing to mark.

    Single characters are marked only when the query has nothing longer (雷, 税): otherwise they are noise.
    """
    distinct = {word for word in words if word}
    long = {word for word in distinct if len(word) > 1}
    chosen = sorted(long or distinct, key=lambda word: (-len(word), word))
    flags = re.IGNORECASE if any(word.upper() != word.lower() for word in chosen) else 0
    return re.compile("|".join(map(re.escape, chosen)), flags) if chosen else None


def spans(text: str, marks: re.Pattern[str] | None) -> list[tuple[int, int]]:
    """The merged spans of `marks` in `text`; the pattern is written in normal form, the spans are not."""
    if marks is None:
        return []
    normal = normalize(text)
    found: list[tuple[int, int]] = []
    for match in marks.finditer(normal.text):
        start, end = normal.span(*match.span())
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            if len(found) == MOST_SPANS:
                break
            found.append((start, end))
    return found


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
