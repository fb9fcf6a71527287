"""Duties, proofs, powers, fees and tax favours without a basis: signs, silenced where the sentence names a law."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.drafts.clauses import ClauseKind
from review import parents
from review.judge import Judge
from review.model import Finding, IssuerLevel
from review.pack import Rule

_FRONT = frozenset(
    {ClauseKind.DOCUMENT_NUMBER, ClauseKind.CONTENTS, ClauseKind.HISTORY, ClauseKind.ADDRESSEE}
)


def findings(judge: Judge) -> Iterator[Finding]:
    """Every finding of this family; one for each rule and piece."""
    for rule in judge.pack.active("duties", judge.profile):
        if rule.check == "issuer":
            yield from _issuer(judge, rule)
            continue
        marked: set[int] = set()
        for hit in judge.hits(rule):
            if hit.piece.start in marked or parents.named(judge, hit.piece).named:
                continue
            marked.add(hit.piece.start)
            yield judge.on_hit(rule, hit)


def _issuer(judge: Judge, rule: Rule) -> Iterator[Finding]:
    """An internal organ issues in its own name: marked on the title, or on the first clause."""
    if judge.profile.issuer_level != IssuerLevel.INTERNAL_ORGAN:
        return
    first = next((each for each in judge.draft.clauses if each.kind not in _FRONT), None)
    if first is not None:
        index = judge.draft.piece_at(first.start)
        end = judge.draft.pieces[index].end if index is not None else first.end
        yield judge.finding(rule, first.start, min(end, first.end))
