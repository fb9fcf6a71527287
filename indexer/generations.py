"""The generations of an index in a home: folders, the pointer to the live one, going back, cleaning.

```
HOME/index/CURRENT            {"live": "g000002", "previous": "g000001"}; replaced atomically
HOME/index/g000002/           one generation; never changed once it was live
        manifest.json         written last: a folder without it is unfinished and never live
        article/…             the files of one kind of hits
```

Only folders of this shape are ever removed. All writing calls expect the writer lock to be held.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from indexer.engine import EngineError, EngineErrorCode
from indexer.files import replace_text
from indexer.target import Facts

_NAME = re.compile(r"g\d{6,}")
_MANIFEST = "manifest.json"
_POINTER = "CURRENT"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a finished generation holds. `files` maps each file to its size, so that damage shows at once."""

    generation: str
    engine: str
    built_at: str
    documents: int
    library_version: str
    fingerprint: str
    files: dict[str, int]

    @property
    def size_bytes(self) -> int:
        return sum(self.files.values())

    @property
    def built(self) -> datetime:
        return datetime.fromisoformat(self.built_at)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which generation is live, and which is kept to go back to."""

    live: str
    previous: str | None


class Generations:
    """The index folder of one home."""

    def __init__(self, home: Path) -> None:
        self.root = home / "index"

    def pointer(self) -> Pointer | None:
        """None when nothing was ever built. `index_broken` when the pointer cannot be read."""
        try:
            data = json.loads((self.root / _POINTER).read_text("utf-8"))
            pointer = Pointer(data["live"], data["previous"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise broken(f"指针文件 {_POINTER} 无法读取") from error
        if not all(_NAME.fullmatch(each) for each in (pointer.live, pointer.previous or pointer.live)):
            raise broken(f"指针文件 {_POINTER} 的内容不对")
        return pointer

    def stamp(self) -> tuple[int, int, int] | None:
        """Changes whenever the pointer is replaced; costs one stat call."""
        try:
            found = (self.root / _POINTER).stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def folder(self, name: str) -> Path:
        return self.root / name

    def manifest(self, name: str) -> Manifest:
        """The manifest of a finished generation, its files checked by size; else `index_broken`."""
        try:
            manifest = Manifest(**json.loads((self.folder(name) / _MANIFEST).read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise broken(f"{name} 的清单无法读取") from error
        for file, size in manifest.files.items():
            path = self.folder(name) / file
            if not path.is_file() or path.stat().st_size != size:
                raise broken(f"{name} 的文件 {file} 缺失或不完整")
        return manifest

    def create(self) -> str:
        """A new, empty generation folder."""
        self.root.mkdir(parents=True, exist_ok=True)
        numbers = [int(each.name[1:]) for each in self._own_folders()]
        name = f"g{max(numbers, default=0) + 1:06d}"
        self.folder(name).mkdir()
        return name

    def copy(self, source: str, target: str, changing: Callable[[str], bool]) -> None:
        """Copy a generation's files (not its manifest): hard links where the disk has them.

        Files for whose relative path `changing` is true are copied for real, because the target's writer
        will write into them.
        """
        for file in self.manifest(source).files:
            path, place = self.folder(source) / file, self.folder(target) / file
            place.parent.mkdir(parents=True, exist_ok=True)
            if changing(file) or not _linked(path, place):
                shutil.copyfile(path, place)

    def finish(self, name: str, engine: str, facts: Facts) -> Manifest:
        """Write the manifest: from here on the generation can be live."""
        files = {
            path.relative_to(self.folder(name)).as_posix(): path.stat().st_size
            for path in sorted(self.folder(name).rglob("*"))
            if path.is_file() and path.name != _MANIFEST and not path.name.endswith(".lock")
        }
        manifest = Manifest(
            name, engine, facts.built_at, facts.documents, facts.library_version, facts.fingerprint, files
        )
        replace_text(
            self.folder(name) / _MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        )
        return manifest

    def publish(self, name: str) -> None:
        """Make a finished generation live and keep the one that was."""
        before = self._readable_pointer()
        self._point(Pointer(name, before.live if before and before.live != name else None))

    def rollback(self) -> str:
        """Make the kept generation live again; the one that was live is kept in its place."""
        pointer = self.pointer()
        if pointer is None or pointer.previous is None:
            raise nothing_to_roll_back()
        self.manifest(pointer.previous)
        self._point(Pointer(pointer.previous, pointer.live))
        return pointer.previous

    def remove(self, name: str) -> bool:
        """Remove one generation folder. False where it is in use (Windows keeps mapped files): next time."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a generation: {name!r}")
        shutil.rmtree(self.folder(name), ignore_errors=True)
        return not self.folder(name).exists()

    def clean(self) -> list[str]:
        """Remove every generation that is neither live nor kept, the unfinished ones too; their names."""
        pointer = self._readable_pointer()
        kept = {pointer.live, pointer.previous} if pointer else set()
        found = [each.name for each in self._own_folders() if each.name not in kept]
        return [name for name in found if self.remove(name)]

    def _own_folders(self) -> list[Path]:
        if not self.root.is_dir():
            return []
        return sorted(each for each in self.root.iterdir() if _NAME.fullmatch(each.name) and each.is_dir())

    def _readable_pointer(self) -> Pointer | None:
        try:
            return self.pointer()
        except EngineError:
            return None

    def _point(self, pointer: Pointer) -> None:
        replace_text(self.root / _POINTER, json.dumps(asdict(pointer)))


def broken(what: str) -> EngineError:
    """The error of an index that cannot be used as it is."""
    return EngineError(
        EngineErrorCode.INDEX_BROKEN,
        f"索引损坏：{what}。可运行 faju index rollback 回退，或 faju index build --full 重建。",
    )


def missing() -> EngineError:
    """The error of a home without an index."""
    return EngineError(
        EngineErrorCode.INDEX_MISSING, "还没有索引。请先运行 faju index build，或用 faju serve 自动建立。"
    )


def nothing_to_roll_back() -> EngineError:
    """The error of going back where no index was kept."""
    return EngineError(
        EngineErrorCode.NOTHING_TO_ROLL_BACK, "没有保留的上一代索引，无法回退。可运行 faju index build 重建。"
    )


def _linked(source: Path, target: Path) -> bool:
    try:
        os.link(source, target)
    except OSError:
        return False
    return True
