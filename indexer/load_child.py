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

from corpus.store import Store
from indexer.background import step_back
from indexer.citing_child import CitingRun
from indexer.elastic.cluster import Cluster
from indexer.loading import Indexing, explain, load, refresh_index
from indexer.reports import Progress
from indexer.tasks import Task
from indexer.undoing import KIND as UNDO
from indexer.undoing import undo

_NICENESS = 5  # searches come first
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


def _cluster(asked: dict[str, Any]) -> Cluster | None:
    return Cluster.from_json(asked["cluster"]) if asked["cluster"] else None


def _indexing(asked: dict[str, Any]) -> Indexing | None:
    return partial(refresh_index, cluster=_cluster(asked)) if asked["index"] else None


def _done(asked: dict[str, Any], channel: _Channel, stop: threading.Event) -> dict[str, Any]:
    """What was asked for, done: a load, one that waits in the log, or an undoing that waits there."""
    home = Path(asked["home"])
    if "seq" in asked:
        with Store.open(home, read_only=True) as store:
            record = store.load(asked["seq"])
        if record is not None and record.kind == UNDO and record.task:
            undone = undo(
                home,
                record.task["undo"],
                waiting=record.seq,
                index=asked["index"],
                cluster=_cluster(asked),
                on_progress=channel.progress,
            )
            return undone.as_json()
    return load(
        home,
        asked["seq"] if "seq" in asked else Task.from_json(asked["task"]),
        asked["who"],
        on_progress=channel.progress,
        stop=stop.is_set,
        indexing=_indexing(asked),
        citing=CitingRun if asked["citing"] else None,
        dry_run=asked["dry_run"],
        keep_items=asked["items"],
    ).as_json()


def main() -> int:
    """Read what is asked, do it, report. Exit status 0 for a report, 1 for an error."""
    step_back(_NICENESS)
    channel = _Channel()
    # Unbuffered: a buffered stream's lock, held by the waiting thread, aborts the interpreter's shutdown.
    stream = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    asked = json.loads(stream.readline())
    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    threading.Thread(target=_watch, args=(stream, stop), daemon=True).start()
    try:
        report = _done(asked, channel, stop)
    except Exception as error:
        code, message = explain(error)
        if code is None:
            raise
        channel.send("error", code=code, message=message)
        return 1
    channel.send("report", report=report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
