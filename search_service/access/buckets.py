"""Token buckets: how often somebody may ask. In the memory of one process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST_BUCKETS = 10_000
"""The longest unused is forgotten first, which makes it full again."""


class Buckets:
    """One bucket for each name. A bucket holds a minute's worth and fills evenly. Whoever has a token left is let in,
    whatever the request costs, and then waits for as long as that takes to fill: a large text is never impossible."""

    def __init__(self, most: int = MOST_BUCKETS, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, rate: int, cost: float) -> float:
        """Take `cost` tokens of the bucket `name` that gets `rate` a minute. 0: let in; else the seconds to wait."""
        tokens, now = self._filled(name, rate)
        least = min(cost, 1.0)
        if tokens < least:
            return (least - tokens) * 60 / rate
        self._keep(name, tokens - cost, now)
        return 0.0

    def charge(self, name: str, rate: int, cost: float) -> None:
        """Take what a request that was let in costs more than was known then."""
        tokens, now = self._filled(name, rate)
        self._keep(name, tokens - cost, now)

    def _filled(self, name: str, rate: int) -> tuple[float, float]:
        now = self._clock()
        held = self._held.get(name)
        if held is None:
            return float(rate), now
        tokens, then = held
        return min(float(rate), tokens + (now - then) * rate / 60), now

    def _keep(self, name: str, tokens: float, now: float) -> None:
        self._held[name] = (tokens, now)
        self._held.move_to_end(name)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
