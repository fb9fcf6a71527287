"""The one writer of a prefix in a cluster: a document that is renewed, and taken over when it no longer is.

The document `{prefix}-lease/writer` names its holder and changes with every heartbeat. All its changes are
compare-and-set (`if_seq_no`, `if_primary_term`), so of two who write at once one fails. Nobody compares the
clocks of two machines: an observer who has seen the same `seq_no` for as long as the holder said, by the
observer's own monotonic clock, takes the lease over. A holder that was paused finds out at its next renewal,
at the latest in `check`, which renews; and should it be paused between that and its alias call, the call
fails (indexer.elastic.aliases), since its successor has taken its draft's alias away.

The document also counts the generations, so that no name is ever used twice, not even by a late writer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from uuid import uuid4

from elasticsearch import ApiError, TransportError

from indexer.elastic.lease_document import Conflict, LeaseDocument, Record, Seen
from indexer.engine import EngineError, EngineErrorCode
from indexer.lock import Holder, LockHeld, described, this_process
from indexer.state import utc_now

log = logging.getLogger("faju.index")

_POLLS_A_BEAT = 5
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class LeaseTimes:
    """Seconds between heartbeats, and without one after which the lease counts as abandoned."""

    beat_s: float = 5.0
    stale_s: float = 30.0

    def __post_init__(self) -> None:
        if not 0 < self.beat_s * 2 <= self.stale_s:
            raise ValueError("a lease must outlive two heartbeats")


class LeaseHeld(LockHeld):
    """Another builder writes to the indexes of this prefix."""

    code = "index_locked"

    def __init__(self, prefix: str, holder: Holder) -> None:
        self.holder = holder
        doing = f"Elasticsearch 里以 {prefix} 开头的索引正由{described(holder)}构建"
        self.message_zh = f"{doing}。请等它结束，或先停止它，再重试。"
        Exception.__init__(self, self.message_zh)


class Lease:
    """Held inside its `with` block, renewed by a thread of its own. LeaseHeld when another holds it: at once
    when the other's heartbeat is seen, else after the time it has declared."""

    def __init__(
        self,
        document: LeaseDocument,
        prefix: str,
        times: LeaseTimes | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._document = document
        self._prefix = prefix
        self._times = times or LeaseTimes()
        self._clock = clock
        self._sleep = sleep
        self._token = uuid4().hex
        self._guard = threading.Lock()
        self._ended = threading.Event()
        self._seen: Seen | None = None
        self._thread = threading.Thread(target=self._beat, name="faju-lease", daemon=True)

    def __enter__(self) -> Self:
        self._seen = self._take()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._release()

    def check(self) -> None:
        """Renew the lease now. EngineError `lease_lost` when it is another's."""
        with self._guard:
            self._renew()

    def next_generation(self, above: int = 0) -> int:
        """A number that no generation of this prefix has had, and higher than `above`: the document may have
        been lost. EngineError `lease_lost`."""
        with self._guard:
            known = self._seen.record.generation if self._seen else 0
            return self._renew(max(known, above) + 1).record.generation

    def _take(self) -> Seen:
        """Watch the document until it is free or abandoned. Only what was seen counts as quiet: neither a
        cluster that did not answer nor a pause of this process makes another's lease stale."""
        poll = self._times.beat_s / _POLLS_A_BEAT
        seen, quiet, last = self._document.read(), 0.0, self._clock()
        while True:
            if seen is None or seen.record.free or quiet >= seen.record.expires_after_s:
                try:
                    return self._document.write(self._mine(seen), seen)
                except Conflict:
                    log.info("the lease of %s was taken by another just now", self._prefix)
            self._sleep(poll)
            before, seen = seen, self._document.read()
            if seen and seen.record.token == self._token:  # taken, though the answer was lost
                return seen
            now = self._clock()
            quiet, last = quiet + min(now - last, 2 * poll), now
            if before is None or seen is None or seen.seq_no != before.seq_no:
                if before and seen and not seen.record.free:
                    raise LeaseHeld(self._prefix, seen.record.holder)
                quiet = 0.0

    def _mine(self, before: Seen | None) -> Record:
        generation = before.record.generation if before else 0
        return Record(this_process(), self._token, 1, utc_now(), self._times.stale_s, generation, free=False)

    def _renew(self, generation: int = 0) -> Seen:
        """Write the next heartbeat, and the generation if it is a new one."""
        if self._seen is None:
            raise _lost()
        for _ in range(_ATTEMPTS):
            try:
                record = self._seen.record.renewed(utc_now(), generation)
                self._seen = self._document.write(record, self._seen)
            except Conflict:
                # Our own write whose answer was lost has this token, another's has not.
                now = self._document.read()
                self._seen = now if now and now.record.token == self._token and not now.record.free else None
                if self._seen is None:
                    raise _lost() from None
            else:
                return self._seen
        raise _lost()

    def _beat(self) -> None:
        while not self._ended.wait(self._times.beat_s):
            try:
                self.check()
            except EngineError as error:
                log.info("heartbeat of the lease of %s: %s", self._prefix, error.message_zh)
                if error.code is EngineErrorCode.LEASE_LOST:
                    return

    def _release(self) -> None:
        """Give the lease free. Where that fails it expires by itself."""
        with self._guard:
            if self._seen is None:
                return
            try:
                self._document.write(self._seen.record.released(utc_now()), self._seen)
            except (Conflict, EngineError, ApiError, TransportError) as error:
                log.warning("the lease of %s could not be released: %s", self._prefix, error)


def _lost() -> EngineError:
    return EngineError(
        EngineErrorCode.LEASE_LOST,
        "构建中断：本进程长时间没有回应，写入权已被另一个构建进程接管。原有索引未受影响；如仍需要，请重新执行。",
    )
