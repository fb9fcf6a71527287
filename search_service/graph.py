"""`GET /laws/{id}/citations`: what a law or an article cites and what cites it, on a day.

The graph is read from the store (`corpus.citations.graph`); a pass over new texts may still be running
(`indexer.citing`), then `complete` is false and the answer holds what is known so far.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Literal

from corpus.citations.graph import Edge
from corpus.legal_time.resolve import Place, Resolution, ambiguous, not_held, resolve, resolve_ghost
from corpus.model import Currency, Unit, Verdict, Work, unit_id
from corpus.numerals import ordinal_label, parse_label
from search_service.cards import article_no
from search_service.errors import bad_request
from search_service.laws import name_json
from search_service.state import State

Direction = Literal["both", "out", "in"]

CONTEXT = 40
"""Characters shown on each side of a mention, at most; a sentence ends it earlier."""

_STOPS = "。；！？\n"


def citations(
    state: State,
    work: Work,
    article: str | None,
    day: date,
    *,
    direction: Direction = "both",
    every: bool = False,
    page: int = 1,
    size: int = 20,
) -> dict[str, Any]:
    """The answer of the route; what an article page shows too (`article`: its number or unit key).

    `out` is what the text of the day cites; `in` is cited by texts that are law that day, with `every` by the
    newest text of every work. Both are grouped by law; `page` and `size` count citations. ServiceError 400
    `bad_article_number`.
    """
    graph, pass_state, complete = state.graphs.current()
    card = state.cards.card(work.id, None, day)
    place, key, unit = _asked(state, work, card["version"], article)
    shown = _Shown(state, day)
    answer: dict[str, Any] = {
        "law": card,
        "article_no": ordinal_label(*place) if place else article_no(unit) if unit else None,
        "key": key,
    }
    outgoing = graph.cites(work.id, card["version"], key)
    incoming: list[Edge] = []
    if article is None or place is not None:
        incoming = graph.cited_by(work.id, place, day, every=every)
    if direction != "in":
        answer["out"] = shown.side(_by_cited(outgoing), outgoing, page, size, citing=False)
    if direction != "out":
        answer["in"] = shown.side(_by_citing(incoming), incoming, page, size, citing=True)
    if article is None:
        answer["articles"] = _counts(state, work, card["version"], outgoing, incoming)
    return {
        **answer,
        "complete": complete,
        "progress": {"texts": pass_state.total, "done": pass_state.done},
        "page": page,
        "size": size,
        "as_of": day.isoformat(),
        "library": state.library_json,
    }


def laws_around(state: State, work: Work, day: date) -> dict[str, Any]:
    """Which laws the text of the day cites and which cite it, how often, the most frequent first.

    `{out: [{law: {id, title}, total}], in: […], articles: {unit key: times it is cited}, complete}`.
    """
    graph, _, complete = state.graphs.current()
    version_key = state.cards.card(work.id, None, day)["version"]
    outgoing = [each for each in graph.cites(work.id, version_key) if not each.internal]
    incoming = [each for each in graph.cited_by(work.id, None, day) if not each.internal]
    sides = (("out", _by_cited(outgoing)), ("in", _by_citing(incoming)))
    shown = _Shown(state, day)
    answer: dict[str, Any] = {}
    for name, named in sides:
        totals: Counter[str] = Counter()
        laws: dict[str, dict[str, Any]] = {}
        for other, each in named:
            totals[other] += 1
            if other not in laws:
                law = shown.law(each, citing=name == "in")
                laws[other] = {"id": law["id"], "title": law["title"]}
        answer[name] = [{"law": laws[other], "total": total} for other, total in totals.most_common()]
    counts = _counts(state, work, version_key, [], incoming)
    return {**answer, "articles": {each["key"]: each["in"] for each in counts}, "complete": complete}


def _asked(
    state: State, work: Work, version_key: str, article: str | None
) -> tuple[tuple[int, int] | None, str | None, Unit | None]:
    """(number and sub of the article, unit key, unit) of what was asked for; all None for the whole law."""
    if article is None:
        return None, None, None
    number = parse_label(article)
    key = article if number is None else f"a{number[0]}" + (f"-{number[1]}" if number[1] else "")
    unit = state.library.unit(work.id, version_key, key)
    if number is None and unit is None:
        raise bad_request(
            "bad_article_number", f"“{article[:40]}”不是条文号，请写作 133、133-1 或 第一百三十三条之一。"
        )
    return number, key, unit


def _by_cited(edges: Iterable[Edge]) -> Iterator[tuple[str, Edge]]:
    return ((each.work_ids[0] if len(each.work_ids) == 1 else each.title, each) for each in edges)


def _by_citing(edges: Iterable[Edge]) -> Iterator[tuple[str, Edge]]:
    return ((each.work_id, each) for each in edges)


def _counts(
    state: State, work: Work, version_key: str, outgoing: Sequence[Edge], incoming: Sequence[Edge]
) -> list[dict[str, Any]]:
    """For each unit of the text that cites or is cited: how often, in the order of the text."""
    out = Counter(each.unit_key for each in outgoing)
    cited = Counter(each.target[:2] for each in incoming if each.target[0] is not None)
    found = []
    for each in state.library.units(work.id, version_key):
        counts = out[each.key], cited[each.number, each.sub] if each.key.startswith("a") else 0
        if any(counts):
            found.append({"key": each.key, "article_no": article_no(each), "out": counts[0], "in": counts[1]})
    return found


class _Shown:
    """Edges as answers show them, on one day."""

    def __init__(self, state: State, day: date) -> None:
        self._state = state
        self._day = day
        self._told: dict[tuple[tuple[str, ...], str, Place], Resolution] = {}

    def side(
        self, named: Iterator[tuple[str, Edge]], edges: Sequence[Edge], page: int, size: int, *, citing: bool
    ) -> dict[str, Any]:
        """One direction: its total, and the page's citations grouped by the law at the other end."""
        groups: dict[str, list[Edge]] = {}
        for name, each in named:
            groups.setdefault(name, []).append(each)
        ordered = [(name, each) for name, members in groups.items() for each in members]
        shown = ordered[(page - 1) * size : page * size]
        units = self._state.library.units_by_id(dict.fromkeys(each.citing for _, each in shown))
        laws: dict[str, dict[str, Any]] = {}
        for name, each in shown:
            if name not in laws:
                laws[name] = {
                    "law": self.law(each, citing=citing),
                    "total": len(groups[name]),
                    "citations": [],
                }
            laws[name]["citations"].append(self._edge(each, units[each.citing]))
        return {"total": len(edges), "laws_total": len(groups), "laws": list(laws.values())}

    def law(self, each: Edge, *, citing: bool) -> dict[str, Any]:
        """The law at the other end: its card of the day, or the bare name of one that is not held."""
        if citing:
            return self._state.cards.card(each.work_id, each.version_key, self._day)
        if len(each.work_ids) == 1:
            return self._state.cards.card(each.work_ids[0], None, self._day)
        return {"id": None, "title": each.title}

    def _edge(self, each: Edge, unit: Unit) -> dict[str, Any]:
        told = self._resolve(each)
        quote, start, end = excerpt(unit.text, each.start, each.end)
        warnings = list(told.warnings)
        if each.edition and told.version_date is not None and told.version_date.year != each.edition:
            warnings.append(f"other_edition:{each.edition}")
        return {
            "citing": self._citing(each, unit),
            "cited": self._cited(each, told),
            "kind": each.kind,
            "text": unit.text[each.start : each.end],
            "quote": quote,
            "highlights": [[start, end]],
            "times": each.times,
            "internal": each.internal,
            "candidates": [name_json(ref) for ref in told.candidates],
            "warnings": warnings,
        }

    def _citing(self, each: Edge, unit: Unit) -> dict[str, Any]:
        card = self._state.cards.card(each.work_id, each.version_key, self._day)
        told = self._state.cards.told(each.work_id, each.version_key, unit, self._day)
        return {
            "id": each.citing,
            "law": {"id": each.work_id, "title": card["title"]},
            "version_date": card["version_date"],
            "key": unit.key,
            "article_no": article_no(unit),
            "currency": told.currency,
        }

    def _cited(self, each: Edge, told: Resolution) -> dict[str, Any]:
        held = told.unit is not None and told.version_key is not None and told.law.id is not None
        return {
            "id": unit_id(str(told.law.id), str(told.version_key), told.unit.key)
            if held and told.unit
            else None,
            "law": name_json(told.law),
            "version_date": told.version_date.isoformat() if told.version_date else None,
            "article_no": told.article_no,
            "paragraph": told.paragraph,
            "item": told.item,
            "verdict": str(told.verdict),
            "currency": self._currency(each, told),
            "since": told.since.isoformat() if told.since else None,
            "replaced_by": name_json(told.replaced_by),
        }

    def _currency(self, each: Edge, told: Resolution) -> str | None:
        """Of the cited law on the day; None for a law of which nothing is known, or several."""
        if len(each.work_ids) == 1:
            return str(self._state.timeline.currency(each.work_ids[0], self._day))
        return str(Currency.REPEALED) if told.verdict == Verdict.REPEALED else None

    def _resolve(self, each: Edge) -> Resolution:
        place = Place(*each.target)
        key = (each.work_ids, each.title, place)
        if key not in self._told:
            self._told[key] = self._judge(each, place)
        return self._told[key]

    def _judge(self, each: Edge, place: Place) -> Resolution:
        library, timeline = self._state.library, self._state.timeline
        works = [work for work in map(library.work, each.work_ids) if work is not None]
        if len(works) == 1:
            return resolve(library, timeline, works[0].id, place, self._day)
        if works:
            return ambiguous(each.title, works, place)
        ghost = timeline.ghost(each.title)
        return resolve_ghost(timeline, ghost, place, self._day) if ghost else not_held(each.title, place)


def excerpt(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The words around [start, end) inside their sentence, with the span in them; … where words are cut."""
    left = max((text.rfind(stop, 0, start) for stop in _STOPS), default=-1) + 1
    right = min((at for stop in _STOPS if (at := text.find(stop, end)) >= 0), default=len(text))
    right = min(right + 1, len(text)) if text[right : right + 1] != "\n" else right
    before, after = text[max(left, start - CONTEXT) : start].lstrip(), text[end : min(right, end + CONTEXT)]
    head = "…" if start - CONTEXT > left else ""
    tail = "…" if end + CONTEXT < right else ""
    quote = f"{head}{before}{text[start:end]}{after}{tail}"
    begin = len(head) + len(before)
    return quote, begin, begin + end - start
