"""Replacing small files so that a reader sees the old or the new one, never a part; on Windows too."""

from __future__ import annotations

import os
import time
from pathlib import Path

_ATTEMPTS = 40
_PAUSE_S = 0.05


def replace_text(path: Path, text: str) -> None:
    """Write `text` (UTF-8) beside `path`, flush it to disk, and put it in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _replace(source: Path, target: Path) -> None:
    """os.replace; on Windows it fails while another process reads the target: try again."""
    for attempt in range(_ATTEMPTS):
        try:
            source.replace(target)
        except PermissionError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE_S)
        else:
            return
