"""Members of .zip and .tar archives as bytes, one at a time, without trusting anything in them."""

from __future__ import annotations

import gzip
import io
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Self

from corpus.model import Problem
from corpus.readers.limits import Budget, LimitError, check_ratio, take

ZIP_SUFFIXES = (".zip",)
TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz")
SUFFIXES = ZIP_SUFFIXES + TAR_SUFFIXES

_DRIVE = re.compile(r"^[A-Za-z]:")
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
_LONGEST_TAR_HEADER = 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its bytes, or the problem that kept it from being read."""

    name: str
    data: bytes | None
    problem: Problem | None = None


def is_archive(name: str) -> bool:
    """By its name: .zip, .tar, .tar.gz, .tgz."""
    return name.lower().endswith(SUFFIXES)


def members(
    file: IO[bytes], name: str, budget: Budget, wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[Member]:
    """The members of an open archive, those whose names are `wanted`; folders are left out.

    A problem of the whole archive (`broken_archive`, `archive_too_large`, `zip_bomb`) comes as a last
    member with an empty name. Zip members come sorted by name, tar members in their order (one pass).
    """
    reader = _zip_members if name.lower().endswith(ZIP_SUFFIXES) else _tar_members
    try:
        yield from reader(file, budget, wanted)
    except LimitError as error:
        yield Member("", None, Problem(error.code, error.message))
    except _BROKEN as error:
        yield Member("", None, Problem("broken_archive", f"压缩包损坏或不完整（{error}）。"))


def count(file: IO[bytes], name: str) -> int | None:
    """The number of files in a zip (its directory lists them); None for a tar, which would be read for it."""
    if not name.lower().endswith(ZIP_SUFFIXES):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            return sum(not info.is_dir() for info in archive.infolist())
    except _BROKEN:
        return None


def unsafe_name(name: str) -> str | None:
    """Why a member's name may not be used as a path, in Chinese; None when it may."""
    if not name or "\x00" in name:
        return "成员名为空或含有空字符"
    if "\\" in name:
        return "路径含反斜杠"
    if name.startswith("/") or _DRIVE.match(name):
        return "绝对路径"
    if ".." in PurePosixPath(name).parts:
        return "路径含上级目录（..）"
    return None


def _zip_members(file: IO[bytes], budget: Budget, wanted: Callable[[str], bool]) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        take(budget, members=len(infos))
        check_ratio(
            budget.limits,
            packed=sum(info.compress_size for info in infos),
            unpacked=sum(info.file_size for info in infos),
        )
        for name, info in sorted(((_zip_name(info), info) for info in infos), key=lambda each: each[0]):
            if wanted(name):
                yield _zip_member(archive, name, info, budget)


def _zip_member(archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo, budget: Budget) -> Member:
    reason = unsafe_name(name)
    if reason is None and stat.S_ISLNK(info.external_attr >> 16):
        reason = "符号链接"
    if reason is not None:
        return Member(name, None, _unsafe(reason))
    if info.flag_bits & _ENCRYPTED:
        return Member(name, None, Problem("encrypted_archive", "文件加了密码，无法读取。"))
    try:
        with archive.open(info) as opened:
            return _read(name, opened, info.file_size, budget)
    except _BROKEN as error:
        return Member(name, None, Problem("broken_archive", f"压缩包里的这个文件损坏（{error}）。"))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 mark it is bytes in UTF-8, or in GBK from Chinese Windows."""
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    return _name_from(raw) or info.orig_filename


def _name_from(raw: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _tar_members(file: IO[bytes], budget: Budget, wanted: Callable[[str], bool]) -> Iterator[Member]:
    magic = file.read(2)
    file.seek(0)
    stream = _Counted(file, budget, packed=magic == b"\x1f\x8b")
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_CheckedHeader) as archive:
        for info in archive:
            if info.isdir():
                continue
            take(budget, members=1)
            name = _tar_name(info.name)
            if wanted(name):
                yield _tar_member(archive, name, info, budget)


def _tar_name(name: str) -> str:
    if not any("\ud800" <= char <= "\udfff" for char in name):
        return name
    return _name_from(name.encode("utf-8", "surrogateescape")) or name.encode("utf-8", "replace").decode()


def _tar_member(archive: tarfile.TarFile, name: str, info: tarfile.TarInfo, budget: Budget) -> Member:
    reason = unsafe_name(name)
    if reason is None and not info.isreg():
        reason = "链接" if info.issym() or info.islnk() else "设备或其他特殊文件"
    if reason is not None:
        return Member(name, None, _unsafe(reason))
    opened = archive.extractfile(info)
    if opened is None:
        return Member(name, None, Problem("broken_archive", "压缩包里的这个文件读不出来。"))
    return _read(name, opened, info.size, budget, counted=True)


def _read(name: str, opened: IO[bytes], stated: int, budget: Budget, *, counted: bool = False) -> Member:
    limit = budget.limits.file_bytes
    if stated > limit:
        return Member(name, None, too_large(stated, limit))
    data = opened.read(limit + 1)
    if not counted:
        take(budget, size=len(data))
    return Member(name, None, too_large(len(data), limit)) if len(data) > limit else Member(name, data)


def too_large(size: int, limit: int) -> Problem:
    """The problem of a file above the limit for one file."""
    return Problem(
        "file_too_large", f"文件有 {size / 2**20:.1f} MiB，超过单个文件 {limit / 2**20:.0f} MiB 的上限。"
    )


def _unsafe(reason: str) -> Problem:
    return Problem("unsafe_path", f"压缩包里的路径不安全（{reason}），没有读取。")


class _CheckedHeader(tarfile.TarInfo):
    """A tar header that refuses to take a huge extended header into memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        header = super().frombuf(buf, encoding, errors)
        if not header.isreg() and not header.isdir() and header.size > _LONGEST_TAR_HEADER:
            raise tarfile.ReadError("扩展头过大")
        return header


class _Counted(io.RawIOBase):
    """A tar's bytes, unpacked when gzipped, counted against the budget as they come."""

    def __init__(self, file: IO[bytes], budget: Budget, *, packed: bool) -> None:
        super().__init__()
        self._raw = file
        self._stream: IO[bytes] = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment]
        self._packed = packed
        self._budget = budget
        self._out = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._out += len(data)
        take(self._budget, size=len(data))
        if self._packed:
            check_ratio(self._budget.limits, packed=self._raw.tell(), unpacked=self._out)
        return data
