"""Published documents of other places as answers show them: found, listed, and one with all it cites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.model import Unit
from corpus.precedents.citing import PrecedentCitation, PrecedentLinks
from corpus.precedents.model import Precedent
from indexer.segment import words
from indexer.shelf_search import Found
from search_service.cards import article_no
from search_service.errors import not_found
from search_service.highlight import Marks, marks_of, spans
from search_service.laws import name_json
from search_service.shelf_request import DocumentsRequest
from search_service.shelf_search import Matches, matches, page_of
from search_service.state import State


@dataclass(frozen=True, slots=True)
class _Citing:
    links: PrecedentLinks

    def law(self, work_id: str | None, title: str) -> Iterable[str]:
        return self.links.of_work(work_id) if work_id is not None else ()

    def unit(self, work_id: str, version_key: str, unit_key: str) -> Iterable[str]:
        return self.links.of_unit(work_id, unit_key)


def matching(state: State, asked: DocumentsRequest, day: date) -> Matches:
    """All that match, in order. ServiceError as `matches`."""
    shelved = state.shelves.current()
    return matches(state, shelved.documents, asked, _values, _Citing(shelved.links.precedents), day)


def listed(state: State, asked: DocumentsRequest, day: date) -> dict[str, Any]:
    """`GET /documents`: those that match, newest first where nothing is searched for. ServiceError as `matches`."""
    shelved = state.shelves.current()
    stand, found = shelved.documents, matching(state, asked, day)
    return {
        "documents": hits(state, page_of(found.found, asked), asked.q),
        "total": len(found.found),
        "facets": dict(found.facets),
        "page": asked.page,
        "size": asked.size,
        "complete": shelved.complete,
        "shelf": {"version": stand.shelf.info.version, "count": stand.shelf.info.count},
        "library": state.library_json,
    }


def hits(state: State, found: Iterable[tuple[int, Found]], q: str) -> list[dict[str, Any]]:
    """Documents as a list shows them, each with the unit that holds most of the words of `q`."""
    shelf, marks = state.shelves.current().documents.shelf, marks_of(words(q))
    items = ((rank, each, shelf.item(each.id)) for rank, each in found)
    return [_hit(rank, each, document, marks) for rank, each, document in items if document is not None]


def one(state: State, document_id: str) -> dict[str, Any]:
    """`GET /documents/{id}`. ServiceError 404 `document_not_found`."""
    shelved = state.shelves.current()
    shelf = shelved.documents.shelf
    found = shelf.id_of(document_id)
    document = shelf.item(document_id)
    if found is None or document is None:
        raise not_found("document_not_found", f"没有编号为“{document_id[:40]}”的文件。")
    return {
        **_card(found, document),
        "units": [
            {"key": each.key, "article_no": article_no(each), "path": list(each.path), "text": each.text}
            for each in document.units
        ],
        "citations": [_citation(each) for each in shelved.links.precedents.citations(found)],
        "complete": shelved.complete,
        "as_of": shelved.links.day.isoformat() if shelved.links.day else None,
        "library": state.library_json,
    }


def _values(document: Precedent) -> Mapping[str, Sequence[str]]:
    return {
        "region": tuple(dict.fromkeys(each.province for each in document.regions)),
        "issuer": (document.issuer,) if document.issuer else (),
        "year": (document.date[:4],) if document.date else (),
    }


def _hit(rank: int, found: Found, document: Precedent, marks: Marks) -> dict[str, Any]:
    unit = _best(document.units, marks)
    return {
        "rank": rank,
        "kind": "document",
        "score": round(found.score, 4),
        **_card(found.id, document),
        "key": unit.key,
        "article_no": article_no(unit),
        "text": unit.text,
        "highlights": spans(unit.text, marks),
    }


def _best(units: Sequence[Unit], marks: Marks) -> Unit:
    """The unit in which most of the query's words stand, the first of them; every document has one."""
    return max(units, key=lambda each: sum(len(word) for word in marks.words if word in each.text))


def _card(document_id: str, document: Precedent) -> dict[str, Any]:
    return {
        "id": document_id,
        "title": document.title,
        "issuer": document.issuer or None,
        "region": document.region,
        "regions": [each.name for each in document.regions],
        "date": document.date or None,
        "document_number": document.document_number,
        "url": document.url or None,
    }


def _citation(each: PrecedentCitation) -> dict[str, Any]:
    held = each.law.id and each.version_key and each.cited_key
    return {
        "key": each.unit_key,
        "start": each.start,
        "end": each.end,
        "text": each.text,
        "law": name_json(each.law),
        "article_no": each.article_no,
        "verdict": str(each.then),
        "verdict_today": str(each.now),
        "unit": f"{each.law.id}:{each.version_key}:{each.cited_key}" if held else None,
        "replaced_by": name_json(each.replaced_by),
    }
