"""A bank: every unit of one library as a row of arrays that are mapped from disk.

Rows stand in reading order: works by id, versions in time, units as in the text, so the row before and behind a unit of
the same version are its neighbours. `chars` holds the passages as they are indexed (`title + 编章节 + text` in search
form), one behind the other; characters outside the basic plane are `UNKNOWN`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.bank.grams import found_in

FORMAT = 1
UNKNOWN = 0xFFFD
FACETS = ("work", "level", "issuer", "region", "category", "year")

Ints = npt.NDArray[np.int64]
ARRAYS = {
    "chars": np.uint16,  # of all passages
    "starts": np.int64,  # rows + 1 places in `chars`
    "heads": np.int32,  # characters of title and 编章节, with the line break
    "versions": np.int32,  # the number of the row's version
    "spans": np.int32,  # the row's validity class, a place in `span_keys`
    "published": np.int32,  # ordinal, 0 when undated
    "text_hash": np.uint64,  # as in the index
    "passage_hash": np.uint64,  # of what is embedded (indexer.bank.passage)
    "gram_codes": np.uint32,  # sorted bigrams (first << 16 | second)
    "gram_counts": np.int32,  # in how many rows each occurs
    **{f"facet_{name}": np.int32 for name in FACETS},  # places in `facet_values[name]`
}


@dataclass(frozen=True)
class Bank:
    """All arrays by name, and the lists that they point into."""

    library_version: str
    ids: list[str]
    span_keys: list[str]
    facet_values: Mapping[str, list[str]]
    arrays: Mapping[str, npt.NDArray[Any]]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def row(self) -> dict[str, int]:
        """unit id → row."""
        return {name: row for row, name in enumerate(self.ids)}

    @cached_property
    def lengths(self) -> Ints:
        """Characters of each passage."""
        return np.diff(self.arrays["starts"])

    @cached_property
    def facet_places(self) -> dict[str, dict[str, int]]:
        """For each facet the place of every value."""
        return {
            name: {value: place for place, value in enumerate(values)}
            for name, values in self.facet_values.items()
        }

    def idf(self, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
        """BM25's inverse document frequency of bigrams; the highest for one that occurs nowhere."""
        place, known = found_in(self.arrays["gram_codes"], codes)
        found = np.zeros(len(codes), dtype=np.float64)
        found[known] = self.arrays["gram_counts"][place[known]]
        return np.log1p((len(self) - found + 0.5) / (found + 0.5))


def array_file(folder: Path, name: str) -> Path:
    """Where an array of a bank is kept."""
    return folder / f"{name}.npy"
