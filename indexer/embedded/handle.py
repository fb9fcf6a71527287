"""The live index of a home, for a process that serves it: reopened when the pointer moves."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from indexer.embedded.engine import EmbeddedEngine, open_generation
from indexer.engine import EngineError
from indexer.generations import Generations, missing

# A generation can be published and cleaned away while it is being opened, if builds follow one another.
_ATTEMPTS = 3


class IndexHandle:
    """Always the live engine. `current` costs one stat call while nothing changes.

    A search keeps the engine it began with. When a new generation cannot be opened, the one that is open goes
    on answering, and `last_error` says why.
    """

    def __init__(self, home: Path) -> None:
        self._generations = Generations(home)
        self._lock = Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._engine: EmbeddedEngine | None = None
        self.last_error: EngineError | None = None

    def current(self) -> EmbeddedEngine:
        """The live engine; EngineError when there is none that can be used."""
        stamp = self._generations.stamp()
        if self._engine is not None and stamp == self._stamp:
            return self._engine
        with self._lock:
            if self._engine is None or stamp != self._stamp:
                self._reopen()
            if self._engine is None:
                raise self.last_error or missing()
            return self._engine

    def _reopen(self) -> None:
        for _ in range(_ATTEMPTS):
            stamp = self._generations.stamp()
            try:
                pointer = self._generations.pointer()
                if pointer is None:
                    raise missing()
                self._engine = open_generation(self._generations, pointer.live)
                self.last_error = None
            except EngineError as error:
                self.last_error = error
            self._stamp = stamp
            if self.last_error is None or stamp == self._generations.stamp():
                return

    def moved(self, engine: object) -> bool:
        """Whether another index is live than that of `engine`."""
        return self.current() is not engine

    def check(self) -> None:
        """An index in files that could be opened answers. EngineError when there is none."""
        self.current()

    def close(self) -> None:
        """Let the engine go; the next `current` opens it again."""
        with self._lock:
            self._engine, self._stamp = None, None
