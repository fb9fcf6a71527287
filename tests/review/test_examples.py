"""Every rule's own examples: what it must mark and what it must leave alone (review/data/*.toml)."""

from __future__ import annotations

import pytest

from review.library import CorpusSources
from review.pack import Example, Rule, load
from tests.review.running import reviewed

RULES = list(load().rules.values())
POSITIVE = [(rule, each) for rule in RULES for each in rule.positive]
NEGATIVE = [(rule, each) for rule in RULES for each in rule.negative]


def _name(value: object) -> str:
    return value.id if isinstance(value, Rule) else getattr(value, "text", "")[:24]


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_a_rule_has_five_examples_of_each_kind(rule: Rule) -> None:
    assert len(rule.positive) >= 5
    assert len(rule.negative) >= 5
    texts = [
        (each.text, each.doc_type, each.issuer_level, each.title) for each in (*rule.positive, *rule.negative)
    ]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("rule", "example"), POSITIVE, ids=_name)
def test_marks_what_it_must(rule: Rule, example: Example, sources: CorpusSources) -> None:
    report = reviewed(example, sources)
    marked = [each for each in report.findings if each.rule == rule.id]
    assert marked, f"{rule.id} leaves alone: {example.text}"
    for each in report.findings:
        assert example.text[each.start : each.end] == each.excerpt


@pytest.mark.parametrize(("rule", "example"), NEGATIVE, ids=_name)
def test_leaves_alone_what_is_lawful(rule: Rule, example: Example, sources: CorpusSources) -> None:
    loud = [
        each
        for each in reviewed(example, sources).findings
        if each.rule == rule.id and (each.severity != "info" or rule.severity == "info")
    ]
    assert not loud, f"{rule.id} marks: {[each.message for each in loud]}"
