"""The child's side of `indexer.load_process`: `python -m indexer.load_child`."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from dataclasses import asdict
from functools import partial
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

from indexer.citing_child import CitingRun
from indexer.elastic.cluster import Cluster
from indexer.loading import Cancelled, Indexing, Task, explain, load, refresh_index
from indexer.reports import Progress

_GRACE_S = 3.0  # how long an orphan may take to stop in order; then it ends as if killed, which is safe


class _Channel:
    """Lines of JSON to the parent. What libraries print goes to standard error instead."""

    def __init__(self) -> None:
        self._stream: BinaryIO = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def send(self, event: str, **values: Any) -> None:
        line = json.dumps({"event": event, **values}, ensure_ascii=False).encode() + b"\n"
        try:
            self._stream.write(line)
        except OSError:  # the parent is gone; the watch on standard input ends this process
            return

    def progress(self, progress: Progress) -> None:
        self.send("progress", progress=asdict(progress))


def _watch(stream: RawIOBase, stop: threading.Event) -> None:
    """Stop when the parent says so, and for certain when it is gone."""
    if stream.readline():
        stop.set()
        stream.readline()
    stop.set()
    threading.Event().wait(_GRACE_S)
    os._exit(1)


def _indexing(task: dict[str, Any]) -> Indexing | None:
    if not task["index"]:
        return None
    cluster = Cluster.from_json(task["cluster"]) if task["cluster"] else None
    return partial(refresh_index, cluster=cluster)


def main() -> int:
    """Read the task, load, report. Exit status 0 for a report, 1 for an error."""
    channel = _Channel()
    # Unbuffered: a buffered stream's lock, held by the waiting thread, aborts the interpreter's shutdown.
    stream = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    task = json.loads(stream.readline())
    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    threading.Thread(target=_watch, args=(stream, stop), daemon=True).start()
    try:
        report = load(
            Path(task["home"]),
            Task(None if task["paths"] is None else tuple(map(Path, task["paths"])), task["source"]),
            task["who"],
            on_progress=channel.progress,
            stop=stop.is_set,
            indexing=_indexing(task),
            citing=CitingRun if task["citing"] else None,
        )
    except (Exception, Cancelled) as error:
        code, message = explain(error)
        if code is None:
            raise
        channel.send("error", code=code, message=message)
        return 1
    channel.send("report", report=report.as_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
