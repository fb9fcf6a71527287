"""The embedding pass in a process of its own, at low priority, on one core (`python -m` this module)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.store import Store, StoreError
from indexer.background import Child, run_child
from indexer.bank import keeping
from indexer.timelines import timeline_of
from indexer.vectors.choose import Choice, embedder_of
from indexer.vectors.embedder import EmbedderError
from indexer.vectors.embedding import embed


class EmbeddingRun(Child):
    """A running pass for one home. What is asked, a key among it, goes through the pipe and no command line."""

    def __init__(self, home: Path, choice: Choice) -> None:
        super().__init__("indexer.vectors.embedding_child", home, asdict(choice))


def _work(home: Path, asked: Any, stop: Callable[[], bool]) -> tuple[bool, Mapping[str, Any]]:
    """Done when every passage has its vector."""
    try:
        with Store.open(home) as store:
            library = store.library()
            bank = keeping.ensure(home, library, timeline_of(home, library))
            state = embed(home, library, bank, embedder_of(Choice(**asked)), stop=stop)
    except StoreError as error:
        return False, {"error": error.code, "message": error.message_zh}
    except EmbedderError as error:
        return False, {"error": error.code, "message": error.message_zh}
    return state.done == state.total, asdict(state)


if __name__ == "__main__":
    sys.exit(run_child(_work))
