"""Vectors on disk: a header, then one record for each passage, in any order.

A record is the passage's hash, a scale and `dim` signed bytes: the vector is `scale × bytes` (int8 loses nothing that
ranking sees, RETRIEVAL.md). Records are only ever appended, whole; a torn one at the end, left by a power cut, is
passed over and overwritten by the next. The same format serves the pack that is shipped and what a home adds.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.vectors.embedder import Vectors

MAGIC = b"FAJUVEC1"
_HEADER = 64
Hashes = npt.NDArray[np.uint64]


def record_type(dim: int) -> np.dtype[np.void]:
    """One record of a model with `dim` numbers."""
    return np.dtype([("hash", "<u8"), ("scale", "<f4"), ("vector", "i1", (dim,))])


def header(model: str, dim: int) -> bytes:
    """The first bytes of a file: magic, dim, and the hash of the model's name."""
    found = MAGIC + dim.to_bytes(4, "little") + sha256(model.encode()).digest()
    return found.ljust(_HEADER, b"\0")


def dim_of(path: Path, model: str) -> int | None:
    """How many numbers the vectors of a file have; None where it is missing or belongs to another model."""
    try:
        with path.open("rb") as file:
            first = file.read(_HEADER)
    except OSError:
        return None
    at = len(MAGIC)
    dim = int.from_bytes(first[at : at + 4], "little")
    return dim if dim and first == header(model, dim) else None


def read(path: Path, model: str, dim: int) -> npt.NDArray[np.void]:
    """The whole records of a file, mapped; none where it is missing or belongs to another model."""
    kind = record_type(dim)
    nothing: npt.NDArray[np.void] = np.zeros(0, dtype=kind)
    try:
        with path.open("rb") as file:
            if file.read(_HEADER) != header(model, dim):
                return nothing
        whole = (path.stat().st_size - _HEADER) // kind.itemsize
        if not whole:
            return nothing
        return np.memmap(path, dtype=kind, mode="r", offset=_HEADER, shape=(whole,))
    except OSError:
        return nothing


def append(path: Path, model: str, hashes: Hashes, vectors: Vectors) -> None:
    """Add records and flush them to disk; a file of another model, or a broken one, is begun anew. OSError."""
    dim = vectors.shape[1]
    kind = record_type(dim)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "w+b") as file:
        if file.read(_HEADER) != header(model, dim):
            file.seek(0)
            file.truncate()
            file.write(header(model, dim))
        size = file.seek(0, os.SEEK_END)
        file.seek(_HEADER + (size - _HEADER) // kind.itemsize * kind.itemsize)
        file.truncate()
        file.write(packed(hashes, vectors).tobytes())
        file.flush()
        os.fsync(file.fileno())


def packed(hashes: Hashes, vectors: Vectors) -> npt.NDArray[np.void]:
    """Records of vectors of length 1."""
    scales = np.abs(vectors).max(axis=1) / 127
    scales = np.where(scales == 0, 1, scales).astype(np.float32)
    found = np.zeros(len(hashes), dtype=record_type(vectors.shape[1]))
    found["hash"], found["scale"] = hashes, scales
    found["vector"] = np.rint(vectors / scales[:, None]).astype(np.int8)
    return found
