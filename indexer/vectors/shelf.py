"""All vectors of a model that a home has: those that are shipped for the starter library, and its own.

`HOME/vectors/<model>.vec` grows while the background run adds to it; the shipped pack is a file of this package.
"""

from __future__ import annotations

import re
from hashlib import sha256
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.vectors import records
from indexer.vectors.records import Hashes


def own_file(home: Path, model: str) -> Path:
    """Where a home keeps the vectors of a model."""
    return home / "vectors" / f"{_file_name(model)}.vec"


def shipped_file(model: str) -> Path:
    """The pack of this package for a model; it need not exist."""
    return Path(str(resources.files("indexer") / "data" / "vectors" / f"{_file_name(model)}.vec"))


def stamp(home: Path, model: str) -> int:
    """Changes whenever the home's own vectors do."""
    try:
        return own_file(home, model).stat().st_size
    except OSError:
        return 0


def dim_of(home: Path, model: str) -> int | None:
    """How many numbers a model's vectors have, told by what is at hand; None where nothing is."""
    for each in (shipped_file(model), own_file(home, model)):
        found = records.dim_of(each, model)
        if found is not None:
            return found
    return None


def held(home: Path, model: str, dim: int) -> list[npt.NDArray[np.void]]:
    """The records at hand, the shipped ones first."""
    files = (shipped_file(model), own_file(home, model))
    return [found for each in files if len(found := records.read(each, model, dim))]


def missing(wanted: Hashes, parts: list[npt.NDArray[np.void]]) -> npt.NDArray[np.int64]:
    """The places in `wanted` of passages without a vector, each passage once."""
    known = np.concatenate([each["hash"] for each in parts]) if parts else np.zeros(0, np.uint64)
    found, first = np.unique(wanted, return_index=True)
    return np.sort(first[~np.isin(found, known)])


def _file_name(model: str) -> str:
    """The model's name where a file may be called so, else a short hash behind what is left of it."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", model).strip("-.")[:60]
    return plain if plain == model else f"{plain}-{sha256(model.encode()).hexdigest()[:8]}"
