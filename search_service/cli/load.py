"""`faju load PATH…`: files, folders and archives into the library, with an account of every file."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from corpus.readers.formats import SUPPORTED
from corpus.store import Store
from indexer.load_process import run, run_waiting
from indexer.lock import LockHeld, loader_lock
from indexer.progress import OnProgress
from indexer.reports import LoadReport
from search_service.cli.console import FAILED, console, fail, print_json
from search_service.cli.loads import TAKEN, entered, show_loads, user, warning_lines, write_report
from search_service.cli.progress import bar
from search_service.imports.words import OUTCOMES
from search_service.settings import Settings

MOST_SHOWN = 20


LAWS = {**OUTCOMES, "new": "新增法规"}
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
@click.option("--dry-run", is_flag=True, help="只检查，不载入：报告与真的载入一样，法规库不变。")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="字段=列名",
    help="表格里哪一列是什么，可重复，例如 标题=名称、正文=内容；省略时按列名猜。",
)
@click.option("--resume", type=int, metavar="批次", help="从停下的地方继续一次中断、取消或失败的载入。")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="把报告写成 Excel 文件。")
@click.option("--list", "listing", is_flag=True, help="列出已有的载入批次。")
@click.option("--no-index", is_flag=True, help="只入库，不更新索引。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出报告。")
@click.pass_obj
def load(settings: Settings, /, paths: tuple[Path, ...], **given: Any) -> None:
    """Load, or list the loads. Exit status 1 when nothing could be taken, or the index did not follow."""
    resume, xlsx, as_json = given["resume"], given["xlsx"], given["as_json"]
    if given["listing"]:
        show_loads(settings, as_json)
        return
    if bool(paths) + given["starter"] + (resume is not None) != 1:
        raise click.UsageError(
            "请给出要载入的文件或文件夹，或用 --starter 载入起步法规库，或用 --resume 继续一个批次"
        )
    if xlsx is not None and xlsx.exists():
        fail("file_exists", f"{xlsx} 已经存在，没有改动：请换一个文件名")
    how: dict[str, Any] = {"index": not given["no_index"], "cluster": settings.cluster}
    with entered(settings), bar(quiet=as_json) as progress:
        if resume is not None:
            report = _resumed(settings, resume, progress, how)
        else:
            report = run(
                None if given["starter"] else [each.absolute() for each in paths],
                settings.home,
                user(),
                progress,
                source=given["source"],
                columns=_columns(given["columns"]),
                dry_run=given["dry_run"],
                **how,
            )
    _tell(settings, report, xlsx, as_json)


def _columns(given: tuple[str, ...]) -> dict[str, str] | None:
    """`标题=名称` as field → heading; a field by its Chinese label or its name."""
    from corpus.readers.columns import known_fields

    labels = known_fields()
    known = {label: name for name, label in labels.items()} | {name: name for name in labels}
    found = {}
    for each in given:
        label, equals, heading = each.partition("=")
        if not equals or not heading or label.strip() not in known:
            raise click.UsageError(
                f"--column {each} 应写作 字段=列名；字段可用：{'、'.join(dict.fromkeys(labels.values()))}"
            )
        found[known[label.strip()]] = heading.strip()
    return found or None


def _resumed(settings: Settings, seq: int, progress: OnProgress, how: dict[str, Any]) -> LoadReport:
    with Store.open(settings.home) as store:
        with suppress(LockHeld), loader_lock(settings.home, store):
            store.jobs.abandon_stale()  # one that was killed does not run, whatever the log says
        store.jobs.resume(seq)
    run_waiting(seq, settings.home, progress, **how)
    with Store.open(settings.home, read_only=True) as store:
        record = store.load(seq)
        items = [
            {
                "path": each.path,
                "outcome": str(each.outcome),
                "code": each.code,
                "message": each.message,
                "work_id": each.work_id,
                "version_key": each.version_key,
                "shelf": each.shelf,
            }
            for each in store.load_items(seq)
        ]
    if record is None or record.report is None:
        fail("load_crashed", f"第 {seq} 批没有载入完；faju loads {seq} 查看原因")
    return LoadReport.from_json({**record.report, "items": items})


def _tell(settings: Settings, report: LoadReport, xlsx: Path | None, as_json: bool) -> None:
    if as_json:
        print_json(report.as_json())
    else:
        _show(report)
    with Store.open(settings.home, read_only=True) as store:
        if not as_json:
            for line in warning_lines(store, report.seq):
                console().print(line, markup=False)
        record = store.load(report.seq)
        if xlsx is not None and record is not None:
            write_report(store, record, xlsx)
    if not set(TAKEN) & report.counts.keys():
        fail("nothing_loaded", _nothing(report))
    if report.index and "error" in report.index:
        raise SystemExit(FAILED)


def _show(report: LoadReport) -> None:
    out = console()
    title = f"{'检查' if report.dry_run else '载入'} {report.label}"
    table = Table(title=title, title_justify="left", show_header=False)
    laws = Counter(each.outcome for each in report.items if each.shelf is None and each.code not in NOTES)
    for outcome, name in LAWS.items():
        if laws[outcome]:
            table.add_row(name, str(laws[outcome]))
    for shelf, name in SHELVES.items():
        if told := _on_shelf(report, shelf):
            table.add_row(name, told)
    if table.row_count == 0:
        table.add_row("没有可载入的文件", "0")
    out.print(table)
    worth_telling = ("rejected", "conflict") if set(TAKEN) & report.counts.keys() else LAWS
    left = [each for each in report.items if each.outcome in worth_telling]
    for each in left[:MOST_SHOWN]:
        out.print(f"  {LAWS[each.outcome]} {each.path}：{each.message}（{each.code}）", markup=False)
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
    counts = "，".join(f"{LAWS[name]} {count} 个文件" for name, count in report.counts.items() if count)
    return f"没有载入任何法规：{counts or '没有找到文件'}。能载入的是 {SUPPORTED}"


def _show_end(report: LoadReport) -> None:
    out = console()
    if report.index and "error" in report.index:
        out.print(f"索引没有更新：{report.index['message']}（{report.index['error']}）", markup=False)
    if report.dry_run:
        out.print(f"用时 {report.seconds:.1f} 秒。只检查，没有载入；去掉 --dry-run 就载入。")
        return
    unchanged = report.library_before == report.library_version
    state = "没有变化" if unchanged else f"版本 {report.library_version[:12]}"
    out.print(
        f"用时 {report.seconds:.1f} 秒。法规库现有 {report.library_works} 部、{report.library_units} 条，{state}。"
    )
    if report.cases or report.documents:
        out.print(f"另有政策案例 {report.cases} 个、外地文件 {report.documents} 份。")
