"""Elasticsearch for tests: the cluster of `FAJU_TEST_ELASTICSEARCH_URL`, or a node started for this run.

A test that can have neither is skipped with the reason, or fails where `FAJU_REQUIRE` names `es`. Such tests run
as one block (tests/conftest.py), and the node is stopped behind the last of them.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from elasticsearch import Elasticsearch

from indexer.elastic.client import Connection, connect
from tests.elastic_server.assembling import HERE, CannotStart, java_home, server
from tests.support import skip_or_fail

URL = "FAJU_TEST_ELASTICSEARCH_URL"

_HEAP = "512m"
_PATIENCE = 300


def client() -> Elasticsearch:
    """A client of the cluster that this run tests with, shared by its tests."""
    return _client(url())


def connection() -> Connection:
    """How to reach it."""
    return _connection(url())


def url() -> str:
    """Where that cluster answers."""
    found, reason = _found()
    if not found:
        skip_or_fail("es", f"there is no Elasticsearch: {reason} (set {URL}, or install Java 21 and Maven)")
    return found


@cache
def _client(address: str) -> Elasticsearch:
    return connect(_connection(address))


def _connection(address: str) -> Connection:
    return Connection((address,), timeout_s=60)


def stop() -> None:
    """Stop the node of this run, where one was started; the next test that needs one starts another."""
    while _started:
        _started.pop().stop()
        _found.cache_clear()


_started: list[Nodes] = []


@cache
def _found() -> tuple[str, str]:
    """The address, or why there is none; tried once a run."""
    if given := os.environ.get(URL):
        return given, ""
    try:
        nodes = Nodes()
    except (CannotStart, OSError, subprocess.SubprocessError) as error:
        return "", str(error)
    _started.append(nodes)
    atexit.register(stop)
    return nodes.urls[0], ""


class Nodes:
    """A cluster of this process's own: started at once, gone with `stop` or with the process."""

    def __init__(self, count: int = 1, heap: str = _HEAP) -> None:
        """`heap` of each node. CannotStart, with the end of its log, when a node does not come up."""
        self._root = Path(mkdtemp(prefix="faju-elastic-"))
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._heap = heap
        ports = _free_ports(2 * count)
        self._http, self._transport = ports[:count], ports[count:]
        self.urls = [f"http://127.0.0.1:{port}" for port in self._http]
        try:
            self._server = server()
            for number in range(count):
                self._configure(number)
                self._launch(number)
            self._wait(count)
        except BaseException:
            self.stop()
            raise

    def kill(self, number: int) -> None:
        """As a power cut would."""
        process = self._processes.pop(number)
        process.kill()
        process.wait()

    def restart(self, number: int) -> None:
        """On the data that the node left; returns when the cluster has it again."""
        if number in self._processes:
            self._end(self._processes.pop(number))
        self._launch(number)
        self._wait(len(self._processes))

    def stop(self) -> None:
        """End all nodes and remove their data."""
        while self._processes:
            self._end(self._processes.popitem()[1])
        shutil.rmtree(self._root, ignore_errors=True)

    def _configure(self, number: int) -> None:
        home = self._home(number)
        shutil.copytree(self._server / "modules", home / "modules")
        (home / "config").mkdir()
        shutil.copyfile(HERE / "log4j2.properties", home / "config" / "log4j2.properties")
        written = "".join(f"{key}: {json.dumps(value)}\n" for key, value in self._settings(number).items())
        (home / "config" / "elasticsearch.yml").write_text(written, "utf-8")

    def _settings(self, number: int) -> dict[str, object]:
        names = [f"node{each}" for each in range(len(self._http))]
        alone: dict[str, object] = {"discovery.type": "single-node"}
        together = {
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in self._transport],
            "cluster.initial_master_nodes": names,
        }
        return {
            "cluster.name": self._root.name,
            "node.name": names[number],
            "path.data": str(self._home(number) / "data"),
            "path.logs": str(self._home(number) / "logs"),
            "path.repo": str(self._root / "snapshots"),
            "network.host": "127.0.0.1",
            "http.port": self._http[number],
            "transport.port": self._transport[number],
            "cluster.routing.allocation.disk.threshold_enabled": False,
            **(alone if len(names) == 1 else together),
        }

    def _launch(self, number: int) -> None:
        home = self._home(number)
        command = [
            java_home() / "bin" / "java",
            f"-Xms{self._heap}",
            f"-Xmx{self._heap}",
            "-XX:+UseSerialGC",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            f"-Djava.io.tmpdir={home}",
            "-cp",
            os.pathsep.join([str(self._server / "classes"), f"{self._server / 'lib'}{os.sep}*"]),
            "TestNode",
            home,
        ]
        with (home / "log").open("ab") as log:
            self._processes[number] = subprocess.Popen(
                list(map(str, command)), stdin=subprocess.PIPE, stdout=log, stderr=log
            )

    def _wait(self, count: int) -> None:
        """Until each living node says that the cluster has `count` nodes and every primary shard."""
        deadline = time.monotonic() + _PATIENCE
        path = f"/_cluster/health?wait_for_status=yellow&wait_for_nodes={count}&timeout=1s"
        waiting = set(self._processes)
        while waiting:
            for number in sorted(waiting):
                ended = self._processes[number].poll()
                if ended is not None or time.monotonic() > deadline:
                    why = "took too long" if ended is None else f"ended with {ended}"
                    raise CannotStart(f"node {number} {why}: {self._log(number)}")
                if _answers(self.urls[number] + path):
                    waiting.discard(number)
            time.sleep(0.2)

    def _log(self, number: int) -> str:
        return (self._home(number) / "log").read_text("utf-8", "replace")[-1000:].strip()

    def _home(self, number: int) -> Path:
        return self._root / f"node{number}"

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def own_nodes(count: int = 1) -> Iterator[Nodes]:
    """A cluster for one test, to be killed; the test is skipped, or fails, where there can be none."""
    try:
        made = Nodes(count)
    except (CannotStart, OSError, subprocess.SubprocessError) as error:
        skip_or_fail("es", f"no node can be started: {error} (it needs Java 21 and Maven)")
        raise
    try:
        yield made
    finally:
        made.stop()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(json.load(answer)["timed_out"] is False)
    except (OSError, ValueError):
        return False


def _free_ports(count: int) -> list[int]:
    """Held all at once, so that they differ."""
    held = [socket.socket() for _ in range(count)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()
