"""SQLite databases with a table of laws and a table of articles → documents, whatever their columns are called.

A database is as untrusted as any file: opened read-only, its schema not trusted (SQLite's own advice for
untrusted files: sqlite.org/security.html), real tables only (no views, no virtual tables), sizes and steps
bounded. The starter library's own shape is read by `corpus.readers.starter`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Problem, Rejection
from corpus.readers import starter
from corpus.readers.cells import Value
from corpus.readers.columns import Columns, guess
from corpus.readers.outcomes import FileProblem, Skipped, StarterError
from corpus.readers.record_pages import Record, Table
from corpus.readers.records import Outcome, documents

READER = "database"
_MAGIC = b"SQLite format 3\x00"
_MOST_TABLES = 1000
_MOST_SECONDS = 600.0
_STEPS = 100_000
_MOST_ORPHANS = 1000
_OF_ROW = ("text", "article", "part", "chapter", "section")


@dataclass(frozen=True, slots=True)
class _Source:
    """A table and what its columns hold."""

    name: str
    columns: Columns
    keyed: bool = False  # WITHOUT ROWID

    def column(self, field: str) -> str | None:
        place = self.columns.places.get(field)
        return None if place is None else self.columns.headings[place]

    def order(self, alias: str) -> str:
        """What puts its rows in the order in which they were written."""
        return f"{alias}.{_quoted(self.columns.headings[0]) if self.keyed else 'rowid'}"


def read_database(
    origin: Path | bytes, table: Table, stated: Mapping[str, str] | None = None
) -> Iterator[Outcome]:
    """The texts of a database file, or of its bytes out of an archive.

    A table that holds whole texts is read as such; else a table of laws is joined with one of articles by
    their common key. Rejection of the file: `starter_schema_unknown`, `starter_unreadable`, `broken_file`.
    """
    try:
        with closing(_open(origin)) as connection:
            yield from _read(connection, table, stated)
    except FileProblem as error:
        yield Rejection(table.source, table.path, error.problem)
    except StarterError as error:
        yield Rejection(table.source, table.path, Problem(error.code, error.message))
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        message = f"数据库损坏或读不下去（{str(error)[:80]}）。"
        yield Rejection(table.source, table.path, Problem("starter_unreadable", message))


def is_database(data: bytes) -> bool:
    """By its first bytes."""
    return data.startswith(_MAGIC)


def has_starter_tables(path: Path) -> bool:
    """Whether the file has real tables of the starter library's shape, so that its own reader may read them."""
    try:
        with closing(_open(path)) as connection:
            names = {each.name: set(each.columns.headings) for each in _tables(connection, None)}
    except (sqlite3.Error, FileProblem):
        return False
    wanted = {"laws": starter.LAW_COLUMNS, "articles": (*starter.ROW_COLUMNS, "law_id", "id")}
    return all(set(columns) <= names.get(name, set()) for name, columns in wanted.items())


