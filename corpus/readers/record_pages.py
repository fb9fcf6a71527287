"""Rows of one text, gathered → the document: one whole text, or articles; what the rows state goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.model import Problem, Rejection, SourceDocument
from corpus.numerals import ordinal_label, parse_label
from corpus.readers.cells import Value, day_of, plain, text_of
from corpus.readers.columns import DATES, guess, label_of, validity
from corpus.readers.layout import Layout, clean_title, split
from corpus.readers.limits import Limits
from corpus.readers.markdown import read_layout
from corpus.readers.outcomes import Skipped
from corpus.readers.parts import Part, join
from corpus.structure import Row, from_rows
from corpus.structure.lines import article as article_mark

CELL_FULL = 32_767
"""The most characters that a cell of Excel holds: a text of just this length was cut."""

_MOST_DOUBTS = 50

_Fields = dict[str, str | int | float | bool | date]


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


def document_of(
    rows: Sequence[Record], title: str, path: str, table: Table
) -> SourceDocument | Rejection | Skipped:
    """The text that these rows hold. Rejected: `no_body`, and what `read_layout` refuses."""
    page = _page(rows, title, path, table)
    if isinstance(page, Part):
        page = join([page])[0][0]
    if isinstance(page, SourceDocument):
        return replace(page, reader=table.reader, problems=(*_doubts(rows, table), *page.problems))
    where = page.problem.where or rows[0].where
    return replace(page, problem=replace(page.problem, where=where))


def _page(
    given: Sequence[Record], title: str, path: str, table: Table
) -> SourceDocument | Part | Rejection | Skipped:
    first = given[0]
    stated = _stated(first.values)
    numbered = any(text_of(row.values.get("article")) for row in given)
    if numbered or isinstance(first.values.get("articles"), list):
        return _of_articles(given, title, stated, path, table)
    text = "\n".join(plain(row.values.get("text")) for row in given).strip()
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
    given: Sequence[Record], title: str, stated: _Fields, path: str, table: Table
) -> SourceDocument | Part | Rejection | Skipped:
    rows = [each for record in given for each in _rows(record)]
    structure = from_rows(row for row in rows if row.label or row.text)
    if not structure.units:
        message = f"{given[0].where}只有标题，没有条文：《{title}》。"
        return Rejection(table.source, path, Problem("no_body", message, given[0].where))
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
    names = [str(key) for key in values]
    contents = list(values.values())
    found = {name: contents[at] for name, at in guess(names).places.items()}
    if "article" not in found and "title" in found:
        found["article"] = found["title"]
    return {name: value for name, value in found.items() if isinstance(value, str | int | float | date)}


def _row(values: Mapping[str, Value]) -> Row:
    above = tuple(filter(None, (text_of(values.get(name)) for name in ("part", "chapter", "section"))))
    text = plain(values.get("text"))
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


def _stated(values: Mapping[str, Value]) -> _Fields:
    """What the first row of a text states, by the names that `read_layout` knows."""
    names = {
        "issuer": "issuer",
        "region": "region",
        "category": "category",
        "level": "效力位阶",
        "doc_number": "doc_number",
    }
    found: _Fields = {}
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


def _doubts(rows: Sequence[Record], table: Table) -> tuple[Problem, ...]:
    """What is odd in the rows of a text that is kept all the same."""
    found = []
    for record in rows:
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
    return tuple(found[:_MOST_DOUBTS])
