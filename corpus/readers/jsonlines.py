"""JSON lines (.jsonl, .ndjson: a text or an article a line) and small JSON files (.json) → records.

Names of fields are those of columns; an answer of 国家法律法规数据库 (`{"code": 200, "rows": […]}`) is read too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import IO, Any

from corpus.cases.columns import renamed
from corpus.model import Problem, Rejection
from corpus.readers.cells import Value
from corpus.readers.columns import TEXT, Columns, guess
from corpus.readers.outcomes import FileProblem, Skipped
from corpus.readers.record_pages import Record, Table
from corpus.readers.records import Outcome, documents
from corpus.readers.shelving import shelved_objects
from corpus.readers.streams import encoding_of, lines

LINE_SUFFIXES = (".jsonl", ".ndjson")
SUFFIXES = (*LINE_SUFFIXES, ".json")
_LISTS = ("rows", "data", "laws", "items", "records", "list", "results", "documents")


def read_json(file: IO[bytes], table: Table, stated: Mapping[str, str] | None = None) -> Iterator[Outcome]:
    """The texts of a file. Lines that cannot be read are rejected one by one (`row_unreadable`).

    The first outcome tells how the first object's names were read (`table_columns`). Of the whole file:
    Rejection `empty_file`, `bad_encoding`, `broken_file`, `no_text_column`. Policy cases and published documents,
    by the first object's names, give entries for their shelves (`readers.shelving`).
    """
    try:
        one = table.path.lower().endswith(".json")
        yield from _read(_whole(file, table) if one else _lines(file, table), table, stated)
    except FileProblem as error:
        yield Rejection(table.source, table.path, error.problem)


def _read(
    objects: Iterator[tuple[str, Any]], table: Table, stated: Mapping[str, str] | None
) -> Iterator[Outcome]:
    columns: Columns | None = None
    waiting: list[Record] = []
    for where, value in objects:
        if isinstance(value, Problem):
            waiting.append(Record({}, where, value))
            continue
        columns = guess([str(key) for key in value], stated)
        first = (where, value)
        break
    if columns is None:
        yield from documents(waiting, table)
        if not waiting:
            yield Rejection(table.source, table.path, Problem("empty_file", "文件里没有任何记录。"))
        return
    if columns.shelf is not None:
        yield from (
            Rejection(table.source, f"{table.path} {each.where}", each.problem)
            for each in waiting
            if each.problem
        )
        found = chain((first,), objects)
        yield from shelved_objects(_named(found, stated) if stated else found, table, columns.shelf)
        return
    refusal = _refusal(columns, table, first[0])
    if refusal is not None:
        yield refusal
        return
    message = f"按第一条记录认出：{columns.described()}。"
    yield Skipped(table.source, table.path, Problem("table_columns", message, first[0]))
    yield from documents(_records(waiting, first, objects, stated), table)


def _named(objects: Iterable[tuple[str, Any]], stated: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The objects by the names that `stated` gives to fields of cases; each by its own names."""
    for where, value in objects:
        if isinstance(value, Problem):
            yield where, value
            continue
        names = renamed([str(key) for key in value], stated)
        yield where, {name: each for name, each in zip(names, value.values(), strict=True) if name}


def _refusal(columns: Columns, table: Table, where: str) -> Rejection | None:
    if not columns.usable:
        message = f"记录里缺标题或正文的字段，没有读取。{columns.described()}。"
        return Rejection(table.source, table.path, Problem("no_text_column", message, where))
    return None


def _records(
    waiting: list[Record],
    first: tuple[str, Any],
    objects: Iterator[tuple[str, Any]],
    stated: Mapping[str, str] | None,
) -> Iterator[Record]:
    """Each object by its own names: one line need not have those of another."""
    yield from waiting
    known: dict[tuple[str, ...], Columns] = {}

    def record(where: str, value: Any) -> Record:
        if isinstance(value, Problem):
            return Record({}, where, value)
        names = tuple(str(key) for key in value)
        if names not in known:
            if len(known) > 1000:
                known.clear()
            known[names] = guess(names, stated)
        contents = list(value.values())
        return Record({name: _value(name, contents[at]) for name, at in known[names].places.items()}, where)

    yield record(*first)
    for where, value in objects:
        yield record(where, value)


def _value(name: str, value: Any) -> Value:
    if isinstance(value, str | int | float | bool | date) or value is None:
        return value
    if isinstance(value, list):
        if name == TEXT and all(isinstance(each, str) for each in value):
            return "\n".join(value)  # paragraphs
        return value
    return None


def _lines(file: IO[bytes], table: Table) -> Iterator[tuple[str, Any]]:
    """(place, object or problem) of each line that is not blank."""
    for line in lines(file, encoding_of(file), table.limits.file_bytes):
        where = f"第{line.number}行"
        if line.text is None:
            yield where, line.problem
        elif line.text.strip():
            value = _loaded(line.text, where)
            if isinstance(value, dict | Problem):
                yield where, value
            else:
                message = f"{where}不是一个 JSON 对象（{{…}}）。"
                yield where, Problem("row_unreadable", message, where)


def _whole(file: IO[bytes], table: Table) -> Iterator[tuple[str, Any]]:
    """The same of a file that holds one list, or one object that holds a list."""
    encoding = encoding_of(file)
    data = file.read(table.limits.file_bytes + 1)
    if len(data) > table.limits.file_bytes:
        message = f"JSON 文件超过 {table.limits.file_bytes // 2**20} MiB 的上限，请改用一行一条的 .jsonl。"
        raise FileProblem(Problem("file_too_large", message))
    value = _loaded(data.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace"), "文件")
    if isinstance(value, Problem):
        raise FileProblem(Problem("broken_file", "JSON 文件不完整或写法有误，读不出来。", value.where))
    listed = value
    if isinstance(value, dict):
        listed = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), [value])
    for number, each in enumerate(listed if isinstance(listed, list) else [], 1):
        where = f"第{number}条"
        problem = Problem("row_unreadable", f"{where}不是一个 JSON 对象（{{…}}）。", where)
        yield where, each if isinstance(each, dict) else problem


def _loaded(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return Problem("row_unreadable", f"{where}不是完整的 JSON，读不出来。", where)
