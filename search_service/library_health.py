"""The health report of a library (库体检), as the interface and the command line give it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import asdict
from datetime import date
from typing import Any

from corpus.citations.graph import Graph, mentions_for_health
from corpus.legal_time.health import health
from corpus.legal_time.timeline import Timeline
from corpus.library import Library


def health_report(
    library: Library, timeline: Timeline, graph: Graph | None, day: date, codes: Container[str] | None = None
) -> dict[str, Any]:
    """Everything odd on `day`, counted by code and listed; of `codes` only, where given.

    Dead references come from the citation graph; without one (`citations_complete` false) only from what
    stands in 《》.
    """
    mentions = mentions_for_health(graph, day) if graph is not None else None
    issues = health(library, timeline, day, mentions)
    shown = [each for each in issues if codes is None or each.code in codes]
    return {
        "counts": dict(sorted(Counter(each.code for each in shown).items())),
        "issues": [asdict(each) for each in shown],
        "citations_complete": graph is not None,
        "as_of": day.isoformat(),
    }
