"""Running text without the marks that titles ignore, with the way back."""

from __future__ import annotations

import re
from bisect import bisect_right

_NOISE = re.compile(r"[\s《》〈〉<>]+|中华人民共和国")


class Flat:
    """`text` without white space, title brackets and 中华人民共和国; `origin` leads back to the original.

    It keeps one pair of positions for each removed stretch, so plain text costs nothing.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        pieces: list[str] = []
        self._flat_starts = [0]
        self._shifts = [0]
        done = length = removed = 0
        for noise in _NOISE.finditer(original):
            pieces.append(original[done : noise.start()])
            length += noise.start() - done
            removed += noise.end() - noise.start()
            done = noise.end()
            self._flat_starts.append(length)
            self._shifts.append(removed)
        pieces.append(original[done:])
        self.text = "".join(pieces)

    def origin(self, place: int) -> int:
        """Where the flat character at `place` stands in the original."""
        return place + self._shifts[bisect_right(self._flat_starts, place) - 1]
