"""Completions while typing: titles and aliases, articles of a named law, terms of the vocabulary pack."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.model import UnitKind
from corpus.normalize import fold
from search_service.cards import citation
from search_service.query.model import Query
from search_service.query.understand import understand
from search_service.query.vocabulary import vocabulary
from search_service.state import State


def suggest(state: State, q: str, size: int, day: date) -> dict[str, Any]:
    """`GET /suggest`: `suggestions: [{kind, text, law, article_no, id}]`, articles first, then titles, terms.

    `kind` is `article`, `title`, `alias` or `term`; `text` is what to put into the search box.
    """
    typed = fold(q).strip()
    found: list[dict[str, Any]] = []
    if typed:
        found += _articles(state, typed, day)
        found += _titles(state, typed, size)
        found += _terms(typed, size)
    distinct = {each["text"]: each for each in reversed(found)}
    shown = [each for each in found if distinct.get(each["text"]) is each]
    return {"query": q, "suggestions": shown[:size], "library": state.library_json}


def _articles(state: State, typed: str, day: date) -> list[dict[str, Any]]:
    query: Query = understand(typed, titles=state.titles)
    if query.type != "citation":
        return []
    found = []
    for target in query.targets:
        for work_id in target.work_ids:
            work = state.library.work(work_id)
            if work is None:
                continue
            version = state.cards.version(work, None, day)
            sub = f"-{target.place.sub}" if target.place.sub else ""
            unit = state.library.unit(work_id, version.key, f"a{target.place.number}{sub}")
            if unit is not None and unit.kind == UnitKind.ARTICLE:
                found.append(
                    _entry("article", citation(work.title, unit) or "", work_id, work.title, unit.label)
                )
    return found


def _titles(state: State, typed: str, size: int) -> list[dict[str, Any]]:
    return [
        _entry(
            "title" if form == entry.title else "alias", entry.title, entry.work_id, entry.title, None, form
        )
        for form, entry in state.titles.complete(typed, size * 2)
        if entry.work_id is not None
    ]


def _terms(typed: str, size: int) -> list[dict[str, Any]]:
    terms = sorted(
        {term for entry in vocabulary().entries for term in entry.terms if typed in term},
        key=lambda term: (not term.startswith(typed), len(term), term),
    )
    return [_entry("term", term, None, None, None) for term in terms[:size]]


def _entry(
    kind: str, text: str, work_id: str | None, title: str | None, label: str | None, form: str | None = None
) -> dict[str, Any]:
    law = {"id": work_id, "title": title} if title else None
    return {"kind": kind, "text": text, "matched": form or text, "law": law, "article_no": label}
