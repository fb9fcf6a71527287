"""Searches on a cluster: how much of one is ours beside the client's call, and what several clients at once see."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from evaluation.crowd import crowd
from evaluation.latency import FACETS, Spread
from evaluation.questions import questions
from indexer.elastic.circuit import Circuit, GuardedEngine
from indexer.elastic.client import connect
from indexer.elastic.engine import open_index
from search_service.api.respond import today
from search_service.plans import plan_of
from search_service.request import Facet, SearchRequest
from search_service.search import search
from search_service.settings import Settings
from search_service.state import Holder, State

WANTED: dict[str, tuple[Facet, ...]] = {"plain": (), "full": FACETS}


def searches(
    settings: Settings, files: Sequence[Path], parts: Sequence[str], queries: int, rounds: int, clients: int
) -> dict[str, Any]:
    """`search`: milliseconds by kind (`overheads`), `crowd`: as `together`; those that are among `parts`."""
    assert settings.cluster is not None  # noqa: S101
    client = connect(settings.cluster.connection)
    holder = Holder(settings)
    try:
        state = holder.current()
        asked = questions(files, state.library, queries)
        calls = Calls(client)
        engine = GuardedEngine(open_index(client, settings.cluster.names.alias), Circuit())
        state = replace(state, engine=engine)
        told: dict[str, Any] = {"units": state.info.units, "queries": len(asked)}
        if "search" in parts:
            told["search"] = {
                name: overheads(state, settings, calls, asked, rounds, each) for name, each in WANTED.items()
            }
        if "crowd" in parts:
            told["crowd"] = together(state, settings, asked, rounds, clients)
        return told
    finally:
        holder.close()
        client.close()


def overheads(
    state: State,
    settings: Settings,
    calls: Calls,
    queries: Sequence[str],
    rounds: int,
    facets: tuple[Facet, ...],
) -> dict[str, dict[str, float]]:
    """Milliseconds of searches, each query `rounds` times after a warm-up: the whole, the client's calls in it,
    the rest, which is ours; by the clock, and processor time."""
    times: dict[str, list[float]] = {name: [] for name in ("total", "calls", "ours", "calls_cpu", "ours_cpu")}
    for turn in range(rounds + 1):
        for query in queries:
            calls.take()
            clock, busy = time.perf_counter(), time.thread_time()
            search(state, SearchRequest(q=query, facets=facets), settings, today())
            total, cpu = time.perf_counter() - clock, time.thread_time() - busy
            called, called_cpu = calls.take()
            one = (total, called, total - called, called_cpu, cpu - called_cpu)
            for name, value in zip(times, one, strict=True):
                times[name] += [value] if turn else []
    return {
        name: {"p50": spread.p50, "p95": spread.p95}
        for name, each in times.items()
        for spread in [Spread.of(each)]
    }


def together(
    state: State, settings: Settings, queries: Sequence[str], rounds: int, clients: int
) -> dict[str, dict[str, Any]]:
    """What `clients` see who ask at once, each query `rounds` times after a warm-up: of the engine alone (`engine`), of
    the whole search without facets and with four. All in this process, so with one interpreter's lock."""
    plans = [
        plan_of(
            state.understood(each, None, "simple", True), SearchRequest(q=each), today(), (), settings.window
        )
        for each in queries
    ]
    requests = rounds * len(queries)
    crowd(state.engine.search, plans, clients, requests)
    found = {"engine": crowd(state.engine.search, plans, clients, requests)}
    for name, facets in WANTED.items():
        asked = [SearchRequest(q=each, facets=facets) for each in queries]
        found[name] = crowd(lambda one: search(state, one, settings, today()), asked, clients, requests)
    return {name: asdict(each) for name, each in found.items()}


class Calls:
    """Adds up the time that a client spends in its calls, per thread."""

    def __init__(self, client: Elasticsearch) -> None:
        self._spent = threading.local()
        self._call = client.perform_request
        client.perform_request = self._timed  # type: ignore[method-assign]

    def take(self) -> tuple[float, float]:
        """(seconds, processor seconds) since the last `take` in this thread."""
        spent: tuple[float, float] = getattr(self._spent, "both", (0.0, 0.0))
        self._spent.both = (0.0, 0.0)
        return spent

    def _timed(self, *given: Any, **named: Any) -> Any:
        clock, busy = time.perf_counter(), time.thread_time()
        try:
            return self._call(*given, **named)
        finally:
            before = self.take()
            self._spent.both = (
                before[0] + time.perf_counter() - clock,
                before[1] + time.thread_time() - busy,
            )
