"""What keeps a cluster that is away from holding every search up: after failures it is not asked for a while.

A search that waits for its timeout holds a thread; were each new search to do so, all threads would wait and
requests pile up behind them. While the circuit is open every call fails at once with the error that opened
it. After a pause one call is let through; its answer closes the circuit, its failure makes the next pause
longer. Nothing is answered from memory meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from indexer.engine import (
    Engine,
    EngineError,
    EngineErrorCode,
    EngineInfo,
    EnginePage,
    Explanation,
    SearchPlan,
)

# Nobody answers: all nodes were tried. One such failure says enough.
_AWAY = frozenset({EngineErrorCode.ENGINE_UNREACHABLE})

# One search may be slow, or meet a node at its limit, while others are answered.
_DOUBTFUL = frozenset({EngineErrorCode.ENGINE_TIMEOUT, EngineErrorCode.ENGINE_UNAVAILABLE})
_MOST_DOUBTFUL = 3

# The longest pause is the `Retry-After` of a 503.
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 5.0


class Circuit:
    """Shared by everything that asks one cluster; for any number of threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._error: EngineError | None = None
        self._doubtful = 0
        self._pause = _FIRST_PAUSE_S
        self._until = 0.0
        self._trying = False

    @property
    def error(self) -> EngineError | None:
        """Why the circuit is open; None while it is closed."""
        return self._error

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around each call of the cluster. Raises the error that opened the circuit, at once, while it is open."""
        trial = self._admit()
        try:
            yield
        except EngineError as error:
            self._failed(error, trial)
            raise
        except BaseException:
            self._end_trial(trial)
            raise
        else:
            self._answered()

    def _admit(self) -> bool:
        """Whether this call is the one that tries; the error where it may not ask at all."""
        if self._error is None:
            return False
        with self._lock:
            if self._error is None:
                return False
            if self._trying or self._clock() < self._until:
                raise EngineError(self._error.code, self._error.message_zh)
            self._trying = True
            return True

    def _answered(self) -> None:
        if self._error is None and not self._doubtful:
            return
        with self._lock:
            self._error, self._doubtful, self._trying = None, 0, False
            self._pause = _FIRST_PAUSE_S

    def _failed(self, error: EngineError, trial: bool) -> None:
        if error.code not in _AWAY | _DOUBTFUL:
            self._answered()  # whatever it says, it is there
            return
        with self._lock:
            self._doubtful += 1
            if trial:
                self._trying = False
                self._pause = min(self._pause * 2, _LONGEST_PAUSE_S)
            if trial or error.code in _AWAY or self._doubtful >= _MOST_DOUBTFUL:
                self._error = error
                self._until = self._clock() + self._pause

    def _end_trial(self, trial: bool) -> None:
        """Something else than the cluster went wrong: the next call tries."""
        if trial:
            with self._lock:
                self._trying = False


class GuardedEngine:
    """An engine behind a circuit."""

    def __init__(self, engine: Engine, circuit: Circuit) -> None:
        self._engine = engine
        self._circuit = circuit
        self._info = engine.info()

    def search(self, plan: SearchPlan) -> EnginePage:
        with self._circuit.asking():
            return self._engine.search(plan)

    def count(self, plan: SearchPlan) -> int:
        with self._circuit.asking():
            return self._engine.count(plan)

    def explain(self, plan: SearchPlan, unit_id: str) -> Explanation:
        with self._circuit.asking():
            return self._engine.explain(plan, unit_id)

    def doc_freq(self, words: Sequence[str]) -> list[int]:
        with self._circuit.asking():
            return self._engine.doc_freq(words)

    def info(self) -> EngineInfo:
        return self._info

    def close(self) -> None:
        self._engine.close()
