"""Reading what a load asks for in a process of its own, while the caller stores what was read before.

Reading a large load takes a third of its time (docs/benchmarks.md). The process sends what it read in small parcels
through a pipe and waits while the pipe is full: what is held stays bounded, and a process whose caller was killed
ends at its next parcel.
"""

from __future__ import annotations

import signal
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import Queue

from corpus.readers.files import Outcome
from indexer.tasks import Task

MANY_FILES, MANY_BYTES = 300, 1_000_000
"""From which on a second process pays for its start of about a second: known files, or bytes of archives."""

PARCEL, PARCEL_CHARACTERS, PARCEL_S = 16, 250_000, 0.5
PARCELS = 8
"""Outcomes that are sent at a time, and how many such parcels are held: more than one transaction of the store."""

Parcel = list[Outcome] | Exception
"""The last one is empty, or the error that ended the reading."""


class ReadingEndedError(Exception):
    """The reading process is gone without a word: killed, or out of memory."""

    code = "load_crashed"
    message_zh = "读取文件的进程意外结束（可能是内存不足）。已载入的文件保留，重新执行即可继续。"


@contextmanager
def outcomes_of(task: Task, total: int | None) -> Iterator[Iterator[Outcome]]:
    """What `task` reads, of which there are about `total`; read ahead where that pays.

    Errors of reading are raised where the outcomes are taken; ReadingEndedError.
    """
    if not _large(task, total):
        yield task.read()
        return
    own = get_context("spawn")
    receiver, sender = own.Pipe(duplex=False)
    reader = own.Process(target=_read, args=(task, sender), name="faju-read", daemon=True)
    reader.start()
    sender.close()
    try:
        with receiver:
            yield _received(receiver)
    finally:
        reader.terminate()
        reader.join()


def _large(task: Task, total: int | None) -> bool:
    if total is not None:
        return total >= MANY_FILES
    paths = task.paths or ()
    return any(each.is_dir() or each.stat().st_size >= MANY_BYTES for each in paths if each.exists())


def _received(receiver: Connection) -> Iterator[Outcome]:
    """The outcomes of all parcels."""
    while True:
        try:
            parcel: Parcel = receiver.recv()
        except EOFError as error:
            raise ReadingEndedError from error
        if isinstance(parcel, Exception):
            raise parcel
        if not parcel:
            return
        yield from parcel


def _read(task: Task, sender: Connection) -> None:
    """The reading process: it reads on while its parcels wait to be taken."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller decides when to stop
    waiting: Queue[Parcel] = Queue(PARCELS)
    threading.Thread(target=_read_into, args=(task, waiting), daemon=True).start()
    with suppress(BrokenPipeError):  # the caller wants no more
        more = True
        while more:
            parcel = waiting.get()
            sender.send(parcel)
            more = isinstance(parcel, list) and bool(parcel)


def _read_into(task: Task, waiting: Queue[Parcel]) -> None:
    """All parcels, and behind them the error that ended the reading, or the empty one."""
    last: Parcel = []
    try:
        for parcel in _parcels(task.read()):
            waiting.put(parcel)
    except BaseException as error:  # whatever it is, the caller waits for a last word
        traceback.print_exc()  # an error loses its trace on its way
        last = error if isinstance(error, Exception) else ReadingEndedError(repr(error))
    waiting.put(last)


def _parcels(outcomes: Iterator[Outcome]) -> Iterator[list[Outcome]]:
    """Few outcomes at a time; fewer of long texts, which bounds what is held, and of slow ones."""
    parcel: list[Outcome] = []
    size, began = 0, time.monotonic()
    for each in outcomes:
        parcel.append(each)
        size += len(getattr(each, "raw", ""))
        if len(parcel) >= PARCEL or size >= PARCEL_CHARACTERS or time.monotonic() - began > PARCEL_S:
            yield parcel
            parcel, size, began = [], 0, time.monotonic()
    if parcel:
        yield parcel
