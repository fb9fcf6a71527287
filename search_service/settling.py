"""What lives as long as the library is taken out of the collector's sight.

A full collection looks at every object that the process holds. With 139,537 articles that stops every answer for a
tenth of a second, again and again. Titles, timelines and graphs stay until the library changes: they are frozen
(`gc.freeze`) when they are made, and looked at once more when they have been replaced.
"""

from __future__ import annotations

import gc
import threading
import weakref

QUIET_S = 5.0
"""After a change, before what is there counts as staying: the searches that began before have ended by then."""
_PATIENCE_S = 5.0


def settle() -> None:
    """Drop what nothing holds any more, and freeze the rest."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Settling:
    """Settles once after each change of what a service answers from. Keeps none of it alive. The collector is the
    process's: of two services in one process the first to close frees what both have frozen."""

    def __init__(self) -> None:
        self._known: tuple[weakref.ref[object] | None, ...] = ()
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def note(self, lasting: tuple[object, ...]) -> None:
        """Answers are made from these from now on (None: not made yet); costs a comparison while they are the same."""
        if self._same(lasting):
            return
        with self._lock:
            if self._same(lasting):
                return
            self._known = tuple(None if each is None else weakref.ref(each) for each in lasting)
            self._stop()
            self._timer = threading.Timer(QUIET_S, settle)
            self._timer.daemon = True
            self._timer.start()

    def _same(self, lasting: tuple[object, ...]) -> bool:
        known = self._known
        return len(known) == len(lasting) and all(
            each is (ref() if ref is not None else None) for ref, each in zip(known, lasting, strict=True)
        )

    def close(self) -> None:
        """Let go of everything; what was frozen is an ordinary object again."""
        with self._lock:
            self._stop(_PATIENCE_S)
            self._known = ()
        gc.unfreeze()

    def _stop(self, within: float = 0.0) -> None:
        if self._timer is not None:
            self._timer.cancel()
            if within:
                self._timer.join(within)  # one that settles at this moment would freeze after all
            self._timer = None
