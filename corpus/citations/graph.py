"""The citation graph of a library: what a text cites, what cites a law or an article, as of a day.

The store keeps mentions by the names that texts print (`corpus.store.citing`); here names become works by the
title book of the library at hand. An article is meant by its number: the graph does not follow articles that
moved to another number after a text cited them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from corpus.citations.judge import plain_number
from corpus.citations.mentions import CitedName
from corpus.citations.names import Names
from corpus.legal_time.timeline import Timeline
from corpus.model import Currency, Level, unit_id
from corpus.store import StoreLibrary
from corpus.store.citing import StoredMention
from corpus.titles import TitleBook

_RANK = {level: place for place, level in enumerate(Level)}
_GONE = frozenset({Currency.REPEALED, Currency.UPCOMING})

Target = tuple[int | None, int, int | None, int | None]
"""(article number, sub, 款, 项) of what is cited; all but `sub` may be None."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One unit cites one place, `times` times; [start, end) is the first mention in the citing unit's text.

    `work_ids`: the works that bear the cited `title`; none: not held, several: the name is ambiguous.
    `internal`: a text cites itself. `edition`: the year of the text that is cited, where it is printed.
    """

    work_id: str
    version_key: str
    unit_key: str
    start: int
    end: int
    kind: str
    work_ids: tuple[str, ...]
    title: str
    target: Target
    edition: int | None = None
    internal: bool = False
    times: int = 1

    @property
    def citing(self) -> str:
        """The citing unit, `work:version:unit`."""
        return unit_id(self.work_id, self.version_key, self.unit_key)


@dataclass(frozen=True, slots=True)
class _Named:
    work_ids: tuple[str, ...]
    title: str


class Graph:
    """Answers from the mentions of one library. Threads may share it."""

    def __init__(self, library: StoreLibrary, timeline: Timeline, titles: TitleBook) -> None:
        self._library = library
        self._timeline = timeline
        self._places = library.places()
        self._finder = Names(titles)
        self._numbers: dict[str, list[str]] = {}
        for work in library.works():
            if work.doc_number:
                self._numbers.setdefault(plain_number(work.doc_number), []).append(work.id)
        self._named: dict[int, _Named] = {}
        self._names_of: dict[str, list[int]] = {}
        for name_id, name in library.mentions.names():
            self._learn(name_id, name)

    def cites(self, work_id: str, version_key: str, unit_key: str | None = None) -> list[Edge]:
        """What a text, or one of its units, cites, in the order of the text."""
        text_id = self._library.text_id(work_id, version_key)
        if text_id is None:
            return []
        return _merged(
            self._edge(each, work_id, version_key) for each in self._library.mentions.of(text_id, unit_key)
        )

    def cited_by(
        self, work_id: str, article: tuple[int, int] | None, day: date, *, every: bool = False
    ) -> list[Edge]:
        """What cites a law (`article` None: the law or any part of it) or an article (number, sub).

        Only texts that are law on `day`; with `every` the newest text of other works too. The law's own
        text comes first, then higher levels before lower ones, by title, in the order of each text.
        """
        work = self._library.work(work_id)
        if work is None:
            return []
        versions = (self._library.text_id(work_id, each.key) for each in work.versions)
        own = [each for each in versions if each is not None]
        rows = self._library.mentions.naming(self._names_of.get(work_id, ()), own, article)
        shown = _Shown(self._timeline, day, every)
        edges = [
            (each.id, self._edge(each, *place))
            for each in rows
            for place in self._places.get(each.text_id, ())
            if shown.holds(*place) and (each.name_id is not None or place[0] == work_id)
        ]
        edges.sort(key=lambda each: (self._order(each[1], work_id), each[0]))
        return _merged(edge for _, edge in edges)

    def everything(self, day: date) -> Iterator[Edge]:
        """Every mention of other works in texts that are law on `day`."""
        shown = _Shown(self._timeline, day, every=False)
        for each in self._library.mentions.everything():
            for place in self._places.get(each.text_id, ()):
                if each.name_id is not None and shown.holds(*place):
                    yield self._edge(each, *place)

    def _learn(self, name_id: int, name: CitedName) -> None:
        law = self._finder.find(name.name, issuer=name.issuer or None)
        works = law.work_ids or tuple(self._numbers.get(plain_number(name.name), ()))
        held = [work for work in map(self._library.work, works) if work is not None]
        title = held[0].title if len(held) == 1 else law.name
        self._named[name_id] = _Named(tuple(each.id for each in held), title)
        for each in held:
            self._names_of.setdefault(each.id, []).append(name_id)

    def _name(self, name_id: int) -> _Named:
        if name_id not in self._named:  # a pass for a newer library has met a new name
            for known, name in self._library.mentions.names():
                if known not in self._named:
                    self._learn(known, name)
        return self._named[name_id]

    def _edge(self, each: StoredMention, work_id: str, version_key: str) -> Edge:
        if each.name_id is None:
            work = self._library.work(work_id)
            named = _Named((work_id,), work.title if work else "")
        else:
            named = self._name(each.name_id)
        return Edge(
            work_id=work_id,
            version_key=version_key,
            unit_key=each.unit_key,
            start=each.start,
            end=each.end,
            kind=each.kind,
            work_ids=named.work_ids,
            title=named.title,
            target=(each.number, each.sub, each.paragraph, each.item),
            edition=each.edition,
            internal=named.work_ids == (work_id,),
        )

    def _order(self, edge: Edge, work_id: str) -> tuple[bool, int, str, str]:
        work = self._library.work(edge.work_id)
        rank, title = (_RANK[work.level], work.title) if work else (len(_RANK), "")
        return edge.work_id != work_id, rank, title, edge.work_id


class _Shown:
    """Which texts count on one day."""

    def __init__(self, timeline: Timeline, day: date, every: bool) -> None:
        self._timeline = timeline
        self._day = day
        self._every = every
        self._keys: dict[str, str | None] = {}

    def holds(self, work_id: str, version_key: str) -> bool:
        if work_id not in self._keys:
            self._keys[work_id] = self._key(work_id)
        return self._keys[work_id] == version_key

    def _key(self, work_id: str) -> str | None:
        """The text that is law that day; where it is not known which, the last one that may be."""
        standing = self._timeline.standing(work_id, self._day)
        state = self._timeline.state(work_id)
        if standing is None or state is None:
            return None
        if standing.currency not in _GONE or self._every:
            holding = (each for each in reversed(state.texts) if each.interval.holds(self._day))
            text = standing.text or next(holding, None) or (state.texts[-1] if self._every else None)
            return text.version.key if text else None
        return None


def _merged(edges: Iterable[Edge]) -> list[Edge]:
    """One edge for each citing unit and cited place, at the first mention."""
    found: dict[tuple[str, str, tuple[str, ...], str, Target], Edge] = {}
    for each in edges:
        key = (each.work_id, each.unit_key, each.work_ids, each.title, each.target)
        known = found.get(key)
        found[key] = each if known is None else replace(known, times=known.times + 1)
    return list(found.values())


def mentions_for_health(graph: Graph, day: date) -> Iterator[tuple[str, str, int | None]]:
    """What `corpus.legal_time.health` asks of citations: (citing unit id, title cited, article number)."""
    for each in graph.everything(day):
        yield each.citing, each.title, each.target[0]
