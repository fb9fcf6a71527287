"""Judged queries → lists of candidates with features and labels, made by the very code that answers searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from corpus.model import split_unit_id
from corpus.normalize import plain_title
from evaluation.judged import JudgedQuery, Place
from search_service.ranking.topic import gathered
from search_service.request import SearchRequest
from search_service.settings import Settings
from search_service.state import State
from search_service.window import Candidate

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Example:
    """One query on one library: features of the candidates that are ordered anew, which of them are gold, and
    the places of all candidates as they stand before (`places`, best first; `chosen[i]` is the place of row i).

    `mine` marks articles of the document that the query was cut from: they are no answers.
    """

    query: JudgedQuery
    features: Mapping[str, Array]
    gold: Flags
    mine: Flags
    chosen: Sequence[int]
    places: Sequence[Place]


def examples(
    state: State, settings: Settings, queries: Sequence[JudgedQuery], request: SearchRequest, day: date
) -> Iterator[Example]:
    """An example for each query that is a topic; a few words have no features, for nothing orders them anew."""
    known = _Places(state)
    for judged in queries:
        asked = request.model_copy(update={"q": judged.query})
        query = state.understood(asked.q, None, asked.mode, asked.expand)
        ranker = state.ranker
        if query.type != "topic" or ranker is None:
            continue
        found, _ = gathered(state, ranker, asked, query, day, settings.window)
        places = known.of(found.hits)
        at = {hit.id: place for place, hit in enumerate(found.hits)}
        look = ranker.look(query, found.hits, found.meaning)
        chosen = [at[hit.id] for hit in look.chosen]
        gold = np.array([places[each] in judged.gold for each in chosen], dtype=bool)
        mine = np.array([places[each][0] == judged.own for each in chosen], dtype=bool)
        yield Example(judged, look.features, gold, mine, chosen, places)


class _Places:
    """Unit ids → places, each looked up once."""

    def __init__(self, state: State) -> None:
        self._library = state.library
        self._known: dict[str, Place] = {}

    def of(self, hits: Sequence[Candidate]) -> list[Place]:
        self._learn([hit.id for hit in hits if hit.id not in self._known])
        return [self._known[hit.id] for hit in hits]

    def _learn(self, names: Sequence[str]) -> None:
        units = self._library.units_by_id(names)
        for name in names:
            work = self._library.work(split_unit_id(name)[0])
            unit = units.get(name)
            self._known[name] = (plain_title(work.title) if work else "", unit.label if unit else None)
