"""`faju load PATH…`: files, folders and archives into the library, with an account of every file."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from corpus.store.store import Store
from indexer.load_process import run
from indexer.reports import LoadReport
from search_service.cli.console import FAILED, console, fail, print_json
from search_service.cli.progress import bar
from search_service.settings import Settings

OUTCOMES = {
    "new": "新增法规",
    "new_version": "新增文本版本",
    "changed": "更新",
    "same": "相同",
    "conflict": "与已有文本冲突",
    "rejected": "拒收",
    "skipped": "略过",
}
TAKEN = ("new", "new_version", "changed", "same", "conflict")
MOST_SHOWN = 20


def user() -> str:
    """Who loads, for the record."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知"


@click.command(help="载入法规：文件、文件夹或压缩包（md、txt、zip、tar.gz、starter 库）。")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--source", help="来源名称；默认取文件或文件夹名。")
@click.option("--starter", is_flag=True, help="载入随程序安装的起步法规库。")
@click.option("--list", "listing", is_flag=True, help="列出已有的载入批次。")
@click.option("--no-index", is_flag=True, help="只入库，不更新索引。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出报告。")
@click.pass_obj
def load(
    settings: Settings,
    paths: tuple[Path, ...],
    source: str | None,
    starter: bool,
    listing: bool,
    no_index: bool,
    as_json: bool,
) -> None:
    """Load, or list the loads. Exit status 1 when nothing could be taken, or the index did not follow."""
    if listing:
        _list(settings, as_json)
        return
    if bool(paths) == starter:
        raise click.UsageError("请给出要载入的文件或文件夹，或用 --starter 载入起步法规库")
    with bar(quiet=as_json) as report_progress:
        report = run(
            None if starter else [each.absolute() for each in paths],
            settings.home,
            user(),
            report_progress,
            source=source,
            index=not no_index,
            cluster=settings.cluster,
        )
    if as_json:
        print_json(report.as_json())
    else:
        _show(report)
    if not set(TAKEN) & report.counts.keys():
        fail("nothing_loaded", _nothing(report))
    if report.index and "error" in report.index:
        raise SystemExit(FAILED)


def _show(report: LoadReport) -> None:
    out = console()
    table = Table(title=f"载入 {report.label}", title_justify="left", show_header=False)
    for outcome, name in OUTCOMES.items():
        count = report.counts.get(outcome, 0)
        if count:
            table.add_row(name, str(count))
    if table.row_count == 0:
        table.add_row("没有可载入的文件", "0")
    out.print(table)
    worth_telling = ("rejected", "conflict") if set(TAKEN) & report.counts.keys() else OUTCOMES
    left = [each for each in report.items if each.outcome in worth_telling]
    for each in left[:MOST_SHOWN]:
        out.print(f"  {OUTCOMES[each.outcome]} {each.path}：{each.message}（{each.code}）", markup=False)
    if len(left) > MOST_SHOWN:
        out.print(f"  ……另有 {len(left) - MOST_SHOWN} 个；用 --json 查看全部。")
    _show_end(report)


def _nothing(report: LoadReport) -> str:
    counts = "，".join(f"{OUTCOMES[name]} {count} 个文件" for name, count in report.counts.items() if count)
    return f"没有载入任何法规：{counts or '没有找到文件'}。能载入的是 .md、.txt 和它们的压缩包"


def _show_end(report: LoadReport) -> None:
    out = console()
    if report.index and "error" in report.index:
        out.print(f"索引没有更新：{report.index['message']}（{report.index['error']}）", markup=False)
    unchanged = report.library_before == report.library_version
    state = "没有变化" if unchanged else f"版本 {report.library_version[:12]}"
    out.print(
        f"用时 {report.seconds:.1f} 秒。法规库现有 {report.library_works} 部、{report.library_units} 条，{state}。"
    )


def _list(settings: Settings, as_json: bool) -> None:
    with Store.open(settings.home, read_only=True) as store:
        loads = store.loads()
    if as_json:
        print_json([_plain(each) for each in loads])
        return
    table = Table("批次", "来源", "状态", "开始", "载入人", "结果")
    states = {"running": "进行中", "finished": "完成", "abandoned": "中断", "undone": "已撤销"}
    for each in loads:
        counts = "，".join(
            f"{OUTCOMES.get(name, name)} {count}" for name, count in each.counts.items() if count
        )
        table.add_row(
            str(each.seq),
            each.label,
            states.get(str(each.state), str(each.state)),
            each.started_at,
            each.who,
            counts,
        )
    console().print(table)


def _plain(each: Any) -> dict[str, Any]:
    return {
        "seq": each.seq,
        "label": each.label,
        "kind": each.kind,
        "who": each.who,
        "state": str(each.state),
        "started_at": each.started_at,
        "finished_at": each.finished_at,
        "checksum": each.checksum,
        "counts": dict(each.counts),
    }
