"""`faju index`: build, status, rollback, clean."""

from __future__ import annotations

import click
from rich.table import Table

from corpus.store.store import Store
from indexer import upkeep
from indexer.reconcile import reconcile
from indexer.reports import Progress
from indexer.targets import target_of
from indexer.timelines import timeline_of
from search_service.cli.console import console, print_json
from search_service.cli.progress import bar
from search_service.index_report import index_report
from search_service.settings import Settings


@click.group(help="索引：建立、状态、回退、清理。")
def index() -> None:
    """The group of index commands."""


def build(settings: Settings, rebuild: bool, quiet: bool = False) -> dict[str, object]:
    """Bring the index in line with the library, in this process; what was done, as plain values."""
    with bar(quiet) as report, Store.open(settings.home) as store:
        library = store.library()

        def tell(phase: str, done: int, total: int) -> None:
            report(Progress("index", done, total, 0.0, phase))

        times = timeline_of(settings.home, library)
        with target_of(settings.home, settings.cluster) as target:
            done = reconcile(settings.home, library, times, tell, rebuild=rebuild, target=target)
    return {
        "generation": done.generation,
        "added": done.added,
        "deleted": done.deleted,
        "kept": done.kept,
        "rebuilt": done.rebuilt,
        "seconds": done.seconds,
    }


@index.command("build", help="使索引与法规库一致；--full 从头重建。")
@click.option("--full", is_flag=True, help="不管现状，从头重建。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def build_command(settings: Settings, full: bool, as_json: bool) -> None:
    """`faju index build`"""
    done = build(settings, full, quiet=as_json)
    if as_json:
        print_json(done)
        return
    console().print(
        f"索引 {done['generation']}：新增 {done['added']}，删除 {done['deleted']}，未变 {done['kept']}，"
        f"用时 {done['seconds']} 秒。"
    )


@index.command("status", help="正在使用的索引、条数、年龄、正在进行的构建、最近的错误。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def status_command(settings: Settings, as_json: bool) -> None:
    """`faju index status`"""
    told = index_report(settings.home, settings.cluster)
    if as_json:
        print_json(told)
        return
    table = Table(show_header=False)
    for name, value in told.items():
        table.add_row(LABELS.get(name, name), _shown(value))
    console().print(table)


LABELS = {
    "live": "正在使用",
    "previous": "可回退到",
    "engine": "引擎",
    "built_at": "建立时间（UTC）",
    "documents": "条数",
    "size_bytes": "大小（字节）",
    "library_version": "法规库版本",
    "fingerprint": "指纹",
    "problem": "问题",
    "building": "正在构建",
    "interrupted": "上次构建被中断",
    "writer": "正在写入的进程",
    "last_error": "最近的错误",
}


def _shown(value: object) -> str:
    if value is None or value == "":
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "，".join(f"{name} {each}" for name, each in value.items())
    return str(value)


@index.command("rollback", help="退回上一个索引。")
@click.pass_obj
def rollback_command(settings: Settings) -> None:
    """`faju index rollback`"""
    live = upkeep.rollback(settings.home, settings.cluster)
    console().print(f"已退回索引 {live}。下一次载入或 faju index build 会再次更新它。")


@index.command("clean", help="删除不再使用的索引（正在使用的和可回退的保留）。")
@click.pass_obj
def clean_command(settings: Settings) -> None:
    """`faju index clean`"""
    removed = upkeep.clean(settings.home, settings.cluster)
    console().print(f"删除了 {len(removed)} 个旧索引。" if removed else "没有可以删除的旧索引。")
