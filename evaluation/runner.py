"""Judged queries → a run: for each query the scores, where the gold articles stand, and how long it took."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from corpus.model import Level
from evaluation.judged import JudgedFileError, JudgedQuery, Place, place_of
from evaluation.metrics import ranks, scores
from evaluation.service import Remote
from search_service.api.respond import today
from search_service.errors import ServiceError
from search_service.request import CurrencyFilter, SearchRequest
from search_service.search import search
from search_service.settings import load_settings
from search_service.state import Holder

DEPTH = 100
"""Hits asked for; no metric looks further."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the questions are put: the filters of the search, its day, with or without expansion."""

    levels: tuple[str, ...] = ()
    currency: str | None = None
    as_of: date | None = None
    expand: bool = True

    def params(self, query: str) -> dict[str, Any]:
        """The parameters of `GET /api/v1/search` for one query."""
        return {
            "q": query,
            "kind": "article",
            "size": DEPTH,
            "level": list(self.levels) or None,
            "currency": self.currency,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "expand": "1" if self.expand else "0",
        }

    def request(self, query: str) -> SearchRequest:
        """The same as a typed request."""
        return SearchRequest(
            q=query,
            size=DEPTH,
            level=tuple(map(Level, self.levels)),
            currency=(CurrencyFilter(self.currency),) if self.currency else (),
            as_of=self.as_of,
            expand=self.expand,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One query's outcome. `at` are the ranks of the gold articles found; `error` the code of a refused search."""

    qid: str
    query: str
    type: str
    expanded: bool
    confident: bool
    scores: Mapping[str, float]
    at: Mapping[Place, int]
    missing: tuple[Place, ...]
    first: tuple[Place, ...]
    ms: float
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A judged file run once against one library."""

    name: str
    library: str
    rows: list[Row] = field(default_factory=list)


class Searcher(Protocol):
    """Puts one question. ServiceError when the search is refused."""

    def ask(self, query: str) -> Mapping[str, Any]: ...

    def close(self) -> None: ...


class InProcess:
    """The search of this process over one home: no HTTP, no JSON."""

    def __init__(self, home: Path | None, options: Options) -> None:
        self._settings = load_settings(home=home)
        self._holder = Holder(self._settings)
        self._options = options

    def ask(self, query: str) -> Mapping[str, Any]:
        return search(self._holder.current(), self._options.request(query), self._settings, today())

    def close(self) -> None:
        self._holder.close()


class AtUrl:
    """The search of a running service."""

    def __init__(self, url: str, options: Options) -> None:
        self._service = Remote(url)
        self._options = options

    def ask(self, query: str) -> Mapping[str, Any]:
        status, answer = self._service.call("GET", "/api/v1/search", self._options.params(query))
        if status != 200:
            raise ServiceError(status, str(answer.get("code", status)), str(answer.get("detail", "")))
        return answer

    def close(self) -> None:
        self._service.close()


def run(
    name: str,
    queries: Sequence[JudgedQuery],
    searcher: Searcher,
    tell: Callable[[int], None] = lambda _: None,
) -> Run:
    """Put every query once, in order. A refused search counts as one that found nothing."""
    searcher.ask("依据")  # what is read on first use is no query's latency
    library, rows = "", []
    for number, query in enumerate(queries, 1):
        row, version = _row(query, searcher)
        library = library or version
        rows.append(row)
        tell(number)
    return Run(name, library, rows)


def _row(query: JudgedQuery, searcher: Searcher) -> tuple[Row, str]:
    started = time.perf_counter()
    error: str | None = None
    answer: Mapping[str, Any] = {}
    try:
        answer = searcher.ask(query.query)
    except ServiceError as refused:
        error = refused.code
    ms = 1000 * (time.perf_counter() - started)
    found = places(answer.get("hits", ()), query.own)
    at = ranks(found, query.gold)
    understood = answer.get("query", {})
    row = Row(
        qid=query.qid,
        query=query.query,
        type=understood.get("type", ""),
        expanded=any(note["code"] == "expanded" for note in understood.get("notes", ())),
        confident=bool(answer.get("confident")),
        scores=scores(found, query.gold),
        at=at,
        missing=tuple(sorted(query.gold - at.keys(), key=str)),
        first=tuple(found[:10]),
        ms=ms,
        error=error,
    )
    return row, str(answer.get("library", {}).get("version", ""))


def places(hits: Sequence[Mapping[str, Any]], own: str | None) -> list[Place]:
    """The places of the hits, best first, without those of the document that the query was cut from."""
    found = [place_of(hit.get("law"), hit.get("article_no")) for hit in hits]
    return [place for place in found if place[0] != own]


def save(done: Run, path: Path) -> None:
    """A run as a small file: scores and the ranks of gold articles, no texts of laws."""
    rows = [
        {
            "qid": row.qid,
            "query": row.query,
            "scores": {name: round(value, 6) for name, value in row.scores.items()},
            "at": [[*place, rank] for place, rank in row.at.items()],
            "missing": [list(place) for place in row.missing],
        }
        for row in done.rows
    ]
    content = {"name": done.name, "library": done.library, "rows": rows}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8", newline="\n")


def load(path: Path) -> Run:
    """A run saved before. JudgedFileError when the file is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Run(content["name"], content["library"], [_saved(row) for row in content["rows"]])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise JudgedFileError(f"{path} 不是保存的评测结果：{error}") from error


def _saved(row: Mapping[str, Any]) -> Row:
    return Row(
        qid=row["qid"],
        query=row["query"],
        type="",
        expanded=False,
        confident=False,
        scores=row["scores"],
        at={(title, article): rank for title, article, rank in row["at"]},
        missing=tuple((title, article) for title, article in row["missing"]),
        first=(),
        ms=0.0,
    )
