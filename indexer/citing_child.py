"""A pass over the citations in a process of its own, at low priority: `python -m indexer.citing_child HOME`.

What the cases and published documents cite is read behind it (`indexer.shelf_links`). A load starts the child
beside the index build, a service where the graph or those links are behind the library. The child's standard
input stays open as long as its parent lives; the end of that stream stops it, so that a killed parent leaves
no child behind. Its last word on standard output is the report as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from corpus.store import Store, StoreError
from indexer import shelf_links
from indexer.citing import refresh

_NICENESS = 10  # searches and the index build come first
_LOOK_S = 0.25
UNFINISHED = {"error": "citing_unfinished", "message": "引用关系没有整理完；下次启动服务或载入时接着整理。"}


class CitingRun:
    """A running child for one home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._child = _start(home)

    def wait(
        self,
        on_progress: Callable[[int, int], None] = lambda *_: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> dict[str, Any]:
        """Wait for the end; the report as plain values (`CitingReport`, or `error` and `message`)."""
        with Store.open(self._home, read_only=True) as store:
            while not stop():
                try:
                    self._child.wait(_LOOK_S)
                except subprocess.TimeoutExpired:
                    state = store.citing()
                    if state.total and not state.ended:
                        on_progress(state.done, state.total)
                    continue
                return self._said()
        self.end()
        return UNFINISHED

    def _said(self) -> dict[str, Any]:
        """The last word of a child that has ended; a killed one has none."""
        said = self._child.stdout.read() if self._child.stdout else b""
        return dict(json.loads(said)) if said else UNFINISHED

    @property
    def running(self) -> bool:
        """Whether the child is still at work."""
        return self._child.poll() is None

    def end(self) -> None:
        """End the child at once. Its work is done in transactions, so what it has written is whole."""
        if self._child.poll() is None:
            self._child.kill()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                stream.close()
        self._child.wait()


def _start(home: Path) -> subprocess.Popen[bytes]:
    here = str(Path(__file__).resolve().parent.parent)
    known = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([here, known] if known else [here])
    return subprocess.Popen(
        [sys.executable, "-m", "indexer.citing_child", str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )


def main(home: Path) -> int:
    """Exit status 0 when nothing is left to read, 1 otherwise."""
    stop = threading.Event()
    # Unbuffered: a buffered stream's lock, held by the waiting thread, aborts the interpreter's shutdown.
    stream = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)

    def watch() -> None:
        stream.read()
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(_NICENESS)
    try:
        with Store.open(home) as store:
            report = refresh(home, store, stop=stop.is_set)
            if report.ended:
                shelf_links.refresh(home, store, date.today())
    except StoreError as error:
        print(json.dumps({"error": error.code, "message": error.message_zh}))
        return 1
    print(json.dumps(asdict(report)))
    return 0 if report.ended else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
