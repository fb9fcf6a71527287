"""Several clients at once within one process, each a thread that makes one call after the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from evaluation.http_load import Throughput

T = TypeVar("T")


def crowd(call: Callable[[T], object], items: Sequence[T], clients: int, requests: int) -> Throughput:
    """Make `requests` calls, with `items` in turn, by `clients` threads. What a call raises counts as an error."""
    turns, lock = iter(range(requests)), threading.Lock()
    times: list[float] = []
    errors: list[Exception] = []

    def work() -> None:
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                return
            started = time.perf_counter()
            try:
                call(items[turn % len(items)])
            except Exception as error:
                errors.append(error)
            times.append(time.perf_counter() - started)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    started = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Throughput.of(clients, times, time.perf_counter() - started, len(errors))
