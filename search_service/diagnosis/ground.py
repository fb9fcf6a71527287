"""What the checks stand on: the settings and the home, and what earlier checks learnt for later ones."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.model import LibraryInfo
    from search_service.settings import Settings


@dataclass(slots=True)
class Ground:
    """`library` is None until the store was opened; `index_bytes` is what the index takes on disk. Of a cluster:
    the code of what keeps it from being asked, and the indexes that nobody uses any more."""

    settings: Settings
    library: LibraryInfo | None = None
    index_bytes: int = 0
    engine_problem: str = ""
    unused_indexes: tuple[str, ...] = ()

    @property
    def home(self) -> Path:
        return self.settings.home

    @property
    def empty(self) -> bool:
        """Nothing is known to be loaded."""
        return self.library is None or self.library.works == 0


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder; what cannot be read, or goes away meanwhile, counts nothing.

    Hard links are counted once: generations of an index share files.
    """
    seen: dict[tuple[int, int], int] = {}
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                found = (Path(root) / name).lstat()
            except OSError:
                continue
            if stat.S_ISREG(found.st_mode):
                key = (found.st_dev, found.st_ino) if found.st_ino else (len(seen), -1)
                seen[key] = found.st_size
    return sum(seen.values())


def nearest_folder(path: Path) -> Path:
    """The path itself or the nearest folder above it that exists."""
    for each in (path, *path.parents):
        if each.is_dir():
            return each
    return path
