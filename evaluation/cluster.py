"""`faju-eval cluster`: what a build on a cluster costs, how much of a search is ours beside the client's call, and what
several clients at once see. Needs `FAJU_ELASTICSEARCH_URL`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evaluation.cluster_builds import build, own_prefix
from evaluation.cluster_searches import searches
from evaluation.speed import machine
from search_service.cli.console import console, fail, print_json
from search_service.settings import load_settings

PARTS = ("bulk", "search", "crowd")
LABELS = {"plain": "不带分面", "full": "四个分面"}


@click.command(
    help="集群：从头构建的速度与内存，一次检索在客户端调用以外的用时，几个客户端同时检索。"
    "要先设 FAJU_ELASTICSEARCH_URL。"
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认取 FAJU_HOME。")
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="只测这一部分，可重复。")
@click.option(
    "--queries", type=click.IntRange(1, 5000), default=200, show_default=True, help="多少个检索词。"
)
@click.option("--rounds", type=click.IntRange(1, 50), default=3, show_default=True, help="各做几遍。")
@click.option("--clients", type=click.IntRange(1, 64), default=8, show_default=True, help="同时几个客户端。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def cluster(
    *,
    files: tuple[Path, ...],
    home: Path | None,
    parts: tuple[str, ...],
    queries: int,
    rounds: int,
    clients: int,
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
    if {"search", "crowd"} & set(parts or PARTS):
        told |= searches(settings, files, parts or PARTS, queries, rounds, clients)
    print_json(told) if as_json else _show(told)


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
    if "units" in told:
        out.print(f"{told['units']} 条条文，{told['queries']} 个检索词；毫秒，p50 / p95：")
    for name, label in LABELS.items():
        if "search" in told:
            total, calls, ours, calls_cpu, ours_cpu = (
                f"{each['p50']:.2f} / {each['p95']:.2f}" for each in told["search"][name].values()
            )
            out.print(f"  {label}：合计 {total}，客户端调用 {calls}，其余 {ours}")
            out.print(f"  　　　　　其中处理器：调用 {calls_cpu}，其余 {ours_cpu}")
    for name, label in {"engine": "只问引擎", **LABELS}.items():
        if each := told.get("crowd", {}).get(name):
            out.print(
                f"  {each['clients']} 个客户端，{label}：{each['p50']} / {each['p95']}，{each['per_second']} 次/秒，"
                f"错误 {each['errors']} 次"
            )
