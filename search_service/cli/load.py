"""`faju load PATH…`: files, folders and archives into the library, with an account of every file."""

from __future__ import annotations

import getpass
from collections import Counter
from pathlib import Path

import click
from rich.table import Table

from corpus.readers.formats import SUPPORTED
from indexer.load_process import run
from indexer.reports import LoadReport
from search_service.cli.console import FAILED, console, fail, print_json
from search_service.cli.loads import OUTCOMES, TAKEN, show_loads
from search_service.cli.progress import bar
from search_service.settings import Settings

MOST_SHOWN = 20


def user() -> str:
    """Who loads, for the record."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知"


SHELVES = {"case": "政策案例", "document": "外地文件"}
NOTES = ("table_columns", "shelf_table")  # said of a table that was read; nothing was passed over
ON_SHELF = {"new": "新增", "changed": "更新", "merged": "并入已有", "same": "相同"}

HELP = f"""载入法规、政策案例、外地文件：文件、文件夹或压缩包，可以混在一起，按内容分开。

\b
能读的：{SUPPORTED}。
案例和外地文件是 .xlsx、.csv、.jsonl 的表，按列名认出；模板见 faju template。"""


@click.command(help=HELP)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--source", help="来源名称；默认取文件或文件夹名。")
@click.option("--starter", is_flag=True, help="载入随程序安装的起步法规库和起步案例。")
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
        show_loads(settings, as_json)
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
    laws = Counter(each.outcome for each in report.items if each.shelf is None and each.code not in NOTES)
    for outcome, name in OUTCOMES.items():
        if laws[outcome]:
            table.add_row(name, str(laws[outcome]))
    for shelf, name in SHELVES.items():
        if told := _on_shelf(report, shelf):
            table.add_row(name, told)
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


def _on_shelf(report: LoadReport, shelf: str) -> str:
    """新增 380，并入已有 225; nothing where the load held none."""
    counts = Counter(
        "merged" if each.code == "merged_copy" else each.outcome
        for each in report.items
        if each.shelf == shelf
    )
    return "，".join(f"{name} {counts[outcome]}" for outcome, name in ON_SHELF.items() if counts[outcome])


def _nothing(report: LoadReport) -> str:
    counts = "，".join(f"{OUTCOMES[name]} {count} 个文件" for name, count in report.counts.items() if count)
    return f"没有载入任何法规：{counts or '没有找到文件'}。能载入的是 {SUPPORTED}"


def _show_end(report: LoadReport) -> None:
    out = console()
    if report.index and "error" in report.index:
        out.print(f"索引没有更新：{report.index['message']}（{report.index['error']}）", markup=False)
    unchanged = report.library_before == report.library_version
    state = "没有变化" if unchanged else f"版本 {report.library_version[:12]}"
    out.print(
        f"用时 {report.seconds:.1f} 秒。法规库现有 {report.library_works} 部、{report.library_units} 条，{state}。"
    )
    if report.cases or report.documents:
        out.print(f"另有政策案例 {report.cases} 个、外地文件 {report.documents} 份。")
