"""What a product case demands of an answer. Pure: (case, answer) → complaints; none when all holds.

Titles are compared without what does not distinguish them. A demand that nobody here knows is itself a
complaint: a case must not pass because it was not understood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from evaluation.expectations.checks import Answer
from evaluation.expectations.citation import cite
from evaluation.expectations.draft import check_draft
from evaluation.expectations.law import asof, diff
from evaluation.expectations.search import search
from evaluation.judged import Case

KINDS: Mapping[str, Callable[[Case, Answer], Iterator[str]]] = {
    "search": search,
    "cite": cite,
    "asof": asof,
    "diff": diff,
    "check_draft": check_draft,
}


def complaints(case: Case, answer: Answer) -> list[str]:
    """Everything that is wrong with an answer to a case. KeyError for a kind that has no demands."""
    return list(KINDS[case.kind](case, answer))
