"""Which cases or documents answer a request, in which order, and how many have which value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from corpus.cases.model import PolicyCase
from corpus.normalize import plain_title
from corpus.numerals import parse_label
from corpus.precedents.model import Precedent
from indexer.segment import words
from indexer.shelf_search import Found
from search_service.errors import ServiceError, bad_request
from search_service.laws import work_of
from search_service.shelf_request import ShelfRequest
from search_service.shelves import Stand
from search_service.state import State

T = TypeVar("T", PolicyCase, Precedent)
Values = Callable[[T], Mapping[str, Sequence[str]]]
"""The values of an item by facet: region, issuer, year, category."""

MOST_VALUES = 50


class Citing(Protocol):
    """Who cites a law or an article, as ids of a shelf's items."""

    def law(self, work_id: str | None, title: str) -> Iterable[str]: ...

    def unit(self, work_id: str, version_key: str, unit_key: str) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class Matches:
    """All matches in order, and the counts over them; a facet is counted as if it filtered nothing itself."""

    found: Sequence[Found]
    facets: Mapping[str, list[dict[str, Any]]]


def matches(
    state: State, stand: Stand[T], asked: ShelfRequest, values: Values[T], citing: Citing, day: date
) -> Matches:
    """The matches of a request. ServiceError 400 `empty_query`, `unit_without_law`, 404 `law_not_found`."""
    found = _searched(stand, asked)
    if asked.law is not None or asked.unit is not None:
        cited = set(_citing(state, asked, citing, day))
        found = [each for each in found if each.id in cited]
    items = dict(stand.shelf.items())
    had = {each.id: values(items[each.id]) for each in found}
    wanted = {name: set(map(str, getattr(asked, name))) for name in next(iter(had.values()), {})}
    passed = {name: _passing(had, name, chosen) for name, chosen in wanted.items()}
    shown = [each for each in found if all(each.id in ids for ids in passed.values())]
    facets = {}
    if asked.facets:
        for name in wanted:
            others = [ids for other, ids in passed.items() if other != name]
            counted = Counter(
                value
                for item, has in had.items()
                if all(item in ids for ids in others)
                for value in has[name]
            )
            facets[name] = _ordered(name, counted)
    if asked.sort == "date":  # the shelf's order
        place = {item: at for at, item in enumerate(items)}
        shown.sort(key=lambda each: place[each.id])
    return Matches(shown, facets)


def _searched(stand: Stand[T], asked: ShelfRequest) -> list[Found]:
    if not asked.q.strip():
        return [Found(each, 0.0) for each in stand.shelf.ids()]
    if not words(asked.q):
        raise bad_request("empty_query", "检索词里没有可以检索的文字；不写 q 则列出全部。")
    return stand.index.search(asked.q)


def _passing(had: Mapping[str, Mapping[str, Sequence[str]]], name: str, chosen: set[str]) -> set[str]:
    return {item for item, has in had.items() if not chosen or chosen & set(has[name])}


def _ordered(name: str, counted: Mapping[str, int]) -> list[dict[str, Any]]:
    rows = sorted(counted.items(), reverse=True) if name == "year" else _frequent(counted)
    return [{"value": value, "count": count} for value, count in rows[:MOST_VALUES]]


def _frequent(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _citing(state: State, asked: ShelfRequest, citing: Citing, day: date) -> Iterable[str]:
    if asked.law is None:
        raise bad_request("unit_without_law", "写了 unit，还要写 law：是哪部法规的这一条？")
    try:
        work = work_of(state, asked.law)
    except ServiceError:
        if asked.unit is not None or not (named := list(citing.law(None, plain_title(asked.law)))):
            raise
        return named
    if asked.unit is None:
        return citing.law(work.id, work.title)
    version = state.cards.card(work.id, None, day)["version"]
    return citing.unit(work.id, version, unit_key(asked.unit))


def unit_key(printed: str) -> str:
    """第十六条, 16, 133-1 → a16, a133-1; a key stays what it is."""
    number = parse_label(printed)
    if number is None:
        return printed
    return f"a{number[0]}-{number[1]}" if number[1] else f"a{number[0]}"


def page_of(found: Sequence[Found], asked: ShelfRequest) -> Sequence[tuple[int, Found]]:
    """(rank, match) of the page asked for; ServiceError 400 `page_too_deep`."""
    first = (asked.page - 1) * asked.size
    last = max(1, -(-len(found) // asked.size))
    if asked.page > last:
        raise bad_request("page_too_deep", f"只有 {last} 页。", last_page=last)
    return list(enumerate(found[first : first + asked.size], first + 1))
