"""The filters of a search where the engine does not apply them: on whole laws, and on what the library has."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.model import Currency
from search_service.plans import currencies_of
from search_service.query.model import Note
from search_service.request import SearchRequest
from search_service.state import State

OPEN = {"issuer": "制定机关", "region": "地区", "category": "类别"}
"""Filters whose values are whatever the library has; those of the others are fixed, and checked on parsing."""


def filtering(request: SearchRequest) -> bool:
    """Does the request restrict which laws are listed?"""
    days = (request.published_from, request.published_to)
    values = (request.level, request.issuer, request.region, request.category, request.year, request.currency)
    return any(values) or any(day is not None for day in days)


def lets_through(state: State, work_id: str, request: SearchRequest, day: date) -> bool:
    """Does a law, in the text that stands on `day`, pass all filters? Only those that are given hide a law."""
    law = state.cards.card(work_id, None, day)
    published = law["version_date"] or ""
    return (
        all(_among(law[name], getattr(request, name)) for name in ("level", *OPEN))
        and (not request.year or published[:4] in {str(year) for year in request.year})
        and (not request.currency or Currency(law["currency"]) in currencies_of(request))
        and _between(published, request.published_from, request.published_to)
    )


def _among(value: Any, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted


def _between(published: str, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    return bool(published) and (first or date.min).isoformat() <= published <= (last or date.max).isoformat()


def unknown_values(state: State, request: SearchRequest) -> tuple[Note, ...]:
    """A note for each value of a filter that no law of the library has: nothing can be found with it."""
    notes: list[Note] = []
    for name, label in OPEN.items():
        for value in getattr(request, name):
            if not any(getattr(work, name) == value for work in state.library.works()):
                notes.append(Note("unknown_value", f"本库没有{label}为“{value[:50]}”的法规。"))
    return tuple(notes)