def _open(origin: Path | bytes) -> sqlite3.Connection:
    if isinstance(origin, bytes):
        connection = sqlite3.connect(":memory:")
        connection.deserialize(origin)
    else:
        target = origin.resolve()
        busy = target.with_name(target.name + "-wal").exists()
        uri = f"{target.as_uri()}?mode=ro{'' if busy else '&immutable=1'}"
        connection = sqlite3.connect(uri, uri=True)
    deadline = time.monotonic() + _MOST_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _tables(connection: sqlite3.Connection, stated: Mapping[str, str] | None) -> list[_Source]:
    """The real tables; views and virtual tables run what their maker wrote."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name LIMIT ?"
    found = []
    for name, sql in connection.execute(query, (_MOST_TABLES,)).fetchall():
        if str(name).startswith("sqlite_") or "VIRTUAL" in str(sql or "")[:40].upper():
            continue
        columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({_quoted(str(name))})")]
        keyed = "WITHOUT ROWID" in str(sql or "").upper()
        found.append(_Source(str(name), guess(columns, stated), keyed))
    return found


def _read(
    connection: sqlite3.Connection, table: Table, stated: Mapping[str, str] | None
) -> Iterator[Outcome]:
    tables = _tables(connection, stated)
    articles = _best([each for each in tables if {"text", "article"} <= each.columns.places.keys()])
    laws = _best([each for each in tables if "title" in each.columns.places and each != articles])
    if articles is not None and laws is not None and (key := _key(laws, articles)) is not None:
        yield _told(
            table,
            f"表 {laws.name}：{laws.columns.described()}；表 {articles.name}：{articles.columns.described()}",
        )
        yield from documents(_joined(connection, laws, articles, key), table)
        yield from _orphans(connection, laws, articles, key, table)
        return
    whole = _best([each for each in tables if each.columns.usable])
    if whole is None:
        names = "、".join(each.name for each in tables[:10]) or "没有表"
        message = f"数据库里找不到法规的表：要有一张表含标题和正文，或法规、条文两张表（现有：{names}）。"
        yield Rejection(table.source, table.path, Problem("starter_schema_unknown", message))
        return
    if whole.columns.shelf is not None:
        message = "数据库里是政策案例或外地文件，不是法规：请导出为 .xlsx、.csv 或 .jsonl 后载入。"
        yield Skipped(table.source, table.path, Problem("not_a_law_case", message))
        return
    yield _told(table, f"表 {whole.name}：{whole.columns.described()}")
    yield from documents(_rows(connection, whole), table)


def _told(table: Table, message: str) -> Skipped:
    return Skipped(table.source, table.path, Problem("table_columns", f"{message}。"))


def _best(tables: list[_Source]) -> _Source | None:
    return max(tables, key=lambda each: len(each.columns.places), default=None)


def _key(laws: _Source, articles: _Source) -> tuple[str, str] | None:
    """(column of laws, column of articles) that join them: a common name of an id, or law_id → id."""
    common = [name for name in laws.columns.headings if name in articles.columns.headings]
    names = [
        name for name in common if name.lower().endswith(("_id", "bbbs", "编号")) and name.lower() != "id"
    ]
    if names:
        return names[0], names[0]
    foreign = [
        name for name in articles.columns.headings if name.lower() in ("law_id", "lawid", "bbbs", "法规编号")
    ]
    own = [name for name in laws.columns.headings if name.lower() in ("id", "bbbs", "编号")]
    if foreign and own:
        return own[0], foreign[0]
    title, titled = laws.column("title"), articles.column("title")
    return (title, titled) if title and titled else None


def _joined(
    connection: sqlite3.Connection, laws: _Source, articles: _Source, key: tuple[str, str]
) -> Iterator[Record]:
    """The articles of each law in their order, each with what the law's row states; laws without any, too."""
    own = [(field, laws.column(field)) for field in laws.columns.places if field not in (*_OF_ROW, "law_id")]
    row = [(field, articles.column(field)) for field in articles.columns.places if field in _OF_ROW]
    picked = [f"l.{_quoted(name or '')}" for _, name in own] + [f"a.{_quoted(name or '')}" for _, name in row]
    picked.append(f"l.{_quoted(key[0])}")
    query = (
        f"SELECT {', '.join(picked)} FROM {_quoted(laws.name)} l"
        f" LEFT JOIN {_quoted(articles.name)} a ON a.{_quoted(key[1])} = l.{_quoted(key[0])}"
        f" ORDER BY {laws.order('l')}, {articles.order('a')}"
    )
    names = [*(field for field, _ in own), *(field for field, _ in row), "law_id"]
    for number, values in enumerate(connection.execute(query), 1):
        yield Record(dict(zip(names, map(_value, values), strict=True)), f"第{number}行")


def _orphans(
    connection: sqlite3.Connection, laws: _Source, articles: _Source, key: tuple[str, str], table: Table
) -> Iterator[Rejection]:
    own, foreign = _quoted(key[0]), _quoted(key[1])
    query = (
        f"SELECT DISTINCT {foreign} FROM {_quoted(articles.name)}"
        f" WHERE {foreign} NOT IN (SELECT {own} FROM {_quoted(laws.name)} WHERE {own} IS NOT NULL)"
        f" ORDER BY 1 LIMIT {_MOST_ORPHANS}"
    )
    for (value,) in connection.execute(query):
        where = f"{key[1]} {value}"
        problem = Problem("law_missing", f"有条文而没有对应的法规记录：{where}。", where)
        yield Rejection(table.source, f"{table.path}/{where}", problem)


def _rows(connection: sqlite3.Connection, whole: _Source) -> Iterator[Record]:
    names = list(whole.columns.places)
    picked = ", ".join(_quoted(whole.column(name) or "") for name in names)
    query = f"SELECT {picked} FROM {_quoted(whole.name)} t ORDER BY {whole.order('t')}"
    for number, values in enumerate(connection.execute(query), 1):
        yield Record(dict(zip(names, map(_value, values), strict=True)), f"第{number}行")


def _value(value: object) -> Value:
    return value if isinstance(value, str | int | float) else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
