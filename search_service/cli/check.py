"""`faju check-citations FILE`: every citation of a draft, judged; exit status 1 when one does not stand."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from corpus.drafts import read_draft
from search_service.api.respond import today
from search_service.checking import checked
from search_service.cli.console import FAILED, console, print_json
from search_service.cli.find import Day
from search_service.settings import Settings
from search_service.state import Holder
from search_service.verdicts import STANDS, VERDICTS, details


@click.command("check-citations", help="核验文稿里的全部引用（.docx、.txt、.md；- 为标准输入）。")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--as-of", type=Day(), help="核验日期，默认今天。")
@click.option("--law", help="文中“本法”“本条例”所指的法规。")
@click.option("--all", "everything", is_flag=True, help="有效的引用也逐条列出。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，与接口的答案相同。")
@click.pass_obj
def check_citations(
    settings: Settings, file: Path, as_of: date | None, law: str | None, everything: bool, as_json: bool
) -> None:
    """Check one file."""
    text = read_file(file)
    found = checked(Holder(settings).current(), text, law, as_of or today(), settings)
    if as_json:
        print_json({**found, "text": text})
    else:
        _show(text, found, everything)
    if any(each["verdict"] not in STANDS for each in found["citations"]):
        raise SystemExit(FAILED)


def read_file(file: Path) -> str:
    """The text of a draft; `-` is standard input. DraftError and OSError say what is wrong with it."""
    if str(file) == "-":
        return read_draft("", sys.stdin.buffer.read())
    return read_draft(file.name, file.read_bytes())


def _show(text: str, found: dict[str, Any], everything: bool) -> None:
    out = console()
    for each in found["citations"]:
        if everything or each["verdict"] not in STANDS or each["warnings"]:
            line = text.count("\n", 0, each["start"]) + 1
            head = Text(f"第 {line} 行　{each['text']}", style="bold")
            out.print(head, Text(VERDICTS[each["verdict"]]))
            for detail in details(each):
                out.print(f"　　{detail}", markup=False)
    coverage = found["coverage"]
    out.print(
        f"共 {coverage['extracted']} 处引用，核验 {coverage['verified']} 处，"
        f"未核验的名称 {len(coverage['skipped'])} 处。核验日期 {found['as_of']}。"
    )
