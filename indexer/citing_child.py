"""A pass over the citations in a process of its own, at low priority: `python -m indexer.citing_child HOME`.

A service starts it where the graph is behind the library (`start`). Its standard input stays open as long as
the service lives; the end of that stream stops it, so that a killed service leaves no child behind.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from corpus.store import Store, StoreError
from indexer.citing import outdated, refresh

_NICENESS = 10  # searches come first


def start(home: Path) -> subprocess.Popen[bytes]:
    """A child that brings the citations of `home` up to date and ends."""
    here = str(Path(__file__).resolve().parent.parent)
    known = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([here, known] if known else [here])
    return subprocess.Popen(
        [sys.executable, "-m", "indexer.citing_child", str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
    )


def end(child: subprocess.Popen[bytes]) -> None:
    """End the child at once. Its work is done in transactions, so what it has written is whole."""
    child.kill()
    if child.stdin is not None:
        child.stdin.close()
    child.wait()


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
            return 0 if not outdated(store) or refresh(home, store, stop=stop.is_set).ended else 1
    except StoreError as error:
        print(f"{error.message_zh}（{error.code}）", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
