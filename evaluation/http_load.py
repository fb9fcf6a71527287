"""A bounded load over HTTP: so many clients at once, each on one kept connection, one request after the other.

Plain sockets: an HTTP client library would take more of the machine than the service.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from evaluation.metrics import percentile
from evaluation.service import ServiceUnreachableError

ANSWER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Throughput:
    """What a load saw. Times in ms from sending a request to its last byte; `errors` are answers other than 200."""

    clients: int
    requests: int
    seconds: float
    per_second: float
    p50: float
    p95: float
    p99: float
    errors: int

    @classmethod
    def of(cls, clients: int, times: Sequence[float], seconds: float, errors: int) -> Throughput:
        """From the seconds of each request, and of the whole."""
        p50, p95, p99 = (round(1000 * percentile(times, share), 1) for share in (0.5, 0.95, 0.99))
        done = len(times)
        return cls(clients, done, round(seconds, 2), round(done / seconds, 1), p50, p95, p99, errors)


@dataclass(slots=True)
class _Tally:
    left: int
    times: list[float] = field(default_factory=list)
    errors: int = 0


def load(url: str, targets: Sequence[str], clients: int, requests: int) -> Throughput:
    """Send `requests` GETs (path and query, in turn from `targets`) with `clients` at once.

    ServiceUnreachableError when no connection can be made.
    """
    return asyncio.run(_load(url, targets, clients, requests))


async def _load(url: str, targets: Sequence[str], clients: int, requests: int) -> Throughput:
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    tally = _Tally(requests)
    started = time.perf_counter()
    try:
        await asyncio.gather(*(_client(host, port, targets, tally) for _ in range(clients)))
    except OSError as error:
        raise ServiceUnreachableError(f"{url} 没有答复：{error}") from error
    return Throughput.of(clients, tally.times, time.perf_counter() - started, tally.errors)


async def _client(host: str, port: int, targets: Sequence[str], tally: _Tally) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        while tally.left > 0:
            tally.left -= 1
            target = targets[tally.left % len(targets)]
            started = time.perf_counter()
            writer.write(
                f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n\r\n".encode()
            )
            status = await asyncio.wait_for(_answer(reader), ANSWER_SECONDS)
            tally.times.append(time.perf_counter() - started)
            tally.errors += status != 200
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    """The status of one answer; its body (of stated length) is read to the end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    lengths = [line.partition(":")[2] for line in head if line.startswith("content-length:")]
    await reader.readexactly(int(lengths[0]) if lengths else 0)
    return int(head[0].split()[1])
