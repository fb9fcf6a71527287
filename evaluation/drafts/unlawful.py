"""`faju-eval drafts unlawful FILE`: clauses found unlawful in published fair-competition cases, found again or not.

The bulletins repeat their cases with small changes, so that rows of one case are grouped first (`corpus.cases`)
and stay in one half. The halves are cut by a hash of the case: `tuned` may be read while rules are written,
`held_out` may only be counted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from corpus.cases.categories import all_categories
from corpus.cases.merging import group
from corpus.cases.reading import CaseRow, read_row
from corpus.cases.tables import TableRow
from evaluation.judged import JudgedFileError
from evaluation.metrics import interval
from evaluation.report import table_of
from review.engine import check
from review.model import DocType, Finding, IssuerLevel, Profile, Severity
from search_service.cli.console import console, print_json

RULE = "FAIR_COMPETITION"
FIELDS = ("violationDetail", "content")
HALVES = ("tuned", "held_out")
CHAPTERS = {"第八条": "8", "第九条": "9", "第十条": "10", "第十一条": "11"}
_PROFILE = Profile(DocType.NORMATIVE_DOCUMENT, IssuerLevel.CITY, date(2026, 11, 23))


@dataclass(frozen=True, slots=True)
class Clause:
    """One case: its half, the chapters (articles 8 to 11) that its source names, its longest text by field."""

    half: str
    chapters: frozenset[str]
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Cases with a text, those found, those whose chapter is known, those found under one of these."""

    field: str
    half: str
    found: tuple[float, ...]
    right: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "half": self.half,
            "cases": len(self.found),
            "recall": _share(self.found),
            "recall_interval": interval(self.found),
            "chapter_known": len(self.right),
            "chapter": _share(self.right),
        }


def _share(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0


def read_clauses(path: Path) -> list[Clause]:
    """The distinct cases of a JSONL file of policy cases. JudgedFileError where it is none."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        read = [
            read_row(TableRow((at,), {key: str(value or "") for key, value in row.items()}))
            for at, row in enumerate(rows, 1)
        ]
    except (OSError, ValueError, AttributeError) as error:
        raise JudgedFileError(f"{path} 不是政策案例文件：{error}") from error
    kept = [(row, each.case) for row, each in zip(rows, read, strict=True) if isinstance(each, CaseRow)]
    chapters = {each.code: each.chapter for each in all_categories()}
    clauses = []
    for one in group([case for _, case in kept]):
        members = [kept[at][0] for at in one.members]
        digest = hashlib.sha256(one.case.id.encode()).digest()
        clauses.append(
            Clause(
                HALVES[digest[-1] % 2],
                frozenset(chapters[code] for code in one.case.categories) & frozenset(CHAPTERS.values()),
                {field: max((str(row.get(field) or "") for row in members), key=len) for field in FIELDS},
            )
        )
    return clauses


def alarms(text: str) -> list[Finding]:
    """Errors and warnings of the rule on a text, as a city's normative document."""
    found = check(text, _PROFILE).findings
    return [each for each in found if each.rule == RULE and each.severity != Severity.INFO]


def score(clauses: Sequence[Clause], field: str, half: str) -> Score:
    """Recall and right chapter: the first basis of any finding stands in an article that the source names."""
    found, right = [], []
    for each in clauses:
        if each.half != half or not each.texts[field]:
            continue
        raised = alarms(each.texts[field])
        found.append(float(bool(raised)))
        if each.chapters:
            named = {CHAPTERS.get(one.basis[0].article_no or "") for one in raised if one.basis}
            right.append(float(bool(named & each.chapters)))
    return Score(field, half, tuple(found), tuple(right))


@click.command(
    "unlawful",
    help="在被认定违反公平竞争审查规定的条款上量召回率和章的正确率；一半用于调规则，另一半只用来量。",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--missed", is_flag=True, help="列出用于调规则的一半里没有查出的。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def unlawful(*, file: Path, missed: bool, as_json: bool) -> None:
    """The missed ones of the held-out half are never shown."""
    clauses = read_clauses(file)
    scores = [score(clauses, field, half) for field in FIELDS for half in HALVES]
    if as_json:
        print_json({"cases": len(clauses), "scores": [each.as_json() for each in scores]})
        return
    out = console()
    if missed:
        for each in clauses:
            if each.half == "tuned" and each.texts[FIELDS[0]] and not alarms(each.texts[FIELDS[0]]):
                out.print(f"{','.join(sorted(each.chapters))}　{each.texts[FIELDS[0]][:300]}", markup=False)
    table = table_of("字段", "一半", "案例", "召回率", "95% 区间", "章正确")
    for told in (each.as_json() for each in scores):
        low, high = told["recall_interval"]
        table.add_row(
            told["field"],
            {"tuned": "用于调规则", "held_out": "只用来量"}[told["half"]],
            str(told["cases"]),
            f"{told['recall']:.3f}",
            f"{low:.3f}–{high:.3f}",
            f"{told['chapter']:.3f}",
        )
    out.print(table)
