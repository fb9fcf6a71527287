"""The embedded index of a home that shares its store with others, brought in line with what they loaded, in a process
of its own: `python -m indexer.index_child HOME`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from corpus.store import Store
from indexer.background import Child, run_child
from indexer.loading import explain, refresh_index


class IndexRun(Child):
    """A running child for one home."""

    def __init__(self, home: Path) -> None:
        super().__init__("indexer.index_child", home)


def _work(home: Path, _: Any, __: Callable[[], bool]) -> tuple[bool, Mapping[str, Any]]:
    """Done when the index says what the library says. Ended at any moment it leaves the old index."""
    try:
        with Store.open(home) as store:
            return True, refresh_index(home, store.library(), lambda *_: None)
    except Exception as error:
        code, message = explain(error)
        if code is None:
            raise
        return False, {"error": code, "message": message}


if __name__ == "__main__":
    sys.exit(run_child(_work))
