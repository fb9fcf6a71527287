"""The document hashes of an index by unit id, small enough to hold for any corpus.

A dictionary takes some 250 bytes an entry, this some 60: sorted 64-bit hashes of the ids to find a row, and
the ids themselves as one run of bytes, to be sure and to name what is left over.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt


class Hashes:
    """Made once from (unit id, doc hash) pairs with distinct ids; hashes are below 2**64."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ends, hashes, keys = array("Q", [0]), array("Q"), array("q")
        ids = bytearray()
        for name, value in pairs:
            ids += name.encode()
            ends.append(len(ids))
            hashes.append(value)
            keys.append(hash(name))
        order: npt.NDArray[np.int64] = np.argsort(np.frombuffer(keys, dtype=np.int64), kind="stable")
        self._ids = bytes(ids)
        self._ends = ends
        self._hashes = hashes
        self._keys = array("q", np.frombuffer(keys, dtype=np.int64)[order].tobytes())
        self._rows = array("q", order.astype(np.int64).tobytes())
        self._met = bytearray(len(hashes))

    def __len__(self) -> int:
        return len(self._hashes)

    def get(self, unit_id: str) -> int | None:
        """The hash of a document; None where the index does not hold it."""
        row = self._row(unit_id)
        return None if row is None else self._hashes[row]

    def meet(self, unit_id: str) -> int | None:
        """`get`, and note that the library holds this unit."""
        row = self._row(unit_id)
        if row is None:
            return None
        self._met[row] = 1
        return self._hashes[row]

    def unmet(self) -> Iterator[str]:
        """The ids that were never met, in the order in which they came."""
        row = self._met.find(0)
        while row >= 0:
            yield self._name(row)
            row = self._met.find(0, row + 1)

    def _row(self, unit_id: str) -> int | None:
        key = hash(unit_id)
        place = bisect_left(self._keys, key)
        while place < len(self._keys) and self._keys[place] == key:
            row = self._rows[place]
            if self._name(row) == unit_id:
                return row
            place += 1
        return None

    def _name(self, row: int) -> str:
        return self._ids[self._ends[row] : self._ends[row + 1]].decode()
