"""tantivy's failures as typed errors: ValueError, OSError, and panics of its Rust code."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from indexer.engine import EngineError, EngineErrorCode
from indexer.generations import broken

log = logging.getLogger("faju.index")

# How Rust prints ENOSPC, EFBIG and EDQUOT, and Windows' ERROR_DISK_FULL.
_FULL = re.compile(r"os error (28|27|122|112)\b")


@contextmanager
def reading() -> Iterator[None]:
    """What fails inside is a damaged index: `index_broken`."""
    try:
        yield
    except BaseException as error:
        if not _of_tantivy(error):
            raise
        log.info("index cannot be read: %s: %s", type(error).__name__, error)
        raise broken("文件读不出来") from error


@contextmanager
def writing() -> Iterator[None]:
    """What fails inside is a draft that cannot be finished: `index_write_failed`; the live index stays."""
    try:
        yield
    except BaseException as error:
        if not _of_tantivy(error):
            raise
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG)
        why = "磁盘已满" if full or _FULL.search(str(error)) else f"{type(error).__name__}: {error}"
        raise EngineError(
            EngineErrorCode.INDEX_WRITE_FAILED,
            f"新索引写入失败（{why}），原有索引未受影响。请检查磁盘空间后重试。",
        ) from error


def _of_tantivy(error: BaseException) -> bool:
    """A panic is a BaseException that Python code cannot import."""
    if isinstance(error, EngineError):
        return False
    return isinstance(error, (ValueError, OSError, RuntimeError)) or type(error).__name__ == "PanicException"
