"""A reviewed draft as its page shows it: the text cut at the findings, the findings by gravity. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from review.model import Basis, Finding, Severity
from search_service.reviewing.outputs.stamp import facts, grave, unseen
from search_service.reviewing.run import Reviewed
from search_service.reviewing.words import GAPS, NOT_HELD, SEVERITIES
from search_service.verdicts import VERDICTS

NOTED = 60
_GRAVITY = {severity: place for place, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the draft under one set of findings: `number` is that of the gravest (None: no finding), `first`
    whether its mark begins here."""

    text: str
    number: int | None = None
    severity: Severity | None = None
    first: bool = False


def segments(text: str, findings: Sequence[Finding]) -> list[Segment]:
    """The whole text in parts; of findings that overlap the gravest shows, of equal ones the first."""
    spans = [
        (each.start, each.end, number) for number, each in enumerate(findings, 1) if each.end > each.start
    ]
    cuts = sorted({0, len(text), *(place for start, end, _ in spans for place in (start, end))})
    opening: dict[int, list[int]] = {}
    for start, _, number in spans:
        opening.setdefault(start, []).append(number)
    found, active, begun = list[Segment](), set[int](), set[int]()
    for start, end in pairwise(cuts):
        active = {each for each in active if findings[each - 1].end > start} | set(opening.get(start, ()))
        if not active:
            found.append(Segment(text[start:end]))
            continue
        number = min(active, key=lambda each: (_GRAVITY[findings[each - 1].severity], each))
        severity = findings[number - 1].severity
        found.append(Segment(text[start:end], number, severity, number not in begun))
        begun.add(number)
    return found


def shown(found: Reviewed) -> dict[str, Any]:
    """Everything of a review that its page shows."""
    report = found.report
    cut = segments(found.text, report.findings)
    marked = {each.number for each in cut}
    numbered = [_finding(number, each, number in marked) for number, each in enumerate(report.findings, 1)]
    return {
        "facts": facts(found),
        "unseen": unseen(found),
        "grave": grave(found),
        "segments": cut,
        "groups": [
            {
                "severity": severity,
                "name": name,
                "findings": [each for each in numbered if each["severity"] == severity],
            }
            for severity, name in SEVERITIES.items()
        ],
        "rules": sorted({each.rule for each in report.findings}),
        "sheet": report.sheet,
        "rows": [_row(each.as_json()) for each in found.rows],
        "gaps": [
            {
                "label": each.label,
                "excerpt": each.excerpt,
                "kinds": "、".join(GAPS[kind] for kind in each.kinds),
            }
            for each in found.gaps
        ],
    }


def _finding(number: int, each: Finding, marked: bool) -> dict[str, Any]:
    excerpt = each.excerpt if len(each.excerpt) <= NOTED else each.excerpt[: NOTED - 1] + "…"
    return {
        "number": number,
        "marked": marked,
        "severity": each.severity,
        "rule": each.rule,
        "excerpt": excerpt,
        "message": each.message,
        "suggestion": each.suggestion,
        "bases": [_basis(basis) for basis in each.basis],
    }


def _basis(each: Basis) -> dict[str, Any]:
    """A basis with the address of its article, where the library holds it."""
    return {
        "citation": each.citation,
        "quote": each.quote,
        "held": each.held,
        "href": _address(each.law_id, each.article_no) if each.held else None,
        "note": "" if each.held else NOT_HELD,
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    said = "、".join(VERDICTS[verdict] for verdict in row["verdicts"])
    used = f"引用 {len(row['cited'])} 处" if row["cited"] else f"推荐给 {len(row['suggested'])} 条"
    return {
        "citation": row["citation"],
        "level": row["level"] or "未收录",
        "said": said,
        "used": used,
        "href": _address(row["law"]["id"], row["article_no"]),
    }


def _address(law: str | None, article_no: str | None) -> str | None:
    if law is None:
        return None
    return f"/laws/{law}/articles/{quote(article_no)}" if article_no else f"/laws/{law}"
