"""What the lines that follow say of a line: whether a document ends there, and how its text goes on."""

from __future__ import annotations

from corpus.drafts import shapes
from corpus.drafts.marks import Level
from corpus.drafts.pieces import Piece

MOST_SIGNATURES = 8
"""Authorities that sign one document together."""


def closing_lines(texts: list[str], found: list[Piece]) -> list[bool]:
    """Which pieces close a document: end words, dates with the signatures above them, authorities at the end."""
    closing = [False] * len(texts)
    chain = 0  # signatures in a row above a date, or above the end of the text
    dated, at_end = False, True
    for place in range(len(texts) - 1, -1, -1):
        text, mark = texts[place], found[place].mark
        if shapes.ends_document(text) or (shapes.is_date(text) and (at_end or _alone(texts, place))):
            closing[place], dated, chain = True, shapes.is_date(text), 0
        elif (
            mark is None
            and chain < MOST_SIGNATURES
            and ((dated and shapes.may_sign(text)) or (at_end and shapes.is_organ(text)))
        ):
            closing[place] = True
            chain += 1
        else:
            dated = at_end = False
    return closing


def _alone(texts: list[str], place: int) -> bool:
    """A date below a signature."""
    return place > 0 and shapes.may_sign(texts[place - 1])


def numbers_ahead(found: list[Piece], closing: list[bool]) -> list[Level | None]:
    """For each piece: the level of the next number that opens a clause, before the document ends."""
    ahead: list[Level | None] = [None] * len(found)
    following: Level | None = None
    for place in range(len(found) - 1, -1, -1):
        ahead[place] = following
        mark = found[place].mark
        following = None if closing[place] else mark.level if mark else following
    return ahead
