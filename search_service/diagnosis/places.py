"""The home folder and its disk: there, writable, able to carry SQLite's WAL, with room left."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from search_service.diagnosis.findings import Finding, error, fine, size_text, warning
from search_service.diagnosis.ground import Ground, folder_size, nearest_folder

MIB = 1024 * 1024
# Less than this, and neither a log of SQLite nor a progress file can be written safely.
FREE_LEAST = 64 * MIB
# A first start writes the starter library and its index: about 150 MB, and as much again while it builds.
FREE_WANTED = 512 * MIB
_WAL_SECONDS = 3.0


def home_findings(ground: Ground) -> Iterator[Finding]:
    """The home folder: what it holds, or why it cannot be used."""
    home = ground.home
    elsewhere = "请设置 FAJU_HOME（或用 --home）指向本机磁盘上可写的文件夹。"
    if home.exists() and not home.is_dir():
        yield error("home", "home_not_a_folder", f"数据目录 {home} 是一个文件，不是文件夹", elsewhere)
        return
    if not home.is_dir():
        yield _absent(home, elsewhere)
        return
    problem = write_problem(home)
    if problem:
        message = f"数据目录 {home} 不可写：{problem}"
        yield error("home", "home_not_writable", message, f"请检查该文件夹的权限；{elsewhere}")
        return
    size = folder_size(home)
    ground.index_bytes = folder_size(home / "index")
    facts = {"path": str(home), "size_bytes": size, "index_bytes": ground.index_bytes}
    yield fine("home", f"数据目录 {home}（共 {size_text(size)}）", **facts)
    yield _share(home, elsewhere)


def _absent(home: Path, elsewhere: str) -> Finding:
    above = nearest_folder(home)
    if write_problem(above):
        message = f"数据目录 {home} 不存在，也不能在 {above} 里建立"
        return error("home", "home_not_writable", message, elsewhere)
    message = f"数据目录 {home} 还没有建立"
    return warning(
        "home", "home_missing", message, "首次运行 faju serve 或 faju load 时会自动建立。", path=str(home)
    )


def write_problem(folder: Path) -> str:
    """Why no file can be made in a folder; empty when it can."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".faju-doctor-") as probe:
            probe.write(b"faju")
            probe.flush()
    except OSError as problem:
        return problem.strerror or str(problem)
    return ""


def _share(home: Path, elsewhere: str) -> Finding:
    """SQLite's WAL needs shared memory and real locks (sqlite.org/wal.html), which shares do not have."""
    from corpus.store.dialects.sqlite import on_network

    shared = on_network(home)
    problem = wal_problem(home)
    if problem:
        where = "网络共享盘" if shared else "这个磁盘"
        message = f"数据目录在{where}上，SQLite 的 WAL 方式不能用：{problem}"
        return error("filesystem", "wal_unavailable", message, elsewhere, network=shared)
    if shared:
        message = "数据目录在网络共享盘上；SQLite 的 WAL 方式在共享盘上不可靠，多台机器同时使用会损坏法规库"
        return warning("filesystem", "home_on_network", message, elsewhere, network=True)
    return fine("filesystem", "数据目录在本机磁盘上，支持 SQLite 的 WAL 方式", network=False)


def wal_problem(folder: Path) -> str:
    """Why SQLite's WAL does not work in a folder, found by using it; empty when it does."""
    try:
        place = tempfile.mkdtemp(dir=folder, prefix=".faju-doctor-")
    except OSError as problem:
        return problem.strerror or str(problem)
    try:
        return _try_wal(Path(place) / "probe.db")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _try_wal(file: Path) -> str:
    """One connection writes while another reads, as a load and a search do."""
    try:
        with (
            closing(sqlite3.connect(file, timeout=_WAL_SECONDS, isolation_level=None)) as writer,
            closing(sqlite3.connect(file, timeout=_WAL_SECONDS, isolation_level=None)) as reader,
        ):
            mode = writer.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                return f"journal_mode 停在 {mode}"
            writer.execute("CREATE TABLE probe (n INTEGER)")
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM probe").fetchone()
            writer.execute("INSERT INTO probe VALUES (1)")
            reader.execute("COMMIT")
            held = reader.execute("SELECT count(*) FROM probe").fetchone()[0]
    except sqlite3.Error as problem:
        return str(problem)
    return "" if held == 1 else "写入的内容读不到"


def disk_findings(ground: Ground) -> Iterator[Finding]:
    """Room on the disk of the home: a rebuild needs the size of the index again, twice while it merges."""
    place = nearest_folder(ground.home)
    usage = shutil.disk_usage(place)
    if usage.total == 0:  # a file system that counts no blocks
        return
    free = usage.free
    wanted = max(FREE_WANTED, 2 * ground.index_bytes)
    message = f"磁盘剩余 {size_text(free)}"
    facts = {"free_bytes": free, "wanted_bytes": wanted}
    hint = "请清理磁盘，或执行 faju index clean 删除旧索引，或把 FAJU_HOME 移到更大的磁盘。"
    if free < FREE_LEAST:
        yield error("disk", "disk_full", f"{message}，不足以写入", hint, **facts)
    elif free < wanted:
        yield warning(
            "disk", "disk_low", f"{message}，重建索引时可能不够（建议 {size_text(wanted)}）", hint, **facts
        )
    else:
        yield fine("disk", message, **facts)
