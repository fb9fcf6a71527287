"""`POST /drafts/bases`: each clause of a draft with the articles that it may rest on (issue 3, clause → basis)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import inf
from typing import Any

from corpus.citations.check import check
from corpus.citations.model import Citation
from corpus.identity import text_hash
from corpus.model import Level
from corpus.normalize import fold
from search_service.bases.context import NAMED_LAW_BONUS, Context, context_of, standing
from search_service.bases.provisions import Passed, Provision, read
from search_service.errors import bad_request
from search_service.query.confidence import confident, coverage
from search_service.query.model import Query
from search_service.request import CurrencyFilter, SearchRequest
from search_service.search import search
from search_service.settings import Settings
from search_service.state import State

LOOKED_AT = 50
"""Hits of one clause among which the context chooses; on basis dev nothing from below them ever came first."""

COVERED = 0.3
"""A basis is called sure where it also holds this share of the clause's words, by rarity. The search's own
measure stops at four rare words, so that every long clause finds "an answer" (510 of the 519 of basis dev). Of
the clauses whose gold is first 82 % hold this share in it; of clauses of municipal housing notices, most of
which have no basis in the starter library, 17 % do (area under the curve .89, with the search's own .64)."""

MOST_UPCOMING = 3
EXCERPT = 120
MOST_WORDS = 6
_DOCUMENT_NUMBER = re.compile(r"[（(][^（()）]{0,30}[〔\[][^（()）]{0,12}号[)）]")
"""（湘发改价费规〔2022〕271号） behind the name of a document that is cut out."""

_STANDING = frozenset({"in_force", "undetermined"})
_SHOWN = (
    "id",
    "law",
    "article_no",
    "path",
    "text",
    "highlights",
    "currency",
    "verdict",
    "warnings",
    "same_text",
)
_LEVELS = {str(level): place for place, level in enumerate(Level)}


def find(
    state: State, text: str, *, title: str | None, size: int, day: date, settings: Settings
) -> dict[str, Any]:
    """The answer in the shape of `api.draft_shapes.BasesAnswer`. ServiceError 400: `text_too_long`."""
    if len(text) > settings.max_check_chars:
        raise bad_request(
            "text_too_long",
            f"文稿有 {len(text)} 个字符，一次最多 {settings.max_check_chars} 个，请分开提交。",
            limit=settings.max_check_chars,
        )
    reading = read(text)
    named = title or reading.title
    checked = check(
        text,
        library=state.library,
        timeline=state.timeline,
        titles=state.titles,
        day=day,
        title=named or None,
    )
    context = context_of(state, named, checked.citations, reading.reasons)
    looked_up = reading.provisions[: settings.max_basis_clauses]
    left = [Passed(each.start, each.end, "over_limit") for each in reading.provisions[len(looked_up) :]]
    finder = _Finder(state, context, size, day, settings)
    found = [_clause(text, each, _within(checked.citations, each), finder) for each in looked_up]
    skipped = sorted([*reading.passed, *left], key=lambda each: each.start)
    return {
        "clauses": found,
        "context": _context_json(context),
        "coverage": {
            "clauses": len(found),
            "with_basis": sum(each["confident"] for each in found),
            "skipped": [asdict(each) for each in skipped],
        },
        "as_of": day.isoformat(),
        "library": state.library_json,
    }


def _within(citations: Sequence[Citation], place: Provision) -> list[Citation]:
    return [each for each in citations if place.start <= each.start < place.end]


def _clause(text: str, place: Provision, cited: Sequence[Citation], finder: _Finder) -> dict[str, Any]:
    laws = frozenset(work for each in cited for work in standing(each))
    return {
        "start": place.start,
        "end": place.end,
        "label": place.label,
        "headings": list(place.headings),
        "excerpt": text[place.begin : place.end][:EXCERPT],
        "cited": [asdict(each) for each in cited],
        **finder.bases(_without(text, place, cited), laws),
    }


def _without(text: str, place: Provision, cited: Sequence[Citation]) -> str:
    """The words of a clause without its citations: they are answered for themselves, and a clause that holds
    a citation is no look-up of it. (The clauses of basis dev have theirs cut out too.)"""
    parts, done = [], place.begin
    for each in cited:
        if each.end > done:
            parts.append(text[done : max(done, each.start)])
            done = each.end
    return _DOCUMENT_NUMBER.sub("", "".join((*parts, text[done : place.end]))).strip()


def _context_json(context: Context) -> dict[str, Any]:
    laws = [{"id": work, "title": title} for work, title in context.named.items()]
    return {"title": context.title or None, "laws": laws}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A clause as it is looked up: its words, what was understood of them, the works that it cites."""

    words: str
    query: Query
    cited: frozenset[str]


class _Finder:
    """Looks up the clauses of one draft."""

    def __init__(self, state: State, context: Context, size: int, day: date, settings: Settings) -> None:
        self._state = state
        self._context = context
        self._size = size
        self._day = day
        self._settings = settings
        self._bonus: dict[str, float] = {}

    def bases(self, words: str, cited: frozenset[str]) -> dict[str, Any]:
        """The bases of a clause, best first, and those not yet in force where nothing else fits. `words` are
        looked up, the works in `cited` preferred."""
        searched = words[: self._settings.max_query_chars]
        asked = _Asked(searched, self._state.understood(searched, None, "simple", True), cited)
        if asked.query.type == "empty":
            return {"confident": False, "bases": [], "by_level": {}, "upcoming": []}
        hits = self._ranked(asked)
        sure = bool(hits) and self._confident(asked.query, hits[0])
        upcoming = [] if sure else self._ranked(asked, (CurrencyFilter.UPCOMING,))[:MOST_UPCOMING]
        if upcoming and not self._confident(asked.query, upcoming[0]):
            upcoming = []
        return {"confident": sure, "bases": hits, "by_level": _by_level(hits), "upcoming": upcoming}

    def _ranked(self, asked: _Asked, currency: tuple[CurrencyFilter, ...] = ()) -> list[dict[str, Any]]:
        most = 2 * MOST_UPCOMING if currency else LOOKED_AT
        request = SearchRequest(q=asked.words, size=most, as_of=self._day, currency=currency)
        answer = search(self._state, request, self._settings, self._day)
        hits = [each for each in answer["hits"] if each["kind"] == "article"]
        if not currency:
            hits = [each for each in hits if each["currency"] in _STANDING]
        others = self._of_others(hits, asked.words)
        best = max((each["score"] for each in others), default=0.0) or 1.0
        scored = [(self._score(each, best, asked), each) for each in others]
        scored.sort(key=lambda pair: -pair[0])
        return [
            self._basis(rank, score, hit, asked) for rank, (score, hit) in enumerate(scored[: self._size], 1)
        ]

    def _score(self, hit: dict[str, Any], best: float, asked: _Asked) -> float:
        """The score of a hit in the window from 0 to 1, with what its law gains by the draft and the clause."""
        work, title = hit["law"]["id"], hit["law"]["title"]
        if work not in self._bonus:
            self._bonus[work] = self._context.bonus(work, title)
        own = NAMED_LAW_BONUS if work in asked.cited and work not in self._context.named else 0.0
        return float(hit["score"]) / best + self._bonus[work] + own

    def _of_others(self, hits: Sequence[dict[str, Any]], words: str) -> list[dict[str, Any]]:
        """Without the draft itself: its own law, and units that say the very same."""
        own_text, begins = text_hash(words), _opening(words)
        return [
            each
            for each in hits
            if each["law"]["id"] not in self._context.own
            and not (_opening(each["text"]) == begins and text_hash(each["text"]) == own_text)
        ]

    def _basis(self, rank: int, score: float, hit: dict[str, Any], asked: _Asked) -> dict[str, Any]:
        shown = {name: hit[name] for name in _SHOWN}
        return {"rank": rank, "score": round(score, 4), **shown, "why": list(self._why(hit, asked))}

    def _why(self, hit: dict[str, Any], asked: _Asked) -> Iterator[dict[str, str]]:
        """What speaks for a unit, as notes."""
        work, title = hit["law"]["id"], hit["law"]["title"]
        searched = "\n".join((title, *hit["path"], hit["text"]))
        shared = [word for word in asked.query.terms if len(word) > 1 and word in searched]
        shared.sort(key=self._state.frequency)
        if shared:
            yield _note("shared_words", f"共有词语：{'、'.join(_longest(shared)[:MOST_WORDS])}。")
        if work in self._context.named:
            yield _note("named_law", f"文稿写明以《{title}》为依据。")
        if work in asked.cited:
            yield _note("cited_law", f"本条引用了《{title}》。")
        if topic := self._context.shared(title):
            yield _note("title_words", f"与文稿标题同有：{'、'.join(_longest(topic)[:MOST_WORDS])}。")

    def _confident(self, understood: Query, basis: dict[str, Any]) -> bool:
        searched = "\n".join((basis["law"]["title"], *basis["path"], basis["text"]))
        counts = self._state.frequency, self._state.index.documents
        if understood.type == "topic" and coverage(understood, searched, *counts, rare_words=inf) < COVERED:
            return False
        return confident(understood, searched, *counts)[0]


def _longest(words: Sequence[str]) -> list[str]:
    """Without words that are part of another (同一 beside 同一个)."""
    return [word for word in words if not any(word != other and word in other for other in words)]


def _opening(text: str) -> str:
    """The first letters of a text: those that differ need no hash to be told apart."""
    return "".join(filter(str.isalnum, fold(text[:12])))[:4]


def _note(code: str, message: str) -> dict[str, str]:
    return {"code": code, "message": message}


def _by_level(bases: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """The ids of the bases by the level of their law, highest level first."""
    grouped: dict[str, list[str]] = {}
    for each in sorted(bases, key=lambda basis: _LEVELS[basis["law"]["level"]]):
        grouped.setdefault(each["law"]["level"], []).append(each["id"])
    return grouped
