"""numpy's products stay in the thread that asks; to be said before numpy is loaded.

With a thread a core, those that wait spin: with 16 clients on two cores an answer took 13 ms of processor time instead
of 9, and there were fewer of them (docs/benchmarks.md).
"""

from __future__ import annotations

import os

_THREADS = "OPENBLAS_NUM_THREADS"


def multiply_alone() -> None:
    """Unless the environment says otherwise."""
    os.environ.setdefault(_THREADS, "1")
