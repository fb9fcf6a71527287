"""Fair competition by item of 公平竞争审查条例 8–11: one finding for each item and piece."""

from __future__ import annotations

from collections.abc import Iterator

from review.judge import Judge
from review.model import Finding, Severity


def findings(judge: Judge) -> Iterator[Finding]:
    """Every finding of this family. A sign's own severity may only soften the rule's.

    Of several signs of one item in one piece the one that the rule lists first speaks: tax before locality.
    """
    for rule in judge.pack.active("fair", judge.profile):
        level = judge.severity(rule)
        order = {sign: place for place, sign in enumerate(rule.signs)}
        marked: set[tuple[int, str | None, int | None]] = set()
        for hit in sorted(judge.hits(rule), key=lambda each: (each.piece.start, order[each.sign.id])):
            first = hit.sign.basis[0]
            place = (hit.piece.start, first.article, first.item)
            if place in marked:
                continue
            marked.add(place)
            softened = hit.sign.severity or level
            yield judge.on_hit(rule, hit, severity=level if level != Severity.ERROR else softened)
