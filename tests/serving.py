"""A service that listens, as a process of its own or as a thread of the tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from search_service.api.app import create_app
from search_service.settings import Settings
from search_service.wire import Wire
from tests.support import ROOT


@dataclass(frozen=True)
class Served:
    """A running `faju serve`: where it answers, and the process."""

    url: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """End it; a second call does nothing."""
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def serve(home: Path, port: int = 0) -> Iterator[Served]:
    """`faju serve` on a free port, or on this one, as a user starts it."""
    environment = {**os.environ, "FAJU_HOME": str(home), "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "search_service", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    served = Served(_address(process), process)
    try:
        yield served
    finally:
        served.stop()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"(http://\S+?)/ ", line)
        if found:
            return found[1]
    raise AssertionError(f"faju serve ended with {process.wait()} before it listened")


@contextmanager
def serve_as_it_is(home: Path, **settings: object) -> Iterator[str]:
    """The service on a home that `faju serve` would first repair: without an index, for instance. Or with other
    settings."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(Settings(home=home, **settings)), http=Wire, port=0, log_level="critical")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline, "the service did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
