"""From a resolution to the fields of `POST /api/v1/citations/check` (DESIGN §7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.citations.model import Citation, Mention
from corpus.legal_time.resolve import Basis, LawRef, Resolution


def citation_of(mention: Mention, found: Resolution) -> Citation:
    """One answer: the mention's place in the text and what is true of it."""
    return Citation(
        text=mention.text,
        start=mention.start,
        end=mention.end,
        kind=str(mention.kind),
        law=_law(found.law),
        article_no=found.article_no,
        paragraph=found.paragraph,
        item=found.item,
        verdict=str(found.verdict),
        since=_day(found.since),
        replaced_by=_law(found.replaced_by),
        basis=[_basis(each) for each in found.basis] + [_candidate(each) for each in found.candidates],
        last_article=found.last_article,
        paragraphs=found.paragraphs,
        version_date=_day(found.version_date),
        effective_date=_day(found.effective_date),
        amended_by=_law(found.amended_by),
        amended_since=_day(found.amended_since),
        in_force_version=_day(found.in_force_version),
        in_force_last_article=found.in_force_last_article,
        article_text=found.text,
        warnings=list(found.warnings),
        says=[{"source": each.source, "status": each.status} for each in found.says],
    )


def _law(law: LawRef | None) -> dict[str, str | None] | None:
    return {"id": law.id, "title": law.title} if law and (law.id or law.title) else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _basis(each: Basis) -> dict[str, Any]:
    return {
        "law": _law(each.law),
        "article_no": each.article_no,
        "paragraph": each.paragraph,
        "item": each.item,
        "citation": each.citation,
        "quote": each.quote,
        "held": each.held,
    }


def _candidate(law: LawRef) -> dict[str, Any]:
    """One of the works that an ambiguous name may mean."""
    return {
        "law": _law(law),
        "article_no": None,
        "paragraph": None,
        "item": None,
        "citation": f"《{law.title}》",
        "quote": "",
        "held": law.id is not None,
    }
