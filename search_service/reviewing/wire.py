"""A review in the shape of `POST /api/v1/drafts/check` (DESIGN §7)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from review.model import Basis, Finding, SheetPart
from search_service.reviewing.run import Reviewed


def as_json(found: Reviewed) -> dict[str, Any]:
    """The answer in the shape of `api.review_shapes.DraftCheckAnswer`, without `text`."""
    report, coverage = found.report, found.report.coverage
    return {
        "findings": [_finding(each) for each in report.findings],
        "citations": [asdict(each) for each in report.citations],
        "bases": [each.as_json() for each in found.rows],
        "gaps": [{**asdict(each), "kinds": list(each.kinds)} for each in found.gaps],
        "coverage": {
            "clauses": coverage.clauses,
            "extracted": coverage.extracted,
            "verified": coverage.verified,
            "skipped": [asdict(each) for each in coverage.skipped],
            "rules": coverage.rules,
            "bases": asdict(found.looked),
            "parents_left_out": found.parents_left_out,
            "notes": [asdict(each) for each in coverage.notes],
        },
        "sheet": [_part(each) for each in report.sheet],
        "profile": {
            "doc_type": found.profile.doc_type,
            "issuer_level": found.profile.issuer_level,
            "title": found.profile.title,
        },
        "rule_pack": {
            "version": report.rule_pack.version,
            "digest": report.rule_pack.digest,
            "changed": list(report.rule_pack.changed),
        },
        "as_of": found.profile.day.isoformat(),
        "judged_on": report.judged_on.isoformat(),
        "library": found.library,
    }


def _finding(each: Finding) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "severity": each.severity,
        "start": each.start,
        "end": each.end,
        "excerpt": each.excerpt,
        "message": each.message,
        "basis": [basis_json(basis) for basis in each.basis],
        "suggestion": each.suggestion,
    }


def _part(each: SheetPart) -> dict[str, Any]:
    return {
        "name": each.name,
        "question": each.question,
        "basis": [basis_json(basis) for basis in each.basis],
        "errors": each.errors,
        "warnings": each.warnings,
        "by_hand": each.by_hand,
    }


def basis_json(each: Basis) -> dict[str, Any]:
    """A basis as DESIGN §7 has it: `law` is {id, title}, the id null when the library does not hold it."""
    return {
        "law": {"id": each.law_id, "title": each.law},
        "article_no": each.article_no,
        "paragraph": each.paragraph,
        "item": each.item,
        "citation": each.citation,
        "quote": each.quote or None,
        "held": each.held,
    }
