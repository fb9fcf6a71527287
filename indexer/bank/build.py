"""A library → the arrays of a bank. Holds one version's texts at a time, and the characters of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.library import Library
from indexer.bank.bank import ARRAYS, FACETS, UNKNOWN, Bank
from indexer.bank.grams import pairs
from indexer.bank.passage import passage, passage_hash
from indexer.documents import Outline, Source, heading_form, outlined
from indexer.validity import TimeSource

_ROWS_AT_A_TIME = 4096
"""Rows whose bigrams are counted together: bounds memory at some 20 MB."""

_ROW_BITS = np.uint64(32)


class _Column:
    """Values by place, in the order in which they are met."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {}
        self.places: list[int] = []

    def add(self, value: str) -> None:
        self.places.append(self.values.setdefault(value, len(self.values)))


class _Building:
    def __init__(self) -> None:
        self.ids: list[str] = []
        self.chars: list[npt.NDArray[np.uint16]] = []
        self.numbers: dict[str, list[int]] = {
            name: [] for name in ("heads", "published", "text_hash", "passage_hash")
        }
        self.columns = {name: _Column() for name in ("versions", "spans", *FACETS)}

    def add(self, source: Source, outline: Outline) -> None:
        title = source.version.title or source.work.title
        self.ids.append(outline.unit_id)
        self.chars.append(characters(outline.form))
        said = passage(title, source.unit.path, source.unit.text)
        row = {
            "heads": len(heading_form(title, source.unit.path)) + 1,
            "published": outline.facets.published,
            "text_hash": int(outline.text_hash, 16),
            "passage_hash": passage_hash(said),
        }
        for name, value in row.items():
            self.numbers[name].append(value)
        self.columns["versions"].add(f"{source.work.id}:{source.version.key}")
        self.columns["spans"].add(outline.validity.key())
        for name in FACETS:
            self.columns[name].add(getattr(outline.facets, name))

    def bank(self, library_version: str) -> Bank:
        lengths = np.array([len(each) for each in self.chars], dtype=np.int64)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        codes, counts = _frequencies(self.chars)
        found: dict[str, Any] = {
            "chars": np.concatenate(self.chars) if self.chars else [],
            "starts": starts,
            "gram_codes": codes,
            "gram_counts": counts,
            **self.numbers,
            **{name: self.columns[name].places for name in ("versions", "spans")},
            **{f"facet_{name}": self.columns[name].places for name in FACETS},
        }
        arrays = {name: np.asarray(found[name], dtype=kind) for name, kind in ARRAYS.items()}
        values = {name: list(self.columns[name].values) for name in FACETS}
        return Bank(library_version, self.ids, list(self.columns["spans"].values), values, arrays)


def build(library: Library, times: TimeSource) -> Bank:
    """The bank of a library, in memory."""
    building = _Building()
    for source, outline in outlined(library, times):
        building.add(source, outline)
    return building.bank(library.info().version)


def characters(form: str) -> npt.NDArray[np.uint16]:
    """Code points of a text in search form."""
    codes = np.frombuffer(form.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.where(codes > 0xFFFF, UNKNOWN, codes).astype(np.uint16)


def _frequencies(
    texts: Sequence[npt.NDArray[np.uint16]],
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """All bigrams, sorted, and in how many texts each occurs."""
    parts = list(_counted(texts))
    if not parts:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    codes = np.concatenate([each for each, _ in parts])
    found, at = np.unique(codes, return_inverse=True)
    counts = np.bincount(at, weights=np.concatenate([each for _, each in parts])).astype(np.int64)
    return found.astype(np.uint32), counts


def _counted(
    texts: Sequence[npt.NDArray[np.uint16]],
) -> Iterator[tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]]:
    for first in range(0, len(texts), _ROWS_AT_A_TIME):
        some = texts[first : first + _ROWS_AT_A_TIME]
        chars = np.concatenate(some)
        rows = np.repeat(np.arange(len(some), dtype=np.uint64), [len(each) for each in some])
        codes, kept = pairs(chars, rows)
        keys = np.unique((codes.astype(np.uint64) << _ROW_BITS) | rows[:-1][kept])
        yield np.unique(keys >> _ROW_BITS, return_counts=True)
