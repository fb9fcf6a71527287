"""The side files of a tantivy index: a line for each document ever added, found by its `row`.

`ids.txt` holds unit ids, one a line, in the order of `row`; `rows.bin` two unsigned 64-bit values a row
(doc hash, text hash). A row is never used twice; the line of a deleted document is empty. Reading 300 ids
costs 300 list look-ups, where tantivy's own stored fields cost a decompression each.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

IDS = "ids.txt"
HASHES = "rows.bin"
_PAIR = np.dtype([("doc", "<u8"), ("text", "<u8")])


class Rows:
    """Unit ids and hashes by row; `ids[row]` is '' for a deleted one."""

    def __init__(self, ids: list[str], hashes: npt.NDArray[np.void]) -> None:
        self.ids = ids
        self.text_hashes = hashes["text"]
        self._doc_hashes = hashes["doc"]

    def doc_hashes(self) -> dict[str, int]:
        """Doc hash by unit id, of living documents."""
        return {name: value for name, value in zip(self.ids, self._doc_hashes.tolist(), strict=True) if name}

    @property
    def living(self) -> int:
        return len(self.ids) - self.ids.count("")


def read_rows(folder: Path) -> Rows:
    """The side files of one index. ValueError when they do not fit together."""
    ids = (folder / IDS).read_text("utf-8").split("\n")[:-1]
    hashes = np.fromfile(folder / HASHES, dtype=_PAIR)
    if len(ids) != len(hashes):
        raise ValueError(f"{len(ids)} ids, {len(hashes)} hashes")
    return Rows(ids, hashes)


class RowsWriter:
    """Collects the rows of a draft, beginning with those of the index that it is a copy of."""

    def __init__(self, before: Rows | None = None) -> None:
        self._ids = list(before.ids) if before else []
        self._place = {name: row for row, name in enumerate(self._ids) if name}
        pairs = zip(before._doc_hashes.tolist(), before.text_hashes.tolist(), strict=True) if before else ()
        self._pairs: list[tuple[int, int]] = list(pairs)

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self._place

    def add(self, unit_id: str, doc_hash: int, text_hash: int) -> int:
        """The row of a new document; ValueError when the id is there already."""
        if unit_id in self._place:
            raise ValueError(f"unit id twice: {unit_id}")
        row = len(self._ids)
        self._ids.append(unit_id)
        self._pairs.append((doc_hash, text_hash))
        self._place[unit_id] = row
        return row

    def delete(self, unit_id: str) -> None:
        self._ids[self._place.pop(unit_id)] = ""

    def living(self) -> Iterator[str]:
        return iter(self._place)

    def __len__(self) -> int:
        return len(self._place)

    def write(self, folder: Path) -> None:
        """Write both files and flush them to disk. They are made anew: the old ones may be links."""
        ids = "".join(f"{each}\n" for each in self._ids)
        _write(folder / IDS, ids.encode("utf-8"))
        _write(folder / HASHES, np.array(self._pairs, dtype=_PAIR).tobytes())


def _write(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
