"""Rows of tables, lines of JSON, rows of databases → documents: a row holds a text, or one article of a text.

Rows that follow each other with the same title (or id) and days are one text. What a row states of level,
issuer, region, number and days is kept as stated; what it does not state is read from the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from corpus.model import Problem, Rejection, SourceDocument
from corpus.numerals import parse_label
from corpus.readers.cells import Value, day_of, plain, text_of
from corpus.readers.columns import DATES
from corpus.readers.kinds import has_han, is_law_title
from corpus.readers.layout import clean_title
from corpus.readers.outcomes import Skipped
from corpus.readers.record_pages import Record, Table, document_of
from corpus.shelved import ShelfEntry
from corpus.structure.lines import article as article_mark

Outcome = SourceDocument | ShelfEntry | Rejection | Skipped

_LONGEST_TITLE = 200
_LONGEST_LABEL = 24
_EXAMPLE = re.compile(r"(?:说明|示例|填写说明|填表说明|注|例)\s*[：:]")
_UNSAFE = str.maketrans({"/": "／", "\\": "＼", "\n": " ", "\r": " ", "\t": " ", "\x00": None})
_FIRST_ARTICLE = re.compile(r"^[#\s　]*第\s*[一1１]\s*条", re.MULTILINE)


@dataclass(slots=True)
class _Group:
    """Rows of one text while they are gathered."""

    key: tuple[object, ...]
    rows: list[Record]
    where: str
    size: int
    begun: bool


@dataclass(slots=True)
class _Names:
    """The paths given so far in one table: every text has its own."""

    seen: dict[str, int] = field(default_factory=dict)

    def unique(self, name: str) -> str:
        times = self.seen[name] = self.seen.get(name, 0) + 1
        return name if times == 1 else f"{name}~{times}"


def documents(records: Iterable[Record], table: Table) -> Iterator[Outcome]:
    """The texts of a table, one text held at a time; every row is in a text, rejected or skipped.

    Rejected rows: `no_title`, `no_body`, `columns_swapped`, `row_unreadable`, `rows_scattered`,
    `file_too_large`, and what `read_layout` refuses. Skipped: `template_row`, and what it skips.
    """
    gathering = _Gathering(table)
    for record in records:
        yield from gathering.take(record)
    yield from gathering.finish()


class _Gathering:
    """The rows of the text that is being read, and what was read before it."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._names = _Names()
        self._closed: dict[tuple[object, ...], str] = {}
        self._group: _Group | None = None

    def take(self, given: Record) -> Iterator[Outcome]:
        """What one more row brings to an end, or the row's own refusal."""
        refusal = _refused(given, self._table, self._group)
        if refusal is not None:
            yield refusal
            return
        record, key = _placed(given, self._group)
        if self._group is not None and key == self._group.key and _continues(record, self._group):
            yield from self._grow(self._group, record)
            return
        yield from self.finish()
        if key in self._closed and text_of(record.values.get("article")):
            yield _scattered(record, self._closed[key], self._table)
        else:
            self._group = _Group(key, [record], record.where, _size(record), _begins(record))

    def finish(self) -> Iterator[Outcome]:
        """The text that is being read, as it now is."""
        group, self._group = self._group, None
        if group is not None:
            self._closed[group.key] = group.where
            if group.rows:
                yield _finished(group, self._table, self._names)

    def _grow(self, group: _Group, record: Record) -> Iterator[Outcome]:
        group.size += _size(record)
        group.begun = group.begun or _begins(record)
        if group.size <= self._table.limits.file_bytes:
            group.rows.append(record)
        elif group.rows:
            yield _too_large(group, record, self._table)
            group.rows.clear()


def _refused(record: Record, table: Table, group: _Group | None) -> Outcome | None:
    """The outcome of a row that is no part of any text; None for one that is."""
    path = f"{table.path}/{record.where}"
    if record.problem is not None:
        return Rejection(table.source, path, record.problem)
    title = text_of(record.values.get("title"))
    first = next((text for each in record.values.values() if (text := text_of(each))), "")
    if is_example(title or first):
        problem = Problem("template_row", "模板里的说明或示例，没有读取。", record.where)
        return Skipped(table.source, path, problem)
    if (found := _misplaced(title, record.values)) is not None:
        message = f"{record.where}{found}，像是填错了列或两列对调：{title[:20]}。"
        return Rejection(table.source, path, Problem("columns_swapped", message, record.where))
    if not title and not _fills_down(record, group):
        message = f"{record.where}没有标题。"
        return Rejection(table.source, path, Problem("no_title", message, record.where))
    return None


