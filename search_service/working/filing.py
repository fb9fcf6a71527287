"""What somebody uploads to be watched → documents: one file, or a zip of many, with a list (.xlsx) of what they are.

The limits are those of the draft check; an archive is read by the loader's own bounded reader. A document that cannot
be read is left out and named; the others are filed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from corpus.drafts import DraftError, read_draft
from corpus.normalize import fold
from corpus.readers.archives import is_archive, members
from corpus.readers.cells import day_of, text_of
from corpus.readers.limits import Budget, Limits
from corpus.readers.outcomes import FileProblem
from corpus.readers.workbooks import SUFFIXES as LISTS
from corpus.readers.workbooks import first_sheet
from search_service.errors import ServiceError
from search_service.query.doc_numbers import find_doc_number
from workflow.filed import Given

COLUMNS = {
    "file": ("文件名", "文件", "文件名称"),
    "title": ("标题", "名称", "文件标题"),
    "doc_number": ("文号", "发文字号", "发文号"),
    "issued_on": ("日期", "印发日期", "发布日期", "成文日期"),
    "office": ("单位", "发文单位", "起草单位", "机关"),
}
HEAD = 600
"""Characters of a document in which its title and number are looked for."""
LONGEST_TITLE_LINE = 80
MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was left out, and why."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Upload:
    """What an upload holds."""

    documents: tuple[Given, ...]
    problems: tuple[Problem, ...]


def read_upload(name: str, data: bytes, said: Mapping[str, str], most_bytes: int) -> Upload:
    """The documents of a file or a zip. `said`: what the form says of a single file (title, doc_number, issued_on,
    office). ServiceError 400 `bad_date`, 422 `empty_upload`; DraftError for a single file that cannot be read."""
    day = _day(said.get("issued_on", ""))
    if not is_archive(name):
        one = Given(said.get("title", ""), read_draft(name, data), PurePosixPath(name).name)
        one = replace(
            one, doc_number=said.get("doc_number", ""), issued_on=day, office=said.get("office", "")
        )
        return Upload((_completed(one),), ())
    found = _archive(name, data, most_bytes)
    if not found.documents and not found.problems:
        raise ServiceError(422, "empty_upload", "压缩包里没有文件。")
    office = said.get("office", "")
    return replace(
        found, documents=tuple(replace(each, office=each.office or office) for each in found.documents)
    )


def _archive(name: str, data: bytes, most_bytes: int) -> Upload:
    """Everything that can be read of an archive; what the list says of a file goes before what stands in it."""
    limits = Limits(file_bytes=most_bytes, total_bytes=400 * most_bytes, members=100_000)
    documents: list[Given] = []
    problems: list[Problem] = []
    listed: dict[str, Given] = {}
    for each in members(io.BytesIO(data), name, Budget(limits)):
        if each.data is None:
            problems.append(Problem(each.name, each.problem.message if each.problem else "读不出来。"))
            continue
        try:
            if each.name.lower().endswith(LISTS):
                listed |= {one.file: one for one in _list(each.data, limits)}
            elif not PurePosixPath(each.name).name.startswith((".", "~$")):
                documents.append(Given("", read_draft(each.name, each.data), each.name))
        except DraftError as error:
            problems.append(Problem(each.name, error.message))
        except FileProblem as error:
            problems.append(Problem(each.name, error.problem.message))
    done = [_completed(_with(each, listed.get(PurePosixPath(each.file).name))) for each in documents]
    return Upload(tuple(done), tuple(problems[:MOST_PROBLEMS]))


def _list(data: bytes, limits: Limits) -> Iterator[Given]:
    """The rows of a list: a heading, then one document a row. A sheet without a column of file names is none."""
    rows = first_sheet(io.BytesIO(data), limits)
    columns: dict[str, int] = {}
    for row in rows:
        values = [text_of(each) for each in row.values]
        if not columns:
            columns = {
                name: values.index(word)
                for name, words in COLUMNS.items()
                for word in words
                if word in values
            }
            if "file" not in columns:
                columns = {}
            continue
        told = {name: values[at] for name, at in columns.items() if at < len(values)}
        file = PurePosixPath(told.get("file", "").replace("\\", "/")).name
        if file:
            at = columns.get("issued_on", -1)
            day = day_of(row.values[at]) if 0 <= at < len(row.values) else None
            number, office = told.get("doc_number", ""), told.get("office", "")
            yield Given(told.get("title", ""), "", file, number, day, office)


def _with(each: Given, said: Given | None) -> Given:
    if said is None:
        return each
    return replace(
        each, title=said.title, doc_number=said.doc_number, issued_on=said.issued_on, office=said.office
    )


def _completed(each: Given) -> Given:
    """With the title and number that stand at the head of the text, where nobody said them."""
    head = each.text[:HEAD]
    title = each.title.strip() or _title(head) or PurePosixPath(each.file).stem
    number = each.doc_number.strip()
    if not number and (found := find_doc_number(fold(head))):
        number = found.printed
    return replace(each, title=title, doc_number=number)


def _title(head: str) -> str:
    """The first line that could be a title: not the number, not long, no sentence."""
    for line in head.splitlines():
        text = line.strip(" \t　#*")
        if text and len(text) <= LONGEST_TITLE_LINE and not text.endswith(("。", "；", "：")):
            number = find_doc_number(fold(text))
            if number is None or len(number.printed) < len(text) - 4:
                return text
    return ""


def _day(given: str) -> date | None:
    if not given.strip():
        return None
    day = day_of(given)
    if day is None:
        raise ServiceError(400, "bad_date", "印发日期应写作 2026-01-31。")
    return day
