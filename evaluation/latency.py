"""How long a search takes in this process, and how much of it is ours: the total without the engine's part."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from evaluation.metrics import percentile
from indexer.engine import Engine, EngineInfo, EnginePage, Explanation, SearchPlan
from search_service.api.respond import json, today
from search_service.request import Facet, SearchRequest
from search_service.search import search
from search_service.settings import Settings
from search_service.state import State

FACETS: tuple[Facet, ...] = ("level", "currency", "region", "year")
"""The facets of a full answer, as the search page asks for them."""


class TimedEngine:
    """An engine that adds up the seconds spent in it, per thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._spent = threading.local()

    def take(self) -> float:
        """The seconds since the last call of `take` in this thread."""
        spent: float = getattr(self._spent, "seconds", 0.0)
        self._spent.seconds = 0.0
        return spent

    def _add(self, started: float) -> None:
        self._spent.seconds = getattr(self._spent, "seconds", 0.0) + time.perf_counter() - started

    def search(self, plan: SearchPlan) -> EnginePage:
        started = time.perf_counter()
        try:
            return self._engine.search(plan)
        finally:
            self._add(started)

    def count(self, plan: SearchPlan) -> int:
        started = time.perf_counter()
        try:
            return self._engine.count(plan)
        finally:
            self._add(started)

    def doc_freq(self, words: Sequence[str]) -> list[int]:
        started = time.perf_counter()
        try:
            return self._engine.doc_freq(words)
        finally:
            self._add(started)

    def explain(self, plan: SearchPlan, unit_id: str) -> Explanation:
        return self._engine.explain(plan, unit_id)

    def info(self) -> EngineInfo:
        return self._engine.info()

    def close(self) -> None:
        self._engine.close()


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds: the middle and the slow end."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread:
        return cls(*(round(1000 * percentile(seconds, share), 3) for share in (0.5, 0.95)))


@dataclass(frozen=True, slots=True)
class Latency:
    """One way to ask: the whole search, the engine's part, our own part, and the JSON of the answer.

    `cpu` is the processor time of the whole search: on a busy machine it says what the clock cannot.
    """

    total: Spread
    cpu: Spread
    engine: Spread
    own: Spread
    json: Spread


class Taken(NamedTuple):
    """One search, in seconds."""

    total: float
    cpu: float
    engine: float
    json: float


def measure(state: State, settings: Settings, queries: Sequence[str], rounds: int) -> dict[str, Latency]:
    """`plain` without facets and `full` with FACETS, ten hits each, every query `rounds` times after a warm-up."""
    timed = TimedEngine(state.engine)
    state = replace(state, engine=timed)
    wanted = {"plain": (), "full": FACETS}
    times: dict[str, list[Taken]] = {name: [] for name in wanted}
    for turn in range(rounds + 1):
        for query in queries:
            for name, facets in wanted.items():
                one = _one(state, timed, SearchRequest(q=query, facets=facets), settings)
                if turn:
                    times[name].append(one)
    return {name: _summary(each) for name, each in times.items()}


def _one(state: State, timed: TimedEngine, request: SearchRequest, settings: Settings) -> Taken:
    timed.take()
    started, busy = time.perf_counter(), time.thread_time()
    answer = search(state, request, settings, today())
    total, cpu = time.perf_counter() - started, time.thread_time() - busy
    json(answer)
    return Taken(total, cpu, timed.take(), time.perf_counter() - started - total)


def _summary(times: Sequence[Taken]) -> Latency:
    return Latency(
        total=Spread.of([each.total for each in times]),
        cpu=Spread.of([each.cpu for each in times]),
        engine=Spread.of([each.engine for each in times]),
        own=Spread.of([each.total - each.engine for each in times]),
        json=Spread.of([each.json for each in times]),
    )
