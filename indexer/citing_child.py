"""What a new library needs behind its index, in a process of its own: `python -m indexer.citing_child HOME`.

First the bank that searches look at a second time (`indexer.bank`), then the pass over the citations, then what the
cases and published documents cite (`indexer.shelf_links`). A load starts the child beside the index build, a service
where any of it is behind the library.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from corpus.store import Store, StoreError
from indexer import shelf_links
from indexer.background import Child, run_child
from indexer.bank import keeping
from indexer.citing import refresh
from indexer.timelines import timeline_of

_LOOK_S = 0.25
UNFINISHED = {"error": "citing_unfinished", "message": "引用关系没有整理完；下次启动服务或载入时接着整理。"}


class CitingRun(Child):
    """A running child for one home."""

    def __init__(self, home: Path) -> None:
        super().__init__("indexer.citing_child", home)
        self._home = home

    def wait(
        self,
        on_progress: Callable[[int, int], None] = lambda *_: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> dict[str, Any]:
        """Wait for the end; the report as plain values (`CitingReport`, or `error` and `message`)."""
        with Store.open(self._home, read_only=True) as store:
            while not stop():
                if self.ended(_LOOK_S):
                    return self.said() or UNFINISHED
                state = store.citing()
                if state.total and not state.ended:
                    on_progress(state.done, state.total)
        self.end()
        return UNFINISHED


def _work(home: Path, _: Any, stop: Callable[[], bool]) -> tuple[bool, Mapping[str, Any]]:
    """Done when nothing is left to read."""
    try:
        with Store.open(home) as store:
            library = store.library()
            keeping.ensure(home, library, timeline_of(home, library))
            report = refresh(home, store, stop=stop)
            if report.ended:
                shelf_links.refresh(home, store, date.today())
    except StoreError as error:
        return False, {"error": error.code, "message": error.message_zh}
    return report.ended, asdict(report)


if __name__ == "__main__":
    sys.exit(run_child(_work))
