"""What can go wrong with a store, each with a stable code and a Chinese message that says how to mend it.

Messages are built from the texts of this module and the store's place; texts of drivers are never shown,
since they may hold addresses or parameters.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from corpus.store.dialects.codes import code_of, driver_errors

MESSAGES = {
    "disk_full": "磁盘已满，写入法规库失败；已写入的内容完好。请腾出磁盘空间后重新执行。",
    "store_corrupt": "法规库文件已损坏或不是法规库。请从备份恢复，或移走该文件后重新载入。",
    "store_busy": "法规库正被另一个程序写入，等待超时。请等它结束后重试。",
    "store_read_only": "法规库所在位置不可写。请检查文件和文件夹的权限，或改用可写的数据目录（FAJU_HOME）。",
    "store_unreachable": "打不开法规库。请检查数据目录（FAJU_HOME）是否存在、是否有读写权限。",
    "store_io": "读写法规库时磁盘出错。请检查磁盘或网络连接，必要时从备份恢复。",
    "store_missing": "此处还没有法规库。请先运行 faju serve 或 faju load 建库。",
    "not_a_store": "这里是别的程序的数据库，不是法规库。请另选数据目录（FAJU_HOME）或数据库（FAJU_STORE_URL）。",
    "wal_unavailable": "数据目录所在的磁盘不支持 SQLite 的 WAL 方式（多为网络共享盘）。"
    "请把数据目录（FAJU_HOME）放在本机磁盘上。",
    "schema_too_new": "法规库由更新版本的法据建立，当前程序读不了。请升级法据。",
    "schema_too_old": "法规库是旧版本格式，只读方式不能升级。请先以可写方式打开一次（例如 faju index build）。",
    "migration_failed": "法规库升级失败，未作改动。请备份数据目录并附上日志反馈。",
    "url_unsupported": "不支持该数据库地址。请写作 postgresql+psycopg://用户:密码@主机/数据库，或不设 FAJU_STORE_URL。",
    "database_unreachable": "连不上 PostgreSQL 服务器。请检查它是否在运行，地址（FAJU_STORE_URL）和网络是否正确。",
    "database_login_refused": "PostgreSQL 拒绝登录。请检查 FAJU_STORE_URL 里的用户和密码、pg_hba.conf 是否允许、"
    "连接数（max_connections）是否已满。",
    "database_missing": "PostgreSQL 服务器上没有这个数据库。请先建立："
    "CREATE DATABASE 名称 OWNER 用户 ENCODING 'UTF8' TEMPLATE template0。",
    "database_driver_missing": "没有安装 PostgreSQL 的驱动。请执行 pip install 'faju[postgresql]'。",
    "database_encoding": "这个 PostgreSQL 数据库的编码不是 UTF8，存不下法规原文。请用 ENCODING 'UTF8' 另建一个。",
    "database_too_old": "PostgreSQL 的版本太旧，需要 14 以上。请升级服务器。",
    "database_rights": "PostgreSQL 用户的权限不够。请让它成为数据库的所有者：ALTER DATABASE 名称 OWNER TO 用户。",
    "copy_differs": "复制后的法规库与原来的不一致（多半是复制时原库有改动）。请停止服务，换一个空数据库重新复制。",
    "text_not_storable": "文字里有数据库存不下的字符（例如空字符），或者太长。请改正后重试。",
    "load_unknown": "没有这个载入批次，或它已经结束。请核对批次号。",
    "load_undone": "该载入批次已经撤回。",
    "load_not_ended": "该载入批次还没有结束。请等它结束，或先取消它。",
    "load_not_queued": "该载入批次没有在等待（可能已由另一个进程开始）。",
    "load_not_resumable": "该载入批次不能继续：只有中断、取消、失败的可以。",
    "load_not_running": "该载入批次已经结束，不能再写入。请重新载入。",
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


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Raise failures of the database inside the block as StoreError; other errors pass unchanged."""
    try:
        yield
    except Exception as error:
        # A full disk makes SQLite end the transaction, on which taking back a savepoint fails in turn.
        known = filter(None, map(code_of, _and_what_led_to(error)))
        code = next(known, None) if isinstance(error, (DBAPIError, *driver_errors())) else None
        if code is None:
            raise
        raise StoreError(code, place) from error


def _and_what_led_to(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__context__
