"""Rows of tables, lines of JSON, rows of databases → documents: a row holds a text, or one article of a text.

Rows that follow each other with the same title (or id) and days are one text. What a row states of level,
issuer, region, number and days is kept as stated; what it does not state is read from the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from corpus.model import Problem, Rejection, SourceDocument
from corpus.numerals import ordinal_label, parse_label
from corpus.readers.columns import DATES, label_of, validity
from corpus.readers.header import find_dates
from corpus.readers.kinds import has_han, is_law_title
from corpus.readers.layout import Layout, clean_title, split
from corpus.readers.limits import Limits
from corpus.readers.markdown import read_layout
from corpus.readers.outcomes import Skipped
from corpus.readers.parts import Part, join
from corpus.structure import Row, from_rows
from corpus.structure.lines import article as article_mark

Value = str | int | float | bool | date | list[object] | None
Outcome = SourceDocument | Rejection | Skipped

CELL_FULL = 32_767
"""The most characters that a cell of Excel holds: a text of just this length was cut."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]{0,80}>", re.IGNORECASE)
_DAY_FIGURES = re.compile(r"([12]\d{3})([01]\d)([0-3]\d)")
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 80_000)
_LONGEST_TITLE = 200
_LONGEST_LABEL = 24
_EXAMPLE = re.compile(r"(?:说明|示例|填写说明|填表说明|注|例)\s*[：:]")
_UNSAFE = str.maketrans({"/": "／", "\\": "＼", "\n": " ", "\r": " ", "\t": " ", "\x00": None})
_FIRST_ARTICLE = re.compile(r"^[#\s　]*第\s*[一1１]\s*条", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Record:
    """One row: `values` by field (`corpus/data/columns.toml`), `where` it stands (第5行) for messages."""

    values: Mapping[str, Value]
    where: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What the rows of one table share: the place of the table in the load, and how it was read.

    `path` is the table's own (file, or file/sheet), `reader` names the reading code, `place` the folders above
    the load's root, which may speak of level and region. `cells`: texts come from cells of bounded length.
    """

    source: str
    path: str
    reader: str
    place: str
    limits: Limits
    cells: bool = False


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


def text_of(value: Value) -> str:
    """A cell as text: whole numbers without .0, days in ISO form, None as nothing."""
    if value is None or isinstance(value, list):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip(" \t　\r\n\ufeff\u200b\xa0")


def _plain(value: Value) -> str:
    """A cell as text without the tags of web pages: paragraphs and breaks as lines, marks of hits dropped."""
    text = text_of(value)
    if "<" not in text or _TAG.search(text) is None:
        return text
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).strip()


def day_of(value: Value) -> date | None:
    """A day in a cell: a date, any printed form, 20240606, the number by which Excel counts days."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    if match := _DAY_FIGURES.fullmatch(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + timedelta(days=int(text))
    found = find_dates(text[:60])
    return found[0][2] if found else None


def _refused(record: Record, table: Table, group: _Group | None) -> Outcome | None:
    """The outcome of a row that is no part of any text; None for one that is."""
    path = f"{table.path}/{record.where}"
    if record.problem is not None:
        return Rejection(table.source, path, record.problem)
    title = text_of(record.values.get("title"))
    first = next((text for each in record.values.values() if (text := text_of(each))), "")
    if _EXAMPLE.match(title or first):
        problem = Problem("template_row", "模板里的说明或示例，没有读取。", record.where)
        return Skipped(table.source, path, problem)
    if (found := _misplaced(title, record.values)) is not None:
        message = f"{record.where}{found}，像是填错了列或两列对调：{title[:20]}。"
        return Rejection(table.source, path, Problem("columns_swapped", message, record.where))
    if not title and not _fills_down(record, group):
        message = f"{record.where}没有标题。"
        return Rejection(table.source, path, Problem("no_title", message, record.where))
    return None


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
    return record, (clean_title(_plain(values["title"])), *days, identity)


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
    page = _page(group, title, path, table)
    if isinstance(page, Part):
        page = join([page])[0][0]
    if isinstance(page, SourceDocument):
        return replace(page, reader=table.reader, problems=(*_doubts(group, table), *page.problems))
    return page if page.problem.where else replace(page, problem=replace(page.problem, where=first.where))


def _name(first: Record, title: str) -> str:
    """The text's place in the table, stable when rows move: its id, or title and day."""
    identity = _identity(first.values)
    published = day_of(first.values.get("version_date")) or day_of(first.values.get("publish_date"))
    name = title if published is None else f"{title}({published})"
    if identity and not identity.isdigit():
        name = f"{name} {identity[:64]}"
    return name.translate(_UNSAFE)[:200]


def _page(group: _Group, title: str, path: str, table: Table) -> SourceDocument | Part | Rejection | Skipped:
    first = group.rows[0]
    stated = _stated(group)
    numbered = any(text_of(row.values.get("article")) for row in group.rows)
    if numbered or isinstance(first.values.get("articles"), list):
        return _of_articles(group, title, stated, path, table)
    text = "\n".join(_plain(row.values.get("text")) for row in group.rows).strip()
    if not text:
        message = f"{first.where}只有法规的信息，没有正文：《{title}》。"
        return Rejection(table.source, path, Problem("no_body", message, first.where))
    layout = split(f"# {title}\n\n{_without_title(text, title)}")
    merged = replace(layout, fields={**layout.fields, **stated}, title=title, subtitle=None)
    return read_layout(merged, text, path=path, source=table.source, place=table.place)


def _without_title(text: str, title: str) -> str:
    """The text without its own title on the first line."""
    head, _, rest = text.partition("\n")
    return rest if clean_title(head) == title else text


def _of_articles(
    group: _Group, title: str, stated: dict[str, str | int | float | bool | date], path: str, table: Table
) -> SourceDocument | Part | Rejection | Skipped:
    rows = [each for record in group.rows for each in _rows(record)]
    structure = from_rows(row for row in rows if row.label or row.text)
    if not structure.units:
        message = f"{group.rows[0].where}只有标题，没有条文：《{title}》。"
        return Rejection(table.source, path, Problem("no_body", message, group.rows[0].where))
    raw = _raw(rows)
    page = read_layout(
        Layout(stated, None, title, None, (), raw), raw, path=path, source=table.source, place=table.place
    )
    if isinstance(page, SourceDocument):
        own = tuple(each for each in page.problems if each.code in ("version_date_conflict",))
        return replace(page, units=structure.units, problems=(*own, *structure.problems))
    return page


def _rows(record: Record) -> Iterator[Row]:
    """The articles of a row: its own, or those of a list in it."""
    listed = record.values.get("articles")
    if isinstance(listed, list):
        for each in listed:
            if isinstance(each, Mapping):
                values = _article_fields(each)
                yield _row(values)
            else:
                yield _row({"text": text_of(each) if isinstance(each, str) else ""})
        return
    yield _row(record.values)


def _article_fields(values: Mapping[object, object]) -> dict[str, Value]:
    """The fields of one article of a JSON list, by the same names; its `title` is its number."""
    from corpus.readers.columns import guess

    names = [str(key) for key in values]
    contents = list(values.values())
    found = {name: contents[at] for name, at in guess(names).places.items()}
    if "article" not in found and "title" in found:
        found["article"] = found["title"]
    return {name: value for name, value in found.items() if isinstance(value, str | int | float | date)}


def _row(values: Mapping[str, Value]) -> Row:
    above = tuple(filter(None, (text_of(values.get(name)) for name in ("part", "chapter", "section"))))
    text = _plain(values.get("text"))
    label = text_of(values.get("article"))
    mark = article_mark(text) if text else None
    number = parse_label(label) if label else None
    if number is not None:
        label = label if label.startswith("第") else ordinal_label(*number)
        if mark is not None and (mark.number, mark.sub) == number:
            text = mark.rest
    elif mark is not None and not mark.cites:
        label, text = mark.label, mark.rest
    return Row(label, above, text)


def _raw(rows: Iterable[Row]) -> str:
    """The rows as one text, each heading once."""
    printed: list[str] = []
    above: tuple[str, ...] = ()
    for row in rows:
        printed += [
            name for depth, name in enumerate(row.path) if row.path[: depth + 1] != above[: depth + 1]
        ]
        printed.append(f"{row.label} {row.text}".strip())
        above = row.path
    return "\n".join(printed)


def _stated(group: _Group) -> dict[str, str | int | float | bool | date]:
    """What the first row of a text states, by the names that `read_layout` knows."""
    names = {
        "issuer": "issuer",
        "region": "region",
        "category": "category",
        "level": "效力位阶",
        "doc_number": "doc_number",
    }
    found: dict[str, str | int | float | bool | date] = {}
    values = group.rows[0].values
    for name, known in names.items():
        if text := text_of(values.get(name)):
            found[known] = " ".join(text.split())[:200]
    for name, known in zip(DATES, ("公布日期", "version_date", "effective_date"), strict=True):
        if (day := day_of(values.get(name))) is not None:
            found[known] = day
    if status := _status(values):
        found["status"] = status
    return found


def _status(values: Mapping[str, Value]) -> str:
    """The status in words; a figure says something in sxx only."""
    words = text_of(values.get("status"))
    code = text_of(values.get("sxx"))
    return (words if words and not words.isdigit() else validity().get(code, code))[:40]


def _doubts(group: _Group, table: Table) -> tuple[Problem, ...]:
    """What is odd in the rows of a text that is kept all the same."""
    found = []
    for record in group.rows:
        for name in DATES:
            text = text_of(record.values.get(name))
            if text and day_of(record.values.get(name)) is None:
                message = f"{record.where}的{label_of(name)}读不出日期：{text[:20]}。"
                found.append(Problem("date_unreadable", message, record.where))
        if table.cells and len(str(record.values.get("text") or "")) >= CELL_FULL:
            message = f"{record.where}的正文已满一个单元格的 {CELL_FULL} 字，后面可能被截断了。"
            found.append(Problem("cell_full", message, record.where))
        if "\ufffd" in text_of(record.values.get("text")):
            message = f"{record.where}有无法识别的字符（�），原文可能缺字。"
            found.append(Problem("replacement_character", message, record.where))
    return tuple(found[:50])
