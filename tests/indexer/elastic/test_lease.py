"""The lease: one holder, taken over only when nothing was heard of it, whatever the clocks say."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from signal import SIGCONT, SIGSTOP

import pytest
from elasticsearch import ConnectionError as NoConnection

from indexer.elastic.errors import engine_error
from indexer.elastic.lease import Lease, LeaseHeld, LeaseTimes
from indexer.elastic.lease_document import Conflict, LeaseDocument, Record, Seen
from indexer.engine import EngineError
from indexer.lock import Holder
from tests.elastic_node import client, url
from tests.indexer.elastic.writing import FAST, own_prefix
from tests.support import ROOT

STALE = 30.0
OTHER = Record(Holder(7, "other-host", "faju load", "2026-01-01"), "token", 5, "2026", STALE, 41, free=False)


class FakeDocument(LeaseDocument):
    """A document in memory. `before_read` runs at each reading, as what others do meanwhile."""

    def __init__(self, record: Record | None = None) -> None:
        self.seen = Seen(record, 10, 1) if record else None
        self.before_read: Callable[[], None] = lambda: None
        self.after_write: Callable[[], None] = lambda: None

    def read(self) -> Seen | None:
        self.before_read()
        return self.seen

    def write(self, record: Record, before: Seen | None) -> Seen:
        if before != self.seen:
            raise Conflict
        self.seen = Seen(record, self.seen.seq_no + 1 if self.seen else 0, 1)
        self.after_write()
        return self.seen


class Clock:
    """Monotonic time that passes by sleeping."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def lease(document: FakeDocument, clock: Clock) -> Lease:
    return Lease(document, "faju", LeaseTimes(5.0, STALE), clock=clock, sleep=clock.sleep)


def test_a_free_lease_is_taken_and_given_free_again() -> None:
    document, clock = FakeDocument(replace(OTHER, free=True)), Clock()
    with lease(document, clock) as held:
        assert document.seen and not document.seen.record.free
        assert [held.next_generation(), held.next_generation()] == [42, 43]
        assert held.next_generation(above=90) == 91
    assert document.seen.record.free and document.seen.record.generation == 91
    assert clock.now == 1000.0


def test_a_living_holder_is_named_at_its_next_heartbeat() -> None:
    document, clock = FakeDocument(OTHER), Clock()

    def beat() -> None:
        if clock.now > 1004 and document.seen:
            document.seen = replace(document.seen, seq_no=int(clock.now))

    document.before_read = beat
    with pytest.raises(LeaseHeld) as refused, lease(document, clock):
        pass
    assert clock.now < 1007
    assert refused.value.code == "index_locked" and refused.value.holder == OTHER.holder
    assert all(part in refused.value.message_zh for part in ("进程 7", "other-host", "faju"))


def test_a_silent_holder_is_followed_after_the_time_that_it_declared() -> None:
    document, clock = FakeDocument(OTHER), Clock()
    with lease(document, clock) as held:
        assert STALE <= clock.now - 1000 < STALE + 3
        assert held.next_generation() == 42


def test_a_cluster_that_did_not_answer_makes_nobody_stale() -> None:
    document, clock = FakeDocument(OTHER), Clock()
    reads = 0

    def stall() -> None:
        nonlocal reads
        reads += 1
        if reads == 3:
            clock.sleep(1000)
        if reads == 6 and document.seen:
            document.seen = replace(document.seen, seq_no=11)

    document.before_read = stall
    with pytest.raises(LeaseHeld), lease(document, clock):
        pass
    assert reads == 6


def test_of_two_who_follow_one_is_refused() -> None:
    document, clock = FakeDocument(replace(OTHER, free=True)), Clock()
    third = replace(OTHER, token="third", holder=replace(OTHER.holder, pid=3))
    original = document.write

    def overtaken(record: Record, before: Seen | None) -> Seen:
        document.seen = Seen(third, 11, 1)
        return original(record, before)

    document.write = overtaken  # type: ignore[method-assign]
    with pytest.raises(LeaseHeld, match="进程 3"), lease(document, clock):
        pass


def test_a_holder_whose_lease_was_taken_finds_out() -> None:
    document, clock = FakeDocument(), Clock()
    with lease(document, clock) as held:
        document.seen = Seen(OTHER, 99, 2)
        for call in (held.check, held.next_generation, held.check):
            with pytest.raises(EngineError) as lost:
                call()
            assert str(lost.value.code) == "lease_lost"
    assert document.seen == Seen(OTHER, 99, 2)


