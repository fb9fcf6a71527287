"""How much a load may hold, and the count of what it took: archives come from strangers."""

from __future__ import annotations

from dataclasses import dataclass, field

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one load, in bytes and files. LawRefBook: 49 MiB, 3,167 files, the largest .3 MiB.

    `table_bytes` is for files on disk that are read as a stream (tables, JSON lines, databases);
    `file_bytes` for every other file, for a file in an archive and for one text of a table.
    """

    file_bytes: int = 32 * _MIB
    table_bytes: int = 1024 * _MIB
    total_bytes: int = 2048 * _MIB
    members: int = 200_000
    ratio: int = 200
    ratio_from_bytes: int = 16 * _MIB
    archive_depth: int = 1


@dataclass(slots=True)
class Budget:
    """What is left of the limits, shared by an archive and the archives inside it."""

    limits: Limits
    used_bytes: int = field(default=0)
    used_members: int = field(default=0)


class LimitError(Exception):
    """An archive is larger than the limits: `archive_too_large` or `zip_bomb`, with a Chinese message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def take(budget: Budget, *, size: int = 0, members: int = 0) -> None:
    """Count `size` unpacked bytes and `members`; LimitError when the load is too large."""
    budget.used_bytes += size
    budget.used_members += members
    limits = budget.limits
    if budget.used_bytes > limits.total_bytes:
        message = f"解压后超过 {limits.total_bytes // _MIB} MiB，已停止读取。请分成几个压缩包。"
        raise LimitError("archive_too_large", message)
    if budget.used_members > limits.members:
        raise LimitError(
            "archive_too_large", f"压缩包里超过 {limits.members} 个文件，已停止读取。请分成几个压缩包。"
        )


def check_ratio(limits: Limits, *, packed: int, unpacked: int) -> None:
    """LimitError `zip_bomb` when many bytes come out of few."""
    if unpacked >= limits.ratio_from_bytes and unpacked > limits.ratio * max(packed, 1):
        message = f"压缩比超过 {limits.ratio} 倍，像压缩炸弹，已停止读取。"
        raise LimitError("zip_bomb", message)
