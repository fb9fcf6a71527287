"""Quoted content behind a citation (第十三条规定：“…”) and whether the article says so."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from corpus.citations.patterns import W
from corpus.normalize import fold

_OPENING = re.compile(
    rf"{W}(?:中)?(?:明确|已经|也|均)?(?:规定|指出|载明|明确|要求|表述为)(?:了)?{W}[:,]?{W}\""
)
_LONGEST = 3000
_SHORTEST = 10
EXACT = 100.0
ALIKE = 75.0
"""Below it a quotation is another text; above it, and short of 100, it differs in some words."""
_ELLIPSIS = re.compile(r"…+|\.{3,}|-{2,}")
_NOISE = re.compile(r"[\W_]+")


def quote_after(text: str, place: int) -> tuple[int, int] | None:
    """The span inside the quotation marks that open right after a citation ending at `place`."""
    opening = _OPENING.match(text, place)
    if opening is None:
        return None
    end = text.find('"', opening.end(), opening.end() + _LONGEST)
    return (opening.end(), end) if end - opening.end() >= _SHORTEST else None


def likeness(quote: str, article: str) -> float:
    """How much of what is quoted the article holds, 0 to 100, punctuation aside; pieces around … count apart."""
    body = _NOISE.sub("", fold(article))
    pieces = [_NOISE.sub("", each) for each in _ELLIPSIS.split(fold(quote))]
    long = [each for each in pieces if len(each) >= _SHORTEST]
    return min((100.0 if each in body else fuzz.partial_ratio(each, body) for each in long), default=100.0)
