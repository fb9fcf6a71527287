"""Homes that many tests read: built once a session, because a build takes many seconds."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from indexer.load_process import run


@lru_cache(maxsize=1)
def starter_home() -> Path:
    """A home with the starter library and its index (15 s, 45 MB). For reading only: a test that writes
    takes `copy_of(starter_home(), …)`."""
    return _built(None)


def home_of(paths: Sequence[Path], home: Path) -> Path:
    """A home with these files and an index of them; for libraries of a few laws (3 s)."""
    run(list(paths), home, "tests")
    return home


def copy_of(home: Path, target: Path) -> Path:
    """A home of a test's own, with the same store and index."""
    shutil.copytree(home, target, ignore=shutil.ignore_patterns("locks"))
    return target


def _built(paths: Sequence[Path] | None) -> Path:
    home = Path(tempfile.mkdtemp(prefix="faju-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    run(paths, home, "tests")
    return home
