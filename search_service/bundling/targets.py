"""The machines a bundle can be made for, in uv's words and in pip's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Wheels for an older glibc run on a newer one (PEP 600). 2.28 is that of Debian 10, RHEL 8, 银河麒麟 V10 and
# 统信 UOS 20. The names before PEP 600 are pip's own (PEP 513, 571, 599).
_GLIBC_NEWEST, _GLIBC_OLDEST_X64, _GLIBC_OLDEST_ARM64 = 28, 5, 17
_OLD_NAMES_X64 = ("manylinux2014", "manylinux2010", "manylinux1")
_OLD_NAMES_ARM64 = ("manylinux2014",)


def _linux(machine: str, oldest: int, old_names: Sequence[str]) -> tuple[str, ...]:
    newer = [f"manylinux_2_{minor}" for minor in range(_GLIBC_NEWEST, oldest - 1, -1)]
    return tuple(f"{name}_{machine}" for name in (*newer, *old_names, "linux"))


@dataclass(frozen=True, slots=True)
class Platform:
    """`uv` is its `--python-platform`, `tags` pip's `--platform` values, `shown` the words for people."""

    name: str
    uv: str
    tags: tuple[str, ...]
    shown: str


PLATFORMS = {
    each.name: each
    for each in (
        Platform("windows-x64", "x86_64-pc-windows-msvc", ("win_amd64",), "Windows 10/11（x64）"),
        Platform(
            "linux-x64",
            f"x86_64-manylinux_2_{_GLIBC_NEWEST}",
            _linux("x86_64", _GLIBC_OLDEST_X64, _OLD_NAMES_X64),
            f"Linux x86_64（glibc 2.{_GLIBC_NEWEST} 以上）",
        ),
        Platform(
            "linux-arm64",
            f"aarch64-manylinux_2_{_GLIBC_NEWEST}",
            _linux("aarch64", _GLIBC_OLDEST_ARM64, _OLD_NAMES_ARM64),
            f"Linux ARM64（glibc 2.{_GLIBC_NEWEST} 以上，如鲲鹏、飞腾）",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Target:
    """One platform with one version of Python (`3.11`)."""

    platform: Platform
    python: str

    @property
    def requirements(self) -> str:
        """The name of its file of exact versions."""
        return f"requirements-{self.platform.name}-py{self.python}.txt"

    def takes(self, wheel: str) -> bool:
        """Whether a wheel can be installed there, by the tags in its file name (PEP 425, PEP 427)."""
        parts = wheel.removesuffix(".whl").split("-")
        if len(parts) < 5:
            return False
        pythons, abis, platforms = (part.split(".") for part in parts[-3:])
        minor = int(self.python.split(".")[1])
        if not {"any", *self.platform.tags}.intersection(platforms):
            return False
        if {"none", "abi3"}.intersection(abis):
            return any(_at_most(tag, minor) for tag in pythons)
        return f"cp3{minor}" in abis and f"cp3{minor}" in pythons


def _at_most(tag: str, minor: int) -> bool:
    """py3, py38, cp37 serve a later Python 3 as well."""
    match = re.fullmatch(r"(?:py|cp)3(\d*)", tag)
    return match is not None and int(match[1] or 0) <= minor
