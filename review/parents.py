"""The higher law that a clause rests on: named in its sentence, or found by a `BasisFinder`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.citations.model import Citation
from review.draft import Piece
from review.judge import Judge
from review.library import Candidate
from review.sanctions import KINDS

_NOT_AUTHORITY = re.compile(r"(?:违反|触犯|不符合|未按照?|不执行)(?:了)?(?:本[^，。；]{1,6}或者|国家)?\s*$")
_DOCUMENT = re.compile(r"合同|协议|通知书|承诺书|章程")
_ACT_ENDS = re.compile(r"的，|，由|，处|，责令|，没收|，吊销|，给予|，可以")
ALIKE = 0.5
"""Share of a clause's act (two characters at a time) that an article must hold to count as its parent."""
SHORTEST_ACT = 8


@dataclass(frozen=True, slots=True)
class Parents:
    """Citations that a clause names as its authority, and those it only says are violated."""

    named: tuple[Citation, ...]
    violated: tuple[Citation, ...]

    @property
    def standing(self) -> tuple[Citation, ...]:
        """Named articles whose text is known and stands."""
        return tuple(
            each
            for each in self.named
            if each.article_text and each.verdict in ("ok", "stale_text", "quote_mismatch")
        )


def named(judge: Judge, piece: Piece) -> Parents:
    """The law citations in the sentence of a piece up to its end, and in the lead of its list."""
    start = piece.start - piece.at
    found = judge.citations_in(start, piece.end)
    clause = judge.draft.clauses[piece.clause]
    if clause.parent is not None and piece.lead:
        parent = judge.draft.clauses[clause.parent]
        found = judge.citations_in(parent.start, parent.end) + found
    authorities: list[Citation] = []
    violated: list[Citation] = []
    for each in found:
        if each.law is None or _own(each) or _DOCUMENT.search(each.text):
            continue
        before = judge.draft.plain[max(0, each.start - 14) : each.start]
        (violated if _NOT_AUTHORITY.search(before) else authorities).append(each)
    return Parents(tuple(authorities), tuple(violated))


def _own(citation: Citation) -> bool:
    return re.match(r"本[^《]{1,5}", citation.text) is not None


def found(judge: Judge, piece: Piece, kind: re.Pattern[str]) -> Candidate | None:
    """A provision found by search that carries the same measure for much the same act; None when unsure."""
    if judge.finder is None:
        return None
    ends = _ACT_ENDS.search(piece.text)
    act = piece.text[: ends.start()] if ends else piece.text
    if len(act) < SHORTEST_ACT:
        return None
    wanted = {act[place : place + 2] for place in range(len(act) - 1)}
    for each in judge.finder.find(piece.text, judge.day, 5):
        held = {each.text[place : place + 2] for place in range(len(each.text) - 1)}
        if kind.search(each.text) and len(wanted & held) >= ALIKE * len(wanted):
            return each
    return None


PENALTY = re.compile("|".join(pattern.pattern for pattern in KINDS.values()))
"""Any kind of penalty."""
