"""Who may set what: a clause that creates a penalty, a licence, a compulsory measure or enforcement.

Creating (设定) differs from detailing (具体规定). So each hit first looks for its parent: the articles that its
sentence names as authority, then what a search finds. A restated penalty is compared with the named article:
inside its kinds and range it is only noted; outside it is PENALTY_EXCEEDS_HIGHER_LAW.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from corpus.citations.model import Citation
from review import parents, sanctions
from review.draft import Piece
from review.judge import Judge, shortened
from review.matching import Hit, excepted
from review.model import Basis, Finding, Severity
from review.pack import Rule

EXCEEDS = "PENALTY_EXCEEDS_HIGHER_LAW"
_WORDS = {
    "penalty": parents.PENALTY,
    "licence": re.compile(r"许可|批准|核准|审批|资格"),
    "coercion": re.compile(r"查封|扣押|扣留|冻结|强制"),
    "enforcement": re.compile(r"强制|代履行|代为|滞纳金|加处|拍卖|划拨"),
}


def findings(judge: Judge) -> Iterator[Finding]:
    """Every finding of this family."""
    for rule in judge.pack.active("powers", judge.profile):
        if rule.check == "exceeds":
            yield from _exceeding(judge, rule)
            continue
        hits = [hit for hit in judge.hits(rule) if not _within_limit(judge, rule, hit)]
        for _, group in groupby(hits, key=lambda each: each.piece.start):
            found = _judge(judge, rule, list(group))
            if found is not None:
                yield found


def _within_limit(judge: Judge, rule: Rule, hit: Hit) -> bool:
    """A fine in a rule (规章) is a finding only above the limit that the unit has loaded."""
    if hit.sign.id != "fine" or str(judge.profile.doc_type) not in ("部门规章", "地方政府规章"):
        return False
    limit = judge.pack.limits.get(str(judge.profile.doc_type))
    highest = sanctions.highest_fine(hit.piece.text)
    return limit is None or highest is None or highest <= limit


def _judge(judge: Judge, rule: Rule, hits: list[Hit]) -> Finding | None:
    first = hits[0]
    words = "、".join(dict.fromkeys(hit.text for hit in hits))
    message = rule.message.replace("{hit}", words)
    named = parents.named(judge, first.piece)
    if named.named:
        return _restated(judge, rule, first, named)
    if named.violated and rule.check == "penalty":
        return judge.on_hit(
            rule,
            first,
            severity=Severity.WARNING,
            message=f"{message}只写明违反的规定，没有写明处罚所依据的条款。",
        )
    parent = parents.found(judge, first.piece, _WORDS[rule.check])
    if parent is not None:
        given = Basis(
            parent.law,
            parent.article_no,
            citation=f"《{parent.law}》{parent.article_no}",
            quote=shortened(parent.text),
            held=True,
            law_id=parent.law_id,
        )
        return judge.on_hit(
            rule,
            first,
            severity=Severity.WARNING,
            message=f"{message}可能是复述《{parent.law}》{parent.article_no}，应当写明。",
            basis=(*judge.basis(rule.basis), given),
        )
    return judge.on_hit(rule, first, message=message)


def _restated(judge: Judge, rule: Rule, hit: Hit, named: parents.Parents) -> Finding | None:
    """A measure with its authority named: noted, with what could be compared. What exceeds is told apart."""
    if not named.standing:
        names = "、".join(dict.fromkeys(each.text for each in named.named))
        return judge.on_hit(
            rule,
            hit,
            severity=Severity.INFO,
            message=f"写明了依据（{names}），但本库没有可以比对的条文，请核对是否在其规定的范围内。",
        )
    if rule.check == "penalty" and _complaints(hit.piece.text, named.standing):
        return None if judge.pack.rule(EXCEEDS, judge.profile) else judge.on_hit(rule, hit)
    shown = "、".join(dict.fromkeys(f"《{_title(each)}》{each.article_no or ''}" for each in named.standing))
    return judge.on_hit(
        rule,
        hit,
        severity=Severity.INFO,
        message=f"复述{shown}的规定，没有超出其种类和幅度；建议只写“依照…规定处罚”。"
        if rule.check == "penalty"
        else f"写明了依据{shown}，请核对是否与其一致。",
    )


def _exceeding(judge: Judge, rule: Rule) -> Iterator[Finding]:
    """Penalties whose named articles do not give as much."""
    for piece in judge.draft.pieces:
        if not parents.PENALTY.search(piece.text):
            continue
        hit = _whole(judge, rule, piece)
        named = parents.named(judge, piece) if hit else None
        if hit is None or named is None or not named.standing or len(named.standing) != len(named.named):
            continue
        complaints = _complaints(piece.text, named.standing)
        if complaints:
            bases = tuple(_basis(each) for each in named.standing[:1]) + judge.basis(rule.basis)
            yield judge.on_hit(rule, hit, message=f"{'；'.join(complaints)}。", basis=bases)


def _whole(judge: Judge, rule: Rule, piece: Piece) -> Hit | None:
    """The first penalty word of a piece as a hit, unless an exception covers it."""
    match = parents.PENALTY.search(piece.text)
    sign = judge.pack.signs["fine"]
    if match is None:
        return None
    hit = Hit(sign, piece, match.start(), match.end())
    covered = any(excepted(judge.draft, judge.pack.exceptions[each], hit) for each in rule.exceptions)
    return None if covered else hit


def _complaints(text: str, standing: tuple[Citation, ...]) -> list[str]:
    """What goes beyond all the named articles together."""
    articles = "\n".join(each.article_text or "" for each in standing)
    imposed = re.sub(r"《[^》]*》", "", text)
    return sanctions.beyond(imposed, articles)


def _title(citation: Citation) -> str:
    return str((citation.law or {}).get("title") or "")


def _basis(citation: Citation) -> Basis:
    """The named article as a basis."""
    law = citation.law or {}
    title = _title(citation)
    return Basis(
        title,
        citation.article_no,
        citation.paragraph,
        citation.item,
        f"《{title}》{citation.article_no or ''}",
        shortened(citation.article_text or ""),
        True,
        law.get("id"),
    )
