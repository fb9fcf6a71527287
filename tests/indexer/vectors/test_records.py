"""Vectors on disk: what is kept comes back, torn ends and other models do no harm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.vectors import records

HASHES = np.array([3, 1, 2], dtype=np.uint64)
VECTORS = np.eye(3, 8, dtype=np.float32)


def kept(path: Path, model: str = "m") -> dict[int, np.ndarray]:
    found = records.read(path, model, 8)
    return {int(each["hash"]): each["vector"] * each["scale"] for each in found}


def test_what_is_appended_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "m.vec"
    records.append(path, "m", HASHES[:2], VECTORS[:2])
    records.append(path, "m", HASHES[2:], VECTORS[2:])
    found = kept(path)
    assert list(found) == [3, 1, 2]
    for name, vector in zip(HASHES, VECTORS, strict=True):
        assert np.allclose(found[int(name)], vector, atol=1e-6)


def test_a_torn_record_is_passed_over_and_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "m.vec"
    records.append(path, "m", HASHES[:2], VECTORS[:2])
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 5)
    assert list(kept(path)) == [3]
    records.append(path, "m", HASHES[1:], VECTORS[1:])
    assert list(kept(path)) == [3, 1, 2]


def test_a_file_of_another_model_says_nothing_and_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "m.vec"
    records.append(path, "m", HASHES, VECTORS)
    assert (kept(path, "other"), records.dim_of(path, "other")) == ({}, None)
    records.append(path, "other", HASHES[:1], VECTORS[:1])
    assert (list(kept(path, "other")), kept(path)) == ([3], {})


def test_what_is_no_file_of_vectors_is_none(tmp_path: Path) -> None:
    path = tmp_path / "m.vec"
    assert (kept(path), records.dim_of(path, "m")) == ({}, None)
    path.write_bytes(b"not vectors")
    assert (kept(path), records.dim_of(path, "m")) == ({}, None)
    records.append(path, "m", HASHES, VECTORS)
    assert records.dim_of(path, "m") == 8


@settings(max_examples=60)
@given(st.lists(st.floats(-1, 1, width=32), min_size=8, max_size=8))
def test_eight_bits_keep_a_vector_within_half_a_step(numbers: list[float]) -> None:
    vector = np.array([numbers], dtype=np.float32)
    record = records.packed(HASHES[:1], vector)[0]
    step = max(float(np.abs(vector).max()) / 127, 1e-12)
    assert np.abs(record["vector"] * record["scale"] - vector[0]).max() <= step * 0.501 + 1e-7
