"""`faju-eval drafts documents FILE`: what real documents raise, by rule and with its context, to be read and judged."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from evaluation.judged import JudgedFileError
from evaluation.report import table_of
from review.model import DocType, Finding, IssuerLevel, Profile, Severity
from search_service.api.respond import today
from search_service.cli.console import console, print_json
from search_service.cli.find import Day
from search_service.reviewing.run import Bases, reviewed
from search_service.settings import load_settings
from search_service.state import Holder

AROUND = 60
"""Characters of context before and behind a finding."""

_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")


@dataclass(frozen=True, slots=True)
class Document:
    """A published document: its title, its text, the place of its issuer as the source names it."""

    title: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding in its document: `before` and `after` are the words around it."""

    document: str
    finding: Finding
    before: str
    after: str

    def as_json(self) -> dict[str, Any]:
        found = self.finding
        return {
            "document": self.document,
            "rule": found.rule,
            "severity": str(found.severity),
            "before": self.before,
            "excerpt": found.excerpt,
            "after": self.after,
            "message": found.message,
            "basis": [each.citation for each in found.basis],
        }


def read_documents(path: Path) -> list[Document]:
    """The rows of a JSONL file with `title`, `text`, `place`. JudgedFileError where it is none."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [Document(str(row["title"]), str(row["text"]), str(row.get("place") or "")) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise JudgedFileError(f"{path} 不是文件集（每行一个 JSON，有 title、text）：{error}") from error


def level_of(place: str) -> IssuerLevel:
    """全国 → 国务院部门; 江苏省 → 省级; …县, …区 → 县级; else 设区的市."""
    if place in ("", "全国"):
        return IssuerLevel.DEPARTMENT if place else IssuerLevel.CITY
    if place.endswith(("省", "自治区")) or place in _MUNICIPALITIES:
        return IssuerLevel.PROVINCE
    return IssuerLevel.COUNTY if re.search(r"[县区旗]$", place) else IssuerLevel.CITY


def _raised(document: Document, findings: tuple[Finding, ...]) -> Iterator[Raised]:
    for each in findings:
        before = document.text[max(0, each.start - AROUND) : each.start]
        yield Raised(document.title, each, before, document.text[each.end : each.end + AROUND])


@click.command(
    "documents",
    help="审查一个 JSONL 文件里的真实文件，列出每条规则的问题数和每千字的问题数，并逐个列出供人判断。",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认取 FAJU_HOME。")
@click.option(
    "--type",
    "doc_type",
    type=click.Choice([str(each) for each in DocType]),
    default="规范性文件",
    metavar="文种",
)
@click.option("--as-of", type=Day(), help="审查日，默认今天。")
@click.option(
    "--bases", type=click.Choice([str(each) for each in Bases]), default="auto", help="逐条查找依据的范围。"
)
@click.option(
    "--severity",
    type=click.Choice([str(each) for each in Severity]),
    default="warning",
    help="逐个列出到哪一级。",
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def documents(
    *,
    file: Path,
    home: Path | None,
    doc_type: str,
    as_of: date | None,
    bases: str,
    severity: str,
    as_json: bool,
) -> None:
    """Review every document under the level that its place suggests."""
    read = read_documents(file)
    settings = load_settings(home=home)
    state = Holder(settings).current()
    raised: list[Raised] = []
    gaps, started = 0, time.process_time()
    for each in read:
        profile = Profile(DocType(doc_type), level_of(each.place), as_of or today(), None)
        found = reviewed(state, each.text, profile, settings, bases=Bases(bases))
        raised += _raised(each, found.report.findings)
        gaps += len(found.gaps)
    used = time.process_time() - started
    characters = sum(len(each.text) for each in read)
    shown = _to(raised, Severity(severity))
    if as_json:
        print_json(_json(read, raised, shown, characters, gaps, used))
        return
    _show(read, raised, shown, characters, gaps, used)


def _to(raised: list[Raised], severity: Severity) -> list[Raised]:
    wanted = list(Severity)[: list(Severity).index(severity) + 1]
    return [each for each in raised if each.finding.severity in wanted]


def _counts(raised: list[Raised]) -> list[tuple[str, str, int]]:
    counted = Counter((each.finding.severity, each.finding.rule) for each in raised)
    order = list(Severity)
    ordered = sorted(counted.items(), key=lambda pair: (order.index(pair[0][0]), -pair[1]))
    return [(str(severity), rule, count) for (severity, rule), count in ordered]


def _json(
    read: list[Document], raised: list[Raised], shown: list[Raised], characters: int, gaps: int, used: float
) -> dict[str, Any]:
    rules = [
        {"severity": severity, "rule": rule, "count": count, "per_1000": round(1000 * count / characters, 4)}
        for severity, rule, count in _counts(raised)
    ]
    return {
        "documents": len(read),
        "characters": characters,
        "cpu_seconds": round(used, 1),
        "rules": rules,
        "gaps": gaps,
        "findings": [each.as_json() for each in shown],
    }


def _show(
    read: list[Document], raised: list[Raised], shown: list[Raised], characters: int, gaps: int, used: float
) -> None:
    out = console()
    for number, each in enumerate(shown, 1):
        found = each.finding
        out.print(f"{number}. {found.severity} {found.rule}　{found.message}", markup=False)
        words = f"{each.before}【{found.excerpt}】{each.after}"
        out.print(f"    {' '.join(words.split())}", markup=False)
        out.print(f"    《{' '.join(each.document.split())[:50]}》", markup=False)
    table = table_of("级别", "规则", "个数", "每千字")
    for severity, rule, count in _counts(raised):
        table.add_row(severity, rule, str(count), f"{1000 * count / characters:.3f}")
    out.print(table)
    out.print(f"{len(read)} 份文件，{characters} 字，没有依据的条文 {gaps} 条，CPU {used:.1f} 秒。")
