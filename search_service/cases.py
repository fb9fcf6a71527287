"""Policy cases as answers show them: found, listed, and one with all it cites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.cases.categories import name_of
from corpus.cases.citing import CaseCitation
from corpus.cases.links import CaseLinks
from corpus.cases.model import Bulletin, PolicyCase
from indexer.segment import words
from indexer.shelf_search import Found
from search_service.errors import not_found
from search_service.highlight import Marks, marks_of, spans
from search_service.laws import name_json
from search_service.shelf_request import CasesRequest
from search_service.shelf_search import Matches, matches, page_of
from search_service.state import State


@dataclass(frozen=True, slots=True)
class _Citing:
    links: CaseLinks

    def law(self, work_id: str | None, title: str) -> Iterable[str]:
        return self.links.of_work(work_id) if work_id is not None else self.links.of_title(title)

    def unit(self, work_id: str, version_key: str, unit_key: str) -> Iterable[str]:
        return self.links.of_unit(work_id, version_key, unit_key)


def matching(state: State, asked: CasesRequest, day: date) -> Matches:
    """All that match, in order. ServiceError as `matches`."""
    shelved = state.shelves.current()
    return matches(state, shelved.cases, asked, _values, _Citing(shelved.links.cases), day)


def listed(state: State, asked: CasesRequest, day: date) -> dict[str, Any]:
    """`GET /cases`: those that match, newest first where nothing is searched for. ServiceError as `matches`."""
    shelved = state.shelves.current()
    stand, found = shelved.cases, matching(state, asked, day)
    facets = {name: list(rows) for name, rows in found.facets.items()}
    if "category" in facets:
        facets["category"] = [{**row, "name": name_of(row["value"])} for row in facets["category"]]
    return {
        "cases": hits(state, page_of(found.found, asked), asked.q),
        "total": len(found.found),
        "facets": facets,
        "page": asked.page,
        "size": asked.size,
        "complete": shelved.complete,
        "shelf": {"version": stand.shelf.info.version, "count": stand.shelf.info.count},
        "library": state.library_json,
    }


def hits(state: State, found: Iterable[tuple[int, Found]], q: str) -> list[dict[str, Any]]:
    """Cases as a list shows them; `highlights` of the words of `q` in `text`."""
    shelf, marks = state.shelves.current().cases.shelf, marks_of(words(q))
    items = ((rank, each, shelf.item(each.id)) for rank, each in found)
    return [_hit(rank, each, case, marks) for rank, each, case in items if case is not None]


def one(state: State, case_id: str) -> dict[str, Any]:
    """`GET /cases/{id}`; an id of a copy that was merged leads to the case. ServiceError 404 `case_not_found`."""
    shelved = state.shelves.current()
    shelf = shelved.cases.shelf
    found = shelf.id_of(case_id)
    case = shelf.item(case_id)
    if found is None or case is None:
        raise not_found("case_not_found", f"没有编号为“{case_id[:40]}”的案例。")
    return {
        **_card(found, case),
        "summary": case.summary,
        "measure": case.measure,
        "finding": case.finding,
        "outcome": case.outcome,
        "kind_printed": case.kind,
        "legal_bases": list(case.legal_bases),
        "also": [_bulletin(each) for each in case.also],
        "citations": [_citation(each) for each in shelved.links.cases.citations(found)],
        "complete": shelved.complete,
        "as_of": shelved.links.day.isoformat() if shelved.links.day else None,
        "library": state.library_json,
    }


def _values(case: PolicyCase) -> Mapping[str, Sequence[str]]:
    return {
        "category": case.categories,
        "region": tuple(dict.fromkeys(each.province for each in case.regions)),
        "issuer": (case.issuer,) if case.issuer else (),
        "year": (case.date[:4],) if case.date else (),
    }


def _hit(rank: int, found: Found, case: PolicyCase, marks: Marks) -> dict[str, Any]:
    return {
        "rank": rank,
        "kind": "case",
        "score": round(found.score, 4),
        **_card(found.id, case),
        "text": case.text,
        "highlights": spans(case.text, marks),
    }


def _card(case_id: str, case: PolicyCase) -> dict[str, Any]:
    return {
        "id": case_id,
        "title": case.title,
        "issuer": case.issuer or None,
        "region": case.region,
        "regions": [each.name for each in case.regions],
        "date": case.date or None,
        "document": case.document or None,
        "document_number": case.document_number,
        "categories": [{"code": each, "name": name_of(each)} for each in case.categories],
        "bulletin": _bulletin(case.source),
        "fidelity": str(case.fidelity),
    }


def _bulletin(each: Bulletin) -> dict[str, str | None]:
    return {
        "title": each.title or None,
        "department": each.department or None,
        "date": each.date or None,
        "url": each.url or None,
    }


def _citation(each: CaseCitation) -> dict[str, Any]:
    today = each.today
    held = each.law.id and each.version_key and each.unit_key
    return {
        "field": each.field,
        "index": each.index,
        "start": each.start,
        "end": each.end,
        "text": each.text,
        "law": name_json(each.law),
        "article_no": each.article_no,
        "paragraph": each.paragraph,
        "item": each.item,
        "verdict": str(each.verdict),
        "day": each.day.isoformat(),
        "chosen": str(each.chosen),
        "unit": f"{each.law.id}:{each.version_key}:{each.unit_key}" if held else None,
        "today": {
            "unit": f"{each.law.id}:{today.version_key}:{today.unit_key}",
            "article_no": today.article_no,
            "link": str(today.link),
            "status": str(today.status) if today.status else None,
        }
        if today
        else None,
        "repealed": each.repealed,
        "replaced_by": name_json(each.successor),
        "warnings": list(each.warnings),
    }
