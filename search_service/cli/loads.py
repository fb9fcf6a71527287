"""`faju loads`: the log of all loads; `faju undo LOAD`: one of them taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from corpus.store.records import LoadRecord, LoadState
from corpus.store.store import Store
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
STATES = {"running": "进行中", "finished": "完成", "abandoned": "中断", "undone": "已撤销"}
_IN_ALL = {**OUTCOMES, "new": "新增"}  # laws, cases and documents together


@click.command("loads", help="载入记录：每一批由谁、何时、载入了什么，校验和与结果。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def loads(settings: Settings, as_json: bool) -> None:
    """List all loads, the newest first."""
    show_loads(settings, as_json)


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
    out = console()
    for each in found:
        state = STATES.get(str(each.state), str(each.state))
        out.print(
            f"第 {each.seq} 批　{state}　{local_time(each.started_at)}　{each.who}　{each.label}",
            markup=False,
        )
        out.print(f"　　{_counted(each) or '没有内容'}", markup=False)
        if each.checksum:
            out.print(f"　　校验和 {each.checksum}", markup=False)


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
    out = console()
    out.print(
        f"第 {found.seq} 批：{found.label}，{found.who} 于 {local_time(found.started_at)} 载入。",
        markup=False,
    )
    out.print(f"结果：{_counted(found) or '没有内容'}。")
    if not yes:
        click.confirm("确定撤回这一批", abort=True)
    from indexer.undoing import undo as take_back

    with bar() as report:
        done = take_back(
            settings.home, load, index=not no_index, cluster=settings.cluster, on_progress=report
        )
    out.print(
        f"已撤回第 {load} 批。法规库现有 {done.library.works} 部、{done.library.units} 条，"
        f"政策案例 {done.cases} 个、外地文件 {done.documents} 份。"
    )
    if done.index and "error" in done.index:
        out.print(f"索引没有更新：{done.index['message']}（{done.index['error']}）", markup=False)
        raise SystemExit(FAILED)


def _counted(each: LoadRecord) -> str:
    return "，".join(f"{_IN_ALL.get(name, name)} {count}" for name, count in each.counts.items() if count)


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
    }
