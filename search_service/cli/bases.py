"""`faju bases FILE`: each clause of a draft with the articles that it may rest on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from search_service.api.respond import today
from search_service.bases import find
from search_service.cli.check import read_file
from search_service.cli.console import console, print_json
from search_service.cli.find import Day
from search_service.settings import Settings
from search_service.state import Holder
from search_service.verdicts import CURRENCIES, STANDS, VERDICTS, warning

LONGEST_LINE = 60


@click.command("bases", help="为文稿逐条查找依据（.docx、.txt、.md；- 为标准输入）。")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--title", help="文稿的标题；默认取文稿里的标题行。")
@click.option("--size", type=click.IntRange(1, 20), default=3, show_default=True, help="每条列出几条依据。")
@click.option("--as-of", type=Day(), help="核验日期，默认今天。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，与接口的答案相同。")
@click.pass_obj
def bases(
    settings: Settings, file: Path, title: str | None, size: int, as_of: date | None, as_json: bool
) -> None:
    """The bases of one file."""
    text = read_file(file)
    state = Holder(settings).current()
    found = find(state, text, title=title, size=size, day=as_of or today(), settings=settings)
    if as_json:
        print_json({**found, "text": text})
    else:
        _show(text, found)


def _show(text: str, found: dict[str, Any]) -> None:
    out = console()
    laws = "".join(f"《{each['title']}》" for each in found["context"]["laws"])
    if laws:
        out.print(f"制定依据：{laws}，优先列出。", markup=False)
    for each in found["clauses"]:
        _show_clause(text, each)
    coverage = found["coverage"]
    if not coverage["clauses"]:
        out.print("文稿里没有可以查找依据的条文。")
        return
    left = sum(each["reason"] == "over_limit" for each in coverage["skipped"])
    out.print(
        f"查找 {coverage['clauses']} 条，{coverage['with_basis']} 条有较有把握的依据；"
        f"核验日期 {found['as_of']}。" + (f"条文过多，还有 {left} 条没有查找，请分开提交。" if left else "")
    )


def _show_clause(text: str, clause: dict[str, Any]) -> None:
    out = console()
    line = text.count("\n", 0, clause["start"]) + 1
    numbered = clause["label"] and not clause["excerpt"].startswith(clause["label"])
    label = f"{clause['label']}　" if numbered else ""
    out.print(Text(f"第 {line} 行　{label}{_short(clause['excerpt'])}", style="bold"))
    for each in clause["cited"]:
        if each["verdict"] not in STANDS:
            out.print(f"   引用 {each['text']}：{VERDICTS[each['verdict']]}", markup=False)
    if not clause["confident"]:
        out.print("   没有找到有把握的依据。" + ("以下仅供参考：" if clause["bases"] else ""), markup=False)
    for each in (*clause["bases"], *clause["upcoming"]):
        _show_basis(each)


def _show_basis(basis: dict[str, Any]) -> None:
    out = console()
    law = basis["law"]
    mark = "" if basis["currency"] == "in_force" else f"（{CURRENCIES[basis['currency']]}）"
    name = f"   {basis['rank']}. 《{law['title']}》{basis['article_no'] or ''}（{law['level']}）{mark}"
    out.print(name, markup=False)
    out.print(f"      {_short(basis['text'])}", style="dim", markup=False)
    for each in basis["warnings"]:
        out.print(f"      提示：{warning(each)}", markup=False)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"
