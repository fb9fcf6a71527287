"""Do what the README tells a newcomer to do, word for word, and see whether it works.

python3 .ci/newcomer.py serve    the first command: it must install, load, serve and answer a search
python3 .ci/newcomer.py test     the second command: its exit status is this script's
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MINUTES = 60


def commands() -> list[str]:
    """The README's first two shell blocks."""
    blocks = re.findall(r"```sh\n(.+?)\n```", (ROOT / "README.md").read_text("utf-8"), re.S)
    if len(blocks) < 2:
        sys.exit("README.md has no two ```sh blocks")
    return blocks[:2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, query: str) -> dict[str, object]:
    url = f"http://127.0.0.1:{port}/api/v1/search?q={urllib.parse.quote(query)}"
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)  # type: ignore[no-any-return]


def serve() -> None:
    """Start the first command with an empty home, wait for an answer, look at it, stop the service."""
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "FAJU_HOME": home, "FAJU_PORT": str(port)}
        started = time.monotonic()
        child = subprocess.Popen(
            ["/bin/sh", "-c", commands()[0]], cwd=ROOT, env=environment, start_new_session=True
        )
        try:
            answer = wait_for_answer(child, port)
        finally:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait(30)
    hits = answer["hits"]
    assert isinstance(hits, list)  # noqa: S101
    first = hits[0]
    print(f"answered after {time.monotonic() - started:.0f} s:", first["law"]["title"], first["article_no"])
    if "民法典" not in first["law"]["title"] or first["article_no"] != "第一千二百五十四条":
        sys.exit("the first answer is wrong")


def wait_for_answer(child: subprocess.Popen[bytes], port: int) -> dict[str, object]:
    for _ in range(10 * MINUTES):
        if child.poll() is not None:
            sys.exit(f"the README's first command ended by itself with {child.returncode}")
        try:
            return ask(port, "民法典1254")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(1)
    sys.exit("no answer within ten minutes")


def test() -> None:
    sys.exit(subprocess.run(["/bin/sh", "-c", commands()[1]], cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    {"serve": serve, "test": test}[sys.argv[1]]()
