"""What can go wrong with a store, each with a stable code and a Chinese message that says how to mend it.

Messages are built from the texts of this module and the store's place; texts of drivers are never shown,
since they may hold addresses or parameters.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

MESSAGES = {
    "disk_full": "磁盘已满，写入法规库失败；已写入的内容完好。请腾出磁盘空间后重新执行。",
    "store_corrupt": "法规库文件已损坏或不是法规库。请从备份恢复，或移走该文件后重新载入。",
    "store_busy": "法规库正被另一个程序写入，等待超时。请等它结束后重试。",
    "store_read_only": "法规库所在位置不可写。请检查文件和文件夹的权限，或改用可写的数据目录（FAJU_HOME）。",
    "store_unreachable": "打不开法规库。请检查数据目录（FAJU_HOME）是否存在、是否有读写权限。",
    "store_io": "读写法规库时磁盘出错。请检查磁盘或网络连接，必要时从备份恢复。",
    "store_missing": "此处还没有法规库。请先运行 faju serve 或 faju load 建库。",
    "not_a_store": "该文件是别的程序的数据库，不是法规库。请另选数据目录（FAJU_HOME）。",
    "wal_unavailable": "数据目录所在的磁盘不支持 SQLite 的 WAL 方式（多为网络共享盘）。"
    "请把数据目录（FAJU_HOME）放在本机磁盘上。",
    "schema_too_new": "法规库由更新版本的法据建立，当前程序读不了。请升级法据。",
    "schema_too_old": "法规库是旧版本格式，只读方式不能升级。请先以可写方式打开一次（例如 faju index build）。",
    "migration_failed": "法规库升级失败，未作改动。请备份数据目录并附上日志反馈。",
    "url_unsupported": "不支持该数据库地址。请使用数据目录，或 sqlite:/// 开头的地址。",
    "load_unknown": "没有这个载入批次，或它已经结束。请核对批次号。",
    "load_undone": "该载入批次已经撤回。",
    "load_not_ended": "该载入批次还没有结束。请等它结束，或先取消它。",
    "load_not_queued": "该载入批次没有在等待（可能已由另一个进程开始）。",
    "load_not_resumable": "该载入批次不能继续：只有中断、取消、失败的可以。",
    "load_not_running": "该载入批次已经结束，不能再写入。请重新载入。",
}

# SQLite's primary result codes (sqlite.org/rescode.html) and what they mean for the user.
_BY_RESULT = {
    3: "store_read_only",  # PERM
    5: "store_busy",
    6: "store_busy",  # LOCKED
    8: "store_read_only",
    10: "store_io",
    11: "store_corrupt",
    13: "disk_full",
    14: "store_unreachable",  # CANTOPEN
    15: "wal_unavailable",  # PROTOCOL: locking that the file system does not keep
    26: "store_corrupt",  # NOTADB
}


class StoreError(Exception):
    """A failure of the store. `code` is stable, `message_zh` is for people, `place` is free of secrets."""

    def __init__(self, code: str, place: str = "") -> None:
        self.code = code
        self.place = place
        self.message_zh = f"{MESSAGES[code]}（{place}）" if place else MESSAGES[code]
        super().__init__(self.message_zh)

    def __reduce__(self) -> tuple[type[StoreError], tuple[str, str]]:
        return StoreError, (self.code, self.place)


def code_of(error: BaseException) -> str | None:
    """The code for an error of SQLite or SQLAlchemy; None when it is not a failure of the store itself."""
    if isinstance(error, DBAPIError):
        error = error.orig or error
    if not isinstance(error, sqlite3.Error):
        return None
    result = getattr(error, "sqlite_errorcode", None)
    return None if result is None else _BY_RESULT.get(result & 0xFF)


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Raise failures of the database inside the block as StoreError; other errors pass unchanged."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        # A full disk makes SQLite end the transaction, on which taking back a savepoint fails in turn.
        known = filter(None, map(code_of, _and_what_led_to(error)))
        code = next(known, None)
        if code is None:
            raise
        raise StoreError(code, place) from error


def _and_what_led_to(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__context__
