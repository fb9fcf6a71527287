"""`faju doctor`: what is installed, where data lies, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from rich.text import Text

from search_service.cli.console import FAILED, console, print_json
from search_service.cli.lazy import LazyGroup
from search_service.diagnosis.findings import Finding, Status
from search_service.diagnosis.report import Diagnosis, diagnose
from search_service.settings import load_settings

MARKS = {Status.OK: ("✓", "green"), Status.WARNING: ("！", "yellow"), Status.ERROR: ("✗", "bold red")}


@click.group(
    cls=LazyGroup,
    places={"library": "library:library"},
    invoke_without_command=True,
    help="检查：装了什么，数据在哪里，哪里不对，怎样修复。",
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Exit status 1 when something is wrong, 0 when there is nothing or only warnings."""
    home: Path | None = context.parent.params.get("home") if context.parent else None
    if context.invoked_subcommand is not None:
        context.obj = load_settings(home=home)
        return
    found = diagnose(home)
    if as_json:
        print_json(found.as_json())
    else:
        show(found.findings)
        console().print(Text(summary(found)))
    if found.status is Status.ERROR:
        context.exit(FAILED)


def show(findings: Iterable[Finding]) -> None:
    """One line for each finding, and below it what to do."""
    out = console()
    for each in findings:
        mark, style = MARKS[each.status]
        line = Text(f"{mark} ", style=style)
        line.append(each.message)
        if each.status is not Status.OK:
            line.append(f"（{each.code}）", style=style)
        out.print(line)
        if each.hint:
            out.print(Text(f"   → {each.hint}"))


def summary(found: Diagnosis) -> str:
    """The last line: how many things there are to do."""
    errors = sum(each.status is Status.ERROR for each in found.findings)
    warnings = sum(each.status is Status.WARNING for each in found.findings)
    if errors:
        also = f"，另有 {warnings} 处提醒" if warnings else ""
        return f"发现 {errors} 处问题{also}。代码的说明见 docs/install.md 的“排错”。"
    if warnings:
        return f"没有发现错误，有 {warnings} 处提醒。"
    return "一切正常。"
