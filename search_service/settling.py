"""What lives as long as the library is taken out of the collector's sight.

A full collection looks at every object that the process holds. With 139,537 articles that stops every answer for a
tenth of a second, again and again. Titles, timelines and graphs stay until the library changes: they are frozen
(`gc.freeze`), and looked at once more when they have been replaced.
"""

from __future__ import annotations

import gc
import threading

QUIET_S = 5.0
"""After a change, before what is there counts as staying: the searches that began before have ended by then."""


def settle() -> None:
    """Drop what nothing holds any more, and freeze the rest."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Settling:
    """Settles once after each change of what a service answers from."""

    def __init__(self) -> None:
        self._known: object = None
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def note(self, state: object) -> None:
        """This is what answers are made from now; costs a comparison while it is the same."""
        if state is self._known:
            return
        with self._lock:
            if state is self._known:
                return
            self._known = state
            self._stop()
            self._timer = threading.Timer(QUIET_S, settle)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """Let go of everything; what was frozen is an ordinary object again."""
        with self._lock:
            self._known = None
            self._stop()
        gc.unfreeze()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
