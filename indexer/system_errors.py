"""The system's complaints about files, each with a stable code and a Chinese sentence."""

from __future__ import annotations

import errno

FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
OS_ERRORS = {
    errno.ENOENT: ("path_not_found", "没有这个文件或文件夹"),
    errno.EISDIR: ("not_a_file", "这是文件夹，不是文件"),
    errno.ENOTDIR: ("not_a_folder", "路径中有一段不是文件夹"),
}
DISK_FULL = ("disk_full", "磁盘已满")
PERMISSION_DENIED = ("permission_denied", "没有读写权限")


def explain_os(error: OSError) -> tuple[str, str]:
    """(stable code, Chinese sentence with the file's name)."""
    if error.errno in FULL:
        code, sentence = DISK_FULL
    elif error.errno in FORBIDDEN or isinstance(error, PermissionError):
        code, sentence = PERMISSION_DENIED
    else:
        other = ("io_error", f"读写失败（{error.strerror or error}）")
        code, sentence = OS_ERRORS.get(error.errno or 0, other)
    return code, f"{sentence}：{error.filename}" if error.filename else sentence