def test_a_document_that_was_deleted_is_a_lost_lease() -> None:
    document, clock = FakeDocument(), Clock()
    with lease(document, clock) as held:
        document.seen = None
        with pytest.raises(EngineError, match="接管"):
            held.check()


def test_an_own_write_whose_answer_was_lost_is_recognised() -> None:
    document, clock = FakeDocument(), Clock()
    with lease(document, clock) as held:
        assert document.seen
        document.seen = replace(document.seen, seq_no=50)
        assert held.next_generation() == 1
        held.check()


def test_taking_whose_answer_was_lost_is_recognised() -> None:
    document, clock = FakeDocument(), Clock()

    def lose() -> None:
        document.after_write = lambda: None
        raise Conflict  # the client sent it twice

    document.after_write = lose
    with lease(document, clock) as held:
        held.check()


def test_an_unreachable_cluster_is_no_lost_lease() -> None:
    document, clock = FakeDocument(), Clock()
    with lease(document, clock) as held:

        def away() -> None:
            raise engine_error(NoConnection("refused"))

        document.after_write = away
        with pytest.raises(EngineError) as error:
            held.check()
        assert str(error.value.code) == "engine_unreachable"
        document.after_write = lambda: None
        held.check()


def test_times_that_cannot_work() -> None:
    with pytest.raises(ValueError, match="two heartbeats"):
        LeaseTimes(5.0, 8.0)


# Against a real cluster.


@pytest.fixture
def prefix() -> Iterator[str]:
    with own_prefix() as made:
        yield made


def real(prefix: str) -> Lease:
    return Lease(LeaseDocument(client(), f"{prefix}-lease"), prefix, FAST)


def test_two_at_once_and_one_holds_it(prefix: str) -> None:
    together, held, refused = threading.Barrier(4), [], []

    def build() -> None:
        together.wait()
        try:
            with real(prefix) as mine:
                held.append(mine.next_generation())
                time.sleep(FAST.beat_s * 8)
        except LeaseHeld as error:
            refused.append(error)

    threads = [threading.Thread(target=build) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert held == [1] and len(refused) == 3
    with real(prefix) as next_one:
        assert next_one.next_generation() == 2


def test_the_document_names_its_holder_and_beats(prefix: str) -> None:
    document = LeaseDocument(client(), f"{prefix}-lease")
    assert document.read() is None
    with Lease(document, prefix, FAST):
        first = document.read()
        time.sleep(FAST.beat_s * 5)
        later = document.read()
    assert first and later and later.record.beats > first.record.beats and later.seq_no > first.seq_no
    assert later.record.holder.pid > 0 and later.record.expires_after_s == FAST.stale_s


HOLD = """
import sys
from indexer.elastic.client import Connection, connect
from indexer.elastic.lease import Lease, LeaseTimes
from indexer.elastic.lease_document import LeaseDocument
from indexer.engine import EngineError
document = LeaseDocument(connect(Connection((sys.argv[1],), timeout_s=60)), sys.argv[2] + "-lease")
with Lease(document, sys.argv[2], LeaseTimes(0.3, 4.0)) as lease:
    print("held", flush=True)
    sys.stdin.readline()
    try:
        lease.check()
        print("still", flush=True)
    except EngineError as error:
        print(error.code, flush=True)
"""


def _holding(prefix: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, url(), prefix],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_a_killed_holder_is_followed(prefix: str) -> None:
    process = _holding(prefix)
    try:
        with pytest.raises(LeaseHeld, match=f"进程 {process.pid}"), real(prefix):
            pass
    finally:
        process.kill()
        process.wait()
    began = time.monotonic()
    with real(prefix):
        assert time.monotonic() - began >= FAST.stale_s * 0.9


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP is POSIX")
def test_a_paused_holder_is_followed_and_finds_out_when_it_wakes(prefix: str) -> None:
    process = _holding(prefix)
    try:
        process.send_signal(SIGSTOP)
        with real(prefix) as mine:
            process.send_signal(SIGCONT)
            answer, _ = process.communicate("\n", timeout=60)
            assert answer.strip() == "lease_lost"
            mine.check()
    finally:
        process.kill()
        process.wait()