def is_example(first: str) -> bool:
    """Whether a row is a template's own, by its first cell."""
    return _EXAMPLE.match(first) is not None


def _misplaced(title: str, values: Mapping[str, Value]) -> str | None:
    """What stands in a column where it cannot belong, in Chinese; None when nothing does."""
    if not title:
        return None
    if len(title) > _LONGEST_TITLE or article_mark(title) is not None:
        return "的标题一栏里是正文"
    if not has_han(title):
        return "的标题一栏里没有中文"
    issuer = clean_title(text_of(values.get("issuer")))
    if is_law_title(issuer) and not is_law_title(clean_title(title)) and len(issuer) > 3:
        return "的制定机关一栏里是法规名称"
    label, text = text_of(values.get("article")), text_of(values.get("text"))
    if len(label) > _LONGEST_LABEL and parse_label(label) is None and parse_label(text or "甲") is not None:
        return "的条号一栏里是正文"
    return None


def _fills_down(record: Record, group: _Group | None) -> bool:
    """A row without a title below another of a table of articles: the title stands once, above."""
    return group is not None and "article" in record.values and "text" in record.values


def _placed(record: Record, group: _Group | None) -> tuple[Record, tuple[object, ...]]:
    """The record with what stands once above it filled in, and the key of its text."""
    values = record.values
    if group is not None and not text_of(values.get("title")):
        above = group.rows[0].values if group.rows else {}
        told = {name: value for name, value in values.items() if text_of(value) or isinstance(value, list)}
        return replace(record, values={**above, "article": None, "text": None, **told}), group.key
    identity = _identity(values)
    days = tuple(day_of(values.get(name)) for name in DATES)
    return record, (clean_title(plain(values["title"])), *days, identity)


def _identity(values: Mapping[str, Value]) -> str:
    """What names the text in its source; the id of a row that is one article is not that."""
    return text_of(values.get("law_id")) or ("" if "article" in values else text_of(values.get("id")))


def _continues(record: Record, group: _Group) -> bool:
    """Whether a row with the key of the text above is more of it, and not another copy of the whole."""
    if text_of(record.values.get("article")):
        return True
    text = text_of(record.values.get("text"))
    if group.begun and _FIRST_ARTICLE.search(text):
        return False
    return "article" in record.values or (bool(text) and article_mark(text.lstrip("# 　")) is not None)


def _begins(record: Record) -> bool:
    """Whether a row holds the first article of its text."""
    label = parse_label(text_of(record.values.get("article")))
    return label == (1, 0) or _FIRST_ARTICLE.search(text_of(record.values.get("text"))) is not None


def _size(record: Record) -> int:
    return len(text_of(record.values.get("text"))) * 3


def _too_large(group: _Group, record: Record, table: Table) -> Rejection:
    message = f"《{group.key[0]}》超过一部法规 {table.limits.file_bytes // 2**20} MiB 的上限，没有读取。"
    path = f"{table.path}/{record.where}"
    return Rejection(table.source, path, Problem("file_too_large", message, record.where))


def _scattered(record: Record, before: str, table: Table) -> Rejection:
    title = text_of(record.values["title"])
    message = f"{record.where}又是《{title}》的条文，与前面（{before}起）不连在一起。请按法规排序后再载入。"
    return Rejection(
        table.source, f"{table.path}/{record.where}", Problem("rows_scattered", message, record.where)
    )


def _finished(group: _Group, table: Table, names: _Names) -> Outcome:
    first, title = group.rows[0], str(group.key[0])
    path = f"{table.path}/{names.unique(_name(first, title))}"
    if not title:
        return Rejection(table.source, path, Problem("no_title", f"{first.where}没有标题。", first.where))
    return document_of(group.rows, title, path, table)


def _name(first: Record, title: str) -> str:
    """The text's place in the table, stable when rows move: its id, or title and day."""
    identity = _identity(first.values)
    published = day_of(first.values.get("version_date")) or day_of(first.values.get("publish_date"))
    name = title if published is None else f"{title}({published})"
    if identity and not identity.isdigit():
        name = f"{name} {identity[:64]}"
    return name.translate(_UNSAFE)[:200]
