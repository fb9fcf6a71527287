"""`faju-eval cluster`: what a build on a cluster costs, and how much of a search is ours beside the client's call.

Needs `FAJU_ELASTICSEARCH_URL`. Writes under a prefix of its own, which is removed at the end.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from elasticsearch import Elasticsearch

from corpus.store.store import Store
from evaluation import serving
from evaluation.latency import FACETS, Spread
from evaluation.questions import questions
from evaluation.speed import machine
from indexer.elastic.aliases import Aliases
from indexer.elastic.circuit import Circuit, GuardedEngine
from indexer.elastic.client import connect
from indexer.elastic.cluster import Cluster
from indexer.elastic.engine import open_index
from indexer.elastic.target import ElasticTarget
from indexer.reconcile import reconcile
from indexer.timelines import timeline_of
from search_service.api.respond import today
from search_service.cli.console import console, fail, print_json
from search_service.request import Facet, SearchRequest
from search_service.search import search
from search_service.settings import Settings, load_settings
from search_service.state import Holder, State

PARTS = ("bulk", "search")


@click.command(
    help="集群：从头构建的速度与内存，一次检索在客户端调用以外的用时。要先设 FAJU_ELASTICSEARCH_URL。"
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认取 FAJU_HOME。")
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="只测这一部分，可重复。")
@click.option(
    "--queries", type=click.IntRange(1, 5000), default=200, show_default=True, help="多少个检索词。"
)
@click.option("--rounds", type=click.IntRange(1, 50), default=3, show_default=True, help="各做几遍。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def cluster(
    *,
    files: tuple[Path, ...],
    home: Path | None,
    parts: tuple[str, ...],
    queries: int,
    rounds: int,
    as_json: bool,
) -> None:
    """Measure, and print. Queries come from the judged FILES, else from the library with a fixed seed."""
    settings = load_settings(home=home)
    if settings.cluster is None:
        fail("bad_setting", "没有设置 FAJU_ELASTICSEARCH_URL，不知道测量哪个集群。")
    told: dict[str, Any] = {"machine": machine()}
    if "bulk" in (parts or PARTS):
        with own_prefix(settings.cluster) as place:
            told["bulk"] = [build(settings.home, place) for _ in range(rounds)]
    if "search" in (parts or PARTS):
        told["search"] = _searches(settings, files, queries, rounds)
    print_json(told) if as_json else _show(told)


@contextmanager
def own_prefix(cluster: Cluster) -> Iterator[Cluster]:
    """The same cluster under a prefix that nobody uses; its indexes are gone at the end."""
    own = replace(cluster, prefix=f"faju-eval-{uuid4().hex[:8]}", replicas=0)
    client = connect(own.connection)
    try:
        yield own
    finally:
        for each in Aliases(client, own.names).read().own:
            client.indices.delete(index=each)
        client.options(ignore_status=404).indices.delete(index=own.names.lease)
        client.close()


def build(home: Path, place: Cluster) -> dict[str, Any]:
    """One full build of the library of `home`: `per_second` counts from its first document to the moment when all
    are written, counted and on disk. `cpu_us` of one document: of this process, and of the nodes."""
    began: dict[str, float] = {}

    def note(phase: str, done: int, total: int) -> None:
        began.setdefault(phase, time.perf_counter())

    with tempfile.TemporaryDirectory() as folder, Store.open(home) as store, ExitStack() as stack:
        library = store.library()
        times = timeline_of(home, library)
        client = connect(place.connection)
        stack.callback(client.close)
        target = ElasticTarget(place)
        stack.callback(target.close)
        before, busy = _cpu_of_nodes(client), time.process_time()
        reconcile(Path(folder), library, times, note, rebuild=True, target=target)
        busy, nodes = time.process_time() - busy, _cpu_of_nodes(client) - before
    documents = library.info().units
    seconds = began["verify"] - began["write"]
    sizes = serving.memory(os.getpid()) or {}
    return {
        "documents": documents,
        "seconds": round(seconds, 2),
        "per_second": round(documents / seconds),
        "peak_mib": sizes.get("peak"),
        "cpu_us": {"builder": round(1e6 * busy / documents), "nodes": round(1e6 * nodes / documents)},
    }


def _cpu_of_nodes(client: Elasticsearch) -> float:
    """Processor seconds that the nodes of the cluster have used; 0 where their system does not say so."""
    told: Any = client.nodes.stats(metric="process").body
    spent = [node["process"].get("cpu", {}).get("total_in_millis", 0) for node in told["nodes"].values()]
    return float(sum(max(each, 0) for each in spent)) / 1000


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


def _searches(settings: Settings, files: Sequence[Path], queries: int, rounds: int) -> dict[str, Any]:
    assert settings.cluster is not None  # noqa: S101
    client = connect(settings.cluster.connection)
    holder = Holder(settings)
    try:
        state = holder.current()
        asked = questions(files, state.library, queries)
        calls = Calls(client)
        engine = GuardedEngine(open_index(client, settings.cluster.names.alias), Circuit())
        state = replace(state, engine=engine)
        wanted: dict[str, tuple[Facet, ...]] = {"plain": (), "full": FACETS}
        found = {
            name: overheads(state, settings, calls, asked, rounds, each) for name, each in wanted.items()
        }
        return {"units": state.info.units, "queries": len(asked), **found}
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


def _show(told: dict[str, Any]) -> None:
    out = console()
    at = told["machine"]
    out.print(f"{at['cores']} 核，{at['system']}，Python {at['python']}，测量时系统负载 {at['load']}")
    for each in told.get("bulk", ()):
        out.print(
            f"构建：{each['documents']} 条，{each['seconds']} 秒，{each['per_second']} 条/秒；本进程内存峰值 "
            f"{each['peak_mib']} MiB；每条用处理器 {each['cpu_us']['builder']} 微秒，"
            f"节点 {each['cpu_us']['nodes']} 微秒"
        )
    if "search" in told:
        searched = told["search"]
        out.print(f"{searched['units']} 条条文，{searched['queries']} 个检索词；毫秒，p50 / p95：")
        for name, label in (("plain", "不带分面"), ("full", "四个分面")):
            total, calls, ours, calls_cpu, ours_cpu = (
                f"{each['p50']:.2f} / {each['p95']:.2f}" for each in searched[name].values()
            )
            out.print(f"  {label}：合计 {total}，客户端调用 {calls}，其余 {ours}")
            out.print(f"  　　　　　其中处理器：调用 {calls_cpu}，其余 {ours_cpu}")
