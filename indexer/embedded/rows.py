"""The side files of a tantivy index: a line for each document ever added, found by its `row`.

`ids.txt` holds unit ids, one a line, in the order of `row`; `rows.bin` three numbers a row: doc hash, text hash
and the number of its validity class, a line of `spans.txt`. A row is never used twice; the line of a deleted
document is empty. Reading 300 ids costs 300 list look-ups, where tantivy's own stored fields cost a
decompression each.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.hashes import Hashes

IDS = "ids.txt"
SPANS = "spans.txt"
NUMBERS = "rows.bin"
_RECORD = np.dtype([("doc", "<u8"), ("text", "<u8"), ("span", "<u4")])


class Rows:
    """Unit ids and numbers by row; `ids[row]` is '' for a deleted one, `span[row]` is a place in `spans`."""

    def __init__(self, ids: list[str], spans: list[str], numbers: npt.NDArray[np.void]) -> None:
        """ValueError when they do not fit together."""
        if len(ids) != len(numbers) or (len(ids) and int(numbers["span"].max()) >= len(spans)):
            raise ValueError(f"{len(ids)} ids, {len(numbers)} rows, {len(spans)} spans")
        self.ids = ids
        self.spans = spans
        self.numbers = numbers
        self.text_hash = np.ascontiguousarray(numbers["text"])
        self.span = np.ascontiguousarray(numbers["span"])

    def doc_hashes(self) -> Hashes:
        """Doc hash by unit id, of living documents."""
        hashes = self.numbers["doc"].tolist()
        return Hashes((name, value) for name, value in zip(self.ids, hashes, strict=True) if name)

    @property
    def living(self) -> int:
        return len(self.ids) - self.ids.count("")

    def span_counts(self) -> list[int]:
        """How many living documents each class has."""
        alive = np.fromiter(map(bool, self.ids), dtype=bool, count=len(self.ids))
        counts: list[int] = np.bincount(self.span[alive], minlength=len(self.spans)).tolist()
        return counts


def read_rows(folder: Path) -> Rows:
    """The side files of one index. ValueError when they do not fit together."""
    return Rows(_lines(folder / IDS), _lines(folder / SPANS), np.fromfile(folder / NUMBERS, dtype=_RECORD))


class RowsWriter:
    """Collects the rows of a draft, beginning with those of the index that it is a copy of."""

    def __init__(self, before: Rows | None = None) -> None:
        self._ids = list(before.ids) if before else []
        self._place = {name: row for row, name in enumerate(self._ids) if name}
        self._spans = {span: place for place, span in enumerate(before.spans)} if before else {}
        self._numbers: list[tuple[int, int, int]] = before.numbers.tolist() if before else []

    def add(self, unit_id: str, doc_hash: int, text_hash: int, span: str) -> int:
        """The row of a new document; ValueError when the id is there already."""
        if unit_id in self._place:
            raise ValueError(f"unit id twice: {unit_id}")
        row = len(self._ids)
        self._ids.append(unit_id)
        self._numbers.append((doc_hash, text_hash, self._spans.setdefault(span, len(self._spans))))
        self._place[unit_id] = row
        return row

    def delete(self, unit_id: str) -> None:
        self._ids[self._place.pop(unit_id)] = ""

    def __len__(self) -> int:
        """Living documents."""
        return len(self._place)

    def write(self, folder: Path) -> None:
        """Write the files and flush them to disk. They are made anew: the old ones may be links."""
        _write(folder / IDS, "".join(f"{each}\n" for each in self._ids).encode("utf-8"))
        _write(folder / SPANS, "".join(f"{each}\n" for each in self._spans).encode("utf-8"))
        _write(folder / NUMBERS, np.array(self._numbers, dtype=_RECORD).tobytes())


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")[:-1]


def _write(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
