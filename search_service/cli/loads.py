"""`faju loads`: the log of all loads; `faju undo LOAD`: one of them taken back."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from corpus.store.errors import StoreError
from corpus.store.records import LoadRecord, LoadState, OutcomeKind
from corpus.store.store import Store
from search_service.cli.console import FAILED, console, fail, print_json
from search_service.cli.progress import bar
from search_service.imports.words import OUTCOMES, STATES
from search_service.settings import Settings

UNDO = "undo"  # indexer.undoing.KIND, which is not imported for a list

TAKEN = ("new", "new_version", "changed", "same", "conflict")
MOST_SHOWN = 20


@click.command(
    "loads",
    help="载入记录：每一批由谁、何时、载入了什么，校验和与结果。写上批次号，看这一批的拒收、提示，或存成 Excel 报告。",
)
@click.argument("load", type=int, required=False)
@click.option(
    "--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="把这一批的报告写成 Excel 文件。"
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def loads(settings: Settings, load: int | None, xlsx: Path | None, as_json: bool) -> None:
    """List all loads, the newest first, or tell of one."""
    if load is None:
        if xlsx is not None:
            raise click.UsageError("--xlsx 要写明是哪一批：faju loads 3 --xlsx 报告.xlsx")
        show_loads(settings, as_json)
        return
    with Store.open(settings.home, read_only=True) as store:
        record = store.load(load)
        if record is None:
            fail("load_unknown", f"没有第 {load} 批载入；faju loads 列出全部批次")
        if xlsx is not None:
            write_report(store, record, xlsx)
        elif as_json:
            from search_service.imports.account import one

            print_json(one(store, load))
        else:
            _show_line(record)
            _show_account(store, record)


def write_report(store: Store, record: LoadRecord, file: Path) -> None:
    """Write the report of a load; an existing file is never overwritten (`file_exists`)."""
    from search_service.imports.report_book import report_book

    try:
        with file.open("xb") as target:
            target.write(report_book(store, record))
    except FileExistsError:
        fail("file_exists", f"{file} 已经存在，没有改动：请换一个文件名")
    console().print(f"报告已写到 {file}。", markup=False)


def show_loads(settings: Settings, as_json: bool) -> None:
    """Print the log of loads."""
    with Store.open(settings.home, read_only=True) as store:
        found = store.loads()
    if as_json:
        print_json([_plain(each) for each in found])
        return
    if not found:
        console().print("还没有载入过。")
        return
    for each in found:
        _show_line(each)


def _show_line(each: LoadRecord) -> None:
    out = console()
    how = "（只检查）" if each.dry_run else ""
    out.print(
        f"第 {each.seq} 批　{STATES[each.state]}{how}　{local_time(each.started_at)}　{each.who}　{each.label}",
        markup=False,
    )
    if each.kind != UNDO:
        out.print(f"　　{_counted(each) or '没有内容'}", markup=False)
    if each.error:
        out.print(f"　　{each.error['message']}（{each.error['code']}）", markup=False)
    if each.checksum:
        out.print(f"　　校验和 {each.checksum}", markup=False)


def _show_account(store: Store, record: LoadRecord) -> None:
    """Rejected files and rows with their reasons, what is odd in what was taken, what changed."""
    out = console()
    rejected, total = store.account.items(record.seq, OutcomeKind.REJECTED, limit=MOST_SHOWN)
    for each in rejected:
        out.print(f"  拒收 {each.path}：{each.message}（{each.code}）", markup=False)
    _more(total, len(rejected))
    for line in warning_lines(store, record.seq):
        out.print(line, markup=False)
    changed, total = store.account.items(record.seq, OutcomeKind.CHANGED, limit=MOST_SHOWN)
    titles = store.account.titles(changed)
    for each in changed:
        out.print(f"  更新 {each.path}　{titles.get(each.work_id or '', '')}", markup=False)
    _more(total, len(changed))


def warning_lines(store: Store, seq: int) -> Iterator[str]:
    """What is odd in what a load brought, the first of it, and how often each kind occurs."""
    counts = store.account.problem_counts(seq)
    if not counts:
        return
    from search_service.library_health import CODES

    told = "，".join(f"{CODES.get(code, code)} {count}" for code, count in counts.items())
    yield f"提示：{told}。"
    odd, _ = store.account.items(seq, odd=True, limit=MOST_SHOWN)
    for each in odd[: MOST_SHOWN // 2]:
        for problem in each.problems[:2]:
            yield f"  提示 {each.path}：{problem.message}（{problem.code}）"
    if sum(counts.values()) > MOST_SHOWN // 2:
        yield f"  全部提示：faju loads {seq} --xlsx 报告.xlsx"


def _more(total: int, shown: int) -> None:
    if total > shown:
        console().print(f"  ……另有 {total - shown} 个；用 --json 或 --xlsx 查看全部。")


@click.command("undo", help="撤回一批载入：它说的都不再算数，法规库和索引随之更新。记录仍然保留。")
@click.argument("load", type=int)
@click.option("--yes", is_flag=True, help="不再询问。")
@click.option("--no-index", is_flag=True, help="不更新索引。")
@click.pass_obj
def undo(settings: Settings, load: int, yes: bool, no_index: bool) -> None:
    """Take one load back. Exit status 1 when there is no such load, or the index did not follow."""
    with Store.open(settings.home, read_only=True) as store:
        found = store.load(load)
    if found is None:
        fail("load_unknown", f"没有第 {load} 批载入；faju loads 列出全部批次")
    if found.state is LoadState.UNDONE:
        fail("load_undone", f"第 {load} 批已经撤回")
    if found.kind == UNDO or found.dry_run:
        fail("load_unknown", f"第 {load} 批没有载入什么，不用撤回")
    out = console()
    out.print(
        f"第 {found.seq} 批：{found.label}，{found.who} 于 {local_time(found.started_at)} 载入。",
        markup=False,
    )
    out.print(f"结果：{_counted(found) or '没有内容'}。")
    if not yes:
        click.confirm("确定撤回这一批", abort=True)
    from indexer.undoing import undo as take_back

    with entered(settings), bar() as report:
        done = take_back(
            settings.home, load, user(), index=not no_index, cluster=settings.cluster, on_progress=report
        )
    out.print(
        f"已撤回第 {load} 批。法规库现有 {done.library.works} 部、{done.library.units} 条，"
        f"政策案例 {done.cases} 个、外地文件 {done.documents} 份。"
    )
    if done.index and "error" in done.index:
        out.print(f"索引没有更新：{done.index['message']}（{done.index['error']}）", markup=False)
        raise SystemExit(FAILED)


def _counted(each: LoadRecord) -> str:
    return "，".join(f"{OUTCOMES.get(name, name)} {count}" for name, count in each.counts.items() if count)


@contextmanager
def entered(settings: Settings) -> Iterator[None]:
    """Around what loads or takes back: whatever came of it is in the record at once. Where that cannot be written, a
    running service enters it later."""
    try:
        yield
    finally:
        from search_service.working.loads import enter_loads

        with suppress(StoreError), Store.open(settings.home) as store:
            enter_loads(store)


def user() -> str:
    """Who loads, for the record."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知"


def local_time(moment: str) -> str:
    """A moment of the store (UTC) in the time of this machine."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def _plain(each: LoadRecord) -> dict[str, Any]:
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
        "dry_run": each.dry_run,
        "error": dict(each.error) if each.error else None,
    }
