"""Cases and documents in `GET /search`: how many answer a query about laws, and the hits of `kind=case|document`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from indexer.shelf_search import Found
from search_service import cases, documents
from search_service.query.model import Query
from search_service.request import Kind, SearchRequest
from search_service.shelf_search import unit_key
from search_service.shelves import Shelved
from search_service.state import State

_PLACED = frozenset({"citation", "article_number", "title"})


def counts(state: State, query: Query, day: date) -> dict[str, int]:
    """`others` of an answer: how many cases and documents answer the query. Nothing is ranked for it."""
    shelved = state.shelves.current()
    found = {}
    for kind, stand in ((Kind.CASE, shelved.cases), (Kind.DOCUMENT, shelved.documents)):
        cited = _cited(state, shelved, query, kind, day)
        found[kind.value] = stand.index.count(query.text, query.terms) if cited is None else len(cited)
    return found


def hits(
    state: State, request: SearchRequest, query: Query, day: date
) -> tuple[list[dict[str, Any]], int, bool]:
    """(the hits of the page, how many there are, are there any) for `kind=case` and `kind=document`."""
    shelved = state.shelves.current()
    stand = shelved.cases if request.kind is Kind.CASE else shelved.documents
    cited = _cited(state, shelved, query, request.kind, day)
    if cited is None:
        found: Sequence[Found] = stand.index.search(query.text, query.terms)
    else:
        found = [Found(each, 0.0) for each in cited]
    first = (request.page - 1) * request.size
    page = list(enumerate(found[first : first + request.size], first + 1))
    show = cases.hits if request.kind is Kind.CASE else documents.hits
    return show(state, page, query.text), len(found), bool(found)


def _cited(state: State, shelved: Shelved, query: Query, kind: Kind, day: date) -> Sequence[str] | None:
    """Who cites the law or article that the query names, newest first; None for a query that names none that is
    held."""
    if query.type not in _PLACED or not query.work_ids:
        return None
    work = query.work_ids[0]
    links = shelved.links
    if query.number is None:
        return links.cases.of_work(work) if kind is Kind.CASE else links.precedents.of_work(work)
    key = unit_key(f"{query.number}-{query.sub}" if query.sub else str(query.number))
    if kind is Kind.DOCUMENT:
        return links.precedents.of_unit(work, key)
    return links.cases.of_unit(work, state.cards.card(work, None, day)["version"], key)
