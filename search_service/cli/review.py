"""`faju review FILE…`: drafts reviewed before they are issued; the exit status tells the gravest finding."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
import orjson
from rich.text import Text

from corpus.drafts import DraftError, read_draft
from review.model import DocType, Finding, IssuerLevel, Profile, Severity
from search_service.api.respond import today
from search_service.cli.console import FAILED, console, explain, say_error
from search_service.cli.find import Day
from search_service.errors import ServiceError
from search_service.reviewing.outputs import Format, output
from search_service.reviewing.outputs.stamp import stamp, summary
from search_service.reviewing.run import Bases, Reviewed, reviewed
from search_service.reviewing.wire import as_json
from search_service.reviewing.words import GAPS, SEVERITIES, basis_line
from search_service.settings import Settings
from search_service.state import Holder, State

WARNED, FOUND = 3, 4
"""Exit status where warnings, or errors, were found; 1 where a file could not be read, 2 for a wrong command."""
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
TEXT = "text"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is the same for all files."""

    profile: Profile
    bases: Bases
    form: str
    folder: Path | None


@click.command(
    "review", help="审查文稿（.docx、.txt、.md；- 为标准输入），可以一次给多个文件。退出码见 docs/review.md。"
)
@click.argument(
    "files", type=click.Path(path_type=Path, allow_dash=True), nargs=-1, required=True, metavar="FILE…"
)
@click.option(
    "--type",
    "doc_type",
    type=click.Choice([str(each) for each in DocType]),
    default=str(DocType.NORMATIVE_DOCUMENT),
    show_default=True,
    metavar="文种",
    help=f"文种：{'、'.join(DocType)}。",
)
@click.option(
    "--issuer-level",
    type=click.Choice([str(each) for each in IssuerLevel]),
    metavar="层级",
    help=f"制定机关的层级：{'、'.join(IssuerLevel)}。",
)
@click.option("--title", help="文稿的标题；默认取文稿里的标题行。")
@click.option("--as-of", type=Day(), help="审查日，默认今天。")
@click.option(
    "--bases",
    type=click.Choice([str(each) for each in Bases]),
    default=str(Bases.AUTO),
    show_default=True,
    metavar="范围",
    help="逐条查找依据：auto 查前面的若干条，on 全部，off 不查。",
)
@click.option("--json", "as_lines", is_flag=True, help="以 JSON 输出，一个文件一行，与接口的答案相同。")
@click.option(
    "--format",
    "form",
    metavar="形式",
    type=click.Choice([TEXT, *map(str, Format)]),
    default=TEXT,
    show_default=True,
    help="text 显示在屏幕上；docx 带批注的文稿，opinion 审查意见，xlsx 清单，json：每个文件写一份。",
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="文件写到这个文件夹，默认写在文稿旁边。"
)
@click.pass_obj
def review(
    settings: Settings,
    *,
    files: tuple[Path, ...],
    doc_type: str,
    issuer_level: str | None,
    title: str | None,
    as_of: date | None,
    bases: str,
    as_lines: bool,
    form: str,
    out: Path | None,
) -> None:
    """Review each file by itself: memory is that of one draft; a file that cannot be read stops no other."""
    level = IssuerLevel(issuer_level) if issuer_level else None
    profile = Profile(DocType(doc_type), level, as_of or today(), title)
    asked = Asked(profile, Bases(bases), "lines" if as_lines else form, out)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    state = Holder(settings).current()
    worst, unread = None, 0
    with _progress(len(files)) as advance:
        for file in files:
            try:
                found = _one(state, settings, file, asked)
                worst = _graver(worst, found)
            except (DraftError, ServiceError, OSError) as error:
                unread += 1
                _complain(file, error)
            advance()
    if unread:
        raise SystemExit(FAILED)
    raise SystemExit({Severity.ERROR: FOUND, Severity.WARNING: WARNED}.get(worst or Severity.INFO, 0))


def _one(state: State, settings: Settings, file: Path, asked: Asked) -> Severity | None:
    """Review one file and give the answer; its gravest severity."""
    name = "" if str(file) == "-" else file.name
    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    found = reviewed(state, read_draft(name, data), asked.profile, settings, bases=asked.bases, name=name)
    if asked.form == TEXT:
        _show(found)
    elif asked.form == "lines":
        click.echo(orjson.dumps({"file": str(file), **as_json(found), "text": found.text}).decode())
    else:
        _write(found, file, data, asked)
    return next((each for each in SEVERITIES if found.count(each)), None)


def _write(found: Reviewed, file: Path, data: bytes, asked: Asked) -> None:
    """Write a file beside the draft or into the folder; what stands there already is kept."""
    made = output(found, Format(asked.form), data)
    folder = asked.folder or (Path() if str(file) == "-" else file.parent)
    target = _free(folder / made.name)
    target.write_bytes(made.data)
    console().print(f"{file}：{summary(found)} 已写入 {target}", markup=False)


def _free(path: Path) -> Path:
    """The path, or the next with a number that no file has: two drafts may bear one title."""
    stem, dot, ending = path.name.partition(".")
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{stem}（{number}）{dot}{ending}")
    return path


def _graver(one: Severity | None, other: Severity | None) -> Severity | None:
    return next((each for each in SEVERITIES if each in (one, other)), None)


def _complain(file: Path, error: Exception) -> None:
    """One sentence for one file; the others go on."""
    if isinstance(error, OSError):
        from indexer.system_errors import explain_os

        say_error(*explain_os(error))
        return
    code, message = explain(error) or ("io_error", str(error))
    say_error(code, f"{file}：{message}")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error where there are several files; what it yields is called after each."""
    if total < 2:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("审查"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda: shown.advance(task)


def _show(found: Reviewed) -> None:
    out = console()
    if found.name:
        out.print(Text(found.name, style="bold"))
    for each in found.report.findings:
        _show_finding(found.text, each)
    for gap in found.gaps:
        kinds = "、".join(GAPS[kind] for kind in gap.kinds)
        line = found.text.count("\n", 0, gap.start) + 1
        out.print(f"第 {line} 行　没有找到依据（{kinds}）：{_short(gap.excerpt)}", markup=False)
    for line_ in (summary(found), *stamp(found)):
        out.print(line_, markup=False)


def _show_finding(text: str, each: Finding) -> None:
    out = console()
    place = f"第 {text.count(chr(10), 0, each.start) + 1} 行" if each.excerpt else "全文"
    out.print(Text(f"{place}　{SEVERITIES[each.severity]}　{each.message}", style=STYLES[each.severity]))
    details: Sequence[str] = [
        *([f"原文：{_short(each.excerpt)}"] if each.excerpt else []),
        *(f"依据：{_short(basis_line(basis), 120)}" for basis in each.basis),
        *([f"建议：{each.suggestion}"] if each.suggestion else []),
    ]
    for detail in details:
        out.print(f"　　{detail}", markup=False)


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
