"""A service in a process of its own: how long until its first answer, and how much memory it holds."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evaluation.service import Remote, ServiceUnreachableError

LONGEST_START = 300.0
_ADDRESS = re.compile(r"http://\S+?(?=/?\s|/?$)")


@dataclass(frozen=True, slots=True)
class Serving:
    """A running service: where, which process, seconds from its start to its first answer."""

    url: str
    pid: int
    seconds: float


@contextmanager
def served(home: Path, query: str = "依据") -> Iterator[Serving]:
    """`faju serve` over `home` on a free port, ended at the end. ServiceUnreachableError when it does not start."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "search_service", "--home", str(home), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    try:
        url = _address(process, started + LONGEST_START)
        _first_answer(url, query, started + LONGEST_START)
        yield Serving(url, process.pid, round(time.perf_counter() - started, 2))
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[str], deadline: float) -> str:
    """The address that the service prints when it listens."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    said: list[str] = []
    while True:
        try:
            line = lines.get(timeout=max(0.0, deadline - time.perf_counter()))
        except queue.Empty:
            line = None
        if line is None:
            raise ServiceUnreachableError(f"服务没有启动：{''.join(said[-3:]).strip() or '没有说明原因'}")
        said.append(line)
        found = _ADDRESS.search(line)
        if found:
            return found[0]


def _first_answer(url: str, query: str, deadline: float) -> None:
    while True:
        service = Remote(url)
        try:
            if service.call("GET", "/api/v1/search", {"q": query})[0] == 200:
                return
        except ServiceUnreachableError:
            if time.perf_counter() > deadline:
                raise
        finally:
            service.close()
        if time.perf_counter() > deadline:
            raise ServiceUnreachableError(f"{url} 一直没有给出答案。")
        time.sleep(0.02)


def memory(pid: int) -> dict[str, float] | None:
    """Memory of a process in MiB: `resident`, of which `own` is not mapped from files, and the `peak`.

    None where the system does not say so (only Linux has /proc).
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    sizes = {line.split(":")[0]: line.split()[1] for line in lines if line.endswith(" kB")}
    names = {"resident": "VmRSS", "own": "RssAnon", "peak": "VmHWM"}
    return {name: round(int(sizes[key]) / 1024, 1) for name, key in names.items() if key in sizes}


def cpu_seconds(pid: int) -> float | None:
    """The processor time that a process has used; None where the system does not say so."""
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
