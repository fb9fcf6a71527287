"""Demands of a `check_draft` case: findings that must be there, and false alarms that must not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evaluation.expectations.basis import same_basis
from evaluation.expectations.checks import Answer, slices
from evaluation.judged import Case

SHORTEST_CLAUSE = 40
"""A finding may point at this much even where the text's clauses are shorter."""
MOST_BASES = 3


def check_draft(case: Case, page: Answer) -> Iterator[str]:
    """Where no finding is expected, errors and warnings are false alarms; notices are free."""
    findings = page["findings"]
    yield from slices(case.input, findings, "excerpt")
    clause = max(SHORTEST_CLAUSE, *(len(part) for part in re.split(r"[。；;\n]", case.input)))
    for wanted in case.expect["findings"]:
        yield from _finding(wanted, findings, clause)
    for rule in case.expect.get("no_findings_of", ()):
        if any(each["rule"] == rule for each in findings):
            yield f"误报 {rule}"
    if not case.expect["findings"]:
        loud = [each for each in findings if each["severity"] in ("error", "warning")]
        if loud:
            yield f"误报 {[(each['rule'], each['excerpt']) for each in loud]}"


def _finding(wanted: Answer, findings: Sequence[Answer], clause: int) -> Iterator[str]:
    rule, span = wanted["rule"], wanted["span_contains"]
    matching = [
        each for each in findings if each["rule"] == rule and _points_at(each["excerpt"], span, clause)
    ]
    if not matching:
        yield f"没有在“{span}”上报 {rule}：{[(each['rule'], each['excerpt']) for each in findings]}"
        return
    allowed = wanted.get("basis_any_of") or wanted["basis"]
    given = [basis for each in matching for basis in (each.get("basis") or ())[:MOST_BASES]]
    if allowed and not any(same_basis(one, basis) for one in allowed for basis in given):
        yield f"{rule} 的依据是 {given}"
    if not any(each["severity"] == wanted["severity"] for each in matching):
        yield f"{rule} 的级别是 {matching[0]['severity']}，应为 {wanted['severity']}"
    advice = wanted.get("suggestion")
    if advice and not any(advice in (each.get("suggestion") or "") for each in matching):
        yield f"{rule} 的建议里没有“{advice}”"


def _points_at(excerpt: str, span: str, clause: int) -> bool:
    """A finding points at the span when one holds the other; an excerpt is more than a character, at most a clause."""
    return 1 < len(excerpt) <= clause and (span in excerpt or excerpt in span)
