"""Lawful sentences that look like findings: at most 3 % may raise an error or a warning."""

from __future__ import annotations

import tomllib
from pathlib import Path

from review.library import CorpusSources
from review.model import DocType, IssuerLevel
from review.pack import Example
from tests.review.running import reviewed

GROUPS = tomllib.loads((Path(__file__).parent / "lookalikes.toml").read_text(encoding="utf-8"))["group"]
MOST_ALARMS = 0.03


def examples() -> list[Example]:
    return [
        Example(text, DocType(group.get("doc_type", "规范性文件")), IssuerLevel.CITY)
        for group in GROUPS
        for text in group["texts"]
    ]


def test_lawful_sentences_raise_no_alarm(sources: CorpusSources) -> None:
    alarms = [
        (each.text, [(found.rule, found.message) for found in loud])
        for each in examples()
        if (loud := [one for one in reviewed(each, sources).findings if one.severity != "info"])
    ]
    assert len(alarms) <= MOST_ALARMS * len(examples()), alarms


def test_there_are_enough_and_no_two_are_the_same() -> None:
    texts = [each.text for each in examples()]
    assert len(texts) >= 150
    assert len(set(texts)) == len(texts)
