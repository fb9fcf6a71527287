"""Uploaded files on disk, from the moment they are whole until their load has ended.

They lie under `HOME/uploads/NAME/`, as named by their sender where that is safe. Nothing is opened or unpacked here.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from corpus.readers.archives import unsafe_name
from search_service.errors import ServiceError

FOLDER = "uploads"
KEPT_DAYS = 7
"""What became of no load (a dry run that nobody followed up, a load that failed) is kept so long."""

LONGEST_PART = 200
"""Bytes of one part of a name; file systems take 255, and Windows 260 for a whole path."""
DEEPEST = 8
CHUNK = 1024 * 1024

_UNFIT = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kept:
    """Files of one request: the paths to load, the sha256 over them, their size in bytes."""

    folder: Path
    paths: tuple[Path, ...]
    checksum: str
    size: int

    @property
    def label(self) -> str:
        first = self.paths[0].name
        return first if len(self.paths) == 1 else f"{first} 等 {len(self.paths)} 个"


def keep(home: Path, files: Iterable[tuple[str, BinaryIO]]) -> Kept:
    """Keep named streams. ServiceError 422 `unsafe_path`, `empty_upload`; OSError of the disk (nothing stays)."""
    root = home / FOLDER
    root.mkdir(parents=True, exist_ok=True)
    folder = root / secrets.token_hex(8)
    folder.mkdir()
    try:
        return _kept(folder, files)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _kept(folder: Path, files: Iterable[tuple[str, BinaryIO]]) -> Kept:
    total, size = hashlib.sha256(), 0
    tops: dict[str, None] = {}
    for name, stream in files:
        place = _free(folder, safe_place(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as target:
            while chunk := stream.read(CHUNK):
                target.write(chunk)
                total.update(chunk)
                size += len(chunk)
        tops.setdefault(place.relative_to(folder).parts[0])
    if not tops:
        raise ServiceError(422, "empty_upload", "没有收到文件。", extra={"fields": ["file"]})
    return Kept(folder, tuple(folder / each for each in tops), total.hexdigest(), size)


def safe_place(name: str) -> PurePosixPath:
    """Where a file of that name goes below its folder. ServiceError 422 `unsafe_path`.

    Folders in the name are kept, since they may name the category of what lies in them; old browsers send
    `C:\\…\\name`, of which the last part is meant.
    """
    plain = name.rsplit("\\", 1)[-1] if re.match(r"[A-Za-z]:\\", name) else name
    reason = unsafe_name(plain)
    parts = [_fit(each) for each in PurePosixPath(plain).parts]
    if reason is None and (not parts or len(parts) > DEEPEST or not all(parts)):
        reason = "文件名不能用"
    if reason is not None:
        raise ServiceError(422, "unsafe_path", f"文件名不能接受（{reason}）：{name[:80]}")
    return PurePosixPath(*parts)


def _fit(part: str) -> str:
    """A part of a name as every file system takes it; the ending stays, for it tells the format."""
    plain = _UNFIT.sub("_", part).strip(" ").rstrip(".")
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 16:
        stem, dot, ending = plain, "", ""
    while len(f"{stem}{dot}{ending}".encode("utf-8", "replace")) > LONGEST_PART:
        stem = stem[:-1]
    return f"{stem}{dot}{ending}".encode("utf-8", "replace").decode()


def _free(folder: Path, place: PurePosixPath) -> Path:
    """That place, or beside it where a file of the request lies there already."""
    found, number = folder / place, 2
    while found.exists():
        found = folder / place.with_name(f"{place.stem}~{number}{place.suffix}")
        number += 1
    return found


def folder_of(home: Path, paths: Iterable[str]) -> Path | None:
    """The folder of kept files that a load reads from; None when it reads from elsewhere."""
    root = (home / FOLDER).absolute()
    for each in paths:
        path = Path(each)
        if path.is_relative_to(root) and len(path.relative_to(root).parts) > 1:
            return root / path.relative_to(root).parts[0]
    return None


def drop(folder: Path | None) -> None:
    """Remove kept files."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def drop_old(home: Path, but: Iterable[Path]) -> None:
    """Remove what was kept longer than `KEPT_DAYS` and is not waited for."""
    root, needed = home / FOLDER, set(but)
    oldest = time.time() - KEPT_DAYS * 86_400
    for each in root.iterdir() if root.is_dir() else ():
        try:
            old = each.stat().st_mtime < oldest
        except OSError:
            continue
        if old and each.absolute() not in needed:
            drop(each)
