"""The program's own wheel: built from the source tree it runs from, or packed again from what is installed.

What is installed is packed rather than built again from the place it once came from: that place may have moved
on, and the bundle must hold the program that made it.
"""

from __future__ import annotations

import base64
import hashlib
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path, PurePosixPath

import search_service
from search_service.bundling.errors import BundleError
from search_service.bundling.tools import Tools, tail

NAME = "faju"
# Files of an installation that are not the wheel's: written by installers, or made from its entry points.
# packaging.python.org/en/latest/specifications/recording-installed-packages
_INSTALLERS = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_build.json", "uv_cache.json"}
_STAMP = (2020, 1, 1, 0, 0, 0)  # the same content gives the same file


def own_wheel(tools: Tools, folder: Path) -> Path:
    """Write the wheel into a folder. BundleError `own_wheel_failed`, `install_damaged`."""
    source = source_tree()
    if source is None:
        return packed(_installed(), folder)
    done = tools.pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(source))
    found = sorted(folder.glob(f"{NAME}-*.whl"))
    if done.returncode or not found:
        message = f"从源码目录 {source} 构建法据自身的安装包失败。"
        raise BundleError("own_wheel_failed", message, tail(done))
    return found[-1]


def source_tree() -> Path | None:
    """The checkout that this program runs from; None when it is installed."""
    root = Path(search_service.__file__).resolve().parent.parent
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return root if project.get("project", {}).get("name") == NAME else None


def _installed() -> metadata.Distribution:
    try:
        return metadata.distribution(NAME)
    except metadata.PackageNotFoundError:
        message = "法据没有安装在这个 Python 环境里，也不在源码目录中，无法打包。请重新安装法据。"
        raise BundleError("own_wheel_failed", message) from None


def packed(distribution: metadata.Distribution, folder: Path) -> Path:
    """A wheel of an installed distribution, from its list of files, each checked by its recorded hash."""
    tag = _tag(distribution)
    name = distribution.metadata["Name"].replace("-", "_")
    target = folder / f"{name}-{distribution.version}-{tag}.whl"
    lines: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
        record = ""
        for path, data in _files(distribution):
            wheel.writestr(zipfile.ZipInfo(path, _STAMP), data, zipfile.ZIP_DEFLATED)
            lines.append(f"{path},sha256={_digest(data)},{len(data)}")
            if path.endswith(".dist-info/METADATA"):
                record = path.removesuffix("METADATA") + "RECORD"
        if not record:
            raise _damaged("METADATA")
        text = "\n".join([*lines, f"{record},,", ""])
        wheel.writestr(zipfile.ZipInfo(record, _STAMP), text, zipfile.ZIP_DEFLATED)
    return target


def _files(distribution: metadata.Distribution) -> list[tuple[str, bytes]]:
    """(path in the wheel, content) of what the wheel had."""
    found = []
    for file in sorted(distribution.files or (), key=str):
        path = PurePosixPath(file.as_posix())
        if ".." in path.parts or "__pycache__" in path.parts or path.suffix == ".pyc":
            continue
        if path.parent.name.endswith(".dist-info") and path.name in _INSTALLERS:
            continue
        try:
            data = Path(str(file.locate())).read_bytes()
        except OSError:
            raise _damaged(str(path)) from None
        if file.hash and file.hash.mode == "sha256" and file.hash.value != _digest(data):
            raise _damaged(str(path))
        found.append((str(path), data))
    return found


def _tag(distribution: metadata.Distribution) -> str:
    lines = (distribution.read_text("WHEEL") or "").splitlines()
    return next(
        (line.removeprefix("Tag:").strip() for line in lines if line.startswith("Tag:")), "py3-none-any"
    )


def _digest(data: bytes) -> str:
    """As RECORD writes it (PEP 376, PEP 427): URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _damaged(path: str) -> BundleError:
    message = f"已安装的法据不完整：{path} 缺失或被改动。请重新安装法据，再制作离线包。"
    return BundleError("install_damaged", message)
