"""The progress bar of a load and of an index build."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from indexer.reports import Progress as Reported

PHASES = {
    "store": "读取并入库",
    "index": "建立索引",
    "citing": "整理引用关系",
    "vectors": "计算语义向量",
    "undo": "撤回",
}
STEPS = {"compare": "比对", "write": "分词写入", "commit": "提交", "verify": "校验", "swap": "切换"}


@contextmanager
def bar(quiet: bool = False) -> Iterator[Callable[[Reported], None]]:
    """A bar on standard error; what it yields takes progress reports. Quiet: nothing is shown."""
    if quiet:
        yield lambda _: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, int] = {}

        def report(progress: Reported) -> None:
            name = progress.phase + progress.step
            if name not in tasks:
                step = STEPS.get(progress.step, "")
                label = PHASES[progress.phase] + (f"：{step}" if step else "")
                tasks[name] = shown.add_task(label, total=progress.total)
            shown.update(
                shown.task_ids[list(tasks).index(name)], completed=progress.done, total=progress.total
            )

        yield report
