"""Making a bundle: beside its final place, and moved there only when it is whole."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from search_service.bundling.errors import BundleError
from search_service.bundling.own_wheel import own_wheel
from search_service.bundling.resolving import Pin, check_closed, requirements_of, resolve, wheel_name
from search_service.bundling.targets import Target
from search_service.bundling.tools import Tools
from search_service.bundling.wheelhouse import check_starter, fill

MANIFEST, SUMS, WHEELHOUSE = "bundle.json", "SHA256SUMS", "wheelhouse"
# cmd.exe wants CRLF; Notepad before Windows 10 1809 wants it too, and a byte order mark for UTF-8.
_OFFICE_FILES = (("install.py", "\n", ""), ("install.sh", "\n", ""), ("install.bat", "\r\n", ""))
_README, _MARK = "README.txt", "\ufeff"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """What a bundle holds for one target; `size_bytes` of the wheels that serve it, some of which serve others too."""

    target: Target
    pins: tuple[Pin, ...]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished bundle."""

    folder: Path
    version: str
    parts: tuple[Part, ...]
    files: int
    size_bytes: int

    def as_json(self) -> dict[str, object]:
        return {
            "folder": str(self.folder),
            "version": self.version,
            "files": self.files,
            "size_bytes": self.size_bytes,
            "targets": [
                {
                    "platform": each.target.platform.name,
                    "python": each.target.python,
                    "packages": len(each.pins),
                    "size_bytes": each.size_bytes,
                    "requirements": each.target.requirements,
                }
                for each in self.parts
            ],
        }


def make_bundle(
    folder: Path, targets: Sequence[Target], *, force: bool = False, say: Say = lambda _: None
) -> Bundle:
    """Make a bundle at `folder`, which must be absent or empty, or with `force` an earlier bundle.

    BundleError tells what went wrong; then there is nothing new at `folder`.
    """
    folder = folder.absolute()
    _check_place(folder, force)
    tools = Tools()
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.partial-", dir=folder.parent))
    try:
        bundle = _fill(tools, draft, folder, targets, say)
        draft.chmod(0o755)  # a temporary folder is its owner's only
        _move(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return bundle


def _check_place(folder: Path, force: bool) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not force:
        raise BundleError(
            "target_not_empty", f"{folder} 已存在且不是空文件夹。请另选位置；要替换旧的离线包请加 --force。"
        )
    if not (folder / MANIFEST).is_file():
        message = f"{folder} 不是以前制作的离线包，为免误删不予替换。请另选位置。"
        raise BundleError("not_a_bundle", message)


def _move(draft: Path, folder: Path) -> None:
    """Put the finished draft in place; an earlier bundle goes only when the new one is there."""
    old = draft.with_name(draft.name + "-old")
    if folder.exists():
        folder.replace(old)
    draft.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def _fill(tools: Tools, draft: Path, folder: Path, targets: Sequence[Target], say: Say) -> Bundle:
    wheelhouse = draft / WHEELHOUSE
    wheelhouse.mkdir()
    say("打包法据自身……")
    own = own_wheel(tools, wheelhouse)
    _, version = wheel_name(own)
    parts = []
    for each in targets:
        where = f"{each.platform.name}、Python {each.python}"
        say(f"解析 {where} 所需的软件包……")
        pins = resolve(tools, each, requirements_of(own))
        say(f"下载 {len(pins)} 个软件包……")
        fill(tools, each, pins, wheelhouse)
        say(f"核对 {where} 是否齐全……")
        check_closed(tools, each, wheelhouse, own, pins)
        parts.append(_write_part(draft, each, pins, own))
    check_starter(wheelhouse)
    _write_office_files(draft, version, targets)
    listed = _write_sums(draft)
    size = sum(each.stat().st_size for each in draft.rglob("*") if each.is_file())
    return Bundle(folder, version, tuple(parts), listed + 1, size)


def _write_part(draft: Path, target: Target, pins: Sequence[Pin], own: Path) -> Part:
    name, version = wheel_name(own)
    lines = [f"{name}=={version}", *map(str, pins)]
    (draft / target.requirements).write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    wanted = {(each.name, each.version) for each in pins}
    taken = [each for each in own.parent.glob("*.whl") if target.takes(each.name)]
    size = sum(each.stat().st_size for each in taken if wheel_name(each) in wanted or each == own)
    return Part(target, tuple(pins), size)


def _write_office_files(draft: Path, version: str, targets: Sequence[Target]) -> None:
    office = files("search_service.bundling") / "office"
    for name, newline, mark in _OFFICE_FILES:
        (draft / name).write_text(mark + (office / name).read_text("utf-8"), "utf-8", newline=newline)
    (draft / "install.sh").chmod(0o755)
    platforms = dict.fromkeys(each.platform.shown for each in targets)
    pythons = dict.fromkeys(each.python for each in targets)
    readme = (office / _README).read_text("utf-8")
    for mark, value in {
        "{version}": version,
        "{day}": datetime.now(UTC).date().isoformat(),
        "{platforms}": "、".join(platforms),
        "{pythons}": " 或 ".join(pythons),
    }.items():
        readme = readme.replace(mark, value)
    (draft / _README).write_text(_MARK + readme, "utf-8", newline="\r\n")
    manifest = {
        "name": "faju",
        "version": version,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "targets": [
            {"platform": each.platform.name, "python": each.python, "requirements": each.requirements}
            for each in targets
        ],
    }
    (draft / MANIFEST).write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n"
    )


def _write_sums(draft: Path) -> int:
    """SHA256SUMS in the form of sha256sum; the number of files in it."""
    lines = []
    for each in sorted(each for each in draft.rglob("*") if each.is_file()):
        with each.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {each.relative_to(draft).as_posix()}\n")
    (draft / SUMS).write_text("".join(lines), "utf-8", newline="\n")
    return len(lines)
