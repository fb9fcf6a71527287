"""Bigrams as numbers: first character << 16 | second, within runs of letters and digits of one row."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.segment import letters

Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]


def pairs(chars: npt.NDArray[np.uint16], rows: npt.NDArray[Any] | None = None) -> tuple[Codes, Flags]:
    """(bigrams, for each place of `chars` but the last whether one begins there). A bigram never reaches into
    the next of `rows`, the row of each character."""
    letter = letter_table()[chars]
    kept: Flags = letter[:-1] & letter[1:]
    if rows is not None:
        kept &= rows[:-1] == rows[1:]
    wide = chars.astype(np.uint32)
    codes: Codes = (wide[:-1] << np.uint32(16)) | wide[1:]
    return codes[kept], kept


def found_in(known: Codes, wanted: Codes) -> tuple[npt.NDArray[np.int64], Flags]:
    """For each of `wanted` its place in `known`, which are sorted, and whether it is one of them at all."""
    if not len(known):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return place, known[place] == wanted


@cache
def letter_table() -> Flags:
    """For each code point of the basic plane whether it is a letter or digit."""
    return letters()[: 1 << 16].copy()
