"""The review sheet: the four parts of a party document's review, or the heads of a 合法性审核, with counts."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from review.judge import Judge
from review.model import Finding, Severity, SheetPart
from review.pack import BasisSpec


@cache
def _sheets() -> list[dict[str, Any]]:
    text = (resources.files("review") / "data" / "sheets.toml").read_text(encoding="utf-8")
    sheets: list[dict[str, Any]] = tomllib.loads(text)["sheet"]
    return sheets


def sheet(judge: Judge, findings: Sequence[Finding]) -> tuple[SheetPart, ...]:
    """The parts for this kind of document; empty where none is laid down."""
    counted = Counter((each.rule, each.severity) for each in findings)
    for each in _sheets():
        if str(judge.profile.doc_type) in each["doc_types"]:
            return tuple(_part(judge, part, counted) for part in each["part"])
    return ()


def parts_of(doc_type: str) -> tuple[tuple[str, str], ...]:
    """(name, question) of each part of the sheet for a kind of document; empty where none is laid down."""
    for each in _sheets():
        if doc_type in each["doc_types"]:
            return tuple((part["name"], part["question"]) for part in each["part"])
    return ()


def _part(judge: Judge, part: dict[str, Any], counted: Counter[tuple[str, Severity]]) -> SheetPart:
    rules = part.get("rules", ())
    specs = [BasisSpec(each["law"], each.get("article"), summary=each["summary"]) for each in part["basis"]]
    return SheetPart(
        part["name"],
        part["question"],
        judge.basis(specs),
        sum(counted[rule, Severity.ERROR] for rule in rules),
        sum(counted[rule, Severity.WARNING] for rule in rules),
        by_hand=not rules,
    )
