"""Which exact packages a target needs.

pip evaluates markers (`sys_platform == 'win32'`) for the Python that runs it, even when it downloads for
another platform; uv resolves for the target. Its answer in the form of pylock.toml (PEP 751) also tells which
packages have wheels there.
"""

from __future__ import annotations

import re
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from search_service.bundling.errors import BundleError
from search_service.bundling.targets import Target
from search_service.bundling.tools import Tools, tail

# The office's Python may come without pip (Debian's has no ensurepip): install.py runs this one.
INSTALLER = "pip"


@dataclass(frozen=True, slots=True, order=True)
class Pin:
    """A package in its exact version; `wheel` False: none is published for the target."""

    name: str
    version: str
    wheel: bool = True

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"


def plain_name(name: str) -> str:
    """The compared form of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wheel_name(file: Path) -> tuple[str, str]:
    """(plain name, version) of a wheel's file name (PEP 427)."""
    name, version = file.name.split("-")[:2]
    return plain_name(name), version


def requirements_of(wheel: Path) -> list[str]:
    """What a wheel requires, extras left out."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        text = archive.read(name).decode("utf-8")
    lines = Parser().parsestr(text, headersonly=True).get_all("Requires-Dist") or []
    return [line for line in lines if not re.search(r";.*\bextra\b", line)]


def resolve(tools: Tools, target: Target, requirements: Iterable[str]) -> list[Pin]:
    """The exact packages for a target. Packages that have no wheel there in their newest version are taken in
    an older one that has, where there is such a one. BundleError `resolve_failed`.
    """
    wanted = [*requirements, INSTALLER]
    pins = _resolved(tools, target, wanted, ())
    only_wheels: list[str] = []
    for each in [pin for pin in pins if not pin.wheel]:
        try:
            pins = _resolved(tools, target, wanted, [*only_wheels, each.name])
        except BundleError:
            continue  # no version has a wheel there
        only_wheels.append(each.name)
    return pins


def _resolved(
    tools: Tools, target: Target, requirements: Sequence[str], only_wheels: Sequence[str]
) -> list[Pin]:
    with tempfile.TemporaryDirectory(prefix="faju-bundle-") as folder:
        asked, answer = Path(folder) / "requirements.in", Path(folder) / "pylock.toml"
        asked.write_text("\n".join(requirements) + "\n", "utf-8")
        limits = [word for name in only_wheels for word in ("--only-binary", name)]
        done = tools.uv(*_compile(target), *limits, "--format", "pylock.toml", "-o", str(answer), str(asked))
        if done.returncode:
            message = f"解析 {target.platform.name}、Python {target.python} 所需的软件包失败。请检查网络或镜像设置。"
            raise BundleError("resolve_failed", message, tail(done))
        packages = tomllib.loads(answer.read_text("utf-8"))["packages"]
    return sorted(_pin(target, each) for each in packages)


def _pin(target: Target, package: dict[str, Any]) -> Pin:
    wheels = [
        unquote(each.get("name") or each["url"].rpartition("/")[2]) for each in package.get("wheels", ())
    ]
    return Pin(plain_name(package["name"]), package["version"], any(map(target.takes, wheels)))


def check_closed(tools: Tools, target: Target, wheelhouse: Path, own: Path, pins: Iterable[Pin]) -> None:
    """Resolve the program again from the wheelhouse alone, as the office will.

    BundleError `wheelhouse_incomplete` when a package is missing there or comes in another version.
    """
    name, version = wheel_name(own)
    with tempfile.TemporaryDirectory(prefix="faju-bundle-") as folder:
        asked, answer = Path(folder) / "requirements.in", Path(folder) / "requirements.txt"
        asked.write_text("\n".join([f"{name}=={version}", *map(str, pins)]) + "\n", "utf-8")
        places = ("--no-index", "--find-links", str(wheelhouse), "--only-binary", ":all:")
        done = tools.uv(
            *_compile(target), *places, "--no-annotate", "-o", str(answer), str(asked), offline=True
        )
        found = answer.read_text("utf-8").split() if not done.returncode else []
    missing = {str(each) for each in pins} - set(found)
    if done.returncode or missing:
        message = f"离线包对 {target.platform.name}、Python {target.python} 不完整。"
        raise BundleError("wheelhouse_incomplete", message, tail(done) or "、".join(sorted(missing)))


def _compile(target: Target) -> tuple[str, ...]:
    platform = ("--python-platform", target.platform.uv, "--python-version", target.python)
    return ("pip", "compile", "--quiet", "--no-config", "--no-header", *platform)
