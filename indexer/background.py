"""Background work in processes of their own, at low priority, that end with their parent.

`python -m MODULE HOME` is started; its first line of standard input is a JSON value (`asked`), and the stream stays
open as long as the parent lives: its end stops the child, so that a killed parent leaves none behind. The child's last
word on standard output is its report as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

BELOW_NORMAL = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""How Windows starts what steps back: it knows no `nice`."""

_NICENESS = 10  # searches and index builds come first


class Child:
    """A running child for one home."""

    def __init__(self, module: str, home: Path, asked: Any = None) -> None:
        here = str(Path(__file__).resolve().parent.parent)
        known = os.environ.get("PYTHONPATH")
        path = os.pathsep.join([here, known] if known else [here])
        self._child = subprocess.Popen(
            [sys.executable, "-m", module, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"},
            creationflags=BELOW_NORMAL,
        )
        stream = self._child.stdin
        if stream is not None:
            with suppress(OSError):  # a child that has ended already tells by its status
                stream.write(json.dumps(asked).encode() + b"\n")
                stream.flush()

    @property
    def running(self) -> bool:
        """Whether the child is still at work."""
        return self._child.poll() is None

    def ended(self, within: float) -> bool:
        """Whether the child ends within some seconds."""
        try:
            self._child.wait(within)
        except subprocess.TimeoutExpired:
            return False
        return True

    def said(self) -> dict[str, Any]:
        """The last word of a child that has ended; a killed one has none."""
        found = self._child.stdout.read() if self._child.stdout else b""
        return dict(json.loads(found)) if found else {}

    def end(self) -> None:
        """End the child at once. What it writes, it writes so that it can be killed at any moment."""
        if self._child.poll() is None:
            self._child.kill()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._child.wait()


def step_back(niceness: int) -> None:
    """Let others go first from here on, where the system knows such a thing."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(niceness)


def run_child(work: Callable[[Path, Any, Callable[[], bool]], tuple[bool, Mapping[str, Any]]]) -> int:
    """The child's side: `work(home, asked, stop)` answers (nothing is left to do, report). The exit status."""
    stop = threading.Event()
    # Unbuffered: a buffered stream's lock, held by the waiting thread, aborts the interpreter's shutdown.
    stream = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    asked = json.loads(stream.readline() or b"null")

    def watch() -> None:
        stream.read()
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    step_back(_NICENESS)
    ended, report = work(Path(sys.argv[1]), asked, stop.is_set)
    print(json.dumps(report))
    return 0 if ended else 1
